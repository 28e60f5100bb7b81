//! Whom an address or a number names, however it is written. There is one rule, for continuing a session,
//! for finding a person and forgetting one, and for searching: two writings of one number are one
//! identity everywhere, or something of a person is left behind.
//!
//! It must not know where identities are kept. What is kept as a key is [`lookup_key`] alone, which does
//! not depend on a country: whether two writings are the same is asked of [`is_same`] each time.

mod letters;
mod number;
mod punycode;

pub use number::NumberHome;

/// The version of [`lookup_key`]: a store that holds keys of another makes them anew.
pub const KEY_VERSION: u32 = 1;
/// Digits of a number's end by which it is looked up. No writing of a number changes them: country, trunk
/// and mobile prefixes stand before the last six.
const KEY_DIGITS: usize = 6;

/// Whom a text names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ContactIdentity {
    /// A telephone number: its digits from the country's code on, as far as the country is known.
    Number(String),
    /// An e-mail address, an id, a name on another network: folded.
    Text(String),
}

impl ContactIdentity {
    /// Reads an address, a number or an id. `home` says of which country a number is that does not say so.
    #[must_use]
    pub fn read(text: &str, home: NumberHome) -> Self {
        let text = letters::folded(text);
        match number::digits(&text) {
            Some(digits) => Self::Number(digits.at_home(home)),
            None => Self::Text(address(&text)),
        }
    }

    /// Whether it is a telephone number.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// The key under which it is kept: see [`lookup_key`].
    #[must_use]
    pub fn lookup_key(&self) -> String {
        match self {
            Self::Number(digits) => {
                let end = digits.len().saturating_sub(KEY_DIGITS);
                format!("#{}", &digits[end..])
            }
            Self::Text(text) => text.clone(),
        }
    }

    /// Its text: digits, or folded letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(text) | Self::Text(text) => text,
        }
    }
}

/// The key under which a text is kept: the same for all that [`is_same`], whatever the country; others may
/// have it too.
#[must_use]
pub fn lookup_key(text: &str) -> String {
    ContactIdentity::read(text, NumberHome::NOWHERE).lookup_key()
}

/// Whether two texts name the same person, where numbers with no country are of `home`.
#[must_use]
pub fn is_same(one: &str, other: &str, home: NumberHome) -> bool {
    ContactIdentity::read(one, home) == ContactIdentity::read(other, home)
}

/// Whether a text that somebody looks for names whom a text names that was kept at `home`. What is looked
/// for may have been copied from a telephone's display or from a platform: both readings are tried.
#[must_use]
pub fn names(wanted: &str, held: &str, home: NumberHome) -> bool {
    let held = ContactIdentity::read(held, home);
    [home, home.abroad()]
        .into_iter()
        .any(|home| ContactIdentity::read(wanted, home) == held)
}

/// A folded text as an address, if it is one: what stands in angle brackets, with the domain in letters.
fn address(text: &str) -> String {
    let inner = text.strip_suffix('>').and_then(|it| it.rsplit_once('<'));
    let bare = inner.map_or(text, |(_, inner)| inner).trim();
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    match bare.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => {
            format!("{local}@{}", domain_in_letters(domain))
        }
        _ => text.to_owned(),
    }
}

fn domain_in_letters(domain: &str) -> String {
    let domain = domain.replace(['\u{3002}', '\u{ff0e}', '\u{ff61}'], ".");
    let labels = domain.trim_end_matches('.').split('.').map(|label| {
        let decoded = label.strip_prefix("xn--").and_then(punycode::decode);
        decoded.map_or_else(|| label.to_owned(), |it| letters::folded(&it))
    });
    labels.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests;
