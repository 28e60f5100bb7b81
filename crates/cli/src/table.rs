//! Aligned columns for people. What a stranger wrote is cleaned first: a subject line must not be
//! able to move the cursor, change colours or reverse the direction of the line.

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

/// Text on one line, without control characters and direction overrides, cut at `most` characters.
pub(crate) fn cell(text: &str, most: usize) -> String {
    let clean = one_line(text);
    if clean.chars().count() <= most {
        return clean;
    }
    let mut cut: String = clean.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
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
    let cells = rows
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.chars().count());
    cells
        .chain(head.get(column).map(|cell| cell.chars().count()))
        .max()
        .unwrap_or_default()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:width$}"));
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
