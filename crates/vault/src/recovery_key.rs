//! The database key as a person writes it down: hexadecimal digits in groups of four, the last group a
//! checksum, so that a slip of the pen is told as one and not as a wrong key.

use crate::error::VaultError;
use crate::secret::VaultSecret;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Bytes of the key.
const KEY: usize = 32;
/// Bytes of the checksum.
const CHECK: usize = 2;

/// The key as it is written down.
pub(crate) fn written(key: &[u8; KEY]) -> VaultSecret {
    let digits = Zeroizing::new(hex::encode_upper(key) + &hex::encode_upper(checksum(key)));
    let mut text = String::with_capacity(digits.len() * 5 / 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    VaultSecret::new(text)
}

/// Reads a key that was written down; blanks and hyphens may stand anywhere.
///
/// # Errors
/// [`VaultError::NoRecoveryKey`] where it is none.
pub fn read(text: &str) -> Result<Zeroizing<[u8; KEY]>, VaultError> {
    let kept = |letter: &char| !letter.is_whitespace() && *letter != '-';
    let digits: Zeroizing<String> = Zeroizing::new(text.chars().filter(kept).collect());
    let mut bytes = Zeroizing::new([0_u8; KEY + CHECK]);
    hex::decode_to_slice(digits.as_bytes(), bytes.as_mut_slice())
        .map_err(|_| VaultError::NoRecoveryKey)?;
    let mut key = Zeroizing::new([0_u8; KEY]);
    key.copy_from_slice(&bytes[..KEY]);
    if bytes[KEY..] == checksum(&key) {
        Ok(key)
    } else {
        Err(VaultError::NoRecoveryKey)
    }
}

fn checksum(key: &[u8; KEY]) -> [u8; CHECK] {
    let sum = Sha256::digest(key);
    [sum[0], sum[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_is_read_again_and_a_slip_is_told() {
        let key = [0x5a; KEY];
        let text = written(&key).expose().to_owned();
        assert_eq!(text.len(), 17 * 4 + 16);
        assert_eq!(*read(&text).expect("the key"), key);
        assert_eq!(
            *read(&text.to_lowercase().replace('-', " ")).expect("the key"),
            key
        );
        for at in 0..text.len() {
            let mut slip: Vec<char> = text.chars().collect();
            if slip[at] == '-' {
                continue;
            }
            slip[at] = if slip[at] == '0' { '1' } else { '0' };
            let slip: String = slip.into_iter().collect();
            assert!(read(&slip).is_err(), "{slip}");
        }
        assert!(read("").is_err());
    }
}
