//! A folder with one message of a mail program (RFC 5322) for each conversation: its transcript as plain text and as
//! HTML. No address of a person stands in its heads, so that a reply goes nowhere by mistake.

use super::html_page::HtmlPage;
use super::local_instant;
use super::transcript::Transcript;
use crate::digest::FileDigest;
use crate::error::Result;
use catalogue::{TextKey, text};
use mail_builder::MessageBuilder;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A domain that nobody can have (RFC 2606).
const NOWHERE: &str = "daybook.invalid";

/// A folder that is filled conversation by conversation.
pub(crate) struct EmlFolder {
    folder: PathBuf,
    count: u64,
    digests: Vec<(String, FileDigest)>,
}

impl EmlFolder {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            count: 0,
            digests: Vec::new(),
        }
    }

    /// Writes a conversation.
    pub(crate) fn conversation(&mut self, told: &Transcript) -> Result<()> {
        self.count += 1;
        let name = format!("conversation-{:06}.eml", self.count);
        let bytes = message(told, self.count)?;
        let mut file = crate::target::private_file(&self.folder.join(&name))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        self.digests.push((name, FileDigest::of_bytes(&bytes)));
        Ok(())
    }

    /// Every file, with what stands in it.
    pub(crate) fn finish(self) -> Vec<(String, FileDigest)> {
        self.digests
    }
}

fn message(told: &Transcript, number: u64) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let mut html = HtmlPage::new(&mut page, &told.title)?;
    html.conversation(told)?;
    html.finish()?;
    let page = String::from_utf8_lossy(&page).into_owned();
    let said = plain(told);
    let brand = text(TextKey::Brand);
    let sender = format!("transcript@{NOWHERE}");
    let message = MessageBuilder::new()
        .from((brand, sender.as_str()))
        .to((brand, sender.as_str()))
        .subject(subject(&told.title))
        .date(told.started.timestamp())
        .message_id(format!("{}@{NOWHERE}", message_id(&said, number)))
        .text_body(said)
        .html_body(page);
    Ok(message.write_to_vec()?)
}

/// What no other message of any export is called, unless it says the same at the same place: a mail program shows one
/// of two messages with one id. It is of what is handed over alone, so that it tells no more.
fn message_id(said: &str, number: u64) -> String {
    let digest = FileDigest::of_bytes(said.as_bytes()).sha256;
    format!("{}.{number}", &digest[..32])
}

/// A title as a head of a mail. What looks like an encoded word would be shown decoded, as other words.
fn subject(title: &str) -> String {
    one_line(title).replace("=?", "=\u{200B}?")
}

/// A title that is one line, whatever it was.
fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A transcript as plain text.
pub(crate) fn plain(told: &Transcript) -> String {
    let mut out = format!("{}\n", one_line(&told.title));
    for (name, value) in &told.facts {
        out.push_str(&format!("{name}: {value}\n"));
    }
    for line in &told.lines {
        let at = local_instant(&line.sent);
        out.push_str(&format!("\n[{at}] {}\n{}\n", line.speaker, line.text));
        if !line.hidden.is_empty() {
            out.push_str(&format!(
                "[{}]\n{}\n",
                text(TextKey::TranscriptHidden),
                line.hidden
            ));
        }
        for (until, said) in &line.earlier {
            let until = local_instant(until);
            let before = text(TextKey::TranscriptEarlier);
            out.push_str(&format!("[{before} {until}]\n{said}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_messages_have_one_id() {
        let ids = [
            message_id("Hello", 1),
            message_id("Hello", 2),
            message_id("Good evening", 1),
        ];
        assert_eq!(ids[0], message_id("Hello", 1), "the same has the same");
        assert!(ids[0] != ids[1] && ids[0] != ids[2] && ids[1] != ids[2]);
    }
}
