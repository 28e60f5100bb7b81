//! Deliveries of outcomes, by whichever way they come: read, checked, tied to their conversation, or
//! kept as a dead letter. It must not know HTTP.

use crate::store::{
    NewDeadLetter, NewOutcome, PersonDetails, Store, StoreError, TiedOutcomes, TimeOrigin, TokenId,
    TokenRight,
};
use crate::validate::{self, FieldError};
use chrono::{DateTime, Utc};
use model::plausible_time::KeptTime;
use model::record::ConversionRecord;
use model::{ConversionKind, Reach};
use serde::{Deserialize, Serialize};

/// The way of deliveries that show a token.
const API: &str = "api";

/// Who delivers an outcome.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OutcomeSender<'s> {
    /// A program that shows a token.
    Token(&'s TokenRight),
    /// A system that signs what it sends, by the webhook's name. The operator let it in for every space.
    Webhook(&'s str),
}

impl OutcomeSender<'_> {
    fn way(&self) -> &str {
        match self {
            Self::Token(_) => API,
            Self::Webhook(name) => name,
        }
    }

    fn reach(&self) -> Reach {
        match self {
            Self::Token(grant) => grant.reach.clone(),
            Self::Webhook(_) => Reach::Everywhere,
        }
    }

    /// The token, where it is bound to spaces.
    fn bound(&self) -> Option<TokenId> {
        match self {
            Self::Token(grant) if !grant.reach.is_everywhere() => Some(grant.token),
            _ => None,
        }
    }
}

/// An outcome, as the booking, sign-up or sales system delivers it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConversion {
    /// The session that the call to action carried.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    session_id: String,
    /// tour, customer, contract, booking or day_pass; in any case, and as Nexudus names the record: Visitor,
    /// Coworker, CoworkerContract, Booking, CoworkerProduct.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^(tour|customer|contract|booking|day_pass)$")
    )]
    kind: String,
    /// The id of the record that it made: the visitor, the coworker, the contract, the booking, the
    /// product.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    record: String,
    /// When; now, if not said. A time that cannot be, before the year 2000 or more than 24 hours ahead of
    /// the server's clock, is kept beside that of arrival, and the answer says so.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "validate::instant_if_any"
    )]
    occurred_at: Option<DateTime<Utc>>,
    /// The record's page in the system that has it; the page of this server, if not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")
    )]
    url: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<NewPerson>,
    /// The coworker who signed up for it. Somebody new makes a second outcome, a customer; and a
    /// conversation with nobody known becomes theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    coworker: Option<String>,
    /// The plan, the room, the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    title: Option<String>,
}

/// Who an outcome is about, as far as it is known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// Full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    name: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    email: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    phone: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    company: Option<String>,
}

/// Why a delivery was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// A field is not allowed.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Nobody knows the session; the delivery is kept.
    #[error(
        "there is no such session; the delivery is kept as dead letter {letter}, to be replayed"
    )]
    UnknownSession {
        /// The letter's number.
        letter: i64,
    },
    /// A kept delivery cannot be read any more.
    #[error("this dead letter cannot be read; drop it")]
    Unreadable,
    /// It was recorded already.
    #[error("this dead letter was replayed already")]
    Replayed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DeliveryError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Field(_) | Self::Unreadable | Self::Replayed => false,
            // When the conversation is there.
            Self::UnknownSession { .. } => true,
            Self::Store(error) => error.is_retryable(),
        }
    }
}

/// Records a delivery, or keeps it as a dead letter.
pub(crate) async fn deliver(
    store: &Store,
    sender: OutcomeSender<'_>,
    delivery: NewConversion,
) -> Result<TiedOutcomes, DeliveryError> {
    let now = store.clock().now();
    let outcome = delivery.clone().checked(now, sender.reach())?;
    match store.convert(&outcome).await {
        Ok(tied) => Ok(tied),
        Err(StoreError::NotFound { .. }) => {
            let letter = keep(store, sender, &delivery).await?;
            Err(DeliveryError::UnknownSession { letter })
        }
        Err(error) => Err(error.into()),
    }
}

async fn keep(
    store: &Store,
    sender: OutcomeSender<'_>,
    delivery: &NewConversion,
) -> Result<i64, DeliveryError> {
    let payload = serde_json::to_string(delivery).map_err(|_| DeliveryError::Unreadable)?;
    let letter = NewDeadLetter {
        origin: sender.way(),
        token: sender.bound(),
        session_id: &delivery.session_id,
        payload: &payload,
        reason: "unknown_session",
    };
    Ok(store.keep_dead_letter(&letter).await?)
}

/// Tries a dead letter again. What said no time of its own happened when it first came, and what came with a
/// token that is bound to spaces lands in no other.
///
/// # Errors
/// There is no such letter, it was replayed already, or its session is still unknown.
pub async fn replay(store: &Store, id: i64) -> Result<Vec<ConversionRecord>, DeliveryError> {
    let letter = store.dead_letter(id).await?;
    if letter.replayed_at.is_some() {
        return Err(DeliveryError::Replayed);
    }
    let delivery = serde_json::from_str::<NewConversion>(&letter.payload);
    let delivery = delivery.map_err(|_| DeliveryError::Unreadable)?;
    let reach = match letter.token {
        Some(token) => store.reach_of(token).await?,
        None => Reach::Everywhere,
    };
    let outcome = delivery.checked(letter.received_at, reach)?;
    match store.replay_dead_letter(id, &outcome).await {
        Ok(tied) => Ok(tied.conversions),
        Err(StoreError::NotFound { .. }) => Err(DeliveryError::UnknownSession { letter: id }),
        Err(error) => Err(error.into()),
    }
}

impl NewConversion {
    /// The outcome, if every field is allowed.
    fn checked(self, now: DateTime<Utc>, reach: Reach) -> Result<NewOutcome, FieldError> {
        let session_id = validate::line(self.session_id, "session_id")?;
        if session_id.is_empty() {
            return Err(FieldError::new("session_id must not be empty"));
        }
        let kind = validate::closed_word(&self.kind, "kind", ConversionKind::KNOWN)?;
        let coworker = validate::id_if_any(self.coworker.as_deref(), "coworker")?;
        if coworker.is_some() && kind == ConversionKind::Customer {
            let words = "the record of a customer is the coworker: leave coworker out";
            return Err(FieldError::new(words));
        }
        Ok(NewOutcome {
            session_id,
            kind,
            record: validate::id(&self.record, "record")?,
            occurred_at: KeptTime::of(self.occurred_at.unwrap_or(now), now, now),
            dated_by: match self.occurred_at {
                Some(_) => TimeOrigin::Sender,
                None => TimeOrigin::Receiver,
            },
            url: validate::url_if_any(self.url, "url")?,
            person: self.person.unwrap_or_default().checked()?,
            coworker,
            title: validate::label_if_any(self.title, "title")?,
            reach,
        })
    }
}

impl NewPerson {
    /// The person, if every field is allowed.
    pub(crate) fn checked(self) -> Result<PersonDetails, FieldError> {
        Ok(PersonDetails {
            name: validate::label_if_any(self.name, "person.name")?,
            email: validate::line_if_any(self.email, "person.email")?,
            phone: validate::line_if_any(self.phone, "person.phone")?,
            company: validate::label_if_any(self.company, "person.company")?,
        })
    }
}
