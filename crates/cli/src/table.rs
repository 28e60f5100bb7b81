//! Aligned columns for people. What a stranger wrote is cleaned first: a subject line must not be
//! able to move the cursor, change colours or reverse the direction of the line. What counts is the columns
//! that a text takes on the screen: two for a Chinese letter and an emoji, none for a combining accent.

use unicode_width::UnicodeWidthStr;

/// Rows under a head, in columns as wide as their widest cell; the last column is not padded.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let widths: Vec<usize> = (0..head.len())
        .map(|column| width(head, rows, column))
        .collect();
    let head = head
        .iter()
        .map(|cell| (*cell).to_owned())
        .collect::<Vec<_>>();
    std::iter::once(&head)
        .chain(rows)
        .map(|row| line(row, &widths))
        .collect()
}

/// Text on one line, without control characters and direction overrides, cut at `most` columns.
pub(crate) fn cell(text: &str, most: usize) -> String {
    let clean = one_line(text);
    if clean.width() <= most {
        return clean;
    }
    let mut cut = beginning(&clean, most.saturating_sub(1)).to_owned();
    cut.push('…');
    cut
}

/// Signs looked at for each column of a cell: whatever joins more of them is no writing.
const SIGNS_A_COLUMN: usize = 8;

/// The beginning of a text that takes no more than so many columns. It ends before a sign that joins the
/// next one to it.
fn beginning(text: &str, most: usize) -> &str {
    let ends = text
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8());
    let ends = ends.take(SIGNS_A_COLUMN * (most + 1));
    // A later letter can make a text narrower, as in a family of joined emoji: the last end that fits.
    let near = ends.take_while(|end| text[..*end].width() <= most + 2);
    let fits = near.filter(|end| text[..*end].width() <= most).last();
    let fits = fits.unwrap_or_default();
    text[..fits].trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200D}')
}

/// Text on one line, without control characters and direction overrides.
pub(crate) fn one_line(text: &str) -> String {
    let harmless: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    harmless
        .split_whitespace()
        .map(without_overrides)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same, with its lines kept.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| {
            without_overrides(&line.replace(char::is_control, " "))
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn without_overrides(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

fn width(head: &[&str], rows: &[Vec<String>], column: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(column));
    cells
        .map(|cell| cell.width())
        .chain(head.get(column).map(|cell| cell.width()))
        .max()
        .unwrap_or_default()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| {
        let blanks = width.saturating_sub(cell.width());
        format!("{cell}{}", " ".repeat(blanks))
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = vec![
            vec!["1".to_owned(), "Zoë".to_owned()],
            vec!["100".to_owned(), "B".to_owned()],
        ];
        assert_eq!(
            table(&["id", "name"], &rows),
            ["id   name", "1    Zoë", "100  B"]
        );
    }

    #[test]
    fn wide_letters_and_joined_signs_keep_the_columns() {
        let names = [
            "Rosa Marsh",
            "王小明",
            "Zoe\u{308} 👩\u{200D}👩\u{200D}👧",
            "김민수",
            "é́",
        ];
        let rows: Vec<Vec<String>> = names
            .iter()
            .map(|name| vec![(*name).to_owned(), "subject".to_owned()])
            .collect();
        for line in table(&["WHO", "SUBJECT"], &rows).iter().skip(1) {
            let at = line.find("subject").expect("a subject");
            assert_eq!(line[..at].width(), 12, "{line}");
        }
    }

    #[test]
    fn wide_cells_are_cut_at_a_column() {
        let cases = [
            ("会议室可以预订吗", 8, "会议室…"),
            ("会议室可以预订吗", 16, "会议室可以预订吗"),
            ("ab会议", 4, "ab…"),
            (
                "a 👩\u{200D}👩\u{200D}👧 and more",
                5,
                "a 👩\u{200D}👩\u{200D}👧…",
            ),
            ("x", 0, "…"),
        ];
        for (text, most, expected) in cases {
            assert_eq!(cell(text, most), expected, "{text} at {most}");
        }
    }

    #[test]
    fn a_strangers_text_cannot_act_on_the_terminal() {
        let cases = [
            ("escape sequences", "\u{1b}[2Jgone", "[2Jgone"),
            ("line ends", "two\r\nlines", "two lines"),
            ("direction overrides", "abc\u{202E}def", "abcdef"),
            ("a bell", "ding\u{7}", "ding"),
            ("the other escape", "\u{9b}31mred", "31mred"),
        ];
        for (name, given, expected) in cases {
            assert_eq!(one_line(given), expected, "{name}");
            assert!(!lines(given).concat().contains(char::is_control), "{name}");
        }
    }

    #[test]
    fn long_cells_are_cut_at_a_character() {
        assert_eq!(cell("ééééé", 5), "ééééé");
        assert_eq!(cell("éééééé", 5), "éééé…");
    }
}
