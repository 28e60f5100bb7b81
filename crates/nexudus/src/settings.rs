//! What an operator may change about a Nexudus source: paths, links, rules. Data with defaults; a
//! change of a rule is applied to what was kept, without a download.

use crate::entity::Entity;
use crate::fingerprint::fingerprint;
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::BTreeMap;

/// Grows when the rules themselves change, so that outcomes are derived again.
const RULES: u32 = 5;
/// How long after a conversation an outcome of the same person is taken for its own.
const USUAL_HOURS: u16 = 72;
/// How often everything is compared by id, to find what was deleted.
const USUAL_COMPARE_DAYS: u16 = 7;
/// What the custom field of the session id may be called; Nexudus does not document it.
const USUAL_FIELDS: [&str; 11] = [
    "session",
    "session id",
    "session ids",
    "chat session",
    "chat session id",
    "AI session",
    "AI session id",
    "AI chat session",
    "AI chat session id",
    "AI channel session",
    "AI channel session id",
];

/// The settings of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NexudusSettings {
    /// Other paths than the table's, below the API's base.
    pub paths: BTreeMap<Entity, String>,
    /// Where records open in the dashboard.
    pub links: DashboardLinks,
    /// Hours after a conversation's last message within which an outcome of the same person is
    /// inferred to be its own; 0 infers nothing.
    pub inference_hours: u16,
    /// Where time passes cannot be read: a product with any of these words in its name is a day pass.
    pub day_pass_words: Vec<String>,
    /// Names of the custom field that carries the session id, compared without case, blanks and
    /// punctuation. A value in a field of such a name counts however short it is.
    pub session_field_names: Vec<String>,
    /// The IANA zone of locations whose own is not told.
    pub time_zone: Option<String>,
    /// Days between two comparisons by id.
    pub compare_days: u16,
}

/// Templates of addresses; `{id}` stands for the record's id. An empty one gives no link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DashboardLinks {
    /// A customer.
    pub customer: String,
    /// A visitor: a tour.
    pub visitor: String,
    /// A membership contract.
    pub contract: String,
    /// A booking.
    pub booking: String,
    /// A product sold: a day pass.
    pub product: String,
    /// A help-desk ticket.
    pub ticket: String,
    /// An AI Inbox item.
    pub inbox_item: String,
}

impl Default for NexudusSettings {
    fn default() -> Self {
        Self {
            paths: BTreeMap::new(),
            links: DashboardLinks::default(),
            inference_hours: USUAL_HOURS,
            day_pass_words: ["day pass", "daypass", "day-pass"]
                .map(str::to_owned)
                .into(),
            session_field_names: USUAL_FIELDS.map(str::to_owned).into(),
            time_zone: None,
            compare_days: USUAL_COMPARE_DAYS,
        }
    }
}

impl Default for DashboardLinks {
    fn default() -> Self {
        let at = |path: &str| format!("https://dashboard.nexudus.com/{path}/{{id}}");
        Self {
            customer: at("operations/coworkers"),
            visitor: at("operations/visitors"),
            contract: at("finance/coworkercontracts"),
            booking: at("operations/bookings"),
            product: at("finance/coworkerproducts"),
            ticket: at("operations/helpdeskmessages"),
            inbox_item: at("operations/proposedactions"),
        }
    }
}

impl NexudusSettings {
    /// Reads settings; what is missing is as usual.
    ///
    /// # Errors
    /// [`SourceError::Refused`] for a path or a link that cannot be used, saying which.
    pub fn of_json(json: &str) -> Result<Self, SourceError> {
        let settings: Self = serde_json::from_str(json)
            .map_err(|_| SourceError::refused("the settings of this source cannot be read"))?;
        settings.check()?;
        Ok(settings)
    }

    /// The settings as JSON.
    ///
    /// # Errors
    /// Where they cannot be written: an empty text would be read as the usual settings.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Whether every path stays below the API's base, and every link is one.
    ///
    /// # Errors
    /// [`SourceError::Refused`], saying what is wrong.
    pub fn check(&self) -> Result<(), SourceError> {
        for (entity, path) in &self.paths {
            let is_path = !path.is_empty()
                && path
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte))
                && !path.starts_with('/');
            if is_of_portal(path) {
                return Err(SourceError::refused(format!(
                    "the path for {}: {PORTAL}",
                    entity.name()
                )));
            }
            if !is_path {
                return Err(SourceError::refused(format!(
                    "the path for {} must read like sys/openaichatmessages",
                    entity.name()
                )));
            }
        }
        let is_link = |link: &&String| {
            link.is_empty() || (link.starts_with("https://") && link.contains("{id}"))
        };
        let links = &self.links;
        let all = [
            &links.customer,
            &links.visitor,
            &links.contract,
            &links.booking,
            &links.product,
            &links.ticket,
            &links.inbox_item,
        ];
        if all.iter().all(is_link) {
            Ok(())
        } else {
            Err(SourceError::refused(
                "a link must begin with https:// and hold {id}",
            ))
        }
    }

    /// What was told by: another value means telling again what is here.
    pub(crate) fn rules(&self) -> String {
        fingerprint(&format!(
            "{RULES} {} {:?} {:?} {:?} {:?}",
            self.inference_hours,
            self.day_pass_words,
            self.links,
            self.time_zone,
            self.session_field_names
        ))
    }

    /// What the custom field of the session id is called, without case, blanks and punctuation.
    pub(crate) fn session_fields(&self) -> impl Iterator<Item = String> {
        let names = self.session_field_names.iter().map(|name| folded(name));
        names.filter(|name| !name.is_empty())
    }

    /// Whether a product of this name is a day pass, by its name.
    pub(crate) fn names_day_pass(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.day_pass_words
            .iter()
            .any(|word| !word.trim().is_empty() && name.contains(&word.to_lowercase()))
    }
}

impl DashboardLinks {
    /// The template for an outcome's record.
    pub(crate) fn outcome(&self, entity: Entity) -> &str {
        match entity {
            Entity::Coworkers => &self.customer,
            Entity::Contracts => &self.contract,
            Entity::Bookings => &self.booking,
            Entity::Products => &self.product,
            _ => &self.visitor,
        }
    }
}

/// What is below this is the members' portal. Its chat is answered by the assistant: whoever asks for it
/// takes part in it.
const PORTAL_PART: &str = "public";
/// Why such a path is not asked for.
pub(crate) const PORTAL: &str =
    "what is below /public belongs to the members' portal, not to the records";

/// Whether a path leads to the portal.
pub(crate) fn is_of_portal(path: &str) -> bool {
    path.split(['/', '\\'])
        .any(|part| part.trim().eq_ignore_ascii_case(PORTAL_PART))
}

/// An address out of a template.
pub(crate) fn link(template: &str, id: &str) -> Option<String> {
    (!template.is_empty()).then(|| template.replace("{id}", id))
}

/// A name without case, blanks and punctuation.
pub(crate) fn folded(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked_and_what_is_missing_is_as_usual() {
        let settings =
            NexudusSettings::of_json(r#"{"paths":{"sessions":"crm/aichannelsessions"}}"#).unwrap();
        assert_eq!(settings.inference_hours, USUAL_HOURS);
        assert_eq!(settings.paths[&Entity::Sessions], "crm/aichannelsessions");
        for bad in [
            r#"{"paths":{"sessions":"../token"}}"#,
            r#"{"paths":{"sessions":"/sys/x"}}"#,
            r#"{"paths":{"messages":"public/ai/chats/7"}}"#,
            r#"{"paths":{"messages":"sys/Public/ai"}}"#,
            r#"{"paths":{"sessions":"https://elsewhere/x"}}"#,
            r#"{"links":{"customer":"javascript:alert(1)"}}"#,
            r#"{"links":{"customer":"http://plain.example/{id}"}}"#,
            "7",
        ] {
            assert!(NexudusSettings::of_json(bad).is_err(), "{bad}");
        }
        assert_eq!(
            NexudusSettings::of_json(&NexudusSettings::default().to_json().unwrap()).unwrap(),
            NexudusSettings::default()
        );
    }

    #[test]
    fn another_rule_is_another_fingerprint() {
        let usual = NexudusSettings::default();
        let other = NexudusSettings {
            inference_hours: 24,
            ..NexudusSettings::default()
        };
        assert_ne!(usual.rules(), other.rules());
        let other = NexudusSettings {
            time_zone: Some("Europe/Lisbon".to_owned()),
            ..NexudusSettings::default()
        };
        assert_ne!(usual.rules(), other.rules());
        assert!(usual.names_day_pass("1-Day Pass (Lisbon)"));
        assert!(!usual.names_day_pass("Birthday cake"));
    }

    #[test]
    fn names_are_compared_by_their_letters_and_digits() {
        for name in ["Session ID", "session_id", "sessionId", " SESSION-ID? "] {
            assert_eq!(folded(name), "sessionid", "{name}");
        }
        assert_eq!(folded("Sitzung Äß 2"), "sitzungäß2");
        assert_eq!(folded(" – "), "");
        let settings = NexudusSettings::default();
        let is_usual = |name: &str| settings.session_fields().any(|own| own == folded(name));
        for name in [
            "ChatSession",
            "AiChannelSessionId",
            "session_ids",
            "Session",
        ] {
            assert!(is_usual(name), "{name}");
        }
        for name in ["Sessions attended", "Training session", "", "1"] {
            assert!(!is_usual(name), "{name}");
        }
    }
}
