//! The part of the command line that says which numbers are printed.

use crate::query_args::QueryArguments;
use clap::{Args, ValueEnum};
use model::comparison::ComparisonSide;
use model::request::InferredOutcomes;
use model::trend::TrendStep;

/// Whether inferred outcomes count.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct InferredArguments {
    /// Count inferred outcomes too: the same person did it within the stated window, and the server did not confirm the
    /// link. What is printed then says so
    #[arg(long)]
    inferred: bool,
}

/// What to follow from an offer to its outcome.
#[derive(Debug, Args)]
pub(crate) struct FunnelArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
}

/// What to count.
#[derive(Debug, Args)]
pub(crate) struct MetricsArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
    /// Count every number once more from the rows of messages and outcomes, and say whether it is the same; a
    /// number that is not ends with code 1
    #[arg(long)]
    pub(crate) verify: bool,
    /// Print the numbers of the days that the query asks for (or of the last 30) beside those of the days before, and
    /// what may be said of the difference
    #[arg(long, conflicts_with = "verify")]
    pub(crate) against_previous: bool,
}

/// Where visitors were.
#[derive(Debug, Args)]
pub(crate) struct PlacesArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
    /// What a place is
    #[arg(long, value_name = "KIND", value_enum, default_value_t = PlaceGrouping::Country)]
    pub(crate) by: PlaceGrouping,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlaceGrouping {
    /// A state or territory of the United States
    State,
    /// A country
    Country,
}

/// Which trend.
#[derive(Debug, Args)]
pub(crate) struct TrendArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
    /// What is counted together; days are those of each conversation's space
    #[arg(long, value_name = "STEP", value_enum, default_value_t = TrendStepArgument::Day)]
    pub(crate) by: TrendStepArgument,
    /// How many days up to today; without it those that the query asks for, or else 30
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) days: Option<u16>,
}

/// A stretch of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrendStepArgument {
    /// From midnight to midnight
    Day,
    /// From Monday to Sunday
    Week,
    /// From the first to the last of a month
    Month,
}

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) inferred: InferredArguments,
    /// By what the conversations are divided; hours, days of the week and months are those of each one's space
    #[arg(long, value_name = "SIDE", value_enum)]
    pub(crate) by: ComparisonSideArgument,
    /// Only the days that the query asks for (or the last 30), and why each rate moved since as many days before: how
    /// much came from the mix of the parts, and how much from the rates within them
    #[arg(long)]
    pub(crate) against_previous: bool,
}

/// By what conversations can be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ComparisonSideArgument {
    /// Where it took place
    Channel,
    /// In which space
    Space,
    /// From which source
    Source,
    /// How it began
    Origin,
    /// In which language it is held
    Language,
    /// Whether its person had written before
    Contact,
    /// Whether an operator wrote in it, or the assistant was alone
    Operator,
    /// Whether a person had to step in
    Escalation,
    /// Whether it goes on
    Status,
    /// In which country the visitor was
    Country,
    /// Whether its space was open when it started
    #[value(name = "hours")]
    Opening,
    /// The hour of its start
    Hour,
    /// The day of the week of its start
    Weekday,
    /// The month of its start
    Month,
}

impl InferredArguments {
    /// As the application knows it.
    pub(crate) fn outcomes(self) -> InferredOutcomes {
        if self.inferred {
            InferredOutcomes::Counted
        } else {
            InferredOutcomes::Apart
        }
    }
}

impl TrendStepArgument {
    /// As the application knows it.
    pub(crate) fn step(self) -> TrendStep {
        match self {
            Self::Day => TrendStep::Day,
            Self::Week => TrendStep::Week,
            Self::Month => TrendStep::Month,
        }
    }
}

impl ComparisonSideArgument {
    /// As the application knows it.
    pub(crate) fn side(self) -> ComparisonSide {
        match self {
            Self::Channel => ComparisonSide::Channel,
            Self::Space => ComparisonSide::Space,
            Self::Source => ComparisonSide::Source,
            Self::Origin => ComparisonSide::Origin,
            Self::Language => ComparisonSide::Language,
            Self::Contact => ComparisonSide::Contact,
            Self::Operator => ComparisonSide::Operator,
            Self::Escalation => ComparisonSide::Escalation,
            Self::Status => ComparisonSide::Status,
            Self::Country => ComparisonSide::Country,
            Self::Opening => ComparisonSide::Opening,
            Self::Hour => ComparisonSide::Hour,
            Self::Weekday => ComparisonSide::Weekday,
            Self::Month => ComparisonSide::Month,
        }
    }
}
