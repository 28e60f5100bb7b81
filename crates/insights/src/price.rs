//! The prices that a text names: a number beside the sign or the code of a currency.

use std::collections::BTreeSet;

/// Codes, as they are written beside an amount: `try` is a word, `TRY` is none.
const CODES: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "RUB",
    "UAH", "AUD", "CAD", "NZD", "HKD", "SGD", "JPY", "CNY", "KRW", "INR", "BRL", "MXN", "ZAR",
    "AED", "SAR", "ILS", "THB", "TL",
];

/// Words for money, in lower case.
const WORDS: &[&str] = &[
    "euro",
    "euros",
    "dollar",
    "dollars",
    "pounds",
    "franken",
    "francs",
    "kr",
    "zł",
    "kč",
    "руб",
    "рублей",
    "грн",
    "reais",
];

/// Whether an amount of money stands in a text.
pub(crate) fn names_price(text: &str) -> bool {
    amounts(text).next().is_some()
}

/// The amounts of money of a text, each in one writing: currency, whole units, two decimals.
pub(crate) fn money_of(text: &str) -> BTreeSet<String> {
    let told = |amount: MoneyAmount<'_>| {
        let cents = cents(amount.number)?;
        Some(format!(
            "{} {}.{:02}",
            currency(amount.currency),
            cents / 100,
            cents % 100
        ))
    };
    amounts(text).filter_map(told).collect()
}

/// A number and what stands beside it.
#[derive(Clone, Copy)]
struct MoneyAmount<'t> {
    number: &'t str,
    currency: &'t str,
}

fn amounts(text: &str) -> impl Iterator<Item = MoneyAmount<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()) {
            // What stands before a number may belong to the one before it.
            let (before, number) = (&text[from..from + at], &text[from + at..]);
            let end = number
                .find(|c: char| !is_of_amount(c))
                .unwrap_or(number.len());
            let (number, after) = number.split_at(end);
            from = text.len() - after.len();
            if let Some(currency) = money_before(before).or_else(|| money_after(after)) {
                return Some(MoneyAmount { number, currency });
            }
        }
        None
    })
}

/// An amount in hundredths: the last sign between its digits is that of decimals where one or two digits follow it.
fn cents(number: &str) -> Option<u64> {
    let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let decimals = number
        .rfind(|c: char| !c.is_ascii_digit())
        .map(|at| number[at..].trim_start_matches(|c: char| !c.is_ascii_digit()))
        .filter(|digits| digits.len() <= 2);
    let whole = decimals.map_or(number, |digits| &number[..number.len() - digits.len()]);
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let decimals = match decimals {
        Some(digits) if digits.len() == 1 => digits.parse::<u64>().ok()? * 10,
        Some(digits) => digits.parse().ok()?,
        None => 0,
    };
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(decimals)
}

/// One writing for each currency. Which dollar a dollar is, nobody writes: all of them are one.
fn currency(written: &str) -> String {
    let lower = written.to_lowercase();
    match lower.as_str() {
        "€" | "eur" | "euro" | "euros" => "EUR",
        "£" | "￡" | "gbp" | "pounds" => "GBP",
        "$" | "﹩" | "＄" | "usd" | "aud" | "cad" | "nzd" | "hkd" | "sgd" | "dollar"
        | "dollars" => "$",
        "¥" | "￥" | "円" | "元" | "jpy" | "cny" => "¥",
        "chf" | "franken" | "francs" => "CHF",
        "kr" | "sek" | "nok" | "dkk" => "kr",
        "zł" | "pln" => "PLN",
        "kč" | "czk" => "CZK",
        "₺" | "tl" | "try" => "TRY",
        "₽" | "руб" | "рублей" | "rub" => "RUB",
        "₴" | "грн" | "uah" => "UAH",
        "reais" | "brl" => "BRL",
        _ => return written.to_uppercase(),
    }
    .to_owned()
}

/// Digits, and what stands between them.
fn is_of_amount(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’')
}

/// Whether it is the sign of a currency.
pub(crate) fn is_amount_sign(c: char) -> bool {
    // The block of currency signs, those that are older, and those that are letters.
    matches!(
        c,
        '$' | '£' | '¥' | '¢' | '\u{20A0}'
            ..='\u{20CF}' | '﹩' | '＄' | '￡' | '￥' | '￦' | '円' | '元' | '원'
    )
}

fn money_before(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(is_gap);
    let sign = text
        .char_indices()
        .next_back()
        .filter(|(_, c)| is_amount_sign(*c));
    let word = text.rfind(|c: char| !c.is_alphabetic());
    let word = word.map_or(text, |at| {
        text[at..].trim_start_matches(|c: char| !c.is_alphabetic())
    });
    sign.map(|(at, _)| &text[at..])
        .or_else(|| is_code(word).then_some(word))
}

fn money_after(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(is_gap);
    let sign = text.chars().next().filter(|c| is_amount_sign(*c));
    let word = text
        .find(|c: char| !c.is_alphabetic())
        .map_or(text, |end| &text[..end]);
    sign.map(|c| &text[..c.len_utf8()])
        .or_else(|| is_code(word).then_some(word))
}

/// What may stand between an amount and its currency.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '*' | '-' | '–')
}

fn is_code(word: &str) -> bool {
    CODES.contains(&word) || WORDS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_a_number_beside_a_currency() {
        let cases = [
            ("It is €25 a day", true, "a sign before"),
            ("25 € am Tag", true, "behind, with a blank"),
            ("1.250,00\u{A0}€", true, "a blank that does not break"),
            ("**£ 30**", true, "a blank before"),
            ("EUR 25", true, "a code before"),
            ("120 zł miesięcznie", true, "a code behind"),
            ("2000円です", true, "no blank at all"),
            ("25 people", false, "no currency"),
            ("call 020 7946 0018", false, "a telephone number"),
            ("€ and nothing", false, "no number"),
            ("from 9 to 5", false, "hours"),
            ("room 4, $30", true, "the second number"),
            ("I'd try 3", false, "a word like a code"),
            ("3 euroboxes", false, "the beginning of a word"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(names_price(text), expected, "{why}: {text}");
        }
    }
}
