//! Open sets: values that a server may extend. What we know has a name; what we do not know is kept
//! as it came, in `Other`, and shown so.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

macro_rules! open_set {
    ($($(#[$doc:meta])* $name:ident read by $reading:ident {
        $($(#[$vdoc:meta])* $variant:ident = $text:literal $(| $other:literal)*,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A value that this version does not know, as the server wrote it.
            Other(String),
        }

        impl $name {
            /// Every value that this version knows, in the order of display.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as it stands in the store and on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => {
                        let spellings: &[&[&str]] = &[$(&[$text $(, $other)*],)*];
                        let known = $reading(other, spellings).and_then(|at| Self::KNOWN.get(at));
                        known.cloned().unwrap_or_else(|| Self::Other(other.to_owned()))
                    }
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
            }
        }
    )*};
}

/// Words that mean nothing else than as they stand: what a token may do is never guessed.
fn exact_word(_: &str, _: &[&[&str]]) -> Option<usize> {
    None
}

/// Which of the known words a text is, in any case and with any signs between its parts, as the systems that
/// send it spell it.
fn any_spelling(text: &str, known: &[&[&str]]) -> Option<usize> {
    let between = |it: char| it.is_whitespace() || "_-()/".contains(it);
    let bare = |text: &str| {
        let letters = text.chars().filter(|it| !between(*it));
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let text = bare(text);
    let is = |words: &&[&str]| words.iter().any(|word| bare(word) == text);
    known.iter().position(is)
}

open_set! {
    /// Where a conversation took place.
    Channel read by any_spelling {
        /// The chat widget.
        Chat = "chat",
        /// E-mail written by the assistant.
        Email = "email" | "Email (AI)",
        /// WhatsApp.
        WhatsApp = "whatsapp",
        /// A phone call, transcribed.
        Voice = "voice",
        /// E-mail sent through the operator's message tool.
        EmailMessage = "email_message",
        /// The help desk.
        HelpDesk = "help_desk",
    }
    /// How a conversation began.
    Origin read by any_spelling {
        /// The person opened it.
        Inbound = "inbound",
        /// The assistant wrote first, from the AI Inbox.
        ProactiveOutbound = "proactive_outbound",
        /// The person replied to an earlier message.
        CustomerReply = "customer_reply",
        /// An operator took over.
        OperatorTakeover = "operator_takeover",
    }
    /// Who wrote a message.
    Sender read by any_spelling {
        /// The assistant.
        AiAgent = "ai_agent" | "AI",
        /// A member of staff.
        Operator = "operator",
        /// The person.
        Customer = "customer",
        /// The platform: kept, hidden by default.
        System = "system",
        /// A tool call or its result: kept, hidden by default.
        Tool = "tool",
    }
    /// By which road a message travelled, where that is worth saying.
    Delivery read by any_spelling {
        /// An operator's message, sent as a message.
        SentViaMessage = "sent_via_message",
        /// An operator's message, sent through the help desk.
        EscalatedToHelpDesk = "escalated_to_help_desk",
        /// A customer's reply by e-mail.
        RepliedViaEmail = "replied_via_email",
        /// A customer's reply through the help desk.
        RepliedViaHelpDesk = "replied_via_help_desk",
    }
    /// How a message body is written.
    BodyFormat read by any_spelling {
        /// Plain text.
        Plain = "plain" | "text/plain",
        /// HTML, always hostile.
        Html = "html" | "text/html",
        /// Markdown.
        Markdown = "markdown" | "text/markdown",
    }
    /// Whether a conversation goes on. Absent where the source has no such thing.
    Status read by any_spelling {
        /// Messages may still arrive.
        Active = "active",
        /// Closed.
        Ended = "ended",
    }
    /// Whether a person had to step in.
    Escalation read by any_spelling {
        /// No.
        None = "none",
        /// Asked for, not yet taken.
        Pending = "pending",
        /// A person is on it.
        Active = "active",
        /// Settled.
        Resolved = "resolved",
    }
    /// Who brought an escalation about.
    EscalationCause read by any_spelling {
        /// The assistant, which handed over.
        Assistant = "assistant" | "AI" | "ai_agent",
        /// A member of staff, who took over.
        Operator = "operator",
        /// The person, who asked for one.
        Customer = "customer" | "visitor",
        /// The clean-up of conversations that went quiet.
        CleanUp = "clean_up",
    }
    /// A business outcome tied to a conversation.
    ConversionKind read by any_spelling {
        /// A tour was requested; links to the Visitor.
        Tour = "tour" | "Visitor",
        /// A new customer was created; links to the Coworker.
        Customer = "customer" | "Coworker",
        /// A membership plan was checked out; links to the CoworkerContract.
        Contract = "contract" | "CoworkerContract",
        /// A booking was made; links to the Booking.
        Booking = "booking",
        /// A day pass was bought; links to the CoworkerProduct.
        DayPass = "day_pass" | "CoworkerProduct",
    }
    /// Where a proposed action of the AI Inbox stands.
    InboxStatus read by any_spelling {
        /// Waiting for a person.
        Pending = "pending",
        /// A person said yes.
        Approved = "approved",
        /// A person said no.
        Rejected = "rejected",
        /// Nobody answered in time.
        Expired = "expired",
        /// Carried out with no person asked.
        AutoExecuted = "auto_executed",
        /// Put off.
        Snoozed = "snoozed",
        /// Put off by the platform.
        Deferred = "deferred",
        /// Waiting for the customer.
        AwaitingReply = "awaiting_reply",
    }
    /// What is wrong with a message, as the manager sees it.
    FlagKind read by any_spelling {
        /// It names a price that is not the price.
        WrongPrice = "wrong_price",
        /// It names a day or an hour that is not right.
        WrongTime = "wrong_time",
        /// It tells of what there is not.
        Invented = "invented",
        /// It refuses what could have been done.
        RefusedNeedlessly = "refused_needlessly",
        /// It is not polite.
        Rude = "rude",
        /// Something else.
        Unlisted = "other",
    }
    /// What was done, as the audit log says it.
    AuditAction read by exact_word {
        /// The home was unlocked.
        Unlock = "unlock",
        /// A source was synced.
        Sync = "sync",
        /// A conversation was opened.
        View = "view",
        /// Something was searched.
        Search = "search",
        /// Something was noted.
        Annotate = "annotate",
        /// Something was handed over.
        Export = "export",
        /// Something was taken off this laptop.
        Delete = "delete",
    }
    /// What became of calling a lead, as the manager says.
    FollowUp read by any_spelling {
        /// Nobody called yet.
        Open = "open",
        /// Nobody answered.
        NotReached = "not_reached",
        /// Somebody spoke with them, and it goes on.
        InTouch = "in_touch",
        /// It led to something.
        Won = "won",
        /// It led to nothing.
        Lost = "lost",
    }
    /// What a token may do on a daybook-server. Each includes the ones before it.
    Role read by exact_word {
        /// Read conversations and metrics.
        Read = "read",
        /// Add conversations, messages and outcomes.
        Write = "write",
        /// Delete for privacy.
        Delete = "delete",
        /// Everything, tokens included.
        Admin = "admin",
    }
    /// The kinds of server that a source can be.
    SourceKind read by exact_word {
        /// The embedded practice space.
        Practice = "practice",
        /// A daybook-server.
        Daybook = "daybook",
        /// A Nexudus account, read through its REST API.
        Nexudus = "nexudus",
    }
}

/// The narrow role of the numbers.
const METRICS: &str = "metrics";
/// The narrow role of the records, and the beginning of those of one kind.
const RECORDS: &str = "records";
/// The narrow role of a chatbot.
const CONVERSE: &str = "converse";

impl ConversionKind {
    /// The bit of this kind in a conversation's outcome mask; `None` for a kind this version does
    /// not know, which counts as "any conversion" only.
    #[must_use]
    pub fn bit(&self) -> Option<u8> {
        Self::KNOWN
            .iter()
            .position(|kind| kind == self)
            .and_then(|at| u8::try_from(at).ok())
    }
}

impl Sender {
    /// Whether a reader sees this message by default: system and tool rows are kept but hidden.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        !matches!(self, Self::System | Self::Tool)
    }
}

impl Role {
    /// The role that may read the dashboard's numbers, and nothing else.
    #[must_use]
    pub fn metrics() -> Self {
        Self::Other(METRICS.to_owned())
    }

    /// The role of a chatbot: it may hold conversations, and read one whose id it knows, and nothing
    /// else. It can list nobody's. [`Role::Write`] includes it, [`Role::Read`] does not.
    #[must_use]
    pub fn converse() -> Self {
        Self::Other(CONVERSE.to_owned())
    }

    /// The role that may read the records of one kind, and nothing else. The role `records` may read
    /// those of every kind.
    #[must_use]
    pub fn records(kind: &str) -> Self {
        Self::Other(format!("{RECORDS}:{kind}"))
    }

    /// Whether a token of this role may do what `needed` allows. The known roles are nested, in the
    /// order of [`Role::KNOWN`], and each includes the narrow ones, but that only who may write may
    /// converse; a narrow role allows itself alone, an unknown role nothing.
    #[must_use]
    pub fn allows(&self, needed: &Self) -> bool {
        let rank = |role: &Self| Self::KNOWN.iter().position(|known| known == role);
        match (rank(self), rank(needed)) {
            (Some(has), Some(needs)) => has >= needs,
            (Some(_), None) if needed.as_str() == CONVERSE => self.allows(&Self::Write),
            (Some(_), None) => needed.is_narrow(),
            (None, None) if self.is_narrow() => {
                self == needed || (self.as_str() == RECORDS && needed.records_kind().is_some())
            }
            (None, _) => false,
        }
    }

    /// Whether this role is for one part only.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        matches!(self.as_str(), METRICS | RECORDS | CONVERSE) || self.records_kind().is_some()
    }

    fn records_kind(&self) -> Option<&str> {
        let kind = self.as_str().strip_prefix(RECORDS)?.strip_prefix(':')?;
        // It becomes a part of an address and of a question to the store.
        let is_word = |letter: u8| letter.is_ascii_alphanumeric() || b"_-".contains(&letter);
        (!kind.is_empty() && kind.bytes().all(is_word)).then_some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_value_survives_its_text() {
        for channel in Channel::KNOWN {
            assert_eq!(&Channel::from(channel.as_str()), channel);
        }
        for kind in ConversionKind::KNOWN {
            assert_eq!(&ConversionKind::from(kind.as_str()), kind);
        }
    }

    #[test]
    fn a_known_word_is_understood_however_it_is_spelled() {
        fn each<T: PartialEq + std::fmt::Debug + for<'t> From<&'t str> + std::fmt::Display>(
            known: &[T],
        ) {
            for value in known {
                let word = value.to_string();
                let title = word.split('_').map(|it| {
                    let (first, rest) = it.split_at(1);
                    format!("{}{rest}", first.to_uppercase())
                });
                let title = title.collect::<Vec<_>>();
                let (joined, apart) = (title.concat(), title.join(" "));
                let spellings = [
                    word.to_uppercase(),
                    word.replace('_', "-"),
                    word.replace('_', " "),
                    joined,
                    apart,
                    format!(" {word} "),
                    word.clone(),
                ];
                for spelling in spellings {
                    assert_eq!(&T::from(spelling.as_str()), value, "{spelling}");
                }
            }
        }
        each(Channel::KNOWN);
        each(Origin::KNOWN);
        each(Sender::KNOWN);
        each(Delivery::KNOWN);
        each(BodyFormat::KNOWN);
        each(Status::KNOWN);
        each(Escalation::KNOWN);
        each(EscalationCause::KNOWN);
        each(ConversionKind::KNOWN);
        each(InboxStatus::KNOWN);
    }

    #[test]
    fn the_words_of_nexudus_are_understood_and_roles_are_never_guessed() {
        let kinds = [
            ("Visitor", ConversionKind::Tour),
            ("Coworker", ConversionKind::Customer),
            ("CoworkerContract", ConversionKind::Contract),
            ("Booking", ConversionKind::Booking),
            ("CoworkerProduct", ConversionKind::DayPass),
        ];
        for (word, kind) in kinds {
            assert_eq!(ConversionKind::from(word), kind);
        }
        assert_eq!(Channel::from("Email (AI)"), Channel::Email);
        assert_eq!(Channel::from("E-Mail"), Channel::Email);
        for word in ["Admin", "ADMIN", " read"] {
            assert_eq!(Role::from(word), Role::Other(word.to_owned()));
        }
        assert_eq!(ConversionKind::from("").as_str(), "");
    }

    #[test]
    fn an_unknown_value_is_kept_as_it_came() {
        assert_eq!(Channel::from("Carrier Pigeon").as_str(), "Carrier Pigeon");
    }

    #[test]
    fn a_kind_of_record_is_a_word() {
        for (role, is_narrow) in [
            ("records:visitor", true),
            ("records:CoworkerContract", true),
            ("records:", false),
            ("records:../x", false),
            ("records:a b", false),
            ("records:é", false),
        ] {
            assert_eq!(Role::from(role).is_narrow(), is_narrow, "{role}");
            assert!(!Role::from("records:../x").allows(&Role::records("visitor")));
        }
    }

    #[test]
    fn roles_are_nested() {
        let cases = [
            (Role::Read, Role::Read, true),
            (Role::Read, Role::Write, false),
            (Role::Admin, Role::Delete, true),
            (Role::Other("auditor".to_owned()), Role::Read, false),
            (
                Role::Other("auditor".to_owned()),
                Role::Other("auditor".to_owned()),
                false,
            ),
            (Role::Read, Role::metrics(), true),
            (Role::metrics(), Role::metrics(), true),
            (Role::metrics(), Role::Read, false),
            (Role::metrics(), Role::records("visitor"), false),
            (Role::Read, Role::records("visitor"), true),
            (Role::records("visitor"), Role::records("visitor"), true),
            (Role::records("visitor"), Role::records("booking"), false),
            (
                Role::Other("records".to_owned()),
                Role::records("booking"),
                true,
            ),
            (Role::Other("records".to_owned()), Role::Read, false),
            (Role::converse(), Role::converse(), true),
            (Role::converse(), Role::Read, false),
            (Role::converse(), Role::Write, false),
            (Role::converse(), Role::metrics(), false),
            (Role::converse(), Role::records("visitor"), false),
            (Role::Read, Role::converse(), false),
            (Role::metrics(), Role::converse(), false),
            (Role::Write, Role::converse(), true),
            (Role::Admin, Role::converse(), true),
        ];
        for (has, needs, expected) in cases {
            assert_eq!(has.allows(&needs), expected, "{has} allows {needs}");
        }
    }
}
