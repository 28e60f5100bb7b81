//! Words, icons and colours of the open sets. What a server says that we do not know is shown as it
//! came.

use super::icon::Icon;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::person::PersonLink;
use model::view::{ConversionView, MessageView};
use model::{Channel, ConversionKind, Delivery, Escalation, InboxStatus, Origin, Sender};

fn raw(text: &str) -> Phrase {
    Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(text.to_owned()))
}

/// The name of a channel.
#[must_use]
pub fn channel(channel: &Channel) -> Phrase {
    match channel {
        Channel::Chat => TextKey::ChannelChat.into(),
        Channel::Email => TextKey::ChannelEmail.into(),
        Channel::WhatsApp => TextKey::ChannelWhatsApp.into(),
        Channel::Voice => TextKey::ChannelVoice.into(),
        Channel::EmailMessage => TextKey::ChannelEmailMessage.into(),
        Channel::HelpDesk => TextKey::ChannelHelpDesk.into(),
        Channel::Other(text) => raw(text),
    }
}

/// The name of a channel on its tab, where the short word does.
#[must_use]
pub fn channel_tab(of: &Channel) -> Phrase {
    if *of == Channel::Email {
        TextKey::TabEmail.into()
    } else {
        channel(of)
    }
}

/// The icon of a channel.
#[must_use]
pub const fn channel_icon(channel: &Channel) -> Icon {
    match channel {
        Channel::Chat => Icon::Chat,
        Channel::Email => Icon::Mail,
        Channel::WhatsApp => Icon::WhatsApp,
        Channel::Voice => Icon::Phone,
        Channel::EmailMessage => Icon::Send,
        Channel::HelpDesk => Icon::LifeBuoy,
        Channel::Other(_) => Icon::Unknown,
    }
}

/// An outcome's badge.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeBadge {
    /// The icon of the product's pictograph.
    pub icon: Icon,
    /// The short word of a list.
    pub short: Phrase,
    /// The words of a badge.
    pub long: Phrase,
    /// The record that it links to.
    pub record: Phrase,
    /// The class that gives its colour.
    pub class: &'static str,
}

/// The badge of an outcome.
#[must_use]
pub fn badge(conversion: &ConversionView) -> OutcomeBadge {
    let (icon, short, long, record, class) = match &conversion.kind {
        ConversionKind::Tour => (
            Icon::Ticket,
            TextKey::TourShort,
            TextKey::TourLong,
            TextKey::RecordTour,
            "tour",
        ),
        ConversionKind::Customer => (
            Icon::People,
            TextKey::CustomerShort,
            TextKey::CustomerLong,
            TextKey::RecordCustomer,
            "customer",
        ),
        ConversionKind::Contract => (
            Icon::Page,
            TextKey::ContractShort,
            TextKey::ContractLong,
            TextKey::RecordContract,
            "contract",
        ),
        ConversionKind::Booking => (
            Icon::Calendar,
            TextKey::BookingShort,
            TextKey::BookingLong,
            TextKey::RecordBooking,
            "booking",
        ),
        ConversionKind::DayPass => (
            Icon::Sun,
            TextKey::DayPassShort,
            TextKey::DayPassLong,
            TextKey::RecordDayPass,
            "day-pass",
        ),
        ConversionKind::Other(text) => {
            let record = record(TextKey::RecordOther, &conversion.record);
            return OutcomeBadge {
                icon: Icon::Other,
                short: raw(text),
                long: raw(text),
                record,
                class: "other",
            };
        }
    };
    OutcomeBadge {
        icon,
        short: short.into(),
        long: long.into(),
        record: self::record(record, &conversion.record),
        class,
    }
}

fn record(key: TextKey, id: &str) -> Phrase {
    Phrase::new(key).with("id", PhraseArg::Text(super::person::short(id)))
}

/// Who wrote a message, and how it looks.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeakerLabel {
    /// The icon of the product's pictograph.
    pub icon: Icon,
    /// The writer.
    pub name: Phrase,
    /// The road, where it is worth saying.
    pub delivery: Option<Phrase>,
    /// The class that gives its place and colour.
    pub class: &'static str,
}

/// Who wrote a message: icon, name and delivery label. A customer's message that names nobody is
/// `person`'s, where that is known.
#[must_use]
pub fn voice(message: &MessageView, person: Option<&str>) -> SpeakerLabel {
    let name = message
        .sender_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let or = |key: TextKey| name.map_or_else(|| key.into(), raw);
    let (plain, name, class) = match &message.sender {
        Sender::AiAgent => (Icon::Robot, or(TextKey::SenderAi), "ai"),
        Sender::Operator => (Icon::Mail, operator(name), "operator"),
        Sender::Customer => {
            let known = name.or(person);
            (
                Icon::Person,
                known.map_or_else(|| TextKey::SenderCustomer.into(), raw),
                "customer",
            )
        }
        Sender::System => (Icon::Settings, or(TextKey::SenderSystem), "system"),
        Sender::Tool => (Icon::Tool, or(TextKey::SenderTool), "system"),
        Sender::Other(text) => (Icon::Other, name.map_or_else(|| raw(text), raw), "system"),
    };
    let icon = message
        .delivery
        .as_ref()
        .map_or(plain, |road| delivery_icon(road, plain));
    SpeakerLabel {
        icon,
        name,
        delivery: message.delivery.as_ref().map(delivery),
        class,
    }
}

fn operator(name: Option<&str>) -> Phrase {
    name.map_or(TextKey::SenderOperator.into(), |name| {
        Phrase::new(TextKey::SenderOperatorNamed).with("name", PhraseArg::Text(name.to_owned()))
    })
}

const fn delivery_icon(delivery: &Delivery, plain: Icon) -> Icon {
    match delivery {
        Delivery::SentViaMessage | Delivery::RepliedViaEmail => Icon::Mail,
        Delivery::EscalatedToHelpDesk | Delivery::RepliedViaHelpDesk => Icon::Ticket,
        Delivery::Other(_) => plain,
    }
}

fn delivery(delivery: &Delivery) -> Phrase {
    match delivery {
        Delivery::SentViaMessage => TextKey::DeliveryMessage.into(),
        Delivery::EscalatedToHelpDesk => TextKey::DeliveryEscalated.into(),
        Delivery::RepliedViaEmail => TextKey::DeliveryEmail.into(),
        Delivery::RepliedViaHelpDesk => TextKey::DeliveryHelpDesk.into(),
        Delivery::Other(text) => raw(text),
    }
}

/// Where an inbox item stands.
#[must_use]
pub fn inbox(status: &InboxStatus) -> Phrase {
    match status {
        InboxStatus::Pending => TextKey::InboxPending.into(),
        InboxStatus::Approved => TextKey::InboxApproved.into(),
        InboxStatus::Rejected => TextKey::InboxRejected.into(),
        InboxStatus::Expired => TextKey::InboxExpired.into(),
        InboxStatus::AutoExecuted => TextKey::InboxAuto.into(),
        InboxStatus::Snoozed => TextKey::InboxSnoozed.into(),
        InboxStatus::Deferred => TextKey::InboxDeferred.into(),
        InboxStatus::AwaitingReply => TextKey::InboxAwaiting.into(),
        InboxStatus::Other(text) => raw(text),
    }
}

/// How it is known that two conversations are one person's.
#[must_use]
pub const fn person_link(link: PersonLink) -> TextKey {
    match link {
        PersonLink::Customer => TextKey::PersonByCustomer,
        PersonLink::Email => TextKey::PersonByEmail,
        PersonLink::Phone => TextKey::PersonByPhone,
        PersonLink::Identifier => TextKey::PersonByIdentifier,
        PersonLink::Visitor => TextKey::PersonByVisitor,
    }
}

/// How a conversation began.
#[must_use]
pub fn origin(origin: &Origin) -> Phrase {
    match origin {
        Origin::Inbound => TextKey::OriginInbound.into(),
        Origin::ProactiveOutbound => TextKey::OriginOutbound.into(),
        Origin::CustomerReply => TextKey::OriginReply.into(),
        Origin::OperatorTakeover => TextKey::OriginTakeover.into(),
        Origin::Other(text) => raw(text),
    }
}

/// The words of an escalation; `None` when there is none.
#[must_use]
pub fn escalation(escalation: &Escalation) -> Option<Phrase> {
    match escalation {
        Escalation::None => None,
        Escalation::Pending => Some(TextKey::EscalationPending.into()),
        Escalation::Active => Some(TextKey::EscalationActive.into()),
        Escalation::Resolved => Some(TextKey::EscalationResolved.into()),
        Escalation::Other(text) => Some(raw(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use chrono::DateTime;
    use model::MessageId;
    use model::body_tree::BodyView;

    fn said_of(
        sender: Sender,
        name: Option<&str>,
        delivery: Option<Delivery>,
        person: Option<&str>,
    ) -> (Icon, String, String) {
        let message = MessageView {
            id: MessageId(1),
            sender,
            sender_name: name.map(str::to_owned),
            delivery,
            body: BodyView::default(),
            sent_at: DateTime::UNIX_EPOCH,
            time_mark: None,
            earlier: Vec::new(),
            offers: Vec::new(),
            flag: None,
        };
        let voice = voice(&message, person);
        let road = voice
            .delivery
            .map(|road| road.say(&PlainFormats))
            .unwrap_or_default();
        (voice.icon, voice.name.say(&PlainFormats), road)
    }

    #[test]
    fn senders_and_roads_have_the_icons_and_words_of_the_product() {
        let cases = [
            (Sender::AiAgent, None, None, (Icon::Robot, "AI agent", "")),
            (
                Sender::Operator,
                Some("Maya"),
                Some(Delivery::SentViaMessage),
                (Icon::Mail, "Maya (operator)", "Sent via Message"),
            ),
            (
                Sender::Operator,
                None,
                Some(Delivery::EscalatedToHelpDesk),
                (Icon::Ticket, "Operator", "Escalated to Help Desk"),
            ),
            (
                Sender::Customer,
                Some("Grace"),
                None,
                (Icon::Person, "Grace", ""),
            ),
            (
                Sender::Customer,
                None,
                Some(Delivery::RepliedViaEmail),
                (Icon::Mail, "Customer", "Replied via email"),
            ),
            (
                Sender::Customer,
                Some(" "),
                Some(Delivery::RepliedViaHelpDesk),
                (Icon::Ticket, "Customer", "Replied via Help Desk"),
            ),
            (
                Sender::Other("robot_dog".to_owned()),
                None,
                Some(Delivery::Other("pigeon".to_owned())),
                (Icon::Other, "robot_dog", "pigeon"),
            ),
        ];
        for (sender, name, road, (icon, who, how)) in cases {
            let expected = (icon, who.to_owned(), how.to_owned());
            assert_eq!(
                said_of(sender.clone(), name, road, None),
                expected,
                "{sender}"
            );
        }
    }

    #[test]
    fn a_customer_who_is_known_is_named() {
        let named = |sender, name| said_of(sender, name, None, Some("Grace Lin")).1;
        assert_eq!(named(Sender::Customer, None), "Grace Lin");
        assert_eq!(named(Sender::Customer, Some("Grace")), "Grace");
        assert_eq!(named(Sender::AiAgent, None), "AI agent");
    }

    #[test]
    fn an_unknown_value_is_shown_as_it_came() {
        assert_eq!(
            channel(&Channel::Other("Carrier Pigeon".to_owned())).say(&PlainFormats),
            "Carrier Pigeon"
        );
        assert_eq!(channel_tab(&Channel::Email).say(&PlainFormats), "Email");
        assert_eq!(channel(&Channel::Email).say(&PlainFormats), "Email (AI)");
    }
}
