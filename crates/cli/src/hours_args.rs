//! What may be asked of opening hours, on the command line.

use crate::number_args::InferredArguments;
use crate::query_args::QueryArguments;
use clap::{Args, Subcommand};
use model::request::DataWorld;

/// What to do with opening hours.
#[derive(Debug, Args)]
pub(crate) struct HoursArguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: HoursCommand,
    /// In the practice space, which is in no number with real data
    #[arg(long, global = true)]
    practice: bool,
}

/// What to do with opening hours.
#[derive(Debug, Subcommand)]
pub(crate) enum HoursCommand {
    /// List the spaces, and when each is open
    List,
    /// Say when a space is open, by its own clock, in the place of what was said before
    Set(SetHoursArguments),
    /// Forget when a space is open
    Remove {
        /// Its name, or its number in hours list --json
        space: String,
    },
}

/// When a space is open.
#[derive(Debug, Args)]
pub(crate) struct SetHoursArguments {
    /// Its name, or its number in hours list --json
    pub(crate) space: String,
    /// Days with their times, in parts between semicolons: "mon-fri 09:00-12:00, 13:00-18:00; sat 10:00-14:00; fri
    /// 20:00-02:00; closed 2026-12-24..2026-12-26". A day that is not named is closed; a time over midnight belongs to
    /// the day on which it begins
    #[arg(value_name = "HOURS", required = true)]
    hours: Vec<String>,
}

/// Which conversations to tell apart by the opening hours of their spaces.
#[derive(Debug, Args)]
pub(crate) struct AfterHoursArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
}

impl HoursArguments {
    /// The world whose spaces are meant.
    pub(crate) fn world(&self) -> DataWorld {
        if self.practice {
            DataWorld::Practice
        } else {
            DataWorld::Real
        }
    }
}

impl SetHoursArguments {
    /// As they were typed.
    pub(crate) fn text(&self) -> String {
        self.hours.join(" ")
    }
}
