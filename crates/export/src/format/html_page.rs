//! Transcripts as one page for a browser. It loads nothing, runs nothing and leads nowhere: every text in it is text.

use super::local_instant;
use super::transcript::{Transcript, TranscriptLine};
use crate::error::Result;
use catalogue::{TextKey, text};
use document::escaped;
use model::Sender;
use std::io::Write;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
section{border-top:1px solid;padding-top:1rem;margin-top:2rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.875rem}\
dd{margin:0;overflow-wrap:anywhere}\
article{margin:1rem 0}article.from-us{margin-inline-start:2rem}\
article header{font-size:.875rem;font-weight:600}\
p{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere}\
aside{font-size:.875rem;border-inline-start:3px solid;padding-inline-start:.6rem}\
@media print{section{break-before:page}}";

/// A page that is written conversation by conversation.
pub(crate) struct HtmlPage<W> {
    to: W,
}

impl<W: Write> HtmlPage<W> {
    /// Begins the page.
    pub(crate) fn new(mut to: W, title: &str) -> Result<Self> {
        let title = escaped(title);
        write!(
            to,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{title}</h1>\n"
        )?;
        Ok(Self { to })
    }

    /// Writes what stands above all conversations: facts, and what a reader must know.
    pub(crate) fn preface(&mut self, facts: &[(&str, String)], notes: &[String]) -> Result<()> {
        self.facts(facts.iter().map(|(name, value)| (*name, value)))?;
        for note in notes {
            writeln!(self.to, "<p dir=\"auto\">{}</p>", escaped(note))?;
        }
        Ok(())
    }

    fn facts<'f>(&mut self, facts: impl Iterator<Item = (&'f str, &'f String)>) -> Result<()> {
        self.to.write_all(b"<dl>\n")?;
        for (name, value) in facts {
            let (name, value) = (escaped(name), escaped(value));
            writeln!(self.to, "<dt>{name}</dt><dd dir=\"auto\">{value}</dd>")?;
        }
        Ok(self.to.write_all(b"</dl>\n")?)
    }

    /// Writes a conversation.
    pub(crate) fn conversation(&mut self, told: &Transcript) -> Result<()> {
        let title = escaped(&told.title);
        write!(self.to, "<section>\n<h2 dir=\"auto\">{title}</h2>\n")?;
        self.facts(told.facts.iter().map(|(name, value)| (*name, value)))?;
        told.lines.iter().try_for_each(|line| self.line(line))?;
        Ok(self.to.write_all(b"</section>\n")?)
    }

    fn line(&mut self, line: &TranscriptLine) -> Result<()> {
        let side = match line.sender {
            Sender::Customer => "",
            _ => " class=\"from-us\"",
        };
        let at = local_instant(&line.sent);
        let shown = line.sent.format("%Y-%m-%d %H:%M");
        let (speaker, said) = (escaped(&line.speaker), escaped(&line.text));
        write!(
            self.to,
            "<article{side}>\n<header><span dir=\"auto\">{speaker}</span> \
             <time datetime=\"{at}\">{shown}</time></header>\n<p dir=\"auto\">{said}</p>\n"
        )?;
        self.aside(text(TextKey::TranscriptHidden), &line.hidden)?;
        for (until, said) in &line.earlier {
            let before = format!(
                "{} {}",
                text(TextKey::TranscriptEarlier),
                local_instant(until)
            );
            self.aside(&before, said)?;
        }
        Ok(self.to.write_all(b"</article>\n")?)
    }

    fn aside(&mut self, what: &str, said: &str) -> Result<()> {
        if said.is_empty() {
            return Ok(());
        }
        let (what, said) = (escaped(what), escaped(said));
        writeln!(self.to, "<aside>{what}<p dir=\"auto\">{said}</p></aside>")?;
        Ok(())
    }

    /// Ends the page.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.to.write_all(b"</main>\n</body>\n</html>\n")?;
        Ok(self.to.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn nothing_that_was_said_is_markup() {
        let at = DateTime::from_timestamp(1_790_000_000, 0)
            .expect("a time")
            .fixed_offset();
        let evil = "<script>alert(\"1\")</script>&";
        let told = Transcript {
            conversation: "c1".to_owned(),
            title: evil.to_owned(),
            facts: vec![("Who", evil.to_owned())],
            started: at,
            lines: vec![TranscriptLine {
                message: "m1".to_owned(),
                sent: at,
                sender: Sender::Customer,
                speaker: evil.to_owned(),
                text: evil.to_owned(),
                hidden: evil.to_owned(),
                earlier: vec![(at, evil.to_owned())],
            }],
        };
        let mut bytes = Vec::new();
        let mut page = HtmlPage::new(&mut bytes, evil).expect("begins");
        page.conversation(&told).expect("a conversation");
        page.finish().expect("ends");
        let page = String::from_utf8(bytes).expect("text");
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 8, "{page}");
        assert!(page.ends_with("</html>\n"));
    }
}
