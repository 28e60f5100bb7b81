//! The page of a Nexudus account, before it is drawn: what each row of its table says, and what the
//! form of its rules holds and means.

use super::icon::Icon;
use super::status_line::StatusTone;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::account::{AccountLinks, AccountSettings};
use model::view::{AccessView, EndpointView};
use std::collections::BTreeMap;

/// The most hours of an inference: a year.
const MOST_HOURS: u16 = 8_760;
/// The most days between two comparisons.
const MOST_DAYS: u16 = 365;

/// Whether a kind of record can be read, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessLine {
    /// The words.
    pub words: TextKey,
    /// Its sign.
    pub sign: Icon,
    /// Its colour.
    pub tone: StatusTone,
    /// How many there are.
    pub total: Option<u64>,
}

/// What is missing without a kind of record, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingRecords {
    /// What is missing.
    pub what: Phrase,
    /// What to do.
    pub act: Phrase,
}

/// The name of a kind of record.
#[must_use]
pub fn name(entity: &str) -> Phrase {
    match words(entity) {
        Some((name, _)) => name.into(),
        None => Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(entity.to_owned())),
    }
}

/// Name and what is missing, by the word that the back end uses.
fn words(entity: &str) -> Option<(TextKey, TextKey)> {
    Some(match entity {
        "businesses" => (TextKey::EntityBusinesses, TextKey::WithoutBusinesses),
        "time_passes" => (TextKey::EntityTimePasses, TextKey::WithoutTimePasses),
        "custom_fields" => (TextKey::EntityCustomFields, TextKey::WithoutCustomFields),
        "sessions" => (TextKey::EntitySessions, TextKey::WithoutSessions),
        "messages" => (TextKey::EntityMessages, TextKey::WithoutMessages),
        "proposed_actions" => (
            TextKey::EntityProposedActions,
            TextKey::WithoutProposedActions,
        ),
        "coworkers" => (TextKey::EntityCoworkers, TextKey::WithoutCoworkers),
        "visitors" => (TextKey::EntityVisitors, TextKey::WithoutVisitors),
        "contracts" => (TextKey::EntityContracts, TextKey::WithoutContracts),
        "bookings" => (TextKey::EntityBookings, TextKey::WithoutBookings),
        "products" => (TextKey::EntityProducts, TextKey::WithoutProducts),
        "audit_trail" => (TextKey::EntityAuditTrail, TextKey::WithoutAuditTrail),
        "tickets" => (TextKey::EntityTickets, TextKey::WithoutTickets),
        "coworker_messages" => (
            TextKey::EntityCoworkerMessages,
            TextKey::WithoutCoworkerMessages,
        ),
        "comments" => (TextKey::EntityComments, TextKey::WithoutComments),
        "pass_limits" => (TextKey::EntityPassLimits, TextKey::WithoutPassLimits),
        _ => return None,
    })
}

/// What is said of an access.
#[must_use]
pub fn access(access: &AccessView) -> AccessLine {
    let say = |words, sign, tone| AccessLine {
        words,
        sign,
        tone,
        total: None,
    };
    match access {
        AccessView::Available { total } => AccessLine {
            total: *total,
            ..say(TextKey::AccessAvailable, Icon::Check, StatusTone::Good)
        },
        AccessView::ListOnly { total } => AccessLine {
            total: *total,
            ..say(TextKey::AccessListOnly, Icon::List, StatusTone::Warn)
        },
        AccessView::NoPermission => say(TextKey::AccessRefused, Icon::Lock, StatusTone::Warn),
        AccessView::NotFound => say(TextKey::AccessNotFound, Icon::Search, StatusTone::Warn),
        AccessView::Unusable { .. } => {
            say(TextKey::AccessUnusable, Icon::Warning, StatusTone::Warn)
        }
    }
}

/// How sure a path is.
#[must_use]
pub fn sureness(word: &str) -> Option<TextKey> {
    Some(match word {
        "documented" => TextKey::SureDocumented,
        "observed" => TextKey::SureObserved,
        "inferred" => TextKey::SureInferred,
        "settings" => TextKey::SureSettings,
        _ => return None,
    })
}

/// What is missing because of a row; nothing where it can be read.
#[must_use]
pub fn missing(row: &EndpointView) -> Option<MissingRecords> {
    let act = match &row.access {
        AccessView::Available { .. } => return None,
        AccessView::ListOnly { .. } => {
            Phrase::new(TextKey::DoGrantRead).with("read", PhraseArg::Text(row.read_role()))
        }
        AccessView::NoPermission => Phrase::new(TextKey::DoGrant)
            .with("list", PhraseArg::Text(row.role.clone()))
            .with("read", PhraseArg::Text(row.read_role())),
        AccessView::NotFound => TextKey::DoPath.into(),
        AccessView::Unusable { reason } => {
            Phrase::new(TextKey::DoReason).with("reason", PhraseArg::Text(reason.clone()))
        }
    };
    let what = match words(&row.entity) {
        _ if matches!(row.access, AccessView::ListOnly { .. }) => left_out(&row.entity).into(),
        Some((_, without)) => without.into(),
        None => Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(row.without.clone())),
    };
    Some(MissingRecords { what, act })
}

/// What is missing where a list can be read and its records cannot. The last four are read by id alone.
fn left_out(entity: &str) -> TextKey {
    match entity {
        "sessions" => TextKey::LeftOutSessions,
        "messages" => TextKey::LeftOutMessages,
        "visitors" => TextKey::LeftOutVisitors,
        "tickets" => TextKey::WithoutTickets,
        "coworker_messages" => TextKey::WithoutCoworkerMessages,
        "comments" => TextKey::WithoutComments,
        "pass_limits" => TextKey::WithoutPassLimits,
        _ => TextKey::LeftOutOthers,
    }
}

/// The table in one line.
#[must_use]
pub fn summary(table: &[EndpointView]) -> Phrase {
    let count =
        |is_so: fn(&AccessView) -> bool| table.iter().filter(|row| is_so(&row.access)).count();
    let listed = count(|access| matches!(access, AccessView::ListOnly { .. }));
    let key = match listed {
        0 => TextKey::AccountReadable,
        _ => TextKey::AccountReadableListed,
    };
    Phrase::new(key)
        .number(
            "open",
            count(|access| matches!(access, AccessView::Available { .. })),
        )
        .number("all", table.len())
        .number("listed", listed)
}

/// The links of an account, in the order of the form.
pub const LINKS: [TextKey; 7] = [
    TextKey::LinkCustomer,
    TextKey::LinkVisitor,
    TextKey::LinkContract,
    TextKey::LinkBooking,
    TextKey::LinkProduct,
    TextKey::LinkTicket,
    TextKey::LinkInboxItem,
];

/// A place of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleField {
    /// Hours of inference.
    Hours,
    /// Names of day passes.
    Words,
    /// Names of the field of the session id.
    Fields,
    /// Zone.
    Zone,
    /// Days between comparisons.
    Days,
    /// A link, by its place in [`LINKS`].
    Link(usize),
    /// A path, by its place in the table.
    Path(usize),
}

/// The form of the rules as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesDraft {
    /// Hours of inference.
    pub hours: String,
    /// Names of day passes, with commas.
    pub words: String,
    /// Names of the field of the session id, with commas.
    pub fields: String,
    /// Zone.
    pub zone: String,
    /// Days between comparisons.
    pub days: String,
    /// In the order of [`LINKS`].
    pub links: Vec<String>,
    /// Kinds of records and their paths.
    pub paths: Vec<(String, String)>,
}

impl RulesDraft {
    /// The form for some settings; paths for the kinds of records of a table, and for any other that
    /// has one.
    #[must_use]
    pub fn of(settings: &AccountSettings, table: &[EndpointView]) -> Self {
        let mut entities: Vec<&str> = table.iter().map(|row| row.entity.as_str()).collect();
        let others = settings.paths.keys().map(String::as_str);
        entities.extend(others.filter(|one| table.iter().all(|row| row.entity != *one)));
        let path = |entity: &str| settings.paths.get(entity).cloned().unwrap_or_default();
        let links = &settings.links;
        Self {
            hours: settings.inference_hours.to_string(),
            words: settings.day_pass_words.join(", "),
            fields: settings.session_field_names.join(", "),
            zone: settings.time_zone.clone().unwrap_or_default(),
            days: settings.compare_days.to_string(),
            links: [
                &links.customer,
                &links.visitor,
                &links.contract,
                &links.booking,
                &links.product,
                &links.ticket,
                &links.inbox_item,
            ]
            .map(String::clone)
            .into(),
            paths: entities
                .into_iter()
                .map(|one| (one.to_owned(), path(one)))
                .collect(),
        }
    }

    /// What the form means, or what is wrong with it and where.
    ///
    /// # Errors
    /// Each place that cannot be used, with why.
    pub fn read(
        &self,
        is_zone: impl Fn(&str) -> bool,
    ) -> Result<AccountSettings, Vec<(RuleField, TextKey)>> {
        let wrong = self.wrong(is_zone);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let zone = self.zone.trim();
        Ok(AccountSettings {
            paths: self.given_paths(),
            links: self.given_links(),
            inference_hours: whole(&self.hours, 0, MOST_HOURS).unwrap_or_default(),
            day_pass_words: listed(&self.words),
            session_field_names: listed(&self.fields),
            time_zone: (!zone.is_empty()).then(|| zone.to_owned()),
            compare_days: whole(&self.days, 1, MOST_DAYS).unwrap_or_default(),
        })
    }

    fn wrong(&self, is_zone: impl Fn(&str) -> bool) -> Vec<(RuleField, TextKey)> {
        let mut wrong = Vec::new();
        let mut check = |is_good: bool, place: RuleField, why: TextKey| {
            if !is_good {
                wrong.push((place, why));
            }
        };
        let hours = whole(&self.hours, 0, MOST_HOURS);
        check(hours.is_some(), RuleField::Hours, TextKey::WrongHours);
        let days = whole(&self.days, 1, MOST_DAYS);
        check(days.is_some(), RuleField::Days, TextKey::WrongDays);
        let zone = self.zone.trim();
        check(
            zone.is_empty() || is_zone(zone),
            RuleField::Zone,
            TextKey::WrongZone,
        );
        for (at, link) in self.links.iter().enumerate() {
            check(
                is_link(link.trim()),
                RuleField::Link(at),
                TextKey::WrongLink,
            );
        }
        for (at, (_, path)) in self.paths.iter().enumerate() {
            check(
                is_path(path.trim()),
                RuleField::Path(at),
                TextKey::WrongPath,
            );
        }
        wrong
    }

    fn given_paths(&self) -> BTreeMap<String, String> {
        let given = self
            .paths
            .iter()
            .filter(|(_, path)| !path.trim().is_empty());
        given
            .map(|(entity, path)| (entity.clone(), path.trim().to_owned()))
            .collect()
    }

    fn given_links(&self) -> AccountLinks {
        let link = |at: usize| {
            self.links
                .get(at)
                .map(|link| link.trim().to_owned())
                .unwrap_or_default()
        };
        AccountLinks {
            customer: link(0),
            visitor: link(1),
            contract: link(2),
            booking: link(3),
            product: link(4),
            ticket: link(5),
            inbox_item: link(6),
        }
    }
}

fn whole(text: &str, least: u16, most: u16) -> Option<u16> {
    let number = text.trim().parse().ok()?;
    (least..=most).contains(&number).then_some(number)
}

fn listed(words: &str) -> Vec<String> {
    let words = words.split(',').map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The back end checks this again.
fn is_link(link: &str) -> bool {
    link.is_empty() || (link.starts_with("https://") && link.contains("{id}"))
}

/// The back end checks this again.
fn is_path(path: &str) -> bool {
    let letters = path
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte));
    letters && !path.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;

    fn row(entity: &str, access: AccessView) -> EndpointView {
        EndpointView {
            entity: entity.to_owned(),
            path: "spaces/bookings".to_owned(),
            sureness: "documented".to_owned(),
            access,
            role: "Booking-List".to_owned(),
            without: "bookings".to_owned(),
        }
    }

    fn settings() -> AccountSettings {
        AccountSettings {
            paths: BTreeMap::from([("bookings".to_owned(), "a/b".to_owned())]),
            links: AccountLinks {
                customer: "https://x.example/{id}".to_owned(),
                visitor: String::new(),
                contract: String::new(),
                booking: String::new(),
                product: String::new(),
                ticket: String::new(),
                inbox_item: "https://x.example/i/{id}".to_owned(),
            },
            inference_hours: 72,
            day_pass_words: vec!["day pass".to_owned(), "daypass".to_owned()],
            session_field_names: vec!["session".to_owned(), "chat session".to_owned()],
            time_zone: None,
            compare_days: 7,
        }
    }

    #[test]
    fn what_is_missing_is_told_with_what_to_do() {
        let say = |row: &EndpointView| {
            missing(row).map(|missing| {
                format!(
                    "{} {}",
                    missing.what.say(&PlainFormats),
                    missing.act.say(&PlainFormats)
                )
            })
        };
        let open = row("bookings", AccessView::Available { total: Some(3) });
        assert_eq!(say(&open), None);
        assert_eq!(
            say(&row("bookings", AccessView::NoPermission)).unwrap(),
            "No bookings as outcomes. Grant the roles Booking-List and Booking-Read."
        );
        let listed = AccessView::ListOnly { total: Some(30) };
        assert_eq!(
            say(&row("messages", listed.clone())).unwrap(),
            "The texts of messages, where the list leaves them out. Grant the role Booking-Read too."
        );
        assert_eq!(
            say(&row("desks", listed.clone())).unwrap(),
            "What the list leaves out of these records. Grant the role Booking-Read too."
        );
        let odd = AccessView::Unusable {
            reason: "a web page came".to_owned(),
        };
        assert_eq!(
            say(&row("desks", odd)).unwrap(),
            "bookings What came cannot be used: a web page came."
        );
        let table = [open, row("tickets", AccessView::NotFound)];
        assert_eq!(
            summary(&table).say(&PlainFormats),
            "1 of 2 kinds of record can be read"
        );
        let [open, gone] = table;
        assert_eq!(
            summary(&[open, row("messages", listed.clone()), gone]).say(&PlainFormats),
            "1 of 3 kinds of record can be read, 1 as a list only"
        );
        let said = super::access(&listed);
        assert_eq!(
            (said.words, said.total),
            (TextKey::AccessListOnly, Some(30))
        );
    }

    #[test]
    fn the_form_gives_back_what_it_was_given() {
        let table = [row("sessions", AccessView::NotFound)];
        let draft = RulesDraft::of(&settings(), &table);
        let entities: Vec<&str> = draft.paths.iter().map(|(entity, _)| &**entity).collect();
        assert_eq!(
            entities,
            ["sessions", "bookings"],
            "a path that the table lacks is not lost"
        );
        assert_eq!(draft.read(|_| false), Ok(settings()));
    }

    #[test]
    fn each_place_that_cannot_be_used_is_named() {
        let mut draft = RulesDraft::of(&settings(), &[row("sessions", AccessView::NotFound)]);
        draft.hours = "-1".to_owned();
        draft.days = "0".to_owned();
        draft.zone = "Mars/Phobos".to_owned();
        draft.links[5] = "http://x.example/{id}".to_owned();
        draft.paths[0].1 = "../token".to_owned();
        let wrong = draft.read(|_| false).unwrap_err();
        let places: Vec<RuleField> = wrong.into_iter().map(|(place, _)| place).collect();
        assert_eq!(
            places,
            [
                RuleField::Hours,
                RuleField::Days,
                RuleField::Zone,
                RuleField::Link(5),
                RuleField::Path(0)
            ]
        );
    }

    #[test]
    fn every_kind_of_record_has_words_of_its_own() {
        let all = [
            "businesses",
            "time_passes",
            "custom_fields",
            "sessions",
            "messages",
            "proposed_actions",
            "coworkers",
            "visitors",
            "contracts",
            "bookings",
            "products",
            "audit_trail",
            "tickets",
            "coworker_messages",
            "comments",
            "pass_limits",
        ];
        for entity in all {
            assert_ne!(name(entity).key, TextKey::AsItIs, "{entity}");
        }
        assert_eq!(name("desks").say(&PlainFormats), "desks");
    }
}
