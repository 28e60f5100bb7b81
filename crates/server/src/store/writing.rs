//! Taking the right to write, and asking whether it could be taken.

use super::lock_file;
use super::transaction::StoreTransaction;
use super::write_lock::WriteGuard;
use super::{Store, StoreError, StoreState};
use std::time::Duration;
use tokio::time::timeout;

impl Store {
    /// Waits for the right to write.
    pub(super) async fn lock_for_write(&self) -> Result<WriteGuard, StoreError> {
        let inner: &StoreState = &self.0;
        let mut connection = inner.writer.clone().lock_owned().await;
        if let (Some(writer), Some(remake)) = (connection.as_mut(), &inner.remake) {
            writer.renew_if_lost(remake).await?;
        }
        if let Some(writer) = connection.as_mut() {
            writer.recover().await;
        }
        let lock = lock_file::acquire(inner.lock.as_ref()).await?;
        Ok(WriteGuard::new(connection, lock))
    }
}

/// How long [`Store::check_writable`] waits for its turn.
const TURN: Duration = Duration::from_secs(5);

impl Store {
    /// Whether a write could be made now: takes the right to write as a write does, and gives it back.
    ///
    /// # Errors
    /// It could not, or not within a few seconds.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        let store = self.clone();
        // One asks for all: who asks again and again must not queue up before those who write. It goes on
        // by itself, because a connection that is left in the middle of a wait is lost.
        let asked = async move {
            let _turn = store.0.asking.lock().await;
            let mut pen = store.lock_for_write().await?;
            StoreTransaction::begin(pen.connection()?)
                .await?
                .give_up()
                .await
        };
        match timeout(TURN, tokio::spawn(asked)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(StoreError::Busy),
        }
    }
}
