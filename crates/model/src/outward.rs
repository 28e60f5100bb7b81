//! What a person is asked before something leaves for an address that nobody has confirmed. The page
//! neither asks nor answers it: whoever holds the page does, outside of it, so that a script that ran in
//! the page has no way out.
//!
//! Nothing here asks: it only says what, and the words are in the catalogue.

/// A question about an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutwardQuestion {
    /// Whether to connect to a server.
    Connect {
        /// Scheme, host and port, as they are connected to; the host in ASCII.
        origin: String,
        /// What the server gets to see.
        sends: SentSecret,
    },
    /// Whether to open a page in the browser.
    OpenPage {
        /// Host and port, in ASCII.
        host: String,
        /// The whole address, as it is handed on.
        url: String,
    },
    /// Whether to begin a mail.
    WriteMail {
        /// To whom, with the domain in ASCII.
        recipient: String,
        /// The whole address, as it is handed on.
        url: String,
    },
}

/// What a server gets to see when it is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SentSecret {
    /// A token that its operator gave out.
    Token,
    /// An e-mail address and a password.
    Password,
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutwardAnswer {
    /// No, or nothing at all.
    Refused,
    /// Yes, this time.
    Once,
    /// Yes, and to the same place without a question until the application is closed.
    UntilClosed,
}

impl OutwardQuestion {
    /// The place that is trusted until the application is closed after this answer. A server that was
    /// confirmed is: a password that was typed wrong is typed again.
    #[must_use]
    pub fn trusted_after(&self, answer: OutwardAnswer) -> Option<OutwardPlace> {
        let is_server = matches!(self, Self::Connect { .. });
        match answer {
            OutwardAnswer::UntilClosed => self.place(),
            OutwardAnswer::Once if is_server => self.place(),
            OutwardAnswer::Once | OutwardAnswer::Refused => None,
        }
    }

    /// The place that it is about. A mail has none: it is asked about each time.
    #[must_use]
    pub fn place(&self) -> Option<OutwardPlace> {
        match self {
            Self::Connect { origin, sends } => Some(OutwardPlace::Server(origin.clone(), *sends)),
            Self::OpenPage { host, .. } => Some(OutwardPlace::Pages(host.clone())),
            Self::WriteMail { .. } => None,
        }
    }
}

/// A place outside that a person may trust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutwardPlace {
    /// A server, by its origin, for what it gets to see.
    Server(String, SentSecret),
    /// The pages of a host.
    Pages(String),
}
