//! What can go wrong between here and a server, in words for people: what happened, what is safe,
//! what to do. No text here holds a token, a cursor, an address with a user in it, or a body.

use std::time::Duration;

/// A failed request. What is already in the cache is never touched by one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No connection: no network, no such host, nothing listens.
    #[error(
        "The server cannot be reached. Everything already on this laptop can still be read; the sync goes on when the server is back."
    )]
    Offline,
    /// The server took the connection and then said nothing for too long.
    #[error(
        "The server did not answer in time. Nothing was lost; the sync goes on where it stopped."
    )]
    TimedOut,
    /// The token, or the sign-in of an account, is not accepted.
    #[error(
        "The server does not accept the sign-in (any more). What is on this laptop stays; sign in again, or with a new token where it was one."
    )]
    SignInNeeded,
    /// The token is accepted but may not do this.
    #[error(
        "The token may not {what}. What is on this laptop stays; ask the operator of the server for a token with that role."
    )]
    Forbidden {
        /// What was refused, as in "may not read conversations".
        what: String,
    },
    /// Too many requests, or a server that asks for patience.
    #[error("The server asks for patience. Nothing was lost; the sync goes on {}.", after_words(.retry_after))]
    Throttled {
        /// How long to wait, where the server says so; already held to reasonable bounds.
        retry_after: Option<Duration>,
    },
    /// The server failed.
    #[error(
        "The server failed (status {status}). Nothing was lost; try again later, and tell its operator if it stays."
    )]
    ServerFault {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that cannot be used, in whole: nothing of it was kept.
    #[error(
        "The server's answer could not be used: {detail}. Nothing of it was kept; the sync goes on where it stopped."
    )]
    Malformed {
        /// What was wrong with it. Never a part of the answer.
        detail: String,
    },
    /// An answer beyond every reasonable size, or one that blows up when it is unpacked.
    #[error(
        "The server's answer is too large to be trusted. Nothing of it was kept; ask the operator of the server."
    )]
    TooLarge,
    /// A web page answers in the place of the server: the sign-in page of a guest network, a proxy, a wall.
    #[error(
        "Something on the way answers in the place of the server: the sign-in page of a guest network, a proxy, or a firewall. Nothing was lost; open a web page to sign in to the network, then sync again."
    )]
    Intercepted,
    /// Something answers at the address, and it is not daybook-server.
    #[error(
        "What answers at this address is not a Daybook server. Check the address; a sign-in page of a guest network also looks like this."
    )]
    NotDaybook,
    /// Something answers at the address, and it is not the Nexudus REST API.
    #[error(
        "What answers at this address is not the Nexudus REST API. Check the address; a sign-in page of a guest network also looks like this."
    )]
    NotNexudus,
    /// The server no longer knows where we stopped.
    #[error(
        "The server no longer knows where the last sync stopped. Everything is compared anew; nothing on this laptop is lost."
    )]
    CursorRejected,
    /// The address cannot be used.
    #[error("This address cannot be used: {reason}.")]
    BadUrl {
        /// Why, and what would do.
        reason: String,
    },
    /// The connection is not safe, or the server sends us elsewhere; we do not go.
    #[error("Daybook did not go on: {reason}. Nothing was lost.")]
    Refused {
        /// Why.
        reason: String,
    },
}

impl SourceError {
    /// Whether the same request can succeed later with nobody doing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::TimedOut
                | Self::Throttled { .. }
                | Self::ServerFault { .. }
                | Self::Malformed { .. }
        )
    }

    /// How long the server wants us to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after } => *retry_after,
            _ => None,
        }
    }

    /// The sign-in may not delete.
    #[must_use]
    pub fn may_not_delete() -> Self {
        Self::Forbidden {
            what: "delete conversations".to_owned(),
        }
    }

    /// An answer that cannot be used; what was wrong with it, never a part of it.
    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed {
            detail: detail.into(),
        }
    }

    /// Daybook does not go on, and why.
    #[must_use]
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.into(),
        }
    }

    /// An address that cannot be used, and why.
    #[must_use]
    pub fn bad_url(reason: impl Into<String>) -> Self {
        Self::BadUrl {
            reason: reason.into(),
        }
    }
}

fn after_words(wait: &Option<Duration>) -> String {
    match wait.map(|wait| wait.as_secs().max(1)) {
        None => "in a moment".to_owned(),
        Some(1) => "in a second".to_owned(),
        Some(seconds @ 2..=119) => format!("in {seconds} seconds"),
        Some(seconds) => format!("in about {} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_the_unit_of_its_size() {
        let cases = [
            (None, "in a moment"),
            (Some(1), "in a second"),
            (Some(30), "in 30 seconds"),
            (Some(3600), "in about 60 minutes"),
        ];
        for (seconds, expected) in cases {
            let error = SourceError::Throttled {
                retry_after: seconds.map(Duration::from_secs),
            };
            assert!(error.to_string().contains(expected), "{error}");
        }
    }

    #[test]
    fn what_needs_a_person_is_not_tried_again() {
        let cases = [
            (SourceError::Offline, true),
            (SourceError::TimedOut, true),
            (SourceError::ServerFault { status: 502 }, true),
            (SourceError::malformed("cut off"), true),
            (SourceError::SignInNeeded, false),
            (
                SourceError::Forbidden {
                    what: "read".to_owned(),
                },
                false,
            ),
            (SourceError::TooLarge, false),
            (SourceError::Intercepted, false),
            (SourceError::NotDaybook, false),
            (SourceError::NotNexudus, false),
            (SourceError::CursorRejected, false),
            (SourceError::refused("another host"), false),
        ];
        for (error, expected) in cases {
            assert_eq!(error.is_retryable(), expected, "{error:?}");
        }
    }
}
