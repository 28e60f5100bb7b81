//! Whether a text names a price: a number beside the sign or the code of a currency.

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
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        let end = number
            .find(|c: char| !is_of_amount(c))
            .unwrap_or(number.len());
        let after = &number[end..];
        if is_money_before(before) || is_money_after(after) {
            return true;
        }
        rest = after;
    }
    false
}

/// Digits, and what stands between them.
fn is_of_amount(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’')
}

fn is_sign(c: char) -> bool {
    // The block of currency signs, those that are older, and those that are letters.
    matches!(
        c,
        '$' | '£' | '¥' | '¢' | '\u{20A0}'
            ..='\u{20CF}' | '﹩' | '＄' | '￡' | '￥' | '￦' | '円' | '元' | '원'
    )
}

fn is_money_before(text: &str) -> bool {
    let text = text.trim_end_matches(is_gap);
    let word: String = {
        let letters = text.chars().rev().take_while(|c| c.is_alphabetic());
        let letters: Vec<char> = letters.collect();
        letters.into_iter().rev().collect()
    };
    text.ends_with(is_sign) || is_code(&word)
}

fn is_money_after(text: &str) -> bool {
    let text = text.trim_start_matches(is_gap);
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    text.starts_with(is_sign) || is_code(&word)
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
