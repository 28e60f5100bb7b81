//! Transcripts as tagged PDF: the same words as the page for a browser has. It must not know how a page is filled.

use super::local_instant;
use super::transcript::{Transcript, TranscriptLine};
use crate::error::Result;
use crate::walk::ExportWatch;
use catalogue::{Phrase, PlainFormats, TextKey, text};
use chrono::{DateTime, Datelike, Timelike, Utc};
use document::{
    DocumentBlock, DocumentHead, FontChoice, HeadingLevel, PdfDocument, PdfTime, SpeechBlock,
    SpeechSide,
};
use model::Sender;
use std::io::Write;

/// A PDF that grows conversation by conversation.
pub(crate) struct PdfTranscripts {
    pdf: PdfDocument,
}

impl PdfTranscripts {
    /// Begins it.
    pub(crate) fn begin(title: &str, version: &str) -> Result<Self> {
        let head = DocumentHead {
            title: title.to_owned(),
            made_by: format!("Daybook {version}"),
        };
        let pdf = PdfDocument::begin(head, FontChoice::System)?;
        Ok(Self { pdf })
    }

    /// Writes a conversation. A single one may have thousands of messages, so that each is a moment to stop.
    pub(crate) fn conversation(&mut self, told: &Transcript, watch: &ExportWatch) -> Result<()> {
        let heading = DocumentBlock::Heading(HeadingLevel::Section, told.title.clone());
        self.pdf.block(&heading)?;
        let facts = told.facts.iter();
        let facts = facts.map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.pdf.block(&DocumentBlock::Facts(facts.collect()))?;
        for line in &told.lines {
            watch.go_on()?;
            self.pdf.block(&DocumentBlock::Speech(speech(line)))?;
        }
        Ok(())
    }

    /// Ends it; answers what a reader must know of it.
    pub(crate) fn finish(self, mut to: impl Write, made_at: DateTime<Utc>) -> Result<Vec<String>> {
        let done = self.pdf.finish(pdf_time(made_at))?;
        to.write_all(&done.bytes)?;
        to.flush()?;
        let unshown = usize::try_from(done.unshown).unwrap_or(usize::MAX);
        let said = || Phrase::count(TextKey::ExportUnshown, unshown).say(&PlainFormats);
        Ok((unshown > 0).then(said).into_iter().collect())
    }
}

fn speech(line: &TranscriptLine) -> SpeechBlock {
    let hidden = (!line.hidden.is_empty()).then(|| {
        (
            text(TextKey::TranscriptHidden).to_owned(),
            line.hidden.clone(),
        )
    });
    let earlier = line.earlier.iter().filter(|(_, said)| !said.is_empty());
    let earlier = earlier.map(|(until, said)| {
        let name = format!(
            "{} {}",
            text(TextKey::TranscriptEarlier),
            local_instant(until)
        );
        (name, said.clone())
    });
    SpeechBlock {
        speaker: line.speaker.clone(),
        at: line.sent.format("%Y-%m-%d %H:%M").to_string(),
        side: match line.sender {
            Sender::Customer => SpeechSide::Theirs,
            _ => SpeechSide::Ours,
        },
        said: line.text.clone(),
        asides: hidden.into_iter().chain(earlier).collect(),
    }
}

/// An instant as a PDF says it.
pub(crate) fn pdf_time(at: DateTime<Utc>) -> PdfTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    PdfTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
}
