//! The operating system's key store: Secret Service on Linux, Keychain on macOS, Credential Manager on
//! Windows. It must never hang the caller: each call runs on a thread of its own with a limit, since
//! a locked store may wait for a person who is not there.

use crate::error::VaultError;
use crate::key_store::KeyStore;
use crate::secret::VaultSecret;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error as KeyringError};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use zeroize::Zeroizing;

/// The name under which the key store files our entries.
const SERVICE: &str = "app.daybook";
/// Within this the first question of the application is answered, whatever the key store does.
const PROBE_LIMIT: Duration = Duration::from_secs(2);
/// A person may have to read a prompt, find a password and type it.
const CALL_LIMIT: Duration = Duration::from_secs(90);

/// What a probe found: a store that can keep something, locked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UsableStore;

/// Whether a key store answers. Asks nobody anything.
pub(crate) fn probe() -> Option<UsableStore> {
    within(PROBE_LIMIT, platform::probe).ok().flatten()
}

/// The key store, seen from one home.
pub struct OsKeyStore {
    key_id: String,
    /// Made anew after a call that did not come back: the old connection is stuck in it.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl OsKeyStore {
    /// Connects. `key_id` sets this home's entries apart from another's.
    ///
    /// # Errors
    /// [`VaultError::StoreUnavailable`] where no key store answers.
    pub fn connect(key_id: &str) -> Result<Self, VaultError> {
        let found = Self {
            key_id: key_id.to_owned(),
            store: Mutex::new(None),
        };
        found.connection()?;
        Ok(found)
    }

    fn connection(&self) -> Result<Arc<CredentialStore>, VaultError> {
        let mut held = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = held.as_ref() {
            return Ok(Arc::clone(store));
        }
        let store = within(PROBE_LIMIT, platform::connect)
            .map_err(|_| VaultError::StoreUnavailable)?
            .map_err(|error| unavailable(&error))?;
        Ok(Arc::clone(held.insert(store)))
    }

    fn call<T: Send + 'static>(
        &self,
        entry: &str,
        call: impl FnOnce(Entry) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<Option<T>, VaultError> {
        let store = self.connection()?;
        let user = format!("{}/{entry}", self.key_id);
        let label = format!("Daybook: {entry}");
        let answer = within(CALL_LIMIT, move || {
            call(platform::entry(&store, SERVICE, &user, &label)?)
        });
        match answer {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(KeyringError::NoEntry)) => Ok(None),
            Ok(Err(error)) => Err(self.failed(&error)),
            Err(CallTimeout) => {
                self.disconnect();
                Err(VaultError::StoreLocked)
            }
        }
    }

    /// A store that was restarted wants a new connection.
    fn failed(&self, error: &KeyringError) -> VaultError {
        self.disconnect();
        match error {
            KeyringError::NoStorageAccess(_) => VaultError::StoreLocked,
            // Others can quote what they could not read; these two cannot.
            KeyringError::PlatformFailure(cause) => VaultError::StoreFailed {
                reason: cause.to_string(),
            },
            KeyringError::TooLong(..) => VaultError::StoreFailed {
                reason: "the secret is too long for it".to_owned(),
            },
            KeyringError::Ambiguous(_) => VaultError::StoreFailed {
                reason: "it has the entry more than once".to_owned(),
            },
            _ => VaultError::StoreFailed {
                reason: "it answered what was not understood".to_owned(),
            },
        }
    }

    fn disconnect(&self) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl KeyStore for OsKeyStore {
    fn name(&self) -> &'static str {
        platform::NAME
    }

    fn get(&self, entry: &str) -> Result<Option<VaultSecret>, VaultError> {
        let found = self.call(entry, |entry| entry.get_password())?;
        Ok(found.map(VaultSecret::new))
    }

    fn set(&self, entry: &str, secret: &VaultSecret) -> Result<(), VaultError> {
        let text = Zeroizing::new(secret.expose().to_owned());
        self.call(entry, move |entry| entry.set_password(&text))?
            .ok_or(VaultError::NotKept)
    }

    fn delete(&self, entry: &str) -> Result<(), VaultError> {
        self.call(entry, |entry| entry.delete_credential())
            .map(drop)
    }
}

fn unavailable(error: &KeyringError) -> VaultError {
    tracing::info!(%error, "no key store of the operating system answers");
    VaultError::StoreUnavailable
}

/// A call that did not come back in time.
#[derive(Debug)]
struct CallTimeout;

/// Runs a call on a thread of its own and waits so long. A call that never ends leaves its thread
/// behind, asleep; nothing else can be done with a library that blocks.
fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CallTimeout> {
    let (send, receive) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("key-store".to_owned())
        .spawn(move || send.send(call()))
        .map_err(|_| CallTimeout)?;
    receive.recv_timeout(limit).map_err(|error| {
        tracing::warn!(
            gone = matches!(error, RecvTimeoutError::Disconnected),
            "the key store did not come back"
        );
        CallTimeout
    })
}

#[cfg(target_os = "linux")]
mod platform {
    use super::{Arc, CredentialStore, Entry, KeyringError, UsableStore};
    use dbus_secret_service::{EncryptionType, SecretService};
    use std::collections::HashMap;
    use std::env;
    use std::path::Path;

    pub(super) const NAME: &str = "Secret Service";

    /// A service without a default collection can keep nothing (a bare machine where the bus would
    /// start one on demand, say), and is as good as none.
    pub(super) fn probe() -> Option<UsableStore> {
        if !has_bus() {
            return None;
        }
        let service = SecretService::connect(EncryptionType::Plain).ok()?;
        service.get_default_collection().ok().map(|_| UsableStore)
    }

    pub(super) fn connect() -> Result<Arc<CredentialStore>, KeyringError> {
        if !has_bus() {
            return Err(KeyringError::NoDefaultStore);
        }
        let store = dbus_secret_service_keyring_store::Store::new()?;
        Ok(store)
    }

    pub(super) fn entry(
        store: &Arc<CredentialStore>,
        service: &str,
        user: &str,
        label: &str,
    ) -> Result<Entry, KeyringError> {
        store.build(service, user, Some(&HashMap::from([("label", label)])))
    }

    /// Without an address of a bus, libdbus would start one of its own, and a key store on it would
    /// be gone with the next reboot.
    fn has_bus() -> bool {
        let named =
            env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
        named
            || env::var_os("XDG_RUNTIME_DIR")
                .is_some_and(|folder| Path::new(&folder).join("bus").exists())
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use super::{Arc, CredentialStore, Entry, KeyringError, UsableStore};

    pub(super) const NAME: &str = "Keychain";

    pub(super) fn probe() -> Option<UsableStore> {
        connect().ok().map(|_| UsableStore)
    }

    pub(super) fn connect() -> Result<Arc<CredentialStore>, KeyringError> {
        let store = apple_native_keyring_store::keychain::Store::new()?;
        Ok(store)
    }

    pub(super) fn entry(
        store: &Arc<CredentialStore>,
        service: &str,
        user: &str,
        _: &str,
    ) -> Result<Entry, KeyringError> {
        store.build(service, user, None)
    }
}

#[cfg(windows)]
mod platform {
    use super::{Arc, CredentialStore, Entry, KeyringError, UsableStore};

    pub(super) const NAME: &str = "Credential Manager";

    pub(super) fn probe() -> Option<UsableStore> {
        connect().ok().map(|_| UsableStore)
    }

    pub(super) fn connect() -> Result<Arc<CredentialStore>, KeyringError> {
        let store = windows_native_keyring_store::Store::new()?;
        Ok(store)
    }

    pub(super) fn entry(
        store: &Arc<CredentialStore>,
        service: &str,
        user: &str,
        _: &str,
    ) -> Result<Entry, KeyringError> {
        store.build(service, user, None)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod platform {
    use super::{Arc, CredentialStore, Entry, KeyringError, UsableStore};

    pub(super) const NAME: &str = "none";

    pub(super) fn probe() -> Option<UsableStore> {
        None
    }

    pub(super) fn connect() -> Result<Arc<CredentialStore>, KeyringError> {
        Err(KeyringError::NoDefaultStore)
    }

    pub(super) fn entry(
        _: &Arc<CredentialStore>,
        _: &str,
        _: &str,
        _: &str,
    ) -> Result<Entry, KeyringError> {
        Err(KeyringError::NoDefaultStore)
    }
}
