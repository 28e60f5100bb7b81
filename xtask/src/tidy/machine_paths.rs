//! Paths of the machine that something was written on: they mean nothing anywhere else, and say
//! more about the author's machine than a reader should know.

use super::breach::RuleBreach;

/// Beginnings of such paths. They are written in halves so that this file does not accuse itself.
const HALVES: [(&str, &str); 4] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Us", "ers/"),
];

/// Each line that names one.
pub(super) fn breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let beginnings: Vec<String> = HALVES.iter().map(|(a, b)| format!("{a}{b}")).collect();
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let hit = beginnings
                .iter()
                .find(|beginning| begins_a_path(line, beginning))?;
            Some(RuleBreach::new(
                file,
                index + 1,
                format!("`{hit}`: a path of one machine"),
            ))
        })
        .collect()
}

/// `https://example.org/home/x` and `../home/x` are something else.
fn begins_a_path(line: &str, beginning: &str) -> bool {
    line.match_indices(beginning).any(|(at, _)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !(before.is_alphanumeric() || ".-_~/}>*".contains(before)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_paths_of_a_machine_count() {
        let own = format!("{}{}", "/ho", "me/ana/daybook");
        let cases = [
            (own.clone(), 1),
            (format!("let a = \"{own}\";"), 1),
            (format!("https://example.org{own}"), 0),
            (format!("target{own}"), 0),
            ("a home of its own".to_owned(), 0),
        ];
        for (line, expected) in cases {
            assert_eq!(breaches("a.md", &line).len(), expected, "{line}");
        }
    }
}
