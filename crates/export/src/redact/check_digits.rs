//! Numbers that prove themselves: cards by Luhn's digit, bank accounts by the remainder of 97.

/// Countries whose accounts have an IBAN, each with its length (SWIFT's registry).
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 \
    DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 \
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 \
    OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
    UA29 VA22 VG24 XK20 YE30";

/// Whether digits are those of a card: 13 to 19, of an issuer that there is, with the right last one.
pub(crate) fn is_card(digits: &str) -> bool {
    let length = digits.len();
    (13..=19).contains(&length) && digits.starts_with(['2', '3', '4', '5', '6']) && luhn(digits)
}

fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.bytes().rev().enumerate() {
        let digit = u32::from(digit - b'0');
        sum += match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        };
    }
    sum % 10 == 0
}

/// How many characters of an account number stand in its country; none where no country has such numbers.
pub(crate) fn iban_length(country: &str) -> Option<usize> {
    let found = IBAN_LENGTHS
        .split_whitespace()
        .find(|entry| entry[..2].eq_ignore_ascii_case(country));
    found.and_then(|entry| entry[2..].parse().ok())
}

/// Whether letters and digits, without spaces, are an account number of the right length with the right remainder.
pub(crate) fn is_iban(text: &str) -> bool {
    let is_plain = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_plain || iban_length(&text[..2]) != Some(text.len()) {
        return false;
    }
    let turned = text[4..].chars().chain(text[..4].chars());
    let remainder = turned.fold(0_u32, |rest, sign| {
        let value = sign.to_digit(36).unwrap_or(0);
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_those_that_prove_themselves() {
        // The test numbers that issuers publish.
        for card in [
            "4111111111111111",
            "5555555555554444",
            "378282246310005",
            "6011111111111117",
            "3530111333300000",
        ] {
            assert!(is_card(card), "{card}");
        }
        for none in ["4111111111111112", "1234567890123", "411111111111"] {
            assert!(!is_card(none), "{none}");
        }
    }

    #[test]
    fn accounts_are_those_that_prove_themselves() {
        // Examples of SWIFT's registry.
        for account in [
            "GB29NWBK60161331926819",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "NO9386011117947",
        ] {
            assert!(is_iban(account), "{account}");
            assert!(is_iban(&account.to_lowercase()), "{account}");
        }
        for none in [
            "GB29NWBK60161331926818",
            "DE8937040044053201300",
            "ZZ29NWBK60161331926819",
        ] {
            assert!(!is_iban(none), "{none}");
        }
    }
}
