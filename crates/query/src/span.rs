//! Spans as they are typed behind an operator: `>10`, `>=10`, `<3`, `<=3`, `2..5`, `7`, of numbers and of
//! durations. It must not know which operator asks.

use model::search::{CountSpan, DurationSpan};

/// A span of whole numbers; a number alone is exactly that one.
pub(crate) fn count_span(value: &str) -> Option<CountSpan> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let (least, most) = match typed(value) {
        TypedSpan::Above(bound) => (Some(number(bound)?.checked_add(1)?), None),
        TypedSpan::AtLeast(bound) => (Some(number(bound)?), None),
        TypedSpan::Below(bound) => (None, Some(number(bound)?.checked_sub(1)?)),
        TypedSpan::AtMost(bound) => (None, Some(number(bound)?)),
        TypedSpan::Between(least, most) => (Some(number(least)?), Some(number(most)?)),
        TypedSpan::Alone(exactly) => (Some(number(exactly)?), Some(number(exactly)?)),
    };
    Some(CountSpan { least, most })
}

/// A span of durations, in whole seconds. No silence lasts a second exactly as long as somebody types, so a
/// duration alone is the shortest one.
pub(crate) fn duration_span(value: &str) -> Option<DurationSpan> {
    let (shortest, longest) = match typed(value) {
        TypedSpan::Above(bound) => (Some(seconds(bound)?.checked_add(1)?), None),
        TypedSpan::AtLeast(bound) | TypedSpan::Alone(bound) => (Some(seconds(bound)?), None),
        TypedSpan::Below(bound) => (None, Some(seconds(bound)?.checked_sub(1)?)),
        TypedSpan::AtMost(bound) => (None, Some(seconds(bound)?)),
        TypedSpan::Between(shortest, longest) => {
            (Some(seconds(shortest)?), Some(seconds(longest)?))
        }
    };
    Some(DurationSpan { shortest, longest })
}

/// A span as its signs say it.
enum TypedSpan<'v> {
    Above(&'v str),
    AtLeast(&'v str),
    Below(&'v str),
    AtMost(&'v str),
    Between(&'v str, &'v str),
    Alone(&'v str),
}

fn typed(value: &str) -> TypedSpan<'_> {
    let value = value.trim();
    // The longer sign first: `>=` begins with `>`.
    if let Some(bound) = value.strip_prefix(">=") {
        TypedSpan::AtLeast(bound)
    } else if let Some(bound) = value.strip_prefix('>') {
        TypedSpan::Above(bound)
    } else if let Some(bound) = value.strip_prefix("<=") {
        TypedSpan::AtMost(bound)
    } else if let Some(bound) = value.strip_prefix('<') {
        TypedSpan::Below(bound)
    } else if let Some((least, most)) = value.split_once("..") {
        TypedSpan::Between(least, most)
    } else {
        TypedSpan::Alone(value)
    }
}

/// `90s`, `30m`, `1h`, `2d`, `1w` in seconds; a number without a unit is none, for it may be of any.
fn seconds(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit: u32 = match unit.trim() {
        "s" | "sec" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    };
    number.parse::<u32>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_ends() {
        let span = |least, most| Some(CountSpan { least, most });
        let cases = [
            (">10", span(Some(11), None)),
            (">=10", span(Some(10), None)),
            ("<3", span(None, Some(2))),
            ("<=3", span(None, Some(3))),
            ("2..5", span(Some(2), Some(5))),
            ("7", span(Some(7), Some(7))),
            ("<0", None),
            (">4294967295", None),
            ("many", None),
            ("", None),
        ];
        for (value, expected) in cases {
            assert_eq!(count_span(value), expected, "{value}");
        }
    }

    #[test]
    fn durations_have_units_and_ends() {
        let span = |shortest, longest| Some(DurationSpan { shortest, longest });
        let cases = [
            (">1h", span(Some(3_601), None)),
            (">= 30 min", span(Some(1_800), None)),
            ("90s", span(Some(90), None)),
            ("<2m", span(None, Some(119))),
            ("<=2D", span(None, Some(172_800))),
            ("1d..1w", span(Some(86_400), Some(604_800))),
            ("<0s", None),
            (">10", None),
            ("1y", None),
            ("h", None),
            ("9999999w", None),
            ("", None),
        ];
        for (value, expected) in cases {
            assert_eq!(duration_span(value), expected, "{value}");
        }
    }
}
