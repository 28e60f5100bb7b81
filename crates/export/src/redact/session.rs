//! Masking as it goes on: the names of all records, the people of the conversation that is written now, the
//! pseudonyms so far, and how often each kind was masked. Where nothing is to be masked it hands on what it is given.

use super::detect::{Finding, findings};
use super::names::{NameBook, NameParts, add_parts, normal_name};
use super::pseudonym::{MaskClass, PseudonymBook};
use super::subject::MaskSubject;
use crate::line::{ExportItem, SpokenText};
use cache::{StoredConversation, StoredMessage};
use model::Sender;
use model::handover::ExportMasking;
use model::identity::{ContactIdentity, NumberHome};
use model::view::{ConversationRow, PersonView};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// How often something was masked, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MaskTally {
    class: MaskClass,
    reason: &'static str,
    pub(crate) masks: u64,
}

/// A pseudonym that was put, how often in one place, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MaskEntry {
    pub(crate) pseudonym: String,
    class: MaskClass,
    reason: &'static str,
    pub(crate) count: u64,
}

/// Masking as it goes on.
#[derive(Debug)]
pub(crate) struct MaskSession {
    masking: ExportMasking,
    names: NameBook,
    parts: NameParts,
    home: NumberHome,
    pseudonyms: PseudonymBook,
    tally: BTreeMap<MaskClass, u64>,
    /// What was put since it was last asked for.
    put: BTreeMap<(MaskClass, String), u64>,
    /// Whose file it is, where it is somebody's.
    subject: Option<MaskSubject>,
}

impl MaskSession {
    /// Begins.
    pub(crate) fn new(masking: ExportMasking, names: NameBook) -> Self {
        Self {
            masking,
            names,
            parts: NameParts::new(),
            home: NumberHome::NOWHERE,
            pseudonyms: PseudonymBook::default(),
            tally: BTreeMap::new(),
            put: BTreeMap::new(),
            subject: None,
        }
    }

    /// The same for the file of one person: whom it names stays, and what they said does.
    pub(crate) fn about(self, subject: MaskSubject) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// Whether anything is masked.
    pub(crate) fn is_on(&self) -> bool {
        self.masking == ExportMasking::Masked
    }

    /// Goes on to a conversation: its people are known by parts of their names too, and its numbers are of its
    /// space's country.
    pub(crate) fn enter(&mut self, item: &ExportItem) {
        if !self.is_on() {
            return;
        }
        let row = item.row();
        self.home = NumberHome::of_zone(&row.time_zone).on(&row.channel);
        self.parts.clear();
        self.enter_person(row);
        if let ExportItem::Whole(stored) = item {
            self.enter_others(stored);
            if let Some(subject) = &mut self.subject {
                subject.enter(stored);
            }
        }
    }

    /// Meets the people of a conversation, and goes on knowing those that were met before: for a text that is of several.
    pub(crate) fn meet(&mut self, item: &ExportItem) {
        if !self.is_on() {
            return;
        }
        let row = item.row();
        self.home = NumberHome::of_zone(&row.time_zone).on(&row.channel);
        self.enter_person(row);
        if let ExportItem::Whole(stored) = item {
            self.enter_others(stored);
        }
    }

    fn enter_person(&mut self, row: &ConversationRow) {
        if let PersonView::Customer { name, .. } = &row.person {
            add_parts(&mut self.parts, name, MaskClass::Person);
        }
    }

    fn enter_others(&mut self, stored: &StoredConversation) {
        for name in stored.leads.iter().filter_map(|lead| lead.name.as_ref()) {
            add_parts(&mut self.parts, name, MaskClass::Person);
        }
        for message in &stored.messages {
            let class = match message.sender {
                Sender::Customer => MaskClass::Person,
                Sender::Operator => MaskClass::Staff,
                _ => continue,
            };
            if let Some(name) = &message.sender_name {
                add_parts(&mut self.parts, name, class);
            }
        }
    }

    /// A text with what names somebody masked.
    pub(crate) fn text(&mut self, text: &str) -> String {
        if !self.is_on() {
            return text.to_owned();
        }
        let forms = findings(text, self.home);
        let names = self.names.found(text, &self.parts, &forms);
        let mut all: Vec<(Range<usize>, MaskClass, String)> = names;
        let home = self.home;
        all.extend(forms.into_iter().map(|(range, class): Finding| {
            let normal = normal_form(class, &text[range.clone()], home);
            (range, class, normal)
        }));
        if let Some(subject) = &self.subject {
            all.retain(|(range, class, normal)| {
                !subject.is_meant((*class, &text[range.clone()]), normal, home)
            });
        }
        all.sort_unstable_by_key(|(range, ..)| range.start);
        self.put_all(text, &all)
    }

    /// A text of a message: the subject's own words stand as they were said.
    pub(crate) fn said(&mut self, message: &StoredMessage, text: &str) -> String {
        if self.is_own(message) {
            return text.to_owned();
        }
        self.text(text)
    }

    /// What a conversation is called: its subject's own words where it is the first line of them.
    pub(crate) fn title(&mut self, stored: &StoredConversation, title: &str) -> String {
        let begins = title.trim_end_matches('…');
        let is_first_line = |message: &StoredMessage| {
            self.is_own(message) && SpokenText::of_message(message).shown.starts_with(begins)
        };
        if !begins.is_empty() && stored.messages.iter().any(is_first_line) {
            return title.to_owned();
        }
        self.text(title)
    }

    /// The name with which a message was sent.
    pub(crate) fn sender_name(&mut self, message: &StoredMessage, name: &str) -> String {
        if self.is_own(message) {
            return name.to_owned();
        }
        let class = match message.sender {
            Sender::Customer => MaskClass::Person,
            _ => MaskClass::Staff,
        };
        self.field(class, name)
    }

    fn is_own(&self, message: &StoredMessage) -> bool {
        let subject = self.subject.as_ref();
        subject.is_some_and(|subject| subject.wrote(message))
    }

    /// A search, masked: it stands in no conversation, so that any part of anybody's name is one.
    pub(crate) fn search_text(&mut self, text: &str) -> String {
        if !self.is_on() {
            return text.to_owned();
        }
        let all = self.names.parts_of_people();
        let own = std::mem::replace(&mut self.parts, all);
        let masked = self.text(text);
        self.parts = own;
        masked
    }

    fn put_all(&mut self, text: &str, all: &[(Range<usize>, MaskClass, String)]) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for (range, class, normal) in all {
            masked.push_str(&text[at..range.start]);
            masked.push_str(&format!("[{}]", self.put(*class, normal)));
            at = range.end;
        }
        masked.push_str(&text[at..]);
        masked
    }

    /// A field that names somebody, masked whole.
    pub(crate) fn field(&mut self, class: MaskClass, value: &str) -> String {
        if !self.is_on() || value.is_empty() || self.is_subjects(class, value) {
            return value.to_owned();
        }
        let class = self.class_of(class, value);
        let normal = normal_form(class, value, self.home);
        self.put(class, &normal)
    }

    fn is_subjects(&self, class: MaskClass, value: &str) -> bool {
        let subject = self.subject.as_ref();
        subject.is_some_and(|subject| subject.is_field(class, value, self.home))
    }

    /// What a field names: an identifier is an address or a number, and who writes may be known otherwise.
    fn class_of(&self, class: MaskClass, value: &str) -> MaskClass {
        match class {
            MaskClass::Contact if ContactIdentity::read(value, self.home).is_number() => {
                MaskClass::Phone
            }
            MaskClass::Contact if value.contains('@') => MaskClass::Email,
            MaskClass::Person | MaskClass::Staff => self.names.class_of(value).unwrap_or(class),
            other => other,
        }
    }

    fn put(&mut self, class: MaskClass, normal: &str) -> String {
        let pseudonym = self.pseudonyms.of(class, normal);
        *self.tally.entry(class).or_default() += 1;
        *self.put.entry((class, pseudonym.clone())).or_default() += 1;
        pseudonym
    }

    /// How often each kind was masked so far.
    pub(crate) fn tally(&self) -> Vec<MaskTally> {
        let told = self.tally.iter().map(|(class, masks)| MaskTally {
            class: *class,
            reason: class.reason(),
            masks: *masks,
        });
        told.collect()
    }

    /// All masks so far.
    pub(crate) fn total(&self) -> u64 {
        self.tally.values().sum()
    }

    /// What was put since this was last asked for.
    pub(crate) fn take_put(&mut self) -> Vec<MaskEntry> {
        let put = std::mem::take(&mut self.put).into_iter();
        let told = put.map(|((class, pseudonym), count)| MaskEntry {
            pseudonym,
            class,
            reason: class.reason(),
            count,
        });
        told.collect()
    }
}

/// What two writings of one thing have in common.
fn normal_form(class: MaskClass, text: &str, home: NumberHome) -> String {
    match class {
        MaskClass::Person | MaskClass::Company | MaskClass::Staff => normal_name(text),
        MaskClass::Email | MaskClass::Phone | MaskClass::Contact => {
            ContactIdentity::read(text, home).as_str().to_owned()
        }
        MaskClass::Card => text.chars().filter(char::is_ascii_digit).collect(),
        MaskClass::Iban => {
            let signs = text.chars().filter(char::is_ascii_alphanumeric);
            signs.map(|sign| sign.to_ascii_uppercase()).collect()
        }
        MaskClass::Ip | MaskClass::Link | MaskClass::Session => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cache::RecordedNames;

    fn session(masking: ExportMasking) -> MaskSession {
        let names = RecordedNames {
            people: vec!["Grace Lin".to_owned()],
            companies: vec!["Loft Works".to_owned()],
            staff: vec!["Omar Haddad".to_owned()],
        };
        MaskSession::new(masking, NameBook::new(&names))
    }

    #[test]
    fn one_person_has_one_pseudonym_however_it_is_written() {
        let mut masks = session(ExportMasking::Masked);
        assert_eq!(masks.field(MaskClass::Person, "Grace Lin"), "Person-1");
        let said = "GRACE  LIN of Loft Works, +44 20 7946 0958 or 0044 (0)20 79460958; omar haddad";
        assert_eq!(
            masks.text(said),
            "[Person-1] of [Company-1], [Phone-1] or [Phone-1]; [Staff-1]"
        );
        // Whoever wrote as an operator and is known as one is called so in the column of senders too.
        assert_eq!(masks.field(MaskClass::Person, "Omar Haddad"), "Staff-1");
        assert_eq!(
            masks.field(MaskClass::Contact, "g@loft.example"),
            "E-mail-1"
        );
        assert_eq!(masks.text("G@LOFT.example"), "[E-mail-1]");
        assert_eq!(masks.total(), 9);
    }

    #[test]
    fn nothing_is_masked_unless_it_is_asked_for() {
        let mut masks = session(ExportMasking::AsItWas);
        assert_eq!(masks.text("Grace Lin"), "Grace Lin");
        assert_eq!(masks.field(MaskClass::Person, "Grace Lin"), "Grace Lin");
        assert_eq!((masks.total(), masks.tally().len()), (0, 0));
    }

    #[test]
    fn in_the_file_of_a_person_whoever_is_not_the_subject_is_masked() {
        let written = ["grace@loft.example", "+44 20 7946 0958"].map(str::to_owned);
        let subject = MaskSubject::new(vec!["Grace Lin".to_owned()], written.to_vec());
        let mut masks = session(ExportMasking::Masked).about(subject);
        masks.home = NumberHome::of_zone("Europe/London");
        add_parts(&mut masks.parts, "Grace Lin", MaskClass::Person);
        assert_eq!(
            masks.text("Hi Grace, Omar Haddad calls 020 7946 0958, not 07700 900123"),
            "Hi Grace, [Staff-1] calls 020 7946 0958, not [Phone-1]"
        );
        assert_eq!(
            masks.text("GRACE@loft.example and omar@loft.example of Loft Works"),
            "GRACE@loft.example and [E-mail-1] of [Company-1]"
        );
        assert_eq!(masks.field(MaskClass::Person, "Grace"), "Grace");
        assert_eq!(masks.field(MaskClass::Staff, "Grace Lin"), "Person-1");
        assert_eq!(masks.field(MaskClass::Person, "Grace Wong"), "Person-2");
    }

    #[test]
    fn a_text_that_was_masked_stays_as_it_is() {
        let mut masks = session(ExportMasking::Masked);
        let once = masks.text("Grace Lin, 07700 900123, https://a.example/x");
        assert_eq!(masks.text(&once), once);
    }
}
