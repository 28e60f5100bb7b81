//! What one conversation is about: its room, date, plan, numbers. Drawn once, so that every line of a
//! conversation speaks of the same thing.

use super::places::{MeetingRoom, MembershipPlan, PracticePlace};
use super::rng::SeededRng;
use super::scenario::SpokenLanguage;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};

/// The facts of one conversation.
#[derive(Clone, Debug)]
pub(super) struct ScenarioFacts {
    pub(super) room: &'static MeetingRoom,
    /// Another room, a larger one where there is one.
    pub(super) other: &'static MeetingRoom,
    pub(super) people: u32,
    pub(super) date: NaiveDate,
    pub(super) later: NaiveDate,
    /// The hour at which a booking begins, 9 to 15.
    pub(super) hour: u32,
    pub(super) length: u32,
    pub(super) plan: &'static MembershipPlan,
    pub(super) team: u32,
    pub(super) guests: u32,
    pub(super) number: u32,
    pub(super) small: u32,
    pub(super) operator: &'static str,
    /// The first of a coming month.
    pub(super) start: NaiveDate,
}

impl ScenarioFacts {
    /// Facts for a conversation that begins at `at`.
    pub(super) fn drawn(
        dice: &mut SeededRng,
        place: &'static PracticePlace,
        at: DateTime<Utc>,
    ) -> Self {
        let today = at.with_timezone(&place.zone()).date_naive();
        let which = dice.weighted([32, 26, 30, 12].into_iter());
        let room = &place.rooms[which];
        let ahead = if dice.chance(78) {
            dice.between(1, 6)
        } else {
            dice.between(7, 19)
        };
        let date = workday(today + Duration::days(ahead));
        Self {
            room,
            other: larger(place, which),
            people: dice.between(i64::from(room.seats / 2), i64::from(room.seats)) as u32,
            date,
            later: workday(date + Duration::days(dice.between(1, 4))),
            hour: dice.between(9, 15) as u32,
            length: *dice.pick(&[1, 2, 2, 2, 3, 3, 4]),
            plan: &place.plans[dice.weighted([24, 46, 30].into_iter())],
            team: dice.between(3, 11) as u32,
            guests: dice.between(4, i64::from(place.hall.seats / 5)) as u32 * 5,
            number: dice.between(2104, 9870) as u32,
            small: dice.between(3, 58) as u32,
            operator: *dice.pick(place.operators),
            start: first_of_month(today + Duration::days(dice.between(8, 55))),
        }
    }
}

fn larger(place: &'static PracticePlace, which: usize) -> &'static MeetingRoom {
    let seats = place.rooms[which].seats;
    let bigger = place
        .rooms
        .iter()
        .filter(|room| room.seats > seats)
        .min_by_key(|room| room.seats);
    bigger.unwrap_or(&place.rooms[1])
}

fn workday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Duration::days(2),
        Weekday::Sun => date + Duration::days(1),
        _ => date,
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    let (year, month) = if date.month() == 12 {
        (date.year() + 1, 1)
    } else {
        (date.year(), date.month() + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(date)
}

const WEEKDAYS: [[&str; 7]; 6] = [
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    [
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ],
    [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ],
    [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ],
    [
        "segunda-feira",
        "terça-feira",
        "quarta-feira",
        "quinta-feira",
        "sexta-feira",
        "sábado",
        "domingo",
    ],
    [
        "الاثنين",
        "الثلاثاء",
        "الأربعاء",
        "الخميس",
        "الجمعة",
        "السبت",
        "الأحد",
    ],
];

const MONTHS: [[&str; 12]; 6] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
];

/// The weekday's name.
pub(super) fn weekday(lang: SpokenLanguage, date: NaiveDate) -> &'static str {
    WEEKDAYS[lang as usize][date.weekday().num_days_from_monday() as usize]
}

/// The month's name.
pub(super) fn month(lang: SpokenLanguage, date: NaiveDate) -> &'static str {
    MONTHS[lang as usize][date.month0() as usize]
}

/// The date as people there write it.
pub(super) fn date(lang: SpokenLanguage, place: &PracticePlace, date: NaiveDate) -> String {
    let (name, day, month) = (weekday(lang, date), date.day(), month(lang, date));
    match lang {
        SpokenLanguage::En if place.currency == "$" => format!("{name}, {month} {day}"),
        SpokenLanguage::En => format!("{name} {day} {month}"),
        SpokenLanguage::De => format!("{name}, {day}. {month}"),
        SpokenLanguage::Es | SpokenLanguage::Pt => format!("{name} {day} de {month}"),
        SpokenLanguage::Fr | SpokenLanguage::Ar => format!("{name} {day} {month}"),
    }
}

/// A full hour as people there write it.
pub(super) fn hour(lang: SpokenLanguage, place: &PracticePlace, hour: u32) -> String {
    match lang {
        SpokenLanguage::En if place.currency == "€" => format!("{hour}:00"),
        SpokenLanguage::En if hour == 12 => "noon".to_owned(),
        SpokenLanguage::En if hour < 12 => format!("{hour}am"),
        SpokenLanguage::En => format!("{}pm", hour - 12),
        SpokenLanguage::De => format!("{hour} Uhr"),
        SpokenLanguage::Fr => format!("{hour} h"),
        SpokenLanguage::Pt => format!("{hour}h"),
        SpokenLanguage::Es | SpokenLanguage::Ar => format!("{hour}:00"),
    }
}

/// An amount of the space's money, as people there write it.
pub(super) fn money(lang: SpokenLanguage, place: &PracticePlace, amount: u32) -> String {
    let digits = if amount >= 1000 {
        let mark = if lang == SpokenLanguage::En || place.currency == "$" {
            ","
        } else {
            "."
        };
        format!("{}{mark}{:03}", amount / 1000, amount % 1000)
    } else {
        amount.to_string()
    };
    if place.currency == "€" && lang != SpokenLanguage::En {
        format!("{digits} €")
    } else {
        format!("{}{digits}", place.currency)
    }
}
