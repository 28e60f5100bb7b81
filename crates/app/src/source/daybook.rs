//! Connecting a daybook-server. Everything is checked before anything is saved, so that a typing
//! error leaves no half-made source behind.
//!
//! The token goes to the key store and nowhere else: not into the database, a log or a message.

use crate::App;
use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::source::list::token_entry;
use cache::{CacheError, NewSource};
use model::request::ConnectDaybook;
use model::view::SourceView;
use model::{Role, SourceId, SourceKind};
use sources::{Hello, Secret, Source, SourceError};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest name, in characters: it has to fit a line of the status bar.
const NAME_MOST: usize = 80;

impl App {
    /// Connects a daybook-server, and asks for its first sync.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a name, address or token that cannot be used;
    /// [`CacheError::NameTaken`] for a name that exists; [`AppError::AlreadyConnected`] for a server
    /// that is; [`AppError::Source`] when the server cannot
    /// be reached, is no Daybook server, or does not accept the token. Nothing is saved then.
    pub async fn connect_daybook(&self, request: ConnectDaybook) -> Result<SourceView, AppError> {
        let open = self.unlocked().await?;
        let token = Zeroizing::new(request.token);
        let name = usable_name(&request.name)?.to_owned();
        let url = request.url.trim().to_owned();
        let token = Zeroizing::new(usable_token(&token)?.to_owned());
        open.refuse_taken(&name).await?;
        let identity = greet(&url, &token).await?;
        open.refuse_connected(&identity).await?;
        let source = open
            .save(
                NewSource {
                    kind: SourceKind::Daybook,
                    name,
                    url,
                },
                &identity,
                token,
            )
            .await?;
        open.wake.notify_one();
        open.source_view(open.source_row(source).await?).await
    }
}

impl UnlockedHome {
    /// Asked before the server is: the answer is the same whatever the server says.
    pub(crate) async fn refuse_taken(&self, name: &str) -> Result<(), AppError> {
        let taken = self
            .reader
            .sources()
            .await?
            .iter()
            .any(|row| row.name == name);
        if taken {
            Err(CacheError::NameTaken {
                name: name.to_owned(),
            }
            .into())
        } else {
            Ok(())
        }
    }

    /// Refuses a store that is connected already: under two names everything in it would count twice.
    pub(crate) async fn refuse_connected(&self, identity: &str) -> Result<(), AppError> {
        let rows = self.reader.sources().await?;
        match rows
            .into_iter()
            .find(|row| row.identity.as_deref() == Some(identity))
        {
            Some(row) => Err(AppError::AlreadyConnected { name: row.name }),
            None => Ok(()),
        }
    }

    /// Saves the source and its token, or neither.
    pub(crate) async fn save(
        &self,
        new: NewSource,
        identity: &str,
        token: Zeroizing<String>,
    ) -> Result<SourceId, AppError> {
        let source = self.writer.add_source(new).await?;
        let kept = self.keep(source, identity, token).await;
        if kept.is_err() {
            self.writer.remove_source(source).await?;
        }
        kept.map(|()| source)
    }

    async fn keep(
        &self,
        source: SourceId,
        identity: &str,
        token: Zeroizing<String>,
    ) -> Result<(), AppError> {
        self.writer.set_source_identity(source, identity).await?;
        self.ask_vault(move |vault| {
            vault.set_secret(
                &token_entry(source),
                &vault::VaultSecret::new(token.to_string()),
            )
        })
        .await
    }

    /// The server behind a source, with its token.
    pub(crate) async fn daybook_server(
        &self,
        source: SourceId,
        url: &str,
    ) -> Result<Arc<dyn Source>, AppError> {
        let token = self
            .ask_vault(move |vault| vault.secret(&token_entry(source)))
            .await?;
        let token = token.ok_or(AppError::TokenLost(source))?;
        Ok(Arc::new(sources::daybook(
            url,
            Secret::new(token.expose().to_owned()),
        )?))
    }
}

/// Says hello with the token; the answer is the identity of the store behind the address.
async fn greet(url: &str, token: &str) -> Result<String, AppError> {
    let server = sources::daybook(url, Secret::new(token.to_owned()))?;
    let hello = server.hello().await?;
    may_read(&hello)?;
    Ok(hello.identity)
}

/// Whether the token may read conversations.
pub(crate) fn may_read(hello: &Hello) -> Result<(), AppError> {
    if hello.role.allows(&Role::Read) {
        return Ok(());
    }
    Err(SourceError::Forbidden {
        what: "read conversations".to_owned(),
    }
    .into())
}

pub(crate) fn usable_name(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(InputRefusal::NameEmpty.into()),
        length if length > NAME_MOST => Err(InputRefusal::NameTooLong.into()),
        _ => Ok(name),
    }
}

fn usable_token(token: &str) -> Result<&str, AppError> {
    let token = token.trim();
    if token.is_empty() {
        return Err(InputRefusal::TokenEmpty.into());
    }
    if !token.chars().all(|letter| letter.is_ascii_graphic()) {
        return Err(InputRefusal::TokenMalformed.into());
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tokens_are_trimmed_and_checked() {
        assert_eq!(usable_name("  Harbour  ").expect("a name"), "Harbour");
        assert!(usable_name(" \n").is_err());
        assert!(usable_name(&"é".repeat(NAME_MOST)).is_ok());
        assert!(usable_name(&"é".repeat(NAME_MOST + 1)).is_err());
        assert_eq!(usable_token("dbk_abc\r\n").expect("a token"), "dbk_abc");
        assert!(usable_token(" ").is_err());
        assert!(usable_token("two words").is_err());
        assert!(usable_token("a\nb").is_err());
    }
}
