//! Tables of writings, and properties: however two writings of one number differ, they are one identity.

use super::*;

const LONDON: &str = "Europe/London";

fn at(zone: &str) -> NumberHome {
    NumberHome::of_zone(zone)
}

#[test]
fn a_text_is_whom_it_names() {
    let cases = [
        ("+44 20 7946 0018", "442079460018"),
        ("0044 (0)20-7946.0018", "442079460018"),
        ("442079460018", "442079460018"),
        ("+44 020 7946 0018", "442079460018"),
        ("020 7946 0018", "442079460018"),
        ("(0)20 7946 0018", "442079460018"),
        ("(+44) 20 7946 0018", "442079460018"),
        ("tel:+44-20-7946-0018;phone-context=x", "442079460018"),
        ("tel://+442079460018", "442079460018"),
        ("WhatsApp:+44\u{a0}20\u{2011}79460018", "442079460018"),
        ("442079460018@s.whatsapp.net", "442079460018"),
        ("442079460018:12@s.whatsapp.net", "442079460018"),
        ("442079460018@c.us", "442079460018"),
        ("\u{202a}+44 20 7946 0018\u{202c}", "442079460018"),
        ("\u{2068}+442079460018\u{2069}", "442079460018"),
        ("＋４４ ２０ ７９４６ ００１８", "442079460018"),
        ("+٤٤٢٠٧٩٤٦٠٠١٨", "442079460018"),
        ("+४४ २० ७९४६ ००१८", "442079460018"),
        ("+55 31 98888-0142", "553188880142"),
        ("553188880142", "553188880142"),
        ("+55 31 3333-0142", "553133330142"),
        ("+55 31 93333-0142", "5531933330142"),
        ("+52 1 55 1234 5678", "525512345678"),
        ("+52 55 1234 5678", "525512345678"),
        ("+54 9 11 1234-5678", "541112345678"),
        ("+54 11 1234-5678", "541112345678"),
        ("+39 06 1234 5678", "390612345678"),
        ("+7 8 495 123-45-67", "74951234567"),
        ("12345", "12345"),
        ("Rosa81", "rosa81"),
        ("+", "+"),
        ("447@lid", "447@lid"),
        (" Rosa@Visitors.example", "rosa@visitors.example"),
        (
            "Rosa Marsh <ROSA@visitors.example>",
            "rosa@visitors.example",
        ),
        ("mailto:rosa@visitors.example", "rosa@visitors.example"),
        ("rosa@xn--mller-kva.example", "rosa@müller.example"),
        ("rosa@MÜLLER.example.", "rosa@müller.example"),
        ("rosa@mu\u{308}ller。example", "rosa@müller.example"),
        ("rosa@xn--80ak6aa92e.example", "rosa@аррӏе.example"),
        ("ΝΊΚΟΣ@example.gr", "νίκοσ@example.gr"),
        ("ro\u{200b}sa@visitors.example", "rosa@visitors.example"),
        ("c-100200", "c-100200"),
    ];
    for (text, expected) in cases {
        let read = ContactIdentity::read(text, at(LONDON));
        assert_eq!(read.as_str(), expected, "{text}");
        let again = ContactIdentity::read(read.as_str(), NumberHome::NOWHERE);
        assert_eq!(again, read, "what was read is read as itself");
    }
}

#[test]
fn a_number_with_no_country_is_of_the_space() {
    let cases = [
        ("America/New_York", "(415) 555-0100", "14155550100"),
        ("America/New_York", "1-415-555-0100", "14155550100"),
        ("US/Pacific", "415.555.0100", "14155550100"),
        ("America/New_York", "442079460018", "442079460018"),
        ("Europe/Madrid", "612 34 56 78", "34612345678"),
        ("Europe/Rome", "06 1234 5678", "390612345678"),
        ("Europe/Berlin", "030 123456", "4930123456"),
        ("Europe/Berlin", "4930123456", "4930123456"),
        ("America/Sao_Paulo", "(031) 98888-0142", "553188880142"),
        ("America/Sao_Paulo", "(31) 98888-0142", "553188880142"),
        ("America/Sao_Paulo", "(31) 8888-0142", "553188880142"),
        ("America/Sao_Paulo", "(31) 3333-0142", "553133330142"),
        ("America/Sao_Paulo", "5531988880142", "553188880142"),
        ("Asia/Kolkata", "98765 43210", "919876543210"),
        (
            "America/Argentina/Buenos_Aires",
            "011 15-1234-5678",
            "541112345678",
        ),
        (
            "America/Argentina/Buenos_Aires",
            "0351 15 123-4567",
            "543511234567",
        ),
        (
            "America/Argentina/Buenos_Aires",
            "02966 15 12-3456",
            "542966123456",
        ),
        ("America/Mexico_City", "044 55 1234 5678", "525512345678"),
        ("America/Mexico_City", "55 1234 5678", "525512345678"),
        ("Europe/Moscow", "8 (495) 123-45-67", "74951234567"),
        ("Europe/Minsk", "8 029 123-45-67", "375291234567"),
        ("Europe/Budapest", "06 1 234 5678", "3612345678"),
        ("Asia/Calcutta", "098765 43210", "919876543210"),
        ("Etc/UTC", "020 7946 0018", "02079460018"),
    ];
    for (zone, text, expected) in cases {
        let read = ContactIdentity::read(text, at(zone));
        assert_eq!(read.as_str(), expected, "{text} in {zone}");
    }
    // On a platform ten digits begin with the country, at home they may be all of the number.
    let (here, on_whatsapp) = (
        at("US/Central"),
        at("US/Central").on(&crate::Channel::WhatsApp),
    );
    let read = |home| {
        ContactIdentity::read("4791234567", home)
            .as_str()
            .to_owned()
    };
    assert_eq!(
        (read(here), read(on_whatsapp)),
        ("14791234567".to_owned(), "4791234567".to_owned())
    );
}

/// Numbers of many countries: calling code, trunk prefix, a zone, and the number after both.
const NUMBERS: [(&str, &str, &str, &str); 12] = [
    ("44", "0", LONDON, "2079460018"),
    ("44", "0", LONDON, "7700900123"),
    ("49", "0", "Europe/Berlin", "15112345678"),
    ("33", "0", "Europe/Paris", "612345678"),
    ("1", "1", "America/New_York", "4155550100"),
    ("34", "", "Europe/Madrid", "612345678"),
    ("39", "", "Europe/Rome", "3471234567"),
    ("55", "0", "America/Sao_Paulo", "31988880142"),
    ("52", "01", "America/Mexico_City", "5512345678"),
    ("54", "0", "America/Argentina/Cordoba", "3511234567"),
    ("7", "8", "Europe/Moscow", "4951234567"),
    ("91", "0", "Asia/Kolkata", "9876543210"),
];

/// A generator that can be repeated.
struct Dice(u64);

impl Dice {
    fn of(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % count
    }

    fn one<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.of(all.len())]
    }
}

/// One of the ways in which people, telephones and platforms write a number.
fn written(dice: &mut Dice, (code, trunk, _, national): (&str, &str, &str, &str)) -> String {
    let mobile = match code {
        "52" => dice.one(&["", "1"]),
        "54" => dice.one(&["", "9"]),
        _ => "",
    };
    // Brazil's ninth digit may be missing.
    let national = match (code, dice.of(2)) {
        ("55", 0) => national.replacen('9', "", 1),
        _ => national.to_owned(),
    };
    let spaced = spaced(dice, &national);
    let zero = if trunk == "0" {
        dice.one(&["", "(0)", "0"])
    } else {
        ""
    };
    let number = match dice.of(5) {
        0 => format!(
            "+{code}{}{zero}{mobile}{spaced}",
            dice.one(&["", " ", "-", "."])
        ),
        1 => format!("00{code} {zero}{mobile}{spaced}"),
        2 => format!("{code}{mobile}{national}"),
        3 => format!("{code}{mobile}{national}@s.whatsapp.net"),
        _ => format!("{}{trunk}{spaced}", dice.one(&["", "tel:"])),
    };
    dressed(dice, &number)
}

fn spaced(dice: &mut Dice, national: &str) -> String {
    let mut text = String::new();
    for (nth, digit) in national.chars().enumerate() {
        if nth > 0 && dice.of(3) == 0 {
            text += dice.one(&[" ", "-", ".", "\u{a0}", "\u{2011}", "/", "\u{202f}"]);
        }
        text.push(digit);
    }
    text
}

/// Invisible marks, other digits, a scheme: what comes with a number that is copied.
fn dressed(dice: &mut Dice, number: &str) -> String {
    let zero = [0x30, 0x660, 0x966, 0xff10][dice.of(4)];
    let digit = |it: char| {
        let value = it.to_digit(10).filter(|_| !number.contains('@'));
        value
            .and_then(|value| char::from_u32(zero + value))
            .unwrap_or(it)
    };
    let number = number.chars().map(digit).collect::<String>();
    let (open, close) = [
        ("", ""),
        ("\u{202a}", "\u{202c}"),
        ("\u{2068}", "\u{2069}"),
        ("\u{feff} ", " "),
    ][dice.of(4)];
    format!("{open}{number}{close}")
}

#[test]
fn however_two_writings_of_one_number_differ_they_are_one_identity() {
    let mut dice = Dice(7741);
    for _ in 0..4_000 {
        let number = NUMBERS[dice.of(NUMBERS.len())];
        let home = at(number.2);
        let (one, other) = (written(&mut dice, number), written(&mut dice, number));
        assert!(
            is_same(&one, &other, home),
            "{one:?} and {other:?} of {number:?}"
        );
        assert!(names(&one, &other, home) && names(&other, &one, home));
        assert_eq!(
            lookup_key(&one),
            lookup_key(&other),
            "{one:?} and {other:?}"
        );
        assert!(ContactIdentity::read(&one, home).is_number());
    }
}

#[test]
fn two_numbers_are_never_one() {
    let mut dice = Dice(1);
    for _ in 0..4_000 {
        let (number, other) = (
            NUMBERS[dice.of(NUMBERS.len())],
            NUMBERS[dice.of(NUMBERS.len())],
        );
        let changed = {
            let mut digits = number.3.to_owned().into_bytes();
            let last = digits.len() - 1;
            digits[last] = b'0' + (digits[last] - b'0' + 1) % 10;
            String::from_utf8(digits).unwrap_or_default()
        };
        let changed = (number.0, number.1, number.2, changed.as_str());
        let (one, another) = (written(&mut dice, number), written(&mut dice, changed));
        assert!(
            !is_same(&one, &another, at(number.2)),
            "{one:?} and {another:?}"
        );
        if number.3 != other.3 {
            let another = written(&mut dice, other);
            assert!(
                !is_same(&one, &another, at(LONDON)),
                "{one:?} and {another:?}"
            );
        }
    }
}

#[test]
fn every_zone_leads_to_a_country_that_is_known() {
    let lines = include_str!("zones.txt").lines();
    let zones = lines.flat_map(|line| line.split(' ').skip(1));
    let mut count = 0;
    for zone in zones {
        count += 1;
        assert_ne!(at(zone), at("Etc/UTC"), "{zone}");
    }
    assert!(count > 500, "{count}");
}
