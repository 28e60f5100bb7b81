//! The sign-in of an account while it is used. All that this process sends for an account shares one, so
//! that what one of them renews is not spent by another.
//!
//! A renewal makes the tokens before it worthless. So it is made once for all who were refused, it is
//! carried to its end whoever has gone meanwhile, and what it brings is kept before it is used.

use crate::api::auth::{AccountCredential, AccountTokens, TokenKeeper, renew};
use crate::api::rate_limit::RateLimiter;
use chrono::{DateTime, TimeDelta, Utc};
use sources::SourceError;
use sources::http::Client;
use sources::http::ServerAddress;
use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};
use tokio::sync::{Mutex, OwnedMutexGuard};
use zeroize::Zeroizing;

/// A token that was issued so recently is not the reason for a refusal: the permission is.
const FRESH: TimeDelta = TimeDelta::minutes(30);

/// The sign-in of one account. Clones are the same one.
#[derive(Clone)]
pub struct SignIn {
    state: Arc<Mutex<SessionState>>,
    keeper: Arc<dyn TokenKeeper>,
    met: Arc<std::sync::Mutex<AccessHistory>>,
}

/// What a role opens: listing a kind of record, and reading it by id, are two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestedAccess {
    List(String),
    ById(String),
}

impl RequestedAccess {
    pub(crate) fn of(path: &str, query: &str) -> Self {
        let path = path.trim_end_matches('/');
        let is_id = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        match path.rsplit_once('/') {
            Some((list, id)) if is_id(id) => Self::ById(list.to_owned()),
            _ if query.split('&').any(|one| one.starts_with("id=")) => Self::ById(path.to_owned()),
            _ => Self::List(path.to_owned()),
        }
    }
}

/// What was met with this sign-in. A refusal that is new is not believed before something that could be
/// read still can: a sign-in that was ended from elsewhere looks just like a missing role.
#[derive(Default)]
struct AccessHistory {
    /// The list that was read last.
    readable: Option<String>,
    /// What was refused while the sign-in was good.
    refused: BTreeSet<RequestedAccess>,
}

struct SessionState {
    credential: AccountCredential,
    /// Grows with each renewal.
    turn: u64,
    standing: SessionStanding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SessionStanding {
    /// As far as is known.
    Good,
    /// The renewal was refused: nothing but a new sign-in helps.
    Lapsed,
    /// Somebody signed out. Nothing is sent and nothing is kept any more.
    Ended,
}

/// A header value, and the turn that it belongs to.
pub(crate) struct AccessGrant {
    pub(crate) header: Zeroizing<String>,
    pub(crate) turn: u64,
}

/// What is to be done about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalVerdict {
    /// The sign-in is new: ask once more.
    AskAgain,
    /// The sign-in is good, so it is the permission.
    NoPermission,
}

/// How sure one wants to be that the sign-in is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInDoubt {
    /// A token of the last half hour is.
    Usual,
    /// Only one of this very moment is.
    Deep,
}

/// The way to the server, and how fast it may be gone.
#[derive(Clone)]
pub(crate) struct ServerRoute {
    pub(crate) client: Client,
    pub(crate) address: ServerAddress,
    pub(crate) pace: RateLimiter,
}

impl SignIn {
    /// A sign-in that was just made, or lay in the key store.
    #[must_use]
    pub fn new(credential: AccountCredential, keeper: Arc<dyn TokenKeeper>) -> Self {
        let state = SessionState {
            credential,
            turn: 0,
            standing: SessionStanding::Good,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            keeper,
            met: Arc::default(),
        }
    }

    /// What it consists of now.
    pub async fn credential(&self) -> AccountCredential {
        self.state.lock().await.credential.clone()
    }

    /// Whether only a new sign-in helps.
    pub async fn has_lapsed(&self) -> bool {
        self.state.lock().await.standing != SessionStanding::Good
    }

    /// Somebody signed in anew: whoever asks with this sign-in asks with the new one from now on.
    pub async fn replace(&self, credential: AccountCredential) {
        let mut state = self.state.lock().await;
        state.credential = credential;
        state.turn += 1;
        state.standing = SessionStanding::Good;
        *self.met() = AccessHistory::default();
    }

    /// Waits for a renewal that is under way: what it brings is kept then.
    pub async fn settled(&self) {
        drop(self.state.lock().await);
    }

    /// Ends it, after a renewal that is under way: from here on nothing is sent and nothing is kept.
    pub async fn end(&self) {
        self.state.lock().await.standing = SessionStanding::Ended;
    }

    /// Whether tokens are used, which can be renewed.
    pub(crate) async fn is_basic(&self) -> bool {
        matches!(
            self.state.lock().await.credential,
            AccountCredential::Basic { .. }
        )
    }

    /// What to send along.
    pub(crate) async fn pass(&self) -> Result<AccessGrant, SourceError> {
        let state = self.state.lock().await;
        state.check()?;
        Ok(AccessGrant {
            header: state.credential.header(),
            turn: state.turn,
        })
    }

    fn met(&self) -> MutexGuard<'_, AccessHistory> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something could be read.
    pub(crate) fn note_read(&self, wish: &RequestedAccess) {
        let mut met = self.met();
        met.refused.remove(wish);
        if let RequestedAccess::List(path) = wish
            && met.readable.as_ref() != Some(path)
        {
            met.readable = Some(path.clone());
        }
    }

    /// Notes that something was refused while the sign-in is good.
    pub(crate) fn note_refused(&self, wish: &RequestedAccess) {
        let mut met = self.met();
        met.refused.insert(wish.clone());
        if let RequestedAccess::List(path) = wish {
            met.readable.take_if(|readable| readable == path);
        }
    }

    /// A list to try before a refusal is believed; `None` where that was met before, or no list could
    /// be read yet.
    pub(crate) fn to_try(&self, wish: &RequestedAccess) -> Option<String> {
        let met = self.met();
        let is_new = !met.refused.contains(wish);
        met.readable.clone().filter(|_| is_new)
    }

    /// A 401 came for what was asked with the pass of this turn. Renews at most once for it, and waits
    /// for its turn like any other request.
    pub(crate) async fn refused(
        &self,
        turn: u64,
        doubt: SignInDoubt,
        way: &ServerRoute,
    ) -> Result<RefusalVerdict, SourceError> {
        let now = way.pace.timer().now();
        if let Err(verdict) = self.state.lock().await.doubted(turn, doubt, now) {
            return verdict;
        }
        // Waited for with open hands: somebody may sign out meanwhile.
        way.pace.wait_for_turn().await;
        let state = Arc::clone(&self.state).lock_owned().await;
        let now = way.pace.timer().now();
        let tokens = match state.doubted(turn, doubt, now) {
            Ok(tokens) => tokens,
            Err(verdict) => return verdict,
        };
        // From here on it goes its way to the end: whoever asked may be dropped, but tokens that were
        // issued and not kept are a sign-in that is lost.
        let renewing = tokio::spawn(renewed(
            state,
            tokens,
            Arc::clone(&self.keeper),
            way.clone(),
        ));
        let ended = renewing.await;
        ended.unwrap_or_else(|_| Err(SourceError::malformed("the sign-in was not renewed")))
    }
}

impl SessionState {
    fn check(&self) -> Result<(), SourceError> {
        match self.standing {
            SessionStanding::Good => Ok(()),
            SessionStanding::Lapsed | SessionStanding::Ended => Err(SourceError::SignInNeeded),
        }
    }

    /// The tokens that are to be renewed, or what else is to be done.
    fn doubted(
        &self,
        turn: u64,
        doubt: SignInDoubt,
        now: DateTime<Utc>,
    ) -> Result<AccountTokens, Result<RefusalVerdict, SourceError>> {
        self.check().map_err(Err)?;
        if self.turn != turn {
            return Err(Ok(RefusalVerdict::AskAgain));
        }
        let AccountCredential::Bearer(tokens) = &self.credential else {
            // There is nothing to renew.
            return Err(match doubt {
                SignInDoubt::Usual => Ok(RefusalVerdict::NoPermission),
                SignInDoubt::Deep => Err(SourceError::SignInNeeded),
            });
        };
        let age = now - tokens.issued_at();
        if doubt == SignInDoubt::Usual && age >= TimeDelta::zero() && age < FRESH {
            return Err(Ok(RefusalVerdict::NoPermission));
        }
        Ok(tokens.clone())
    }
}

/// Renews, and holds the state meanwhile: nobody asks with what is about to be spent.
async fn renewed(
    mut state: OwnedMutexGuard<SessionState>,
    tokens: AccountTokens,
    keeper: Arc<dyn TokenKeeper>,
    way: ServerRoute,
) -> Result<RefusalVerdict, SourceError> {
    let now = way.pace.timer().now();
    let renewed = match renew(&tokens, &way.client, &way.address, now).await? {
        Some(renewed) => {
            keeper.keep(&renewed).await?;
            Some(renewed)
        }
        // Somebody else may have been quicker, and kept what works.
        None => keeper.kept().await.filter(|kept| !kept.same_as(&tokens)),
    };
    let Some(renewed) = renewed else {
        state.standing = SessionStanding::Lapsed;
        return Err(SourceError::SignInNeeded);
    };
    state.credential = AccountCredential::Bearer(renewed);
    state.turn += 1;
    Ok(RefusalVerdict::AskAgain)
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listing_and_reading_by_id_are_two_wishes() {
        let list = RequestedAccess::List("sys/x".to_owned());
        let by_id = RequestedAccess::ById("sys/x".to_owned());
        for (path, query, wish) in [
            ("sys/x", "page=1&size=1&orderBy=Id", &list),
            ("sys/x/", "", &list),
            ("sys/x", "id=[1,2]", &by_id),
            ("sys/x/", "id=[1]", &by_id),
            ("sys/x/17", "", &by_id),
        ] {
            assert_eq!(RequestedAccess::of(path, query), *wish, "{path}?{query}");
        }
    }
}
