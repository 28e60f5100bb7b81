//! The checksum of a backup, behind the last page of the file itself: whoever copies the one copies the
//! other. SQLite looks at no byte behind the last page. Most flipped bits of a page that holds text leave
//! every structure of the database as it was, and only this tells them.

use super::StoreError;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// What the seal begins with: 32 bytes.
const MARK: &[u8; 32] = b"daybook-server backup, sha256 v1";
/// The mark and the digest.
const SEAL: u64 = 64;
/// The smallest page of SQLite. A file without a seal is pages and nothing else.
const SMALLEST_PAGE: u64 = 512;
/// Read at once.
const BLOCK: usize = 1 << 20;

/// Appends the checksum of a file to it.
pub(super) fn seal(path: &Path) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let digest = digest(&mut file, length)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(MARK)?;
    file.write_all(&digest)
}

/// How much of a backup is the store. Every bit is compared with the checksum first. A backup from before
/// there were checksums is all store.
///
/// # Errors
/// [`StoreError::Damaged`] where the checksum is another one, or cut off.
pub(super) fn check(path: &Path) -> Result<u64, StoreError> {
    let checked = File::open(path).and_then(|mut file| content_length(&mut file));
    match checked {
        Ok(Some(length)) => Ok(length),
        Ok(None) => Err(StoreError::Damaged(
            "it is not what was backed up: its checksum is another one, or cut off",
        )),
        Err(source) => Err(StoreError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

fn content_length(file: &mut File) -> io::Result<Option<u64>> {
    let whole = file.metadata()?.len();
    let Some(length) = whole.checked_sub(SEAL) else {
        return Ok(None);
    };
    if whole % SMALLEST_PAGE == 0 {
        return Ok(Some(whole));
    }
    let counted = digest(file, length)?;
    let mut written = [0; 64];
    file.read_exact(&mut written)?;
    let (mark, digest) = written.split_at(MARK.len());
    Ok((mark == MARK && digest == counted).then_some(length))
}

/// The digest of the first bytes; what follows is read next.
fn digest(file: &mut File, length: u64) -> io::Result<[u8; 32]> {
    file.seek(SeekFrom::Start(0))?;
    let mut summed = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut rest = file.take(length);
    loop {
        match rest.read(&mut block)? {
            0 => return Ok(summed.finalize().into()),
            read => summed.update(&block[..read]),
        }
    }
}
