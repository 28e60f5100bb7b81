//! The form in which scenarios are written: typed tables of steps, each with several phrasings.
//! Nothing here plays them, and nothing here holds text.
//!
//! A phrasing may hold choices, `[one|another]`, which nest, and slots, `{room}`; see `phrasing`.

use model::{Channel, Origin};

/// Phrasings of one line; one of them is used.
pub(super) type PhraseVariants = &'static [&'static str];

/// The language of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpokenLanguage {
    En,
    De,
    Es,
    Fr,
    Pt,
    Ar,
}

impl SpokenLanguage {
    pub(super) const ALL: [Self; 6] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Pt, Self::Ar];
}

/// The channel, as a copyable key of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChannelKey {
    Chat,
    Email,
    WhatsApp,
    Voice,
    EmailMessage,
    HelpDesk,
}

impl ChannelKey {
    pub(super) const ALL: [Self; 6] = [
        Self::Chat,
        Self::Email,
        Self::WhatsApp,
        Self::Voice,
        Self::EmailMessage,
        Self::HelpDesk,
    ];

    pub(super) fn channel(self) -> Channel {
        match self {
            Self::Chat => Channel::Chat,
            Self::Email => Channel::Email,
            Self::WhatsApp => Channel::WhatsApp,
            Self::Voice => Channel::Voice,
            Self::EmailMessage => Channel::EmailMessage,
            Self::HelpDesk => Channel::HelpDesk,
        }
    }

    /// Whether messages are letters: a greeting, a signature, hours between two of them.
    pub(super) fn is_mail(self) -> bool {
        matches!(self, Self::Email | Self::EmailMessage | Self::HelpDesk)
    }
}

/// Who the person is to the space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonKind {
    /// A known customer.
    Member,
    /// Somebody unknown.
    Guest,
    /// Either of the two.
    Anyone,
    /// Somebody unknown who is a customer at the end.
    Newcomer,
}

/// How the conversation begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConversationStart {
    Inbound,
    Outbound,
    Reply,
    Takeover,
}

impl ConversationStart {
    pub(super) fn origin(self) -> Origin {
        match self {
            Self::Inbound => Origin::Inbound,
            Self::Outbound => Origin::ProactiveOutbound,
            Self::Reply => Origin::CustomerReply,
            Self::Takeover => Origin::OperatorTakeover,
        }
    }
}

/// Which outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutcomeKind {
    Tour,
    Contract,
    Booking,
    DayPass,
}

/// How long after the last message an outcome happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutcomeTiming {
    /// The assistant itself does it, seconds later.
    Now,
    /// Mostly within the hour, sometimes the next day, now and then days later.
    Mixed,
    /// Days later.
    Days,
}

/// One step of a scenario.
#[derive(Debug)]
pub(super) enum ScenarioStep {
    /// The person writes.
    You(PhraseVariants),
    /// The assistant writes.
    Bot(PhraseVariants),
    /// An operator writes, by message.
    Op(PhraseVariants),
    /// An operator writes, by the help desk.
    Desk(PhraseVariants),
    /// The person answers an operator by e-mail.
    YouMail(PhraseVariants),
    /// The person answers an operator through the help desk.
    YouDesk(PhraseVariants),
    /// A hidden row: a tool, its input as `name={slot}; …`, and its result.
    Tool(&'static str, &'static str, &'static str),
    /// A hidden row of the platform.
    Note(PhraseVariants),
    /// These steps, in so many of a hundred cases.
    May(u8, &'static [ScenarioStep]),
    /// One of these branches, by weight.
    Either(&'static [(u32, &'static [ScenarioStep])]),
    /// In so many of a hundred cases the person goes silent here.
    Leave(u8),
    /// So many questions and answers out of the common pool, in chat and WhatsApp.
    Faq(u8, u8),
    /// One of these questions of the person, with the assistant's answer to it.
    Ask(&'static [(PhraseVariants, PhraseVariants)]),
    /// One of these replies by e-mail, with the operator's answer to it.
    AskOp(&'static [(PhraseVariants, PhraseVariants)]),
    /// Thanks and good-bye, in so many of a hundred cases.
    Thanks(u8),
    /// An outcome.
    Outcome(OutcomeKind, OutcomeTiming),
    /// An outcome that also makes the person a customer.
    Joins(OutcomeKind),
    /// These steps, after the last outcome, if that came within the hour.
    Resume(&'static [ScenarioStep]),
    /// Contact details are kept, with a note.
    Lead(PhraseVariants),
    /// A ticket with a subject; the steps are the operator's part, played as far as it has come.
    Escalate(PhraseVariants, &'static [ScenarioStep]),
    /// The conversation stems from an inbox item with this title.
    Sent(PhraseVariants),
    /// The conversation leads to an inbox item with this title.
    Propose(PhraseVariants),
}

/// A script of one kind of conversation.
#[derive(Debug)]
pub(super) struct Scenario {
    /// Its name.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "only tests tell scenarios apart by name")
    )]
    pub(super) key: &'static str,
    pub(super) lang: SpokenLanguage,
    pub(super) who: PersonKind,
    /// Its share among those that fit, relative.
    pub(super) weight: u32,
    pub(super) roads: &'static [ChannelKey],
    pub(super) start: ConversationStart,
    /// Subjects for letters.
    pub(super) subjects: PhraseVariants,
    pub(super) steps: &'static [ScenarioStep],
}

/// An English scenario that the person opens.
pub(super) const fn scene(
    key: &'static str,
    who: PersonKind,
    weight: u32,
    roads: &'static [ChannelKey],
    subjects: PhraseVariants,
    steps: &'static [ScenarioStep],
) -> Scenario {
    Scenario {
        key,
        lang: SpokenLanguage::En,
        who,
        weight,
        roads,
        start: ConversationStart::Inbound,
        subjects,
        steps,
    }
}

impl Scenario {
    pub(super) const fn begun(mut self, start: ConversationStart) -> Self {
        self.start = start;
        self
    }

    pub(super) const fn spoken(mut self, lang: SpokenLanguage) -> Self {
        self.lang = lang;
        self
    }
}

/// Chat and WhatsApp.
pub(super) const TYPED: &[ChannelKey] = &[ChannelKey::Chat, ChannelKey::WhatsApp];
/// Chat, WhatsApp and e-mail.
pub(super) const WRITTEN: &[ChannelKey] =
    &[ChannelKey::Chat, ChannelKey::WhatsApp, ChannelKey::Email];
/// The chat widget alone.
pub(super) const CHAT: &[ChannelKey] = &[ChannelKey::Chat];
/// E-mail alone.
pub(super) const EMAIL: &[ChannelKey] = &[ChannelKey::Email];
/// WhatsApp alone.
pub(super) const WHATSAPP: &[ChannelKey] = &[ChannelKey::WhatsApp];
/// The phone.
pub(super) const VOICE: &[ChannelKey] = &[ChannelKey::Voice];
/// The operator's message tool.
pub(super) const MESSAGE: &[ChannelKey] = &[ChannelKey::EmailMessage];
/// The help desk.
pub(super) const DESK: &[ChannelKey] = &[ChannelKey::HelpDesk];
