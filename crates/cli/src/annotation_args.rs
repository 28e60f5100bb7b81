//! What may be asked of annotations of the trend, on the command line.

use crate::number_args::InferredArguments;
use crate::query_args::QueryArguments;
use clap::{Args, Subcommand};
use model::AnnotationId;
use model::request::DataWorld;

/// What to do with annotations.
#[derive(Debug, Subcommand)]
pub(crate) enum AnnotationCommand {
    /// List them, by day
    List(AnnotationWorld),
    /// Write one: what changed on a day
    Add(AddAnnotation),
    /// Make one another day, other words or another space; what is not named stays
    Change(ChangeAnnotationArguments),
    /// Take one away
    Remove {
        /// Its number, as annotation list prints it
        id: i64,
        #[command(flatten)]
        world: AnnotationWorld,
    },
    /// Compare as many days before one as after it, up to today or to the next one
    Compare(CompareAnnotation),
}

/// In which world.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AnnotationWorld {
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    practice: bool,
}

/// What to write.
#[derive(Debug, Args)]
pub(crate) struct AddAnnotation {
    /// The day: 2026-03-05, today, yesterday, monday
    #[arg(value_name = "DAY")]
    pub(crate) day: String,
    /// What changed
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// In this space alone, by its name
    #[arg(long, value_name = "NAME")]
    pub(crate) space: Option<String>,
    #[command(flatten)]
    pub(crate) world: AnnotationWorld,
}

/// What to change.
#[derive(Debug, Args)]
pub(crate) struct ChangeAnnotationArguments {
    /// Its number, as annotation list prints it
    pub(crate) id: i64,
    /// The day: 2026-03-05, today, yesterday, monday
    #[arg(long, value_name = "DAY")]
    pub(crate) day: Option<String>,
    /// What changed
    #[arg(long, value_name = "TEXT")]
    pub(crate) words: Option<String>,
    /// In this space alone, by its name
    #[arg(long, value_name = "NAME", conflicts_with = "every_space")]
    pub(crate) space: Option<String>,
    /// In every space
    #[arg(long)]
    pub(crate) every_space: bool,
    #[command(flatten)]
    pub(crate) world: AnnotationWorld,
}

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct CompareAnnotation {
    /// Its number, as annotation list prints it
    id: i64,
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
}

impl AnnotationWorld {
    /// As the application knows it.
    pub(crate) fn world(self) -> DataWorld {
        if self.practice {
            DataWorld::Practice
        } else {
            DataWorld::Real
        }
    }
}

impl AddAnnotation {
    /// As they were typed.
    pub(crate) fn words(&self) -> String {
        self.words.join(" ")
    }
}

impl CompareAnnotation {
    /// Which.
    pub(crate) fn annotation(&self) -> AnnotationId {
        AnnotationId(self.id)
    }
}
