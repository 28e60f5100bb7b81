//! What is read of Nexudus, as data: the paths, how sure each is, the role that opens it, what is
//! missing without it, and the fields that may be kept. Nothing here asks a server.
//!
//! A path that is inferred may be wrong; it can be overridden in the source's settings.

use serde::{Deserialize, Serialize};

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// Locations.
    Businesses,
    /// Which products are time passes: tells day passes.
    TimePasses,
    /// What custom fields are called and hold: tells the one of the session id.
    CustomFields,
    /// Conversations.
    Sessions,
    /// Their messages.
    Messages,
    /// AI Inbox items.
    ProposedActions,
    /// Customers.
    Coworkers,
    /// Visitors and tours.
    Visitors,
    /// Memberships.
    Contracts,
    /// Bookings.
    Bookings,
    /// Products sold, day passes among them.
    Products,
    /// What was deleted, where Nexudus writes that down.
    AuditTrail,
    /// Help-desk tickets, read by id where a message names one.
    Tickets,
    /// Messages to and from customers, read by id where a message names one.
    CoworkerMessages,
    /// Comments on help-desk tickets, read by id where a message names one and no ticket.
    Comments,
    /// How long time passes last, read by id where a product's time pass does not say.
    PassLimits,
}

/// How sure a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathConfidence {
    /// Documented by the vendor.
    Documented,
    /// Seen in other people's programs.
    Observed,
    /// Concluded from its neighbours.
    Inferred,
    /// Written into the source's settings.
    Settings,
}

/// What is known of an entity.
#[derive(Debug)]
pub(crate) struct EntitySpec {
    /// Paths below the API's base, the likeliest first.
    pub(crate) paths: &'static [(&'static str, PathConfidence)],
    /// The entity's name in filters.
    pub(crate) filter: &'static str,
    /// The role that opens it.
    pub(crate) role: &'static str,
    /// What is missing without it.
    pub(crate) without: &'static str,
    /// Fields that may be kept, besides the common ones.
    pub(crate) fields: &'static [&'static str],
    /// Fields that a list may leave out and that must be known.
    pub(crate) needed: &'static [&'static str],
}

use PathConfidence::{Documented, Inferred, Observed};

/// Fields of every entity.
pub(crate) const COMMON: &[&str] = &["Id", "UniqueId", "CreatedOn", "UpdatedOn"];

impl Entity {
    /// Everything, in the order in which it is read.
    pub const ALL: [Self; 16] = [
        Self::Businesses,
        Self::TimePasses,
        Self::CustomFields,
        Self::Sessions,
        Self::Messages,
        Self::ProposedActions,
        Self::Coworkers,
        Self::Visitors,
        Self::Contracts,
        Self::Bookings,
        Self::Products,
        Self::AuditTrail,
        Self::Tickets,
        Self::CoworkerMessages,
        Self::Comments,
        Self::PassLimits,
    ];

    /// What is listed in each pass, in this order: what is named comes before what names it.
    pub(crate) const LISTED: [Self; 12] = [
        Self::Businesses,
        Self::TimePasses,
        Self::CustomFields,
        Self::Sessions,
        Self::Messages,
        Self::ProposedActions,
        Self::Coworkers,
        Self::Visitors,
        Self::Contracts,
        Self::Bookings,
        Self::Products,
        Self::AuditTrail,
    ];

    /// What can turn out to be an outcome of a conversation.
    pub(crate) const OUTCOMES: [Self; 5] = [
        Self::Coworkers,
        Self::Visitors,
        Self::Contracts,
        Self::Bookings,
        Self::Products,
    ];

    /// Its name in the store, on the terminal and in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Businesses => "businesses",
            Self::TimePasses => "time_passes",
            Self::CustomFields => "custom_fields",
            Self::Sessions => "sessions",
            Self::Messages => "messages",
            Self::ProposedActions => "proposed_actions",
            Self::Coworkers => "coworkers",
            Self::Visitors => "visitors",
            Self::Contracts => "contracts",
            Self::Bookings => "bookings",
            Self::Products => "products",
            Self::AuditTrail => "audit_trail",
            Self::Tickets => "tickets",
            Self::CoworkerMessages => "coworker_messages",
            Self::Comments => "comments",
            Self::PassLimits => "pass_limits",
        }
    }

    /// The role that a Nexudus user needs for it.
    #[must_use]
    pub fn role(self) -> &'static str {
        self.facts().role
    }

    /// What Daybook cannot show without it.
    #[must_use]
    pub fn without(self) -> &'static str {
        self.facts().without
    }

    /// Whether a field may be kept. `None`: it may not; else its usual spelling, if it has one.
    pub(crate) fn spelling(self, key: &str) -> Option<&'static str> {
        let listed = |fields: &'static [&'static str]| {
            let exact = fields.iter().find(|field| **field == key);
            exact
                .or_else(|| fields.iter().find(|field| field.eq_ignore_ascii_case(key)))
                .copied()
        };
        listed(COMMON).or_else(|| listed(self.facts().fields))
    }

    /// Whether its records are read by id even where their lists look whole: fields that nobody
    /// documents may name outcomes.
    pub(crate) fn is_always_read(self) -> bool {
        matches!(self, Self::Sessions | Self::Visitors)
    }

    pub(crate) fn facts(self) -> &'static EntitySpec {
        match self {
            Self::Businesses => &BUSINESSES,
            Self::TimePasses => &TIME_PASSES,
            Self::CustomFields => &CUSTOM_FIELDS,
            Self::Sessions => &SESSIONS,
            Self::Messages => &MESSAGES,
            Self::ProposedActions => &PROPOSED_ACTIONS,
            Self::Coworkers => &COWORKERS,
            Self::Visitors => &VISITORS,
            Self::Contracts => &CONTRACTS,
            Self::Bookings => &BOOKINGS,
            Self::Products => &PRODUCTS,
            Self::AuditTrail => &AUDIT_TRAIL,
            Self::Tickets => &TICKETS,
            Self::CoworkerMessages => &COWORKER_MESSAGES,
            Self::Comments => &COMMENTS,
            Self::PassLimits => &PASS_LIMITS,
        }
    }

    /// What an entity of the audit trail is called here.
    pub(crate) fn of_audit(name: &str) -> Option<Self> {
        let mut told = Self::OUTCOMES.into_iter().chain([Self::CustomFields]);
        told.find(|entity| entity.facts().filter.eq_ignore_ascii_case(name.trim()))
    }
}

static BUSINESSES: EntitySpec = EntitySpec {
    paths: &[
        ("sys/businesses", Inferred),
        ("spaces/businesses", Inferred),
    ],
    filter: "Business",
    role: "Business-List",
    without: "the names and the time zones of your locations",
    fields: &[
        "Name",
        "SimpleTimeZoneId",
        "SimpleTimeZoneName",
        "SimpleTimeZoneIanaName",
        "TimeZone",
    ],
    needed: &["Name"],
};

static TIME_PASSES: EntitySpec = EntitySpec {
    paths: &[("billing/producttimepasses", Documented)],
    filter: "ProductTimePass",
    role: "ProductTimePass-List",
    without: "which products are day passes; their names are asked instead",
    fields: &[
        "ProductId",
        "TimePassId",
        "MinutesIncluded",
        "TimePassMinutesIncluded",
    ],
    needed: &[],
};

static CUSTOM_FIELDS: EntitySpec = EntitySpec {
    paths: &[("crm/customfields", Documented)],
    filter: "CustomField",
    role: "CustomField-List",
    without: "which custom field of a tour carries the session id, where its value has no name of its own; \
              a long one is recognised all the same",
    fields: &[
        "BusinessId",
        "Name",
        "RecordType",
        "FieldType",
        "CustomFieldIndex",
    ],
    needed: &["Name", "RecordType", "CustomFieldIndex"],
};

static SESSIONS: EntitySpec = EntitySpec {
    paths: &[("sys/aichannelsessions", Inferred)],
    filter: "AiChannelSession",
    role: "AiChannelSession-List",
    without: "subjects, escalations and customers of conversations; they are grouped from their messages instead",
    fields: &[
        "BusinessId",
        "CoworkerId",
        "CoworkerFullName",
        "CoworkerCompanyName",
        "CoworkerMobilePhone",
        "CoworkerLandLine",
        "Channel",
        "ExternalIdentifier",
        "ChatSession",
        "ExternalThreadId",
        "LastActivityUtc",
        "Subject",
        "EscalationStatus",
    ],
    needed: &["BusinessId", "Channel"],
};

static MESSAGES: EntitySpec = EntitySpec {
    paths: &[("sys/openaichatmessages", Documented)],
    filter: "OpenAiChatMessage",
    role: "OpenAiChatMessage-List",
    without: "what was said",
    fields: &[
        "BusinessId",
        "UserId",
        "AiChannelSessionId",
        "AiChannelSessionExternalIdentifier",
        "AiChannelSessionCoworkerId",
        "AiChannelSessionCoworkerFullName",
        "AiChannelSessionCoworkerCompanyName",
        "Action",
        "Content",
        "ChatSession",
        "ResponderName",
        "ChatMessageRole",
        "Rating",
        "Channel",
        "CoworkerMessageId",
        "HelpDeskMessageId",
        "HelpDeskCommentId",
    ],
    needed: &["Content", "ChatMessageRole"],
};

static PROPOSED_ACTIONS: EntitySpec = EntitySpec {
    paths: &[("sys/proposedactions", Inferred)],
    filter: "ProposedAction",
    role: "ProposedAction-List",
    without: "AI Inbox items, and which conversations the assistant began",
    fields: &[
        "BusinessId",
        "CoworkerId",
        "AiChannelSessionId",
        "OutcomeSessionId",
        "CriteriaType",
        "ActionType",
        "Channel",
        "DraftSubject",
        "Status",
        "Priority",
        "ExecutedOn",
    ],
    needed: &["Status"],
};

static COWORKERS: EntitySpec = EntitySpec {
    paths: &[("spaces/coworkers", Observed), ("sys/coworkers", Inferred)],
    filter: "Coworker",
    role: "Coworker-List",
    without: "new customers as outcomes, and customers' e-mail addresses",
    fields: &[
        "CoworkerType",
        "FullName",
        "Email",
        "CompanyName",
        "MobilePhone",
        "LandLine",
        "Active",
        "Archived",
        "RegistrationDate",
    ],
    needed: &["Email"],
};

static VISITORS: EntitySpec = EntitySpec {
    paths: &[("spaces/visitors", Documented)],
    filter: "Visitor",
    role: "Visitor-List",
    without: "tours",
    fields: &[
        "BusinessId",
        "FullName",
        "Email",
        "CoworkerId",
        "CoworkerEmail",
        "CompanyName",
        "PhoneNumber",
        "IsTour",
        "TourConfirmed",
        "ExpectedArrival",
        "CustomFields",
    ],
    needed: &["IsTour", "CustomFields"],
};

static CONTRACTS: EntitySpec = EntitySpec {
    paths: &[("billing/coworkercontracts", Documented)],
    filter: "CoworkerContract",
    role: "CoworkerContract-List",
    without: "memberships that began",
    fields: &[
        "IssuedById",
        "CoworkerId",
        "CoworkerFullName",
        "CoworkerCompanyName",
        "CoworkerEmail",
        "TariffName",
        "StartDate",
        "Active",
        "MainContract",
        "Cancelled",
        "CancellationDate",
    ],
    needed: &["CoworkerId"],
};

static BOOKINGS: EntitySpec = EntitySpec {
    paths: &[("spaces/bookings", Documented)],
    filter: "Booking",
    role: "Booking-List",
    without: "bookings",
    fields: &[
        "ResourceName",
        "CoworkerId",
        "CoworkerFullName",
        "CoworkerCompanyName",
        "CoworkerMobilePhone",
        "CoworkerLandLine",
        "FromTime",
        "ToTime",
        "FromTimeLocal",
        "ToTimeLocal",
        "Tentative",
        "Online",
    ],
    needed: &["CoworkerId"],
};

static PRODUCTS: EntitySpec = EntitySpec {
    paths: &[("billing/coworkerproducts", Documented)],
    filter: "CoworkerProduct",
    role: "CoworkerProduct-List",
    without: "day passes",
    fields: &[
        "BusinessId",
        "CoworkerId",
        "CoworkerFullName",
        "CoworkerEmail",
        "ProductId",
        "ProductName",
        "Quantity",
        "SaleDate",
    ],
    needed: &["ProductName", "ProductId"],
};

static AUDIT_TRAIL: EntitySpec = EntitySpec {
    paths: &[("sys/audittrailentries", Inferred)],
    filter: "AuditTrailEntry",
    role: "AuditTrailEntry-List",
    without: "deleted outcomes at once; they are found by the weekly comparison instead",
    fields: &["EntityShortName", "EntityId", "AuditType"],
    needed: &["EntityId"],
};

static TICKETS: EntitySpec = EntitySpec {
    paths: &[("support/helpdeskmessages", Documented)],
    filter: "HelpDeskMessage",
    role: "HelpDeskMessage-List",
    without: "the subjects of escalated tickets",
    fields: &["BusinessId", "CoworkerId", "Subject", "Closed", "ClosedOn"],
    needed: &[],
};

static COWORKER_MESSAGES: EntitySpec = EntitySpec {
    paths: &[("spaces/coworkermessages", Documented)],
    filter: "CoworkerMessage",
    role: "CoworkerMessage-List",
    without: "who sent a message that names no sender",
    fields: &["CoworkerId", "Incoming"],
    needed: &[],
};

static COMMENTS: EntitySpec = EntitySpec {
    paths: &[("support/helpdeskcomments", Inferred)],
    filter: "HelpDeskComment",
    role: "HelpDeskComment-List",
    without: "the tickets of messages that name only a comment on one",
    fields: &["HelpDeskMessageId"],
    needed: &[],
};

static PASS_LIMITS: EntitySpec = EntitySpec {
    paths: &[("billing/timepasses", Documented)],
    filter: "TimePass",
    role: "TimePass-List",
    without: "which time passes have no limit, where a product does not say; its name is asked instead",
    fields: &["MinutesIncluded"],
    needed: &[],
};

/// What follows an entity in an order.
pub(crate) fn following(order: &[Entity], entity: Entity) -> Option<Entity> {
    let at = order.iter().position(|one| *one == entity)?;
    order.get(at + 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_fields_of_the_documented_entities_are_on_no_list() {
        let secret = [
            "Office365AccessToken",
            "ZoomAccessToken",
            "GoogleRefreshToken",
            "DoordeckPublicKey",
            "DoordeckPrivateKey",
            "AccessPincode",
            "BankAccount",
            "VisitorCode",
            "UserPassword",
            "CardNumber",
            "RefererGuid",
            "Custom1",
            "Notes",
            "DraftBody",
            "MessageText",
            "Body",
        ];
        for entity in Entity::ALL {
            for field in secret {
                assert_eq!(entity.spelling(field), None, "{} {field}", entity.name());
            }
        }
    }

    #[test]
    fn a_spelling_is_found_whatever_its_case() {
        let cases = [
            (Entity::Messages, "content", Some("Content")),
            (Entity::Messages, "Content", Some("Content")),
            (Entity::Sessions, "chatsession", Some("ChatSession")),
            (Entity::Sessions, "ID", Some("Id")),
            (Entity::Sessions, "Content", None),
        ];
        for (entity, key, expected) in cases {
            assert_eq!(entity.spelling(key), expected, "{key}");
        }
    }

    #[test]
    fn the_audit_trail_names_entities_in_its_own_words() {
        assert_eq!(
            Entity::of_audit("CoworkerContract"),
            Some(Entity::Contracts)
        );
        assert_eq!(Entity::of_audit("visitor"), Some(Entity::Visitors));
        assert_eq!(Entity::of_audit("CustomField"), Some(Entity::CustomFields));
        assert_eq!(Entity::of_audit("Checkin"), None);
    }
}
