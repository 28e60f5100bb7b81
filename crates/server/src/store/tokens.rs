//! Access tokens. A token's text is `dbt_<id>_<secret>`: the id finds the row, the 256-bit secret is
//! compared by its hash in constant time. The text is shown once and never kept.

use super::table::people;
use super::table::token::{self, NewToken, TokenId, TokenRight, TokenRow};
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Reach, Role};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

const PREFIX: &str = "dbt_";
/// The longest text worth looking at: a token is 55 characters or so.
const MAX_LENGTH: usize = 128;

impl Store {
    /// Makes a token and returns its text, which cannot be had again.
    ///
    /// # Errors
    /// The database failed, is full or busy.
    pub async fn create_token(&self, role: Role) -> Result<String, StoreError> {
        self.create_token_of(&NewToken::of(role)).await
    }

    /// Makes a token with a label that the operator will know it by.
    ///
    /// # Errors
    /// As for [`Store::create_token`].
    pub async fn create_labelled_token(
        &self,
        role: Role,
        label: &str,
    ) -> Result<String, StoreError> {
        let mut token = NewToken::of(role);
        token.label = label.to_owned();
        self.create_token_of(&token).await
    }

    /// Makes a token as it is described.
    ///
    /// # Errors
    /// As for [`Store::create_token`]; [`StoreError::UnknownSpace`] where it is bound to a space that is
    /// not here.
    pub async fn create_token_of(&self, new: &NewToken) -> Result<String, StoreError> {
        let now = self.clock().now();
        let until = new.lasting.and_then(|it| now.checked_add_signed(it));
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let connection = transaction.connection();
        let id = token::reserve(connection, new, (now, until)).await?;
        if let Reach::Spaces(spaces) = &new.reach {
            for space in spaces {
                let key = people::space_key(connection, space).await?;
                let key = key.ok_or_else(|| StoreError::UnknownSpace(space.clone()))?;
                token::bind_to(connection, id, key).await?;
            }
        }
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let text = format!("{PREFIX}{id}_{secret}");
        token::set_hash(connection, id, &hash(&text)).await?;
        transaction.commit().await?;
        Ok(text)
    }

    /// What a token may do, and where; none if it is unknown, revoked, run out or not a token.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn token_grant(&self, text: &str) -> Result<Option<TokenRight>, StoreError> {
        let Some(id) = id_in(text) else {
            return Ok(None);
        };
        let now = self.clock().now();
        let Some((held, grant)) = token::find(&mut *self.glance().await?, id, now).await? else {
            return Ok(None);
        };
        let same: bool = held.ct_eq(&hash(text)).into();
        Ok(same.then_some(grant))
    }

    /// Where a token reaches, be it refused by now or not.
    pub(crate) async fn reach_of(&self, id: TokenId) -> Result<Reach, StoreError> {
        token::reach_of(&mut *self.glance().await?, id).await
    }

    /// Every token, oldest first.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        token::all(&mut *self.read().await?).await
    }

    /// Refuses a token from now on.
    ///
    /// # Errors
    /// There is no such token.
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), StoreError> {
        let now = self.clock().now();
        let found = token::revoke(self.lock_for_write().await?.connection()?, id, now).await?;
        let missing = || StoreError::NotFound {
            what: "token",
            id: id.to_string(),
        };
        found.then_some(()).ok_or_else(missing)
    }

    /// Refuses every token of a label from now on.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn revoke_labelled(&self, label: &str) -> Result<(), StoreError> {
        let now = self.clock().now();
        token::revoke_labelled(self.lock_for_write().await?.connection()?, label, now).await
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn id_in(text: &str) -> Option<TokenId> {
    let text = text
        .strip_prefix(PREFIX)
        .filter(|text| text.len() <= MAX_LENGTH)?;
    let (id, _) = text.split_once('_')?;
    id.parse().ok().map(TokenId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_has_an_id() {
        let cases = [
            ("dbt_12_abc", Some(TokenId(12))),
            ("dbt_12", None),
            ("12_abc", None),
            ("dbt_x_abc", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(id_in(text), expected, "{text}");
        }
        assert_eq!(id_in(&format!("dbt_1_{}", "a".repeat(200))), None);
    }
}
