//! From a phrasing to a sentence: choices `[one|another]` are thrown, slots `{room}` are filled. The
//! result is light Markdown, whatever the channel; `email_text` and `message_form` turn it into what the channel
//! carries. An unknown slot is left standing, and a test fails on it.

use super::people::InventedPerson;
use super::places::PracticePlace;
use super::rng::SeededRng;
use super::scenario::SpokenLanguage;
use super::scenario_facts::{self, ScenarioFacts};

/// Everything that a line may name.
#[derive(Debug)]
pub(super) struct PhraseContext {
    pub(super) place: &'static PracticePlace,
    pub(super) person: InventedPerson,
    pub(super) facts: ScenarioFacts,
    pub(super) lang: SpokenLanguage,
    pub(super) session: String,
    /// Whether the assistant knows the person's name from the start.
    pub(super) known: bool,
    /// The company to speak of; drawn where the person has none.
    pub(super) company: &'static str,
}

impl PhraseContext {
    /// One of `lines`, complete.
    pub(super) fn line(&self, dice: &mut SeededRng, lines: &[&str]) -> String {
        let mut out = String::with_capacity(160);
        let text = *dice.pick(lines);
        self.expand(dice, text, &mut out);
        tidy(out)
    }

    fn expand(&self, dice: &mut SeededRng, text: &str, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte == b'[' || byte == b'{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let used = if rest.starts_with('{') {
                self.slot_at(rest, out)
            } else {
                self.choice_at(dice, rest, out)
            };
            rest = &rest[used..];
        }
        out.push_str(rest);
    }

    /// Fills the slot that `text` begins with, and says how many bytes it took.
    fn slot_at(&self, text: &str, out: &mut String) -> usize {
        let Some(end) = closing_brace(text) else {
            out.push_str(text);
            return text.len();
        };
        if !self.slot(&text[1..end], out) {
            out.push_str(&text[..=end]);
        }
        end + 1
    }

    /// Throws the choice that `text` begins with, and says how many bytes it took. Brackets without
    /// a bar are brackets.
    fn choice_at(&self, dice: &mut SeededRng, text: &str, out: &mut String) -> usize {
        let (end, bars) = branches(text);
        if bars == 0 {
            out.push('[');
            return 1;
        }
        let chosen = dice.below(bars + 1);
        self.expand(dice, branch(&text[1..end], chosen), out);
        end + 1
    }

    /// Writes the value of a slot; false where there is no such slot.
    fn slot(&self, name: &str, out: &mut String) -> bool {
        if let Some(link) = name.strip_prefix("go:") {
            self.link(link, out);
            return true;
        }
        match self.text_slot(name) {
            Some(text) => out.push_str(text),
            None => match self.made_slot(name) {
                Some(text) => out.push_str(&text),
                None => return false,
            },
        }
        true
    }

    fn text_slot(&self, name: &str) -> Option<&str> {
        let (place, facts) = (self.place, &self.facts);
        Some(match name {
            "space" => place.name,
            "agent" => place.agent,
            "operator" => facts.operator,
            "op" => facts.operator.split(' ').next().unwrap_or(facts.operator),
            "first" => self.person.first,
            "last" => self.person.last,
            "company" => self.company,
            "email" => &self.person.email,
            "phone" => &self.person.phone,
            "from" => self.person.city.name,
            "city" => place.city,
            "flat" if place.currency == "$" => "apartment",
            "flat" => "flat",
            "host" => place.host,
            "address" => place.address,
            "hours" => place.hours,
            "saturday" => place.saturday,
            "open" => place.open.0,
            "close" => place.open.1,
            "room" => facts.room.name,
            "gear" => facts.room.gear,
            "room2" => facts.other.name,
            "gear2" => facts.other.gear,
            "hall" => place.hall.name,
            "hall_gear" => place.hall.gear,
            "plan" => facts.plan.name,
            "plan_about" => facts.plan.about,
            "ten" => place.plans[0].name,
            "flex" => place.plans[1].name,
            "fix" => place.plans[2].name,
            "mail_plan" => place.plans[3].name,
            "mail_about" => place.plans[3].about,
            "parking" => place.parking,
            "transit" => place.transit,
            "dogs" => place.dogs,
            "bikes" => place.bikes,
            "lunch" => place.lunch,
            "tax" => place.tax,
            "day" => scenario_facts::weekday(self.lang, facts.date),
            "day2" => scenario_facts::weekday(self.lang, facts.later),
            "month" => scenario_facts::month(self.lang, facts.start),
            "session" => &self.session,
            _ => return None,
        })
    }

    fn made_slot(&self, name: &str) -> Option<String> {
        let (place, facts, lang) = (self.place, &self.facts, self.lang);
        let money = |amount| scenario_facts::money(lang, place, amount);
        let hour = |at| scenario_facts::hour(lang, place, at);
        Some(match name {
            "name" => self.person.name(),
            "c" if self.known => format!(", {}", self.person.first),
            "c" => String::new(),
            "date" => scenario_facts::date(lang, place, facts.date),
            "date2" => scenario_facts::date(lang, place, facts.later),
            "start" => scenario_facts::date(lang, place, facts.start),
            "iso" => facts.date.to_string(),
            "time" => hour(facts.hour),
            "end" => hour(facts.hour + facts.length),
            "time2" => hour(facts.hour + 1),
            "hrs" if facts.length == 1 => "one hour".to_owned(),
            "hrs" => format!("{} hours", facts.length),
            "h" => facts.length.to_string(),
            "iso2" => facts.later.to_string(),
            "people" => facts.people.to_string(),
            "team" => facts.team.to_string(),
            "guests" => facts.guests.to_string(),
            "no" => facts.number.to_string(),
            "small" => facts.small.to_string(),
            "seats" => facts.room.seats.to_string(),
            "seats2" => facts.other.seats.to_string(),
            "hall_seats" => place.hall.seats.to_string(),
            "rate" => money(facts.room.price),
            "rate2" => money(facts.other.price),
            "total" => money(facts.room.price * facts.length),
            "total2" => money(facts.other.price * facts.length),
            "hall_rate" => money(place.hall.price),
            "hall_total" => money(place.hall.price * 4),
            "hall_deposit" => money(place.hall.price * 2),
            "plan_price" => money(facts.plan.price),
            "ten_price" => money(place.plans[0].price),
            "flex_price" => money(place.plans[1].price),
            "fix_price" => money(place.plans[2].price),
            "mail_price" => money(place.plans[3].price),
            "office_desk" => money(place.office),
            "office_price" => money(place.office * facts.team),
            "pass" => money(place.day_pass),
            "pass3" => money(place.day_pass * 3),
            "amount" => money(facts.plan.price + facts.small),
            "late_fee" => money(place.day_pass / 2),
            "plans" => plans(lang, place),
            "rooms" => rooms(lang, place),
            "times" => times(lang, place),
            "room_list" => room_list(lang, place),
            _ => return None,
        })
    }

    /// A call to action, `kind:label`, with the session id in its address.
    fn link(&self, link: &str, out: &mut String) {
        let (kind, label) = link.split_once(':').unwrap_or((link, link));
        out.push('[');
        self.expand(&mut SeededRng::new(0, 0, 0), label, out);
        out.push_str("](https://book.");
        out.push_str(self.place.host);
        out.push_str("/go/");
        out.push_str(&self.session);
        out.push('/');
        out.push_str(kind);
        out.push(')');
    }
}

/// Takes out the gaps that an empty branch leaves.
fn tidy(text: String) -> String {
    let gap = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    if gap {
        text.trim().replace("  ", " ")
    } else {
        text
    }
}

/// The end of the brace that `text` begins with; a link's label may hold a slot of its own.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        byte == b'}' && depth == 0
    })
}

/// The end of the bracket that `text` begins with, and how many bars stand in it at its own depth.
fn branches(text: &str) -> (usize, usize) {
    let (mut depth, mut bars) = (0usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return (at, bars),
            b']' => depth -= 1,
            b'|' if depth == 1 => bars += 1,
            _ => {}
        }
    }
    (0, 0)
}

/// Branch number `chosen` of the inside of a bracket.
fn branch(inside: &str, chosen: usize) -> &str {
    let (mut depth, mut bars, mut from) = (0usize, 0, 0);
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'|' if depth == 0 => {
                if bars == chosen {
                    return &inside[from..at];
                }
                bars += 1;
                from = at + 1;
            }
            _ => {}
        }
    }
    &inside[from..]
}

const HEADS: [[&str; 6]; 6] = [
    [
        "Plan",
        "Per month",
        "What you get",
        "Room",
        "Seats",
        "Per hour",
    ],
    [
        "Tarif",
        "Pro Monat",
        "Enthalten",
        "Raum",
        "Plätze",
        "Pro Stunde",
    ],
    ["Plan", "Al mes", "Incluye", "Sala", "Personas", "Por hora"],
    [
        "Formule",
        "Par mois",
        "Compris",
        "Salle",
        "Places",
        "Par heure",
    ],
    ["Plano", "Por mês", "Inclui", "Sala", "Lugares", "Por hora"],
    [
        "الاشتراك",
        "شهريًا",
        "المزايا",
        "القاعة",
        "المقاعد",
        "في الساعة",
    ],
];

/// The plans as a table; what they hold is told in English only, and left out elsewhere.
fn plans(lang: SpokenLanguage, place: &PracticePlace) -> String {
    let [plan, price, about, ..] = HEADS[lang as usize];
    let mut table = if lang == SpokenLanguage::En {
        format!("| {plan} | {price} | {about} |\n|---|---:|---|")
    } else {
        format!("| {plan} | {price} |\n|---|---:|")
    };
    for row in place.plans {
        let money = scenario_facts::money(lang, place, row.price);
        table.push_str(&match lang {
            SpokenLanguage::En => format!("\n| {} | {money} | {} |", row.name, row.about),
            _ => format!("\n| {} | {money} |", row.name),
        });
    }
    table
}

fn rooms(lang: SpokenLanguage, place: &PracticePlace) -> String {
    let [.., room, seats, hourly] = HEADS[lang as usize];
    let mut table = format!("| {room} | {seats} | {hourly} |\n|---|---:|---:|");
    for row in place.rooms {
        let money = scenario_facts::money(lang, place, row.price);
        table.push_str(&format!("\n| {} | {} | {money} |", row.name, row.seats));
    }
    table
}

fn times(_lang: SpokenLanguage, place: &PracticePlace) -> String {
    format!(
        "| When | Staffed |\n|---|---|\n| Monday to Friday | {} to {} |\n| Saturday | {} |\n| Sunday and holidays | 24/7 members only |",
        place.open.0,
        place.open.1,
        place.saturday.trim_start_matches("Saturday "),
    )
}

fn room_list(lang: SpokenLanguage, place: &PracticePlace) -> String {
    let rows: Vec<String> = place
        .rooms
        .iter()
        .map(|row| match lang {
            SpokenLanguage::En => format!(
                "- **{}**, up to {} people, {} an hour, with {}",
                row.name,
                row.seats,
                scenario_facts::money(lang, place, row.price),
                row.gear
            ),
            _ => format!(
                "- **{}** ({}): {}",
                row.name,
                row.seats,
                scenario_facts::money(lang, place, row.price)
            ),
        })
        .collect();
    rows.join("\n")
}
