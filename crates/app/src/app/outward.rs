//! What leaves for an address only after a person has confirmed it, and how the questions are kept:
//! one at a time, and none again about a place that is trusted. Who asks, and how, is the host's.

use crate::error::AppError;
use model::failure::Failure;
use model::outward::{OutwardAnswer, OutwardPlace, OutwardQuestion, SentSecret};
use model::request::{ConnectDaybook, ConnectNexudus};
use sources::http::ServerAddress;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What makes Daybook connect to an address that it holds.
pub(super) trait AsksFirst {
    /// The question about it.
    ///
    /// # Errors
    /// [`AppError::Source`] where it holds no address that could be spoken to.
    fn question(&self) -> Result<OutwardQuestion, AppError>;
}

impl AsksFirst for ConnectDaybook {
    fn question(&self) -> Result<OutwardQuestion, AppError> {
        connecting(&self.url, SentSecret::Token)
    }
}

impl AsksFirst for ConnectNexudus {
    fn question(&self) -> Result<OutwardQuestion, AppError> {
        connecting(&nexudus::api_url(&self.url)?, SentSecret::Password)
    }
}

fn connecting(url: &str, sends: SentSecret) -> Result<OutwardQuestion, AppError> {
    let origin = ServerAddress::parse(url)?.origin();
    Ok(OutwardQuestion::Connect { origin, sends })
}

/// The questions of one host of the page.
#[derive(Debug, Default)]
pub struct OutwardQuestions {
    asking: tokio::sync::Mutex<()>,
    trusted: Mutex<BTreeSet<OutwardPlace>>,
}

impl OutwardQuestions {
    /// Asks, unless the place is trusted already. A script that asks for a hundred addresses gets one
    /// question, not a hundred windows.
    ///
    /// # Errors
    /// [`Failure::NotConfirmed`] unless the answer is yes; [`Failure::QuestionWaits`] while another one is
    /// asked.
    pub async fn settle(
        &self,
        question: &OutwardQuestion,
        answer: impl Future<Output = OutwardAnswer> + Send,
    ) -> Result<(), Failure> {
        if question
            .place()
            .is_some_and(|place| self.trusted().contains(&place))
        {
            return Ok(());
        }
        let Ok(_one_at_a_time) = self.asking.try_lock() else {
            return Err(Failure::QuestionWaits);
        };
        let answer = answer.await;
        self.trusted().extend(question.trusted_after(answer));
        match answer {
            OutwardAnswer::Refused => Err(Failure::NotConfirmed),
            OutwardAnswer::Once | OutwardAnswer::UntilClosed => Ok(()),
        }
    }

    /// A panic elsewhere cannot leave the set half changed.
    fn trusted(&self) -> MutexGuard<'_, BTreeSet<OutwardPlace>> {
        self.trusted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(origin: &str, sends: SentSecret) -> OutwardQuestion {
        let origin = origin.to_owned();
        OutwardQuestion::Connect { origin, sends }
    }

    fn page(host: &str) -> OutwardQuestion {
        OutwardQuestion::OpenPage {
            host: host.to_owned(),
            url: format!("https://{host}/"),
        }
    }

    async fn settled(
        questions: &OutwardQuestions,
        question: &OutwardQuestion,
        answer: OutwardAnswer,
    ) -> Result<(), Failure> {
        questions.settle(question, async move { answer }).await
    }

    #[test]
    fn the_question_names_the_host_that_is_connected_to() {
        let cases = [
            ("https://\u{430}pple.com/x", "https://xn--pple-43d.com"),
            ("https://Quay.example:443", "https://quay.example"),
            ("https://quay.example:8443/a", "https://quay.example:8443"),
            ("http://localhost:4510", "http://localhost:4510"),
        ];
        for (url, origin) in cases {
            let request = ConnectDaybook {
                name: "Harbour".to_owned(),
                url: url.to_owned(),
                token: "dbk_x".to_owned(),
            };
            let asked = request.question().expect("an address");
            assert_eq!(asked, server(origin, SentSecret::Token), "{url}");
        }
        assert!(connecting("http://quay.example", SentSecret::Token).is_err());
    }

    #[tokio::test]
    async fn a_no_is_remembered_by_nobody_and_a_yes_for_that_place_alone() {
        let questions = OutwardQuestions::default();
        let quay = server("https://quay.example", SentSecret::Token);
        let refused = settled(&questions, &quay, OutwardAnswer::Refused).await;
        assert_eq!(refused, Err(Failure::NotConfirmed));
        let yes = settled(&questions, &quay, OutwardAnswer::Once).await;
        assert_eq!(yes, Ok(()));
        // A second attempt after a typing error is not asked about again, whatever would be answered.
        let again = settled(&questions, &quay, OutwardAnswer::Refused).await;
        assert_eq!(again, Ok(()));
        for other in [
            server("https://quay.example", SentSecret::Password),
            server("https://quay.example:8443", SentSecret::Token),
            page("quay.example"),
        ] {
            let refused = settled(&questions, &other, OutwardAnswer::Refused).await;
            assert_eq!(refused, Err(Failure::NotConfirmed), "{other:?}");
        }
    }

    #[tokio::test]
    async fn a_page_is_trusted_where_that_was_said() {
        let questions = OutwardQuestions::default();
        let (once, always) = (page("once.example"), page("always.example"));
        for (question, answer, next) in [
            (&once, OutwardAnswer::Once, Err(Failure::NotConfirmed)),
            (&always, OutwardAnswer::UntilClosed, Ok(())),
        ] {
            assert_eq!(settled(&questions, question, answer).await, Ok(()));
            let second = settled(&questions, question, OutwardAnswer::Refused).await;
            assert_eq!(second, next, "{question:?}");
        }
    }

    #[tokio::test]
    async fn a_hundred_questions_are_one_window() {
        let questions = OutwardQuestions::default();
        let first = page("first.example");
        let meanwhile = async {
            for host in 0..100 {
                let other = page(&format!("host{host}.example"));
                let refused = settled(&questions, &other, OutwardAnswer::UntilClosed).await;
                assert_eq!(refused, Err(Failure::QuestionWaits));
            }
            OutwardAnswer::Once
        };
        assert_eq!(questions.settle(&first, meanwhile).await, Ok(()));
        // And the next one is asked.
        let next = settled(&questions, &page("next.example"), OutwardAnswer::Once).await;
        assert_eq!(next, Ok(()));
    }
}
