//! What a message looks like on its channel: typing habits, letters, hidden rows.

use super::courtesies;
use super::email_text::{self, MailProgram, QuotedMail};
use super::people::TypingHabit;
use super::player::{PlayState, ScenarioPlayer};
use super::scenario::{ChannelKey, ConversationStart, PhraseVariants, SpokenLanguage};
use super::scenario_facts;
use chrono::{DateTime, Utc};
use model::record::MessageRecord;
use model::{BodyFormat, Delivery, RemoteId, Sender};

impl ScenarioPlayer {
    /// A person's line as the messages it is sent in: some press Enter after each sentence.
    pub(super) fn spoken_parts(&mut self, text: &str) -> Vec<String> {
        let text = text.trim();
        let typed = matches!(self.road, ChannelKey::Chat | ChannelKey::WhatsApp);
        if !typed {
            return vec![text.to_owned()];
        }
        let split = text
            .find("? ")
            .or_else(|| text.find(". "))
            .or_else(|| text.find("! "));
        match split.filter(|_| text.len() < 200 && self.dice.chance(22)) {
            Some(at) => vec![self.typed(&text[..=at]), self.typed(&text[at + 2..])],
            None => vec![self.typed(text)],
        }
    }

    fn typed(&self, text: &str) -> String {
        let text = text.trim();
        let short = !text.contains('\n') && !text.contains('@');
        let bare = |text: &str| {
            let one = text.matches(". ").count() == 0;
            if one {
                text.strip_suffix('.').unwrap_or(text).to_owned()
            } else {
                text.to_owned()
            }
        };
        match self.words.person.typing {
            TypingHabit::Lower if short && self.words.lang != SpokenLanguage::Ar => {
                bare(text).to_lowercase()
            }
            TypingHabit::Proper => text.to_owned(),
            _ => bare(text),
        }
    }

    /// The assistant's line, in the shape of the channel.
    pub(super) fn bot_body(&mut self, text: &str, at: DateTime<Utc>) -> (BodyFormat, String) {
        match self.road {
            ChannelKey::Chat if email_text::is_marked(text) => {
                (BodyFormat::Markdown, text.to_owned())
            }
            ChannelKey::Chat | ChannelKey::Voice => (BodyFormat::Plain, text.to_owned()),
            ChannelKey::WhatsApp => (BodyFormat::Plain, email_text::plain(text, "*")),
            _ => {
                let text = self.letter_of_agent(text);
                self.remember_letter(&text, at, self.words.place.name);
                let agent = self.words.place.agent;
                let role = "AI assistant";
                (
                    BodyFormat::Html,
                    email_text::from_space(
                        &text,
                        self.words.place,
                        agent,
                        role,
                        &self.words.session,
                    ),
                )
            }
        }
    }

    fn letter_of_agent(&mut self, text: &str) -> String {
        let manners = self.manners();
        // Who writes first, or once more, has no message to thank for.
        let plainly = self.greeted.0 || !self.is_inbound();
        let dear = if plainly {
            &manners.dear[..1]
        } else {
            manners.dear
        };
        self.greeted.0 = true;
        let dear = self.words.line(&mut self.dice, dear);
        let regards = self.words.line(&mut self.dice, manners.regards);
        format!("{dear}\n\n{}\n\n{regards}", without_greeting(text))
    }

    /// An operator's line. Operators write letters on mail channels and plain lines elsewhere.
    pub(super) fn operator_body(&mut self, text: &str, at: DateTime<Utc>) -> (BodyFormat, String) {
        if !self.road.is_mail() {
            return (BodyFormat::Plain, email_text::plain(text, ""));
        }
        let operator = self.words.facts.operator;
        let text = self.letter_of_operator(text);
        self.remember_letter(&text, at, operator);
        let role = "community team";
        (
            BodyFormat::Html,
            email_text::from_space(&text, self.words.place, operator, role, &self.words.session),
        )
    }

    fn letter_of_operator(&mut self, text: &str) -> String {
        let manners = self.manners();
        let dear = self.words.line(&mut self.dice, &manners.dear[..1]);
        let regards = self.words.line(&mut self.dice, manners.regards);
        let operator = self.words.facts.operator;
        let first = operator.split(' ').next().unwrap_or(operator);
        let regards = regards.replace(self.words.place.agent, first);
        format!("{dear}\n\n{}\n\n{regards}", without_greeting(text))
    }

    /// A person's line, in the shape of the channel and of the person's mail program.
    pub(super) fn person_body(&mut self, text: &str, at: DateTime<Utc>) -> (BodyFormat, String) {
        if !self.road.is_mail() {
            return (BodyFormat::Plain, text.to_owned());
        }
        let text = self.letter_of_person(text);
        let quoted = self.last_letter.take();
        let quoted = quoted
            .as_ref()
            .map(|(intro, text)| QuotedMail { intro, text });
        let (name, company) = (self.words.person.name(), self.words.person.company);
        let body = email_text::from_person(self.program, &text, &name, company, quoted.as_ref());
        self.remember_letter(&text, at, &name);
        let format = if self.program == MailProgram::Plain {
            BodyFormat::Plain
        } else {
            BodyFormat::Html
        };
        (format, body)
    }

    fn letter_of_person(&mut self, text: &str) -> String {
        let manners = self.manners();
        let close = self.words.line(&mut self.dice, manners.from_them);
        let text = without_greeting(text);
        let lower = self.words.person.typing == TypingHabit::Lower;
        let text = if lower { text } else { capitalised(&text) };
        let first = !self.greeted.1;
        self.greeted.1 = true;
        if first || self.dice.chance(45) {
            let to_us = self.words.line(&mut self.dice, manners.to_us);
            format!("{to_us}\n\n{text}\n\n{close}")
        } else {
            format!("{text}\n\n{close}")
        }
    }

    fn remember_letter(&mut self, text: &str, at: DateTime<Utc>, sender: &str) {
        let local = at.with_timezone(&self.words.place.zone());
        let lang = self.words.lang;
        let date = scenario_facts::date(lang, self.words.place, local.date_naive());
        let intro = courtesies::intro(lang, &date, &local.format("%H:%M").to_string(), sender);
        self.last_letter = Some((intro, email_text::plain(text, "")));
    }

    /// A hidden row of the platform.
    pub(super) fn note(&mut self, lines: PhraseVariants) {
        let text = self.words.line(&mut self.dice, lines);
        self.note_text(&text);
    }

    /// The same, as it stands.
    pub(super) fn note_text(&mut self, text: &str) {
        self.push(
            Sender::System,
            None,
            None,
            BodyFormat::Plain,
            text.to_owned(),
            self.clock,
        );
    }

    /// A hidden row of a tool: what was asked and what came back.
    pub(super) fn tool(&mut self, name: &str, input: &str, result: &str) {
        let input = self.words.line(&mut self.dice, &[input]);
        let result = self.words.line(&mut self.dice, &[result]);
        let pairs = input.split("; ").filter_map(|pair| pair.split_once('='));
        let pairs: Vec<String> = pairs
            .map(|(key, value)| format!("\"{key}\":\"{}\"", value.replace('"', "'")))
            .collect();
        let result = result.replace('"', "'");
        let body = format!(
            "{{\"tool\":\"{name}\",\"input\":{{{}}},\"result\":\"{result}\"}}",
            pairs.join(",")
        );
        let wait = if self.change.messages.is_empty() {
            0
        } else {
            1
        };
        let at = self.clock + chrono::Duration::seconds(wait);
        self.push(Sender::Tool, None, None, BodyFormat::Plain, body, at);
    }

    /// Adds a message and moves the clock to it; past `until` nothing is added any more.
    pub(super) fn push(
        &mut self,
        sender: Sender,
        sender_name: Option<String>,
        delivery: Option<Delivery>,
        format: BodyFormat,
        body: String,
        at: DateTime<Utc>,
    ) {
        if at > self.until || self.state == PlayState::Now {
            self.state = PlayState::Now;
            return;
        }
        self.clock = at;
        let id = format!(
            "{}-{:02}",
            self.change.conversation.id,
            self.change.messages.len() + 1
        );
        self.change.messages.push(MessageRecord {
            id: RemoteId(id),
            sender,
            sender_name,
            delivery,
            format,
            body,
            sent_at: at,
            time_said: None,
            earlier: Vec::new(),
        });
    }

    /// Whether the person, not the space, began.
    pub(super) fn is_inbound(&self) -> bool {
        matches!(self.start, ConversationStart::Inbound)
    }
}

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "hallo",
    "hola",
    "buenas",
    "bonjour",
    "olá",
    "bom dia",
    "مرحبًا",
    "السلام عليكم",
];

/// The text without the greeting that a letter already has above it.
fn without_greeting(text: &str) -> String {
    let end = text.find([',', '!', '،', '.', '?', ':']).unwrap_or(0);
    let head = text[..end].to_lowercase();
    let greets = GREETINGS.iter().any(|word| {
        head.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    let rest = text[end..].trim_start_matches([',', '!', '،', '.', ' ']);
    if greets && head.split(' ').count() <= 2 && !rest.is_empty() && !rest.starts_with('?') {
        capitalised(rest)
    } else {
        text.to_owned()
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
