//! Telephone numbers: by their digits from the country's code on, whatever stands between them and however
//! the country is said or left out.

use crate::Channel;

/// Calling code, trunk prefix (`-` for none), and the fewest and most digits of a number after both, as
/// published for fixed and mobile numbers.
const CALLING_CODES: &str = include_str!("calling_codes.txt");
/// A calling code, and the time zones of its countries.
const ZONES: &str = include_str!("zones.txt");

/// Fewer digits are no telephone number.
const FEWEST: usize = 6;
/// More digits are none: fifteen, and what is dialled before them.
const MOST: usize = 20;
/// So many digits with no sign that they are international are so where a country writes no trunk prefix.
const SURELY_ABROAD: usize = 11;

const SCHEMES: [&str; 6] = ["whatsapp:", "tel:", "sms:", "callto:", "sip:", "//"];
/// Where WhatsApp's own names of a number end.
const JIDS: [&str; 2] = ["@s.whatsapp.net", "@c.us"];

/// Argentina's area codes of three digits; that of two is Buenos Aires, 11, and all others have four.
const ARGENTINA_THREE: &str = "220 221 223 230 236 237 249 260 261 263 264 266 280 291 294 297 298 299 336 \
    341 342 343 345 348 351 353 358 362 364 370 376 379 380 381 383 385 387 388";

/// How digits are read that do not say whether they begin with a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BareDigits {
    /// They begin with it: so platforms write.
    International,
    /// They are the country's own, where it has no prefix for that.
    National,
}

/// The country in which a number is written that does not say its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberHome {
    country: Option<CallingCode>,
    bare: BareDigits,
}

impl NumberHome {
    /// No country is known.
    pub const NOWHERE: Self = Self {
        country: None,
        bare: BareDigits::International,
    };

    /// The country of a space, by its time zone.
    #[must_use]
    pub fn of_zone(zone: &str) -> Self {
        let of = |line: &'static str| {
            let (code, zones) = line.split_once(' ')?;
            zones.split(' ').any(|it| it == zone).then_some(code)
        };
        Self {
            country: ZONES.lines().find_map(of).and_then(CallingCode::of),
            bare: BareDigits::National,
        }
    }

    /// The same for what a platform says of itself: there a number never lacks its country.
    #[must_use]
    pub const fn abroad(self) -> Self {
        Self {
            bare: BareDigits::International,
            ..self
        }
    }

    /// Whether the country has numbers of six figures, and none of ten: where some are longer, six figures are likelier an
    /// amount than a number.
    #[must_use]
    pub fn has_short_numbers(self) -> bool {
        let country = self.country.as_ref();
        country.is_some_and(|it| it.trunk.is_empty() && it.fewest <= FEWEST && it.most <= 9)
    }

    /// The same on a channel.
    #[must_use]
    pub fn on(self, channel: &Channel) -> Self {
        match channel {
            Channel::WhatsApp => self.abroad(),
            _ => self,
        }
    }
}

/// A country's calling code, and how its numbers are written at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CallingCode {
    code: &'static str,
    trunk: &'static str,
    fewest: usize,
    most: usize,
}

impl CallingCode {
    /// The entry whose code does this: only that one is read whole.
    fn find(fits: impl Fn(&str) -> bool) -> Option<Self> {
        let entries = CALLING_CODES.split([';', '\n']).map(str::trim_start);
        let code = |entry: &'static str| entry.split(' ').next().unwrap_or_default();
        let entry = entries.into_iter().find(|entry| fits(code(entry)))?;
        let mut parts = entry.split_whitespace();
        Some(Self {
            code: parts.next()?,
            trunk: parts.next()?.trim_start_matches('-'),
            fewest: parts.next()?.parse().ok()?,
            most: parts.next()?.parse().ok()?,
        })
    }

    fn of(code: &str) -> Option<Self> {
        Self::find(|it| it == code)
    }

    /// The code with which digits begin: none begins with another.
    fn of_digits(digits: &str) -> Option<Self> {
        Self::find(|it| !it.is_empty() && digits.starts_with(it))
    }

    fn fits(&self, national: &str) -> bool {
        (self.fewest..=self.most).contains(&national.len())
    }

    /// A number of this country after its calling code, as it is kept.
    fn international(&self, national: &str) -> String {
        let national = self.without_mobile_prefix(self.without_trunk(national));
        format!("{}{national}", self.code)
    }

    /// Some write the prefix of home after the code of the country.
    fn without_trunk<'d>(&self, national: &'d str) -> &'d str {
        let bare = match self.trunk {
            "" => None,
            // Where the prefix is a zero no number begins with one.
            "0" => national.strip_prefix('0'),
            trunk => national
                .strip_prefix(trunk)
                .filter(|it| self.fits(it) && !self.fits(national)),
        };
        bare.unwrap_or(national)
    }

    /// Mobile prefixes that are written, or not, as the network likes.
    fn without_mobile_prefix(&self, national: &str) -> String {
        let eleven = national.len() == 11;
        let bare = match self.code {
            "52" if eleven => national.strip_prefix('1'),
            "54" if eleven => national.strip_prefix('9'),
            "55" if eleven => return without_ninth_digit(national),
            _ => None,
        };
        bare.unwrap_or(national).to_owned()
    }

    /// Digits as they are dialled within the country, after its calling code; none where they are not.
    fn home_number(&self, digits: &str, bare: BareDigits) -> Option<String> {
        let dialled = match (self.code, self.trunk) {
            // Mexico's prefixes of before 2020.
            ("52", _) => ["044", "045", "01"]
                .iter()
                .find_map(|it| digits.strip_prefix(it)),
            (_, "") => None,
            // No country's code begins with a zero; with an eight some do.
            (_, trunk) if bare == BareDigits::National || trunk.starts_with('0') => {
                digits.strip_prefix(trunk)
            }
            _ => None,
        };
        if let Some(dialled) = dialled {
            let national = self.without_fifteen(dialled);
            return self.fits(&national).then_some(national);
        }
        let untold = bare == BareDigits::National && self.is_written_bare(digits);
        untold.then(|| digits.to_owned())
    }

    /// Whether people of the country write a number like these digits with no prefix at all.
    fn is_written_bare(&self, digits: &str) -> bool {
        match self.code {
            // An area code, which never has a zero, and a landline or a mobile with its nine.
            "55" => {
                let (area, number) = digits.split_at(digits.len().min(2));
                let is_mobile = number.len() == 9 && number.starts_with('9');
                !area.contains('0') && (is_mobile || number.len() == 8)
            }
            "91" => digits.len() == 10 && digits.starts_with(['6', '7', '8', '9']),
            _ => {
                matches!(self.trunk, "" | "1") && digits.len() < SURELY_ABROAD && self.fits(digits)
            }
        }
    }

    /// Argentina's mobiles have a 15 after the area code, at home.
    fn without_fifteen(&self, dialled: &str) -> String {
        if self.code != "54" || dialled.len() != 12 {
            return dialled.to_owned();
        }
        let area = if dialled.starts_with("11") {
            2
        } else if ARGENTINA_THREE.split(' ').any(|it| dialled.starts_with(it)) {
            3
        } else {
            4
        };
        let (area, rest) = dialled.split_at(area);
        rest.strip_prefix("15")
            .map_or_else(|| dialled.to_owned(), |rest| format!("{area}{rest}"))
    }
}

/// The digits of a number, and whether they say that they begin with a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WrittenDigits {
    /// They do.
    International(String),
    /// They do not say.
    Bare(String),
}

/// The digits of a folded text, if it is a telephone number.
pub(super) fn digits(text: &str) -> Option<WrittenDigits> {
    let bare = without_names(text);
    let bare = bare.trim_start_matches(|it: char| it == '(' || it.is_whitespace());
    let (plus, rest) = match bare.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, bare),
    };
    let rest = without_bracketed_zero(rest);
    if !rest.chars().all(is_of_a_number) {
        return None;
    }
    let all = rest
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>();
    // Some write the sign and what stands for it.
    let written = match all.strip_prefix("00") {
        Some(rest) => WrittenDigits::International(rest.to_owned()),
        None if plus => WrittenDigits::International(all),
        None => WrittenDigits::Bare(all),
    };
    let (WrittenDigits::International(digits) | WrittenDigits::Bare(digits)) = &written;
    (FEWEST..=MOST).contains(&digits.len()).then_some(written)
}

/// A text without the scheme before a number, and without what a platform or an address says after it.
fn without_names(text: &str) -> &str {
    let mut bare = text;
    while let Some(rest) = SCHEMES.iter().find_map(|it| bare.strip_prefix(it)) {
        bare = rest.trim_start();
    }
    if let Some(name) = JIDS.iter().find_map(|it| bare.strip_suffix(it)) {
        // A device stands after a colon.
        return name.split(':').next().unwrap_or(name);
    }
    if bare.len() < text.len() {
        return bare.split([';', '?']).next().unwrap_or(bare);
    }
    bare
}

/// The prefix of home in brackets is not dialled from abroad.
fn without_bracketed_zero(text: &str) -> String {
    match text.split_once("(0)") {
        Some((before, after)) if before.contains(|it: char| it.is_ascii_digit()) => {
            format!("{before}{after}")
        }
        _ => text.to_owned(),
    }
}

/// Digits, and what people put between them.
fn is_of_a_number(it: char) -> bool {
    let dash = ('\u{2010}'..='\u{2015}').contains(&it) || it == '\u{2212}';
    let dot = matches!(
        it,
        '\u{b7}' | '\u{2022}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}'
    );
    it.is_ascii_digit() || it.is_whitespace() || dash || dot || "-.()[]/".contains(it)
}

impl WrittenDigits {
    /// The digits from the country's code on, as far as it is known.
    pub(super) fn at_home(&self, home: NumberHome) -> String {
        match self {
            Self::International(digits) => international(digits),
            Self::Bare(digits) => {
                let own = home.country.and_then(|country| {
                    let national = country.home_number(digits, home.bare)?;
                    Some(country.international(&national))
                });
                own.unwrap_or_else(|| international(digits))
            }
        }
    }
}

fn international(digits: &str) -> String {
    let Some(country) = CallingCode::of_digits(digits) else {
        return digits.to_owned();
    };
    country.international(&digits[country.code.len()..])
}

/// Brazil's mobiles were given a nine before their eight digits; WhatsApp knows many without it. Numbers of
/// eight digits that begin with two to five are landlines, and keep what stands before them.
fn without_ninth_digit(national: &str) -> String {
    let (area, number) = national.split_at(2);
    match number.strip_prefix('9') {
        Some(old) if old.starts_with(['6', '7', '8', '9']) => format!("{area}{old}"),
        _ => national.to_owned(),
    }
}
