//! Plays one scenario: walks its steps, keeps the conversation's clock, and stops where the person
//! goes silent or where `until` has come. What messages look like is in `message_form`; what a conversation
//! leads to is in `outcomes`.

use super::content::{FAQ, STRANGERS_FAQ};
use super::courtesies::{self, CourtesyLines};
use super::email_text::MailProgram;
use super::phrasing::PhraseContext;
use super::rng::SeededRng;
use super::scenario::{ChannelKey, ConversationStart, PhraseVariants, Scenario, ScenarioStep};
use super::timing::{self, MessageAuthor};
use chrono::{DateTime, Duration, Utc};
use model::feed::ConversationChange;
use model::{Delivery, RemoteId, Sender};

/// A conversation while it is played.
#[derive(Debug)]
pub(super) struct ScenarioPlayer {
    pub(super) dice: SeededRng,
    pub(super) words: PhraseContext,
    pub(super) road: ChannelKey,
    pub(super) start: ConversationStart,
    pub(super) program: MailProgram,
    /// The customer behind the person, or whom the conversation makes.
    pub(super) customer: Option<RemoteId>,
    /// The conversation's number, of which record numbers are made.
    pub(super) number: u64,
    pub(super) until: DateTime<Utc>,
    /// When the last message was sent.
    pub(super) clock: DateTime<Utc>,
    pub(super) last_outcome: Option<DateTime<Utc>>,
    /// The last letter as plain text, for quotation, with the line above it.
    pub(super) last_letter: Option<(String, String)>,
    /// Whether the next message opens a letter exchange; bots and persons each greet once.
    pub(super) greeted: (bool, bool),
    pub(super) state: PlayState,
    pub(super) change: ConversationChange,
}

/// Whether the conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlayState {
    GoesOn,
    /// The person went silent.
    Silent,
    /// The present has been reached.
    Now,
}

impl ScenarioPlayer {
    pub(super) fn manners(&self) -> &'static CourtesyLines {
        courtesies::manners(self.words.lang)
    }

    /// Plays the whole scenario.
    pub(super) fn perform(&mut self, scenario: &'static Scenario) {
        self.open(scenario.start);
        self.walk(scenario.steps);
    }

    fn open(&mut self, start: ConversationStart) {
        if start != ConversationStart::Inbound {
            return;
        }
        match self.road {
            ChannelKey::Chat => self.open_chat(),
            ChannelKey::Voice => {
                self.note_text("Call connected");
                self.bot(courtesies::PHONE_HELLO);
            }
            _ => {}
        }
    }

    fn open_chat(&mut self) {
        if self.dice.chance(70) {
            let page = *self.dice.pick(courtesies::PAGES);
            let line = *self.dice.pick(courtesies::OPENED);
            self.note_text(&line.replace("{page}", page));
        }
        if self.dice.chance(84) {
            let manners = self.manners();
            let lines = if self.words.known {
                manners.hello_known
            } else {
                manners.hello
            };
            self.bot(lines);
        }
    }

    fn walk(&mut self, steps: &'static [ScenarioStep]) {
        for step in steps {
            if self.state != PlayState::GoesOn {
                return;
            }
            self.step(step);
        }
    }

    fn step(&mut self, step: &'static ScenarioStep) {
        match step {
            ScenarioStep::You(lines) => self.person(lines, None),
            ScenarioStep::YouMail(lines) => self.person(lines, Some(&Delivery::RepliedViaEmail)),
            ScenarioStep::YouDesk(lines) => self.person(lines, Some(&Delivery::RepliedViaHelpDesk)),
            ScenarioStep::Bot(lines) => self.bot(lines),
            ScenarioStep::Op(lines) => self.operator(lines, Delivery::SentViaMessage),
            ScenarioStep::Desk(lines) => self.operator(lines, Delivery::EscalatedToHelpDesk),
            ScenarioStep::Tool(name, input, result) => self.tool(name, input, result),
            ScenarioStep::Note(lines) => self.note(lines),
            ScenarioStep::May(percent, steps) => self.may(*percent, steps),
            ScenarioStep::Either(branches) => self.either(branches),
            ScenarioStep::Leave(percent) => self.leave(*percent),
            ScenarioStep::Faq(low, high) => self.faq(*low, *high),
            ScenarioStep::Ask(pairs) => {
                let (question, answer) = *self.dice.pick(pairs);
                self.person(question, None);
                self.bot(answer);
            }
            ScenarioStep::AskOp(pairs) => {
                let (question, answer) = *self.dice.pick(pairs);
                self.person(question, Some(&Delivery::RepliedViaEmail));
                self.operator(answer, Delivery::SentViaMessage);
            }
            ScenarioStep::Thanks(percent) => self.thank(*percent),
            other => self.lead_to(other),
        }
    }

    fn lead_to(&mut self, step: &'static ScenarioStep) {
        match step {
            ScenarioStep::Outcome(kind, when) => self.outcome(*kind, *when),
            ScenarioStep::Joins(kind) => self.joins(*kind),
            ScenarioStep::Resume(steps) => self.resume(steps),
            ScenarioStep::Lead(lines) => self.lead(lines),
            ScenarioStep::Escalate(subjects, steps) => {
                let played = self.escalate(subjects, steps.len());
                self.walk(&steps[..played]);
            }
            ScenarioStep::Sent(titles) => self.inbox_sent(titles),
            ScenarioStep::Propose(titles) => self.inbox_proposed(titles),
            _ => {}
        }
    }

    fn may(&mut self, percent: u8, steps: &'static [ScenarioStep]) {
        if self.dice.chance(percent) {
            self.walk(steps);
        }
    }

    fn either(&mut self, branches: &'static [(u32, &'static [ScenarioStep])]) {
        let chosen = self
            .dice
            .weighted(branches.iter().map(|(weight, _)| *weight));
        self.walk(branches[chosen].1);
    }

    fn leave(&mut self, percent: u8) {
        if self.dice.chance(percent) {
            self.state = PlayState::Silent;
        }
    }

    fn faq(&mut self, low: u8, high: u8) {
        if !matches!(self.road, ChannelKey::Chat | ChannelKey::WhatsApp) {
            return;
        }
        let wanted = self.dice.between(i64::from(low), i64::from(high)) as usize;
        let pool = FAQ.len()
            + if self.words.known {
                0
            } else {
                STRANGERS_FAQ.len()
            };
        let first = self.dice.below(pool);
        // A stride that shares no factor with the pool's size visits each question once.
        let stride = if pool.is_multiple_of(7) { 5 } else { 7 };
        for turn in 0..wanted.min(pool) {
            let at = (first + turn * stride) % pool;
            let (question, answer) = if at < FAQ.len() {
                FAQ[at]
            } else {
                STRANGERS_FAQ[at - FAQ.len()]
            };
            self.person(question, None);
            self.bot(answer);
        }
    }

    fn thank(&mut self, percent: u8) {
        let percent = if self.road == ChannelKey::Email {
            percent / 3
        } else {
            percent
        };
        if !self.dice.chance(percent) {
            return;
        }
        self.person(self.manners().thanks, None);
        if self.dice.chance(if self.road.is_mail() { 25 } else { 80 }) {
            self.bot(self.manners().welcome);
        }
    }

    fn resume(&mut self, steps: &'static [ScenarioStep]) {
        let Some(at) = self.last_outcome else { return };
        if at - self.clock > Duration::minutes(60) || at > self.until {
            return;
        }
        self.clock = self.clock.max(at);
        self.walk(steps);
    }

    fn person(&mut self, lines: PhraseVariants, delivery: Option<&Delivery>) {
        let text = self.words.line(&mut self.dice, lines);
        for (turn, part) in self.spoken_parts(&text).into_iter().enumerate() {
            let at = if turn == 0 {
                self.after(MessageAuthor::Person, part.len())
            } else {
                self.clock + Duration::seconds(self.dice.between(2, 14))
            };
            let (format, body) = self.person_body(&part, at);
            self.push(Sender::Customer, None, delivery.cloned(), format, body, at);
        }
    }

    fn bot(&mut self, lines: PhraseVariants) {
        let text = self.words.line(&mut self.dice, lines);
        let at = self.after(MessageAuthor::Machine, text.len());
        let (format, body) = self.bot_body(&text, at);
        self.push(Sender::AiAgent, None, None, format, body, at);
    }

    fn operator(&mut self, lines: PhraseVariants, delivery: Delivery) {
        let text = self.words.line(&mut self.dice, lines);
        let at = self.after(MessageAuthor::Operator, text.len());
        let name = self.words.facts.operator.to_owned();
        let (format, body) = self.operator_body(&text, at);
        self.push(
            Sender::Operator,
            Some(name),
            Some(delivery),
            format,
            body,
            at,
        );
    }

    /// The moment of the next message; the first one comes with the conversation itself.
    fn after(&mut self, hand: MessageAuthor, length: usize) -> DateTime<Utc> {
        if !self.has_spoken() {
            return self.clock;
        }
        timing::next(
            &mut self.dice,
            self.words.place,
            self.road,
            hand,
            self.clock,
            length,
        )
    }

    /// Whether there is a visible message yet.
    pub(super) fn has_spoken(&self) -> bool {
        self.change
            .messages
            .iter()
            .any(|message| message.sender.is_visible())
    }
}
