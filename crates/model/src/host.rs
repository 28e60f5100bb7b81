//! The name of a host as it is shown: in ASCII. Letters of other scripts look like those of a name that
//! the reader trusts, and `xn--` says that they are others.

use std::borrow::Cow;

/// A host, and its port where it has one, in the form that is asked, each label that is not ASCII as Punycode. What cannot be written so
/// is shown as it came.
#[must_use]
pub fn ascii_host(host: &str) -> Cow<'_, str> {
    if host.is_ascii() {
        return Cow::Borrowed(host);
    }
    let (name, port) = host.split_at(host.rfind(':').unwrap_or(host.len()));
    let labels = name.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}']);
    let labels: Vec<String> = labels.map(|it| ascii_label(&it.to_lowercase())).collect();
    Cow::Owned(labels.join(".") + port)
}

/// An address whose host is shown as [`ascii_host`] says; the rest stays as it came.
#[must_use]
pub fn ascii_url(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("://").filter(|_| !url.is_ascii()) else {
        return Cow::Borrowed(url);
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
    let (name, host) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
    Cow::Owned(format!("{scheme}://{name}{}{path}", ascii_host(host)))
}

fn ascii_label(label: &str) -> String {
    if label.is_ascii() {
        return label.to_owned();
    }
    match punycode(label) {
        Some(code) => format!("xn--{code}"),
        None => label.to_owned(),
    }
}

// The parameters of RFC 3492 for names of hosts.
const BASE: u32 = 36;
const FIRST_OTHER: u32 = 128;
const FIRST_BIAS: u32 = 72;

/// Bytes of a label that are coded; a name of a host has 63 at most.
const LONGEST_LABEL: usize = 256;

/// RFC 3492, section 6.3. None where a number would leave its bounds.
fn punycode(label: &str) -> Option<String> {
    if label.len() > LONGEST_LABEL {
        return None;
    }
    let letters: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut code, mut delta, mut bias, mut done) = (FIRST_OTHER, 0_u32, FIRST_BIAS, basic);
    while let Some(next) = letters.iter().copied().filter(|it| *it >= code).min() {
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for letter in &letters {
            if *letter < code {
                delta = delta.checked_add(1)?;
            }
            if *letter == code {
                push_number(delta, bias, &mut out);
                bias = adapted(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(out)
}

fn push_number(number: u32, bias: u32, out: &mut String) {
    let mut rest = number;
    let mut weight = BASE;
    loop {
        let threshold = weight.saturating_sub(bias).clamp(1, 26);
        if rest < threshold {
            break out.push(digit(rest));
        }
        out.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
        rest = (rest - threshold) / (BASE - threshold);
        weight += BASE;
    }
}

fn digit(value: u32) -> char {
    char::from_digit((value + 10) % BASE, BASE).unwrap_or('?')
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > (BASE - 1) * 26 / 2 {
        delta /= BASE - 1;
        bias += BASE;
    }
    bias + BASE * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_scripts_are_shown_in_ascii() {
        let cases = [
            ("quay.example", "quay.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("\u{430}pple.com", "xn--pple-43d.com"),
            ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
            ("faß.de", "xn--fa-hia.de"),
            ("bücher:8443", "xn--bcher-kva:8443"),
            ("xn--bcher-kva.example:8443", "xn--bcher-kva.example:8443"),
        ];
        for (host, expected) in cases {
            assert_eq!(ascii_host(host), expected, "{host}");
        }
    }

    #[test]
    fn an_address_keeps_all_but_its_host() {
        let cases = [
            ("https://quay.example/é", "https://quay.example/é"),
            (
                "https://bücher.example:8443/é?ü",
                "https://xn--bcher-kva.example:8443/é?ü",
            ),
            (
                "https://bank.com@\u{430}pple.com",
                "https://bank.com@xn--pple-43d.com",
            ),
            (
                "https://\u{430}pple.com\\@bank.com",
                "https://xn--pple-43d.com\\@bank.com",
            ),
            ("ü", "ü"),
        ];
        for (url, expected) in cases {
            assert_eq!(ascii_url(url), expected, "{url}");
        }
    }

    #[test]
    fn a_monster_is_shown_as_it_came() {
        let monster = "ü".repeat(4_000);
        assert_eq!(ascii_host(&monster), monster);
    }
}
