//! What a kind of server has, as data: the interface and the terminal show only what a source has, and
//! ask this, never the kind.

use serde::{Deserialize, Serialize};

/// What a source has. The default is one that has nothing: a kind that only a newer version knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceCapabilities {
    /// What it brings.
    pub content: SourceContent,
    /// Conversations are active or ended.
    pub status: bool,
    /// The assistant captures leads.
    pub leads: bool,
    /// Escalations create tickets.
    pub tickets: bool,
    /// There is an inbox of proposed actions.
    pub inbox: bool,
    /// A conversation can be deleted for privacy.
    pub deletion: bool,
    /// Visitors have a place.
    pub place: bool,
    /// How one signs in.
    pub sign_in: SignInMethod,
    /// There is an account with a page of its own: rules, sign-in, what was sent.
    pub account_page: bool,
    /// It can be asked which kinds of record the account may read.
    pub probe: bool,
    /// It says when something is new to whoever waits for it.
    pub long_poll: bool,
    /// It counts for itself, so that its numbers can be compared with this laptop's.
    pub own_numbers: bool,
    /// Its conversations are invented, and made while they are read.
    pub invented: bool,
    /// The name of the service, where the server is one that others run for everybody.
    pub service: Option<String>,
}

/// What a source brings of a space. A space may have two sources later, one of either part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceContent {
    /// Its conversations, and the outcomes tied to them.
    #[default]
    ConversationsAndOutcomes,
    /// Its conversations alone.
    Conversations,
    /// Its outcomes alone, to be matched with conversations of another source by session id, e-mail
    /// address or phone number.
    Outcomes,
}

/// How one signs in to a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// Not at all.
    #[default]
    None,
    /// With a token that the server's operator gave out: another one is another source.
    Token,
    /// With an account's password, which can be given again where the sign-in has lapsed.
    Password,
}
