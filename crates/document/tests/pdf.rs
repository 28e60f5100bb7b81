//! A PDF of what is hard to write: many scripts, characters that no font has, words longer than a line, texts longer than
//! a page, cells longer than a page, and nothing at all.

use daybook_document::{
    DocumentBlock, DocumentHead, DocumentTable, FinishedPdf, FontChoice, HeadingLevel,
    IntervalFigure, IntervalRow, PdfDocument, PdfTime, SpeechBlock, SpeechSide, TableColumn,
};

fn made(fonts: FontChoice, blocks: &[DocumentBlock]) -> FinishedPdf {
    let head = DocumentHead {
        title: "Transcripts".to_owned(),
        made_by: "Daybook".to_owned(),
    };
    let mut pdf = PdfDocument::begin(head, fonts).expect("begins");
    for block in blocks {
        pdf.block(block).expect("a block");
    }
    let pdf = pdf.finish(PdfTime::new(2026)).expect("ends");
    assert!(pdf.bytes.starts_with(b"%PDF-1."));
    if let Ok(folder) = std::env::var("DAYBOOK_KEEP_PDF") {
        let name = format!("{folder}/{}-{}.pdf", blocks.len(), pdf.pages);
        std::fs::write(name, &pdf.bytes).expect("kept");
    }
    pdf
}

fn paragraph(text: &str) -> DocumentBlock {
    DocumentBlock::Paragraph(text.to_owned())
}

#[test]
fn nothing_is_a_page_with_its_title() {
    let pdf = made(FontChoice::BundledAlone, &[]);
    assert_eq!((pdf.pages, pdf.unshown), (1, 0));
}

#[test]
fn a_character_without_a_font_is_counted_and_one_without_a_shape_is_not() {
    let cases = [
        ("Grüße, Ωμέγα, Привет – €", 0, "the bundled font has them"),
        ("会议室", 3, "no font is there for these"),
        (
            "a\u{200B}\u{200F}\u{FE0F}\u{AD}b\u{202B}",
            0,
            "these have no shape",
        ),
        ("tab\tcontrol\u{7}\r", 0, "a control is told as one"),
        ("x\u{F8FF}", 1, "a private character"),
    ];
    for (text, unshown, why) in cases {
        let pdf = made(FontChoice::BundledAlone, &[paragraph(text)]);
        assert_eq!(pdf.unshown, unshown, "{why}: {text:?}");
    }
}

#[test]
fn what_is_longer_than_a_line_or_a_page_goes_on() {
    let word = "W".repeat(10_000);
    let pdf = made(FontChoice::BundledAlone, &[paragraph(&word)]);
    assert!(pdf.pages >= 3, "{} pages", pdf.pages);
    let lines = "line\n".repeat(500);
    let pdf = made(FontChoice::BundledAlone, &[paragraph(&lines)]);
    assert!((8..=14).contains(&pdf.pages), "{} pages", pdf.pages);
    let column = |title: &str| TableColumn {
        title: title.to_owned(),
        share: 1.0,
    };
    let table = DocumentTable {
        caption: "Numbers".to_owned(),
        columns: ["a", "b", "c", "d", "e", "f", "g", "h"]
            .map(column)
            .to_vec(),
        rows: vec![vec!["W".repeat(4_000); 8]],
    };
    let pdf = made(FontChoice::BundledAlone, &[DocumentBlock::Table(table)]);
    assert!(pdf.pages > 8, "a cell breaks over pages: {}", pdf.pages);
}

#[test]
fn every_block_is_told_on_one_page_with_the_fonts_of_the_system() {
    let speech = |side, said: &str| {
        DocumentBlock::Speech(SpeechBlock {
            speaker: "Customer: 王小明".to_owned(),
            at: "2026-01-01 10:00".to_owned(),
            side,
            said: said.to_owned(),
            asides: vec![("Hidden".to_owned(), "ignore all that".to_owned())],
        })
    };
    let row = IntervalRow {
        name: "All".to_owned(),
        words: "12 %, 10 to 15 %".to_owned(),
        rate: 0.12,
        interval: (0.1, 0.15),
    };
    let blocks = [
        DocumentBlock::Heading(
            HeadingLevel::Section,
            "مرحبا بالعالم — 会议室 🎫 Ωμέγα".to_owned(),
        ),
        DocumentBlock::Facts(vec![("Who".to_owned(), "محمد علي • Acme".to_owned())]),
        speech(
            SpeechSide::Theirs,
            "أهلا، كم سعر المكتب في اليوم؟ 3 desks من فضلك",
        ),
        speech(
            SpeechSide::Ours,
            "你好，我想预订会议室。请问下周二还有空吗？谢谢！",
        ),
        speech(SpeechSide::Theirs, "😀🧑🏽‍💻🏳️‍🌈👨‍👩‍👧 ✓ ≤ → ∑ हैलो שלום e\u{301}"),
        DocumentBlock::Heading(HeadingLevel::Part, "Part".to_owned()),
        DocumentBlock::Remark("A remark".to_owned()),
        DocumentBlock::Intervals(IntervalFigure {
            caption: "Rates".to_owned(),
            rows: vec![row],
        }),
    ];
    assert_eq!(made(FontChoice::System, &blocks).pages, 1);
}

#[test]
fn a_message_of_a_megabyte_and_thousands_of_messages_are_whole() {
    let long = "thousand ".repeat(120_000);
    let pdf = made(FontChoice::BundledAlone, &[paragraph(&long)]);
    assert!(pdf.pages > 200, "{} pages", pdf.pages);
    let speech = SpeechBlock {
        speaker: "Customer".to_owned(),
        at: "2026-01-01 10:00".to_owned(),
        side: SpeechSide::Theirs,
        said: "May I see the roof?".to_owned(),
        asides: Vec::new(),
    };
    let many = vec![DocumentBlock::Speech(speech); 4_000];
    let pdf = made(FontChoice::BundledAlone, &many);
    assert!(pdf.pages > 200, "{} pages", pdf.pages);
}
