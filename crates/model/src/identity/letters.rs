//! One form for each letter: small, composed, and without the marks that nobody sees. What Unicode's tables
//! say is kept as far as addresses and names need it; the server compares it with a library in its tests.

/// Base and composed letter, side by side, for each combining mark: a line each.
const COMPOSITIONS: &str = include_str!("compositions.txt");

/// The zero of each script's digits; nine more follow each.
const ZEROS: [u32; 65] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50,
    0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// A text with case folded, letters composed, digits of any script as ASCII's, wide signs as narrow ones,
/// one small sigma, and nothing that cannot be seen; outer blanks are gone.
pub(super) fn folded(text: &str) -> String {
    let seen = text.chars().filter(|it| !is_invisible(*it)).map(plain);
    let small = seen.flat_map(char::to_lowercase);
    let small = small.map(|it| if it == 'ς' { 'σ' } else { it });
    composed(small).trim().to_owned()
}

/// Marks that steer direction, join or separate, and are not seen: they come with what is copied.
const fn is_invisible(it: char) -> bool {
    matches!(it,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A digit of any script as that of ASCII, a wide sign as the narrow one.
fn plain(it: char) -> char {
    let code = u32::from(it);
    let digit = ZEROS.iter().find_map(|zero| {
        let value = code.checked_sub(*zero)?;
        char::from_digit((value < 10).then_some(value)?, 10)
    });
    let wide = (0xff01..=0xff5e).contains(&code);
    let narrow = wide.then(|| char::from_u32(code - 0xfee0)).flatten();
    digit.or(narrow).unwrap_or(it)
}

/// Letters with their accents as one character each.
fn composed(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for it in text {
        let with = out.chars().last().and_then(|base| compose(base, it));
        match with {
            Some(letter) => {
                out.pop();
                out.push(letter);
            }
            None => out.push(it),
        }
    }
    out
}

fn compose(base: char, mark: char) -> Option<char> {
    if u32::from(mark) < 0x300 {
        return None;
    }
    let named = format!("{:04x} ", u32::from(mark));
    let mut lines = COMPOSITIONS.lines();
    let pairs = lines.find_map(|line| line.strip_prefix(named.as_str()))?;
    let mut pairs = pairs.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == base {
            return Some(to);
        }
    }
    None
}
