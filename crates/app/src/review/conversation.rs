//! One conversation, whole: bodies made safe, matches marked, messages and outcomes merged by time.
//!
//! It must not hand out a body as it came: only the safe tree leaves this file.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use cache::{StoredConversation, StoredMessage};
use chrono::{DateTime, Utc};
use model::body_tree::BodyView;
use model::marks::MessageFlag;
use model::plausible_time::TimeMark;
use model::request::OpenConversation;
use model::view::{
    ConversationDetail, ConversionView, EarlierView, MessageView, TicketView, TimelineItem,
};
use model::{BodyFormat, Channel, ConversationId, ConversionKind, OfferView, Sender};
use query::{Expr, TextPlace};

/// One conversation, with the matches of the current search marked.
pub(crate) async fn conversation(
    home: &UnlockedHome,
    request: &OpenConversation,
) -> Result<ConversationDetail, AppError> {
    let stored = home
        .reader
        .conversation(request.id)
        .await?
        .ok_or(AppError::NoConversation)?;
    let search = home.reader.search_query(&request.text, home.now()).await?;
    let search = search.expr;
    // Cleaning a long HTML thread takes milliseconds: not on a thread that answers others.
    Ok(tokio::task::spawn_blocking(move || detail(stored, &search)).await?)
}

/// Finds a conversation by its local id, the server's id or its session id.
pub(crate) async fn find_conversation(
    home: &UnlockedHome,
    name: &str,
) -> Result<ConversationId, AppError> {
    if let Some(id) = home.reader.find_conversation(name).await? {
        return Ok(id);
    }
    let id = name
        .parse()
        .map(ConversationId)
        .map_err(|_| AppError::NoConversation)?;
    let found = home.reader.conversation(id).await?;
    found
        .map(|stored| stored.row.id)
        .ok_or(AppError::NoConversation)
}

fn detail(stored: StoredConversation, search: &Expr) -> ConversationDetail {
    let hidden = stored
        .messages
        .iter()
        .filter(|message| !message.sender.is_visible())
        .count();
    let mut flags = stored.flags;
    let telling = ConversationTelling {
        channel: &stored.row.channel,
        session_id: &stored.row.session_id,
        outcomes: &stored.conversions,
        search,
    };
    let messages: Vec<_> = stored
        .messages
        .into_iter()
        .map(|message| {
            let flag = flags.remove(message.remote_id.as_str());
            telling.shown(message, flag)
        })
        .collect();
    let outcomes = asked_for(stored.conversions, &messages);
    let timeline = timeline(messages, &stored.tickets, outcomes);
    ConversationDetail {
        row: stored.row,
        origin: stored.origin,
        contacts: stored.contacts,
        language: stored.language,
        place: stored.place,
        space_name: stored.space_name,
        source_name: stored.source_name,
        ended_at: stored.ended_at,
        inbox_items: stored.inbox_items,
        tickets: stored.tickets,
        leads: stored.leads,
        timeline,
        hidden_rows: u32::try_from(hidden).unwrap_or(u32::MAX),
        marks: stored.marks,
    }
}

/// What of a conversation decides how its messages are shown.
struct ConversationTelling<'c> {
    channel: &'c Channel,
    session_id: &'c str,
    outcomes: &'c [ConversionView],
    search: &'c Expr,
}

impl ConversationTelling<'_> {
    /// A body made safe, with the words of the search marked.
    fn marked(&self, format: &BodyFormat, body: &str, sender: &Sender) -> BodyView {
        let view = body::view_on(self.channel, format, body);
        if self.search.has_text() {
            let marks = self.search.marks_in(TextPlace::Said(sender));
            body::mark(view, &|text| marks.pieces(text))
        } else {
            view
        }
    }

    fn shown(&self, message: StoredMessage, flag: Option<MessageFlag>) -> MessageView {
        let body = self.marked(&message.format, &message.body, &message.sender);
        let earlier = message.earlier.iter();
        let earlier = earlier.map(|it| EarlierView {
            body: self.marked(&it.format, &it.body, &message.sender),
            until: it.until,
        });
        let earlier = earlier.collect();
        MessageView {
            id: message.id,
            offers: self.offers(&message.sender, message.sent_at, &body),
            sender: message.sender,
            sender_name: message.sender_name,
            delivery: message.delivery,
            body,
            sent_at: message.sent_at,
            time_mark: TimeMark::of_message(message.time_said),
            earlier,
            flag,
        }
    }

    /// Which links of a message of the space are calls to action of this conversation. What the customer quotes was
    /// offered above.
    fn offers(&self, sender: &Sender, sent_at: DateTime<Utc>, body: &BodyView) -> Vec<OfferView> {
        if !matches!(sender, Sender::AiAgent | Sender::Operator) {
            return Vec::new();
        }
        let offer = |(target, url): (u32, &str)| {
            let kind = insights::offered_by(url, self.session_id)?;
            Some(OfferView {
                target,
                kind,
                taken_at: insights::taken_at(kind, sent_at, self.counted()),
            })
        };
        let links = body.links.iter().map(|link| link.url.as_str());
        (0..).zip(links).filter_map(offer).collect()
    }

    /// The outcomes that count, with times that can be.
    fn counted(&self) -> impl Iterator<Item = (&ConversionKind, DateTime<Utc>)> {
        let counts = |it: &&ConversionView| it.confirmed && it.stands() && it.time_mark.is_none();
        let outcomes = self.outcomes.iter().filter(counts);
        outcomes.map(|it| (&it.kind, it.occurred_at))
    }
}

/// The outcomes, each with the last link before it that asks for it. That is no proof that it led to it.
fn asked_for(outcomes: Vec<ConversionView>, messages: &[MessageView]) -> Vec<ConversionView> {
    let offered_at = |outcome: &ConversionView| {
        let asks =
            |it: &OfferView| insights::outcome_of_offer(it.kind).as_ref() == Some(&outcome.kind);
        let before = messages
            .iter()
            .filter(|it| it.sent_at <= outcome.occurred_at);
        let asking = before.filter(|it| it.offers.iter().any(asks));
        asking.map(|it| it.sent_at).max()
    };
    let told = outcomes.into_iter().map(|outcome| ConversionView {
        // A time that cannot be says nothing of what was before it.
        offered_at: offered_at(&outcome).filter(|_| outcome.time_mark.is_none()),
        ..outcome
    });
    told.collect()
}

/// By time; at the same instant the message stands before the escalation and the outcome that it led to, and what
/// arrived first stays first. An escalation without a ticket has no time that anybody told: it stands above alone.
fn timeline(
    messages: Vec<MessageView>,
    tickets: &[TicketView],
    outcomes: Vec<ConversionView>,
) -> Vec<TimelineItem> {
    let mut items: Vec<TimelineItem> = messages
        .into_iter()
        .map(TimelineItem::Message)
        .chain(tickets.iter().cloned().map(TimelineItem::Escalation))
        .chain(outcomes.into_iter().map(TimelineItem::Outcome))
        .collect();
    items.sort_by_key(|item| match item {
        TimelineItem::Message(message) => message.sent_at,
        TimelineItem::Escalation(ticket) => ticket.created_at,
        TimelineItem::Outcome(outcome) => outcome.occurred_at,
    });
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::MessageId;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).expect("a time")
    }

    fn message(id: i64, second: i64) -> MessageView {
        MessageView {
            id: MessageId(id),
            sender: Sender::Customer,
            sender_name: None,
            delivery: None,
            body: BodyView::default(),
            sent_at: at(second),
            time_mark: None,
            earlier: Vec::new(),
            offers: Vec::new(),
            flag: None,
        }
    }

    fn outcome(second: i64) -> ConversionView {
        ConversionView {
            kind: ConversionKind::Tour,
            record: "V-1".to_owned(),
            url: None,
            occurred_at: at(second),
            confirmed: true,
            time_mark: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
            offered_at: None,
        }
    }

    fn ticket(second: i64) -> TicketView {
        TicketView {
            subject: "Invoice".to_owned(),
            url: None,
            created_at: at(second),
            escalated_by: None,
        }
    }

    #[test]
    fn messages_escalations_and_outcomes_stand_in_the_order_of_time() {
        let items = timeline(
            vec![message(1, 0), message(2, 10), message(3, 10)],
            &[ticket(7), ticket(10)],
            vec![outcome(10), outcome(5)],
        );
        let order = items.iter().map(|item| match item {
            TimelineItem::Message(message) => format!("message {}", message.id),
            TimelineItem::Escalation(ticket) => {
                format!("escalated at {}", (ticket.created_at - at(0)).num_seconds())
            }
            TimelineItem::Outcome(outcome) => {
                format!("outcome at {}", (outcome.occurred_at - at(0)).num_seconds())
            }
        });
        assert_eq!(
            order.collect::<Vec<_>>(),
            [
                "message 1",
                "outcome at 5",
                "escalated at 7",
                "message 2",
                "message 3",
                "escalated at 10",
                "outcome at 10"
            ]
        );
    }

    #[test]
    fn the_links_of_the_session_are_told_as_offered_or_taken() {
        const SESSION: &str = "0f8fad5bd9cb469fa165";
        let all = Expr::And(Vec::new());
        let inferred = ConversionView {
            confirmed: false,
            ..outcome(90)
        };
        let gone = ConversionView {
            taken_back_at: Some(at(70)),
            ..outcome(60)
        };
        let outcomes = [inferred, gone, outcome(50)];
        let telling = ConversationTelling {
            channel: &Channel::WhatsApp,
            session_id: SESSION,
            outcomes: &outcomes,
            search: &all,
        };
        let text = format!(
            "*Come*: https://h.example/go/{SESSION}/tour or https://h.example/go/{SESSION}/plan, see https://h.example/tour"
        );
        let body = body::view_on(&Channel::WhatsApp, &BodyFormat::Plain, &text);
        let offers = |sender, second| telling.offers(&sender, at(second), &body);
        let found = offers(Sender::AiAgent, 10);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.target, it.kind, it.taken_at))
            .collect();
        assert_eq!(
            found,
            [
                (0, model::OfferKind::Tour, Some(at(50))),
                (1, model::OfferKind::Plan, None)
            ]
        );
        assert_eq!(
            offers(Sender::Operator, 55)[0].taken_at,
            None,
            "only what is confirmed and stands"
        );
        assert!(
            offers(Sender::Customer, 10).is_empty(),
            "who quotes offers nothing"
        );
    }
    #[test]
    fn an_outcome_names_the_last_link_before_it_that_asks_for_it() {
        let offering = |id, second, kind| MessageView {
            offers: vec![OfferView {
                target: 0,
                kind,
                taken_at: None,
            }],
            ..message(id, second)
        };
        let messages = [
            offering(1, 0, model::OfferKind::Tour),
            offering(2, 10, model::OfferKind::Tour),
            offering(3, 20, model::OfferKind::Plan),
            offering(4, 40, model::OfferKind::Tour),
        ];
        let implausible = ConversionView {
            time_mark: Some(TimeMark::BeforeConversation),
            ..outcome(30)
        };
        let told = asked_for(vec![outcome(30), outcome(-5), implausible], &messages);
        let told: Vec<_> = told.iter().map(|it| it.offered_at).collect();
        assert_eq!(told, [Some(at(10)), None, None]);
    }
}
