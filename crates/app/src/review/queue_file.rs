//! The file of a review queue, written into this home. Nothing that is there already is written over.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use model::review_queue::QueueFile;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Files of one name; then it is no accident any more.
const MOST: u32 = 1_000;
/// Bytes of each name in that of a file: a file's name has 255 at most.
const NAME_BYTES: usize = 96;

/// Writes a file, and answers where it is.
pub(crate) fn write(home: &UnlockedHome, file: &QueueFile) -> Result<String, AppError> {
    let text = serde_json::to_string_pretty(file).map_err(io::Error::from)?;
    let folder = home.folder.make_queues_dir()?;
    let (path, made) = created(&folder, &stem(&file.queue.name, &file.reviewer))?;
    if let Err(error) = filled(made, &text) {
        // Half a file would be taken for one. That it cannot be removed is no second failure.
        let _ = std::fs::remove_file(&path);
        return Err(error.into());
    }
    Ok(path.display().to_string())
}

fn filled(mut file: File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A file that was not there, with a number where its name was taken.
fn created(folder: &Path, stem: &str) -> io::Result<(PathBuf, File)> {
    for number in 1..MOST {
        let name = match number {
            1 => format!("{stem}.json"),
            _ => format!("{stem}-{number}.json"),
        };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Names as they can stand in a file's name on any system: a queue may come from somebody else.
fn stem(queue: &str, reviewer: &str) -> String {
    let plain = |name: &str| -> String {
        let sign = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let end = name.floor_char_boundary(NAME_BYTES);
        name[..end].chars().map(sign).collect()
    };
    format!("queue-{}-{}", plain(queue), plain(reviewer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else_and_takes_no_files_place() {
        assert_eq!(stem("../March: a", "Ana"), "queue----March--a-Ana");
        let long = "会".repeat(80);
        assert!(stem(&long, &long).len() < 220, "{}", stem(&long, &long));
        let folder = tempfile::tempdir().expect("a folder");
        let names: Vec<String> = (0..3)
            .map(|_| {
                let (path, _) = created(folder.path(), "q").expect("made");
                path.file_name().expect("a name").display().to_string()
            })
            .collect();
        assert_eq!(names, ["q.json", "q-2.json", "q-3.json"]);
    }
}
