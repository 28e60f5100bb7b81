//! Just enough of Rust's lexical rules to tell code from comments, strings and tests.
//! It never parses: a check that needs more than tokens on a line belongs in clippy.

/// A source file with comments and the inside of strings blanked, line for line.
pub(super) struct BlankedCode {
    lines: Vec<CodeLine>,
}

/// One line of it.
pub(super) struct CodeLine {
    /// What is left when comments and string contents are blanks.
    pub(super) code: String,
    /// Whether it stands in a module or function that only tests compile.
    pub(super) in_tests: bool,
}

impl BlankedCode {
    /// Reads a file.
    pub(super) fn read(text: &str) -> Self {
        let blanked = blank(text);
        let mut lines: Vec<CodeLine> = blanked
            .lines()
            .map(|code| CodeLine {
                code: code.to_owned(),
                in_tests: false,
            })
            .collect();
        mark_tests(&mut lines);
        Self { lines }
    }

    /// The lines with their numbers, from 1.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &CodeLine)> {
        self.lines
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LexState {
    Code,
    LineComment,
    BlockComment(u32),
    Text,
    RawText(usize),
}

fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut state = LexState::Code;
    let mut at = 0;
    while at < chars.len() {
        let (next, eaten) = step(state, &chars, at);
        let keep = state == LexState::Code && (next == LexState::Code || is_quoting(next));
        for &character in &chars[at..at + eaten] {
            let shown = keep || character == '\n' || (is_quoting(state) && next == LexState::Code);
            out.push(if shown { character } else { ' ' });
        }
        at += eaten;
        state = next;
    }
    out
}

fn is_quoting(state: LexState) -> bool {
    matches!(state, LexState::Text | LexState::RawText(_))
}

/// The state after the piece that begins at `at`, and how many characters that piece has.
fn step(state: LexState, chars: &[char], at: usize) -> (LexState, usize) {
    let rest = &chars[at..];
    match state {
        LexState::Code => step_in_code(chars, at),
        LexState::LineComment if rest[0] == '\n' => (LexState::Code, 1),
        LexState::BlockComment(1) if rest.starts_with(&['*', '/']) => (LexState::Code, 2),
        LexState::BlockComment(depth) if rest.starts_with(&['*', '/']) => {
            (LexState::BlockComment(depth - 1), 2)
        }
        LexState::BlockComment(depth) if rest.starts_with(&['/', '*']) => {
            (LexState::BlockComment(depth + 1), 2)
        }
        LexState::Text if rest[0] == '\\' => (LexState::Text, rest.len().min(2)),
        LexState::Text if rest[0] == '"' => (LexState::Code, 1),
        LexState::RawText(hashes) if closes_raw(rest, hashes) => (LexState::Code, hashes + 1),
        _ => (state, 1),
    }
}

fn step_in_code(chars: &[char], at: usize) -> (LexState, usize) {
    let rest = &chars[at..];
    if rest.starts_with(&['/', '/']) {
        return (LexState::LineComment, 2);
    }
    if rest.starts_with(&['/', '*']) {
        return (LexState::BlockComment(1), 2);
    }
    if rest[0] == '"' {
        return (LexState::Text, 1);
    }
    if let Some((hashes, length)) = opens_raw(chars, at) {
        return (LexState::RawText(hashes), length);
    }
    if rest[0] == '\'' {
        return (LexState::Code, character_literal(rest));
    }
    (LexState::Code, 1)
}

/// `r"`, `r#"`, `br##"`: how many hashes, and how long the opening is.
fn opens_raw(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map(|index| chars[index]);
    if chars[at] != 'r' || before.is_some_and(|c| (c.is_alphanumeric() && c != 'b') || c == '_') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some((hashes, hashes + 2))
}

fn closes_raw(rest: &[char], hashes: usize) -> bool {
    rest[0] == '"' && rest.len() > hashes && rest[1..=hashes].iter().all(|c| *c == '#')
}

/// The length of `'x'` or `'\n'`; 1 for a lifetime's tick.
fn character_literal(rest: &[char]) -> usize {
    let escaped = rest.get(1) == Some(&'\\');
    let from = if escaped { 3 } else { 2 };
    let limit = if escaped { 12 } else { 3 };
    (from..limit.min(rest.len()))
        .find(|index| rest[*index] == '\'')
        .map_or(1, |index| index + 1)
}

/// From `#[cfg(test)]` or `#[test]` to the end of the item that follows.
fn mark_tests(lines: &mut [CodeLine]) {
    let mut depth = 0_i32;
    let mut waiting = false;
    let mut ends_at: Option<i32> = None;
    for line in lines {
        let code = line.code.trim();
        if ends_at.is_none()
            && (code.contains("#[cfg(test)]") || code.contains("#[cfg(all(test") || is_test(code))
        {
            waiting = true;
        }
        line.in_tests = waiting || ends_at.is_some();
        for character in line.code.chars() {
            match character {
                '{' => {
                    if waiting {
                        waiting = false;
                        ends_at = Some(depth);
                    }
                    depth += 1;
                }
                '}' => {
                    depth -= 1;
                    if ends_at == Some(depth) {
                        ends_at = None;
                    }
                }
                ';' if waiting => waiting = false,
                _ => {}
            }
        }
    }
}

fn is_test(code: &str) -> bool {
    ["#[test]", "#[tokio::test"]
        .iter()
        .any(|mark| code.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        let lines: Vec<String> = BlankedCode::read(text)
            .lines
            .into_iter()
            .map(|line| line.code)
            .collect();
        lines.join("\n").trim_end().to_owned()
    }

    #[test]
    fn comments_and_strings_are_blank() {
        let cases = [
            ("let a = 1; // println!(", "let a = 1;"),
            ("a(\"dbg!( \\\" x\"); b", "a(\"          \"); b"),
            ("r#\"x \" y\"# + z", "r#\"     \"# + z"),
            ("/* a /* b */ c */ d", "                  d"),
            ("'\"' + x", "'\"' + x"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("'\\u{1F600}' \"q\"", "'\\u{1F600}' \" \""),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn a_string_over_two_lines_keeps_the_count() {
        let read = BlankedCode::read("let a = \"one\ntwo\";\nlet b;\n");
        assert_eq!(read.lines.len(), 3);
        assert_eq!(read.lines[2].code, "let b;");
    }

    #[test]
    fn test_modules_are_known_and_end() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
        let marks: Vec<bool> = BlankedCode::read(text)
            .lines
            .iter()
            .map(|line| line.in_tests)
            .collect();
        assert_eq!(marks, [false, true, true, true, true, false]);
    }

    #[test]
    fn a_test_module_in_another_file_ends_at_its_semicolon() {
        let text = "#[cfg(test)]\nmod tests;\nfn c() { d(); }\n";
        let marks: Vec<bool> = BlankedCode::read(text)
            .lines
            .iter()
            .map(|line| line.in_tests)
            .collect();
        assert_eq!(marks, [true, true, false]);
    }
}
