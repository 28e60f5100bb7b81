//! The operator's mail server: how it is reached, what is handed to it, and what its refusals mean.
//! Errors say the status that it answered with, never its words: those may repeat an address.

use super::content::TranscriptContent;
use super::html;
use super::plain;
use crate::settings::{SmtpSettings, SmtpTls};
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::time::{Duration, SystemTime};

/// How long one attempt may take from the connection to the last answer. Less than a claim lasts.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long each answer of the mail server may take.
const ANSWER: Duration = Duration::from_secs(30);
/// Answers that speak of how we signed in, not of the mail: an operator may mend that.
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// Why a mail was not handed over, or cannot be.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings name a sender that is no address.
    #[error("smtp.from is not an e-mail address that mail can be sent from")]
    BadSender,
    /// TLS cannot be set up for this host.
    #[error("TLS to the mail server cannot be set up: is smtp.host a name or an address?")]
    Tls,
    /// The mail server answered no.
    #[error("the mail server answered {0}")]
    Refused(u16),
    /// It did not answer in time.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// The connection was not made, not trusted or not kept.
    #[error("the mail server cannot be reached, or its certificate is not trusted")]
    Unreachable,
    /// The mail cannot be written for this address.
    #[error("the mail cannot be written")]
    Unwritable,
    /// What was said cannot be read.
    #[error("the conversation cannot be read")]
    Unreadable,
    /// Writing it down takes too long, or ends the process.
    #[error("writing the mail does not come to an end")]
    NeverEnds,
}

impl MailError {
    /// Whether the same mail may be taken later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(status) => *status < 500 || SIGN_IN.contains(status),
            Self::TimedOut | Self::Unreachable => true,
            Self::BadSender | Self::Tls | Self::Unwritable | Self::Unreadable | Self::NeverEnds => {
                false
            }
        }
    }

    /// Whether another mail would fare the same now.
    pub(super) fn is_about_the_server(&self) -> bool {
        match self {
            Self::Refused(status) => SIGN_IN.contains(status) || *status == 421,
            Self::TimedOut | Self::Unreachable => true,
            _ => false,
        }
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => Self::Refused(code.into()),
            None if error.is_timeout() => Self::TimedOut,
            // The server does not speak STARTTLS or none of our ways to sign in, or not SMTP.
            None => Self::Unreachable,
        }
    }
}

/// A mail server that takes what we send.
#[derive(Clone, Debug)]
pub(super) struct SmtpMailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What the envelope says.
#[derive(Clone, Copy, Debug)]
pub(super) struct MailEnvelope<'a> {
    /// The same at every attempt, so that a mail delivered twice is shown once.
    pub(super) id: &'a str,
    /// Where it goes.
    pub(super) to: &'a str,
    /// When.
    pub(super) at: DateTime<Utc>,
}

impl SmtpMailer {
    /// A mail server as the settings name it. Nothing is connected yet.
    pub(super) fn new(smtp: &SmtpSettings) -> Result<Self, MailError> {
        let host = smtp.host.as_str();
        let relay = match smtp.tls {
            SmtpTls::Implicit => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            SmtpTls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            SmtpTls::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(
                host,
            )),
        };
        let mut relay = relay.map_err(|_| MailError::Tls)?;
        relay = relay.port(smtp.port).timeout(Some(ANSWER));
        if let (Some(user), Some(password)) = (&smtp.user, &smtp.password) {
            let password = password.reveal().to_owned();
            relay = relay.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            server: relay.build(),
            from: smtp.from.parse().map_err(|_| MailError::BadSender)?,
        })
    }

    /// Hands a transcript over. On success the mail server has said that it has it.
    pub(super) async fn send(
        &self,
        letter: &TranscriptContent,
        envelope: MailEnvelope<'_>,
    ) -> Result<(), MailError> {
        let mail = self.mail(letter, envelope)?;
        let sent = tokio::time::timeout(PATIENCE, self.server.send(mail)).await;
        sent.map_err(|_| MailError::TimedOut)??;
        Ok(())
    }

    fn mail(
        &self,
        letter: &TranscriptContent,
        envelope: MailEnvelope<'_>,
    ) -> Result<Message, MailError> {
        let to = envelope.to.parse().map_err(|_| MailError::Unwritable)?;
        let id = format!("<{}@{}>", envelope.id, self.from.email.domain());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mut mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(SystemTime::from(envelope.at))
            .message_id(Some(id))
            .multipart(parts(letter))
            .map_err(|_| MailError::Unwritable)?;
        // Holiday notices and the like need not answer.
        let value = HeaderValue::new(automatic, "auto-generated".to_owned());
        mail.headers_mut().insert_raw(value);
        Ok(mail)
    }
}

fn parts(letter: &TranscriptContent) -> MultiPart {
    let part = |kind, text| SinglePart::builder().content_type(kind).body(text);
    MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, plain::render(letter)))
        .singlepart(part(ContentType::TEXT_HTML, html::render(letter)))
}
