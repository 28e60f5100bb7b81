//! Labels of domains that were written in ASCII (RFC 3492), back in their letters.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_CODE: u32 = 0x80;

/// The letters of a label without its `xn--`; none where it is no such label.
pub(super) fn decode(label: &str) -> Option<String> {
    let (plain, coded) = label.rsplit_once('-').unwrap_or(("", label));
    let mut letters = plain.chars().collect::<Vec<_>>();
    let (mut code, mut at, mut bias) = (FIRST_CODE, 0_u32, FIRST_BIAS);
    let mut digits = coded.bytes();
    while digits.len() > 0 {
        let before = at;
        at = at.checked_add(delta(&mut digits, bias)?)?;
        let count = u32::try_from(letters.len()).ok()? + 1;
        let damp = if letters.len() == plain.chars().count() {
            DAMP
        } else {
            2
        };
        bias = adapted((at - before) / damp, count);
        code = code.checked_add(at / count)?;
        at %= count;
        letters.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(letters.into_iter().collect())
}

/// The next number, whose digits have weights that grow with the bias.
fn delta(digits: &mut std::str::Bytes<'_>, bias: u32) -> Option<u32> {
    let (mut sum, mut weight, mut step) = (0_u32, 1_u32, BASE);
    loop {
        let digit = match digits.next()? {
            it @ b'a'..=b'z' => u32::from(it - b'a'),
            it @ b'0'..=b'9' => u32::from(it - b'0') + 26,
            _ => return None,
        };
        sum = sum.checked_add(digit.checked_mul(weight)?)?;
        let threshold = step.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if digit < threshold {
            return Some(sum);
        }
        weight = weight.checked_mul(BASE - threshold)?;
        step += BASE;
    }
}

fn adapted(mut delta: u32, count: u32) -> u32 {
    delta += delta / count;
    let mut steps = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        steps += BASE;
    }
    steps + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}
