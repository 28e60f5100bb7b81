//! What rules ask of a conversation's words, one bit each, and how a store keeps them. It must not read a text.

use model::OfferKind;

/// Grows with every change of what a fact means, or of what asks something. What was derived by another version is derived
/// anew, and the questions with it.
pub const TEXT_FACTS_VERSION: u16 = 3;
/// Grows where a rule that every Daybook has asks for something else. What was measured of another version says nothing
/// of this one, so it stays where a fact is added that no rule asks for.
pub const BUILT_IN_RULES_VERSION: u32 = 1;

/// What holds of a conversation's words, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextFacts(u32);

impl TextFacts {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The assistant wrote something.
    pub const ASSISTANT_SPOKE: Self = Self(1);
    /// The last message that a reader sees is the customer's.
    pub const CUSTOMER_LAST: Self = Self(1 << 1);
    /// After the customer's last message a price was named.
    pub const PRICE_LAST: Self = Self(1 << 2);
    /// The customer wrote the same twice.
    pub const REPEATED: Self = Self(1 << 3);
    /// The assistant said that it has no answer.
    pub const REFUSED: Self = Self(1 << 4);
    /// The customer asked for a person.
    pub const PERSON_WANTED: Self = Self(1 << 5);
    /// The assistant said that something failed.
    pub const ERROR: Self = Self(1 << 6);
    /// The assistant's first message says what it is.
    pub const DISCLOSED: Self = Self(1 << 7);
    /// The assistant's first message does not say so, in a script of which phrases are known.
    pub const UNDISCLOSED: Self = Self(1 << 8);
    /// The first of the bits of what was offered.
    const FIRST_OFFER: u32 = 9;
    /// Anything was offered.
    pub const OFFERED: Self = Self(0b1_1111 << Self::FIRST_OFFER);

    /// An operator wrote something.
    pub const OPERATOR_SPOKE: Self = Self(1 << 14);

    /// A call to action of a kind was offered.
    #[must_use]
    pub const fn offered(kind: OfferKind) -> Self {
        Self(1 << (Self::FIRST_OFFER + kind as u32))
    }

    /// These and others.
    #[must_use]
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether any of these holds.
    #[must_use]
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Whether all of these hold.
    #[must_use]
    pub const fn has_all(self, all: Self) -> bool {
        self.0 & all.0 == all.0
    }

    /// As a number that a store keeps, with the version that made it. It is never zero.
    #[must_use]
    pub const fn to_stored(self) -> i64 {
        ((TEXT_FACTS_VERSION as i64) << 32) | self.0 as i64
    }

    /// From such a number; none where another version made it.
    #[must_use]
    pub fn from_stored(stored: i64) -> Option<Self> {
        let bits = u32::try_from(stored & i64::from(u32::MAX)).ok()?;
        (stored >> 32 == i64::from(TEXT_FACTS_VERSION)).then_some(Self(bits))
    }
}
