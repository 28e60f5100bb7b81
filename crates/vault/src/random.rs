//! Random bytes from the operating system, for keys, salts and nonces.

use crate::error::VaultError;
use rand::TryRngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut bytes = Zeroizing::new([0; N]);
    OsRng
        .try_fill_bytes(bytes.as_mut_slice())
        .map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}
