//! How the application was started: the command line and the environment, read once.

use app::{AppOptions, FirstStart, HomeError, HomeFolder, NexudusLimits};
use std::ffi::OsString;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// What was asked for at the start.
#[derive(Clone, Debug)]
pub(crate) struct StartOptions {
    /// Where everything is kept.
    pub(crate) home: HomeFolder,
    /// How the application is to behave.
    pub(crate) options: AppOptions,
}

impl StartOptions {
    /// Reads `--home DIR` and `--practice`, then `DAYBOOK_HOME`, `DAYBOOK_PRACTICE`,
    /// `DAYBOOK_PASSPHRASE` and `DAYBOOK_LIMITS`. What it does not know it leaves alone: desktops add arguments of their own.
    pub(crate) fn from_command_line(
        arguments: impl Iterator<Item = OsString>,
    ) -> Result<Self, HomeError> {
        let asked = CommandLine::read(arguments);
        let practice =
            asked.practice || variable("DAYBOOK_PRACTICE").is_some_and(|text| text != "0");
        let first_start = if practice {
            FirstStart::Practice
        } else {
            FirstStart::Ask
        };
        let passphrase = variable("DAYBOOK_PASSPHRASE").map(Zeroizing::new);
        Ok(Self {
            home: HomeFolder::resolve(asked.home)?,
            options: AppOptions {
                first_start,
                passphrase,
                limits: NexudusLimits::named(variable(NexudusLimits::VARIABLE).as_deref()),
                ..AppOptions::window()
            },
        })
    }
}

/// The part of the command line that is ours.
#[derive(Debug, Default, PartialEq, Eq)]
struct CommandLine {
    home: Option<PathBuf>,
    practice: bool,
}

impl CommandLine {
    fn read(mut arguments: impl Iterator<Item = OsString>) -> Self {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--practice") => asked.practice = true,
                Some("--home") => asked.home = arguments.next().map(PathBuf::from),
                Some(text) => {
                    asked.home = text
                        .strip_prefix("--home=")
                        .map(PathBuf::from)
                        .or(asked.home);
                }
                None => {}
            }
        }
        asked
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> CommandLine {
        CommandLine::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_command_line_is_read_and_strange_arguments_are_left_alone() {
        let home = |path: &str| Some(PathBuf::from(path));
        let cases: [(&[&str], CommandLine); 5] = [
            (&[], CommandLine::default()),
            (
                &["--practice"],
                CommandLine {
                    home: None,
                    practice: true,
                },
            ),
            (
                &["--home", "/a", "--practice"],
                CommandLine {
                    home: home("/a"),
                    practice: true,
                },
            ),
            (
                &["--home=/a b"],
                CommandLine {
                    home: home("/a b"),
                    practice: false,
                },
            ),
            (&["-psn_0_123", "daybook://x"], CommandLine::default()),
        ];
        for (arguments, expected) in cases {
            assert_eq!(read(arguments), expected, "{arguments:?}");
        }
    }
}
