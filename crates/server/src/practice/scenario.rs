//! The form in which scenarios are written: typed tables of steps, each with several phrasings.
//! Nothing here plays them, and nothing here holds text.
//!
//! A phrasing may hold choices, `[one|another]`, which nest, and slots, `{room}`; see `phrase`.

use model::{Channel, Origin};

/// Phrasings of one line; one of them is used.
pub(super) type Lines = &'static [&'static str];

/// The language of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    En,
    De,
    Es,
    Fr,
    Pt,
    Ar,
}

impl Lang {
    pub(super) const ALL: [Self; 6] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Pt, Self::Ar];
}

/// The channel, as a copyable key of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Road {
    Chat,
    Email,
    WhatsApp,
    Voice,
    EmailMessage,
    HelpDesk,
}

impl Road {
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
pub(super) enum Who {
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
pub(super) enum Start {
    Inbound,
    Outbound,
    Reply,
    Takeover,
}

impl Start {
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
pub(super) enum Kind {
    Tour,
    Contract,
    Booking,
    DayPass,
}

/// How long after the last message an outcome happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// The assistant itself does it, seconds later.
    Now,
    /// Mostly within the hour, sometimes the next day, now and then days later.
    Mixed,
    /// Days later.
    Days,
}

/// One step of a scenario.
#[derive(Debug)]
pub(super) enum Step {
    /// The person writes.
    You(Lines),
    /// The assistant writes.
    Bot(Lines),
    /// An operator writes, by message.
    Op(Lines),
    /// An operator writes, by the help desk.
    Desk(Lines),
    /// The person answers an operator by e-mail.
    YouMail(Lines),
    /// The person answers an operator through the help desk.
    YouDesk(Lines),
    /// A hidden row: a tool, its input as `name={slot}; …`, and its result.
    Tool(&'static str, &'static str, &'static str),
    /// A hidden row of the platform.
    Note(Lines),
    /// These steps, in so many of a hundred cases.
    May(u8, &'static [Step]),
    /// One of these branches, by weight.
    Either(&'static [(u32, &'static [Step])]),
    /// In so many of a hundred cases the person goes silent here.
    Leave(u8),
    /// So many questions and answers out of the common pool, in chat and WhatsApp.
    Faq(u8, u8),
    /// One of these questions of the person, with the assistant's answer to it.
    Ask(&'static [(Lines, Lines)]),
    /// One of these replies by e-mail, with the operator's answer to it.
    AskOp(&'static [(Lines, Lines)]),
    /// Thanks and good-bye, in so many of a hundred cases.
    Thanks(u8),
    /// An outcome.
    Outcome(Kind, When),
    /// An outcome that also makes the person a customer.
    Joins(Kind),
    /// These steps, after the last outcome, if that came within the hour.
    Resume(&'static [Step]),
    /// Contact details are kept, with a note.
    Lead(Lines),
    /// A ticket with a subject; the steps are the operator's part, played as far as it has come.
    Escalate(Lines, &'static [Step]),
    /// The conversation stems from an inbox item with this title.
    Sent(Lines),
    /// The conversation leads to an inbox item with this title.
    Propose(Lines),
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
    pub(super) lang: Lang,
    pub(super) who: Who,
    /// Its share among those that fit, relative.
    pub(super) weight: u32,
    pub(super) roads: &'static [Road],
    pub(super) start: Start,
    /// Subjects for letters.
    pub(super) subjects: Lines,
    pub(super) steps: &'static [Step],
}

/// An English scenario that the person opens.
pub(super) const fn scene(
    key: &'static str,
    who: Who,
    weight: u32,
    roads: &'static [Road],
    subjects: Lines,
    steps: &'static [Step],
) -> Scenario {
    Scenario {
        key,
        lang: Lang::En,
        who,
        weight,
        roads,
        start: Start::Inbound,
        subjects,
        steps,
    }
}

impl Scenario {
    pub(super) const fn begun(mut self, start: Start) -> Self {
        self.start = start;
        self
    }

    pub(super) const fn spoken(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }
}

/// Chat and WhatsApp.
pub(super) const TYPED: &[Road] = &[Road::Chat, Road::WhatsApp];
/// Chat, WhatsApp and e-mail.
pub(super) const WRITTEN: &[Road] = &[Road::Chat, Road::WhatsApp, Road::Email];
/// The chat widget alone.
pub(super) const CHAT: &[Road] = &[Road::Chat];
/// E-mail alone.
pub(super) const EMAIL: &[Road] = &[Road::Email];
/// WhatsApp alone.
pub(super) const WHATSAPP: &[Road] = &[Road::WhatsApp];
/// The phone.
pub(super) const VOICE: &[Road] = &[Road::Voice];
/// The operator's message tool.
pub(super) const MESSAGE: &[Road] = &[Road::EmailMessage];
/// The help desk.
pub(super) const DESK: &[Road] = &[Road::HelpDesk];
