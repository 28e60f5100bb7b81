//! Who ended a conversation. A leaf: what is buffered and what is cleaned up both say it.

/// Who ended a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The visitor, who was asked.
    Visitor,
    /// An operator.
    Operator,
    /// A program.
    Api,
    /// The clean-up of conversations that went quiet.
    CleanUp,
}

impl EndedBy {
    /// As it stands in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Operator => "operator",
            Self::Api => "api",
            Self::CleanUp => "clean_up",
        }
    }
}
