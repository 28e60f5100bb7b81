//! Pseudonyms: the same for the same thing everywhere in what is handed over, numbered as they are met. From a
//! pseudonym nothing leads back, not even for who has the file twice: numbers begin anew with each.

use serde::Serialize;
use std::collections::HashMap;

/// What was masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MaskClass {
    /// A customer, a lead, whoever wrote as one.
    Person,
    /// A company of one.
    Company,
    /// An operator.
    Staff,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A name on another network.
    Contact,
    /// A payment card.
    Card,
    /// A bank account.
    Iban,
    /// An address of the internet protocol.
    Ip,
    /// A link: its address may name a person or open a session.
    Link,
    /// A session, or the token of a visitor: who has one can pass for its owner.
    Session,
}

impl MaskClass {
    /// The word that a pseudonym begins with.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Company => "Company",
            Self::Staff => "Staff",
            Self::Email => "E-mail",
            Self::Phone => "Phone",
            Self::Contact => "Contact",
            Self::Card => "Card",
            Self::Iban => "IBAN",
            Self::Ip => "IP",
            Self::Link => "Link",
            Self::Session => "Session",
        }
    }

    /// Why it is masked.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Person => "name, known from the records",
            Self::Company => "company, known from the records",
            Self::Staff => "name of an operator, known from the records",
            Self::Email => "e-mail address, by its form",
            Self::Phone => "telephone number, by the rule of identity",
            Self::Contact => "identifier of a person, known from the records",
            Self::Card => "card number, by its check digit (Luhn)",
            Self::Iban => "bank account, by its check digits (mod 97)",
            Self::Ip => "IP address, by its form",
            Self::Link => "link, by its form",
            Self::Session => "session id or visitor token, known from the records or by its form",
        }
    }
}

/// Who is called what.
#[derive(Clone, Debug, Default)]
pub(crate) struct PseudonymBook {
    numbers: HashMap<(MaskClass, String), u64>,
    last: HashMap<MaskClass, u64>,
}

impl PseudonymBook {
    /// The pseudonym of something by its normal form.
    pub(crate) fn of(&mut self, class: MaskClass, normal: &str) -> String {
        let key = (class, normal.to_owned());
        let number = *self.numbers.entry(key).or_insert_with(|| {
            let last = self.last.entry(class).or_default();
            *last += 1;
            *last
        });
        format!("{}-{number}", class.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_called_the_same_and_another_otherwise() {
        let mut book = PseudonymBook::default();
        assert_eq!(book.of(MaskClass::Person, "grace lin"), "Person-1");
        assert_eq!(book.of(MaskClass::Person, "omar haddad"), "Person-2");
        assert_eq!(book.of(MaskClass::Person, "grace lin"), "Person-1");
        assert_eq!(book.of(MaskClass::Staff, "grace lin"), "Staff-1");
    }
}
