//! Files that were named as an argument, and standard input in their place. What is longer than anything that a
//! command takes is refused before it fills the memory.

use crate::exit_code::CommandError;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The longest text that is read, in bytes: four times a queue of 5,000 conversations with every mark.
const MOST: u64 = 16 * 1024 * 1024;

/// The text of a file; of standard input where none is named.
///
/// # Errors
/// [`CommandError::File`] where it cannot be read, is no UTF-8 text, or is longer than 16 MiB.
pub(crate) fn read(file: Option<&Path>) -> Result<String, CommandError> {
    let text = match file {
        Some(path) => File::open(path).and_then(|file| bounded(file, MOST)),
        None => bounded(io::stdin(), MOST),
    };
    text.map_err(|source| CommandError::File {
        path: file.map_or_else(|| PathBuf::from("standard input"), Path::to_owned),
        source,
    })
}

fn bounded(from: impl Read, most: u64) -> io::Result<String> {
    let mut text = String::new();
    // One byte more tells a text that is cut from one that ends there.
    from.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        let reason = format!("it is longer than {most} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_whole_or_refused() {
        assert_eq!(bounded(&b"view"[..], 4).expect("it fits"), "view");
        let long = bounded(&b"views"[..], 4).expect_err("one too many");
        assert_eq!(long.kind(), io::ErrorKind::FileTooLarge);
        assert!(bounded(&b"\xff"[..], 4).is_err(), "no text");
        let endless = bounded(io::repeat(b'x'), 4).expect_err("without an end");
        assert_eq!(endless.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let path = Path::new("/nowhere/view.json");
        let refused = read(Some(path)).expect_err("nothing there");
        assert!(
            refused.to_string().contains("/nowhere/view.json"),
            "{refused}"
        );
    }
}
