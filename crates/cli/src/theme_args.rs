//! What may be asked of themes, on the command line.

use crate::query_args::QueryArguments;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Which themes to print, or what to do with one.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ThemesArguments {
    /// What to do with one.
    #[command(subcommand)]
    pub(crate) command: Option<ThemeCommand>,
    #[command(flatten)]
    pub(crate) query: QueryArguments,
}

/// What to do with a theme.
#[derive(Debug, Subcommand)]
pub(crate) enum ThemeCommand {
    /// Show one question: how it is asked, how it is answered, and where the answers are at odds
    Show(ShowThemeArguments),
    /// Give a question a name, or none to call it by its commonest wording
    Rename(RenameThemeArguments),
    /// Make questions a part of another one, with all that is asked like them
    Merge(MergeThemesArguments),
    /// Put wordings of a question apart; without any, take back what was made a part of it
    Split(SplitThemeArguments),
    /// Write a draft of an entry of frequent questions, with its evidence. People are masked
    Faq(FaqArguments),
}

/// Which theme, of which conversations.
#[derive(Debug, Args)]
pub(crate) struct ShowThemeArguments {
    /// Its id, or that of one of its wordings
    pub(crate) theme: String,
    #[command(flatten)]
    pub(crate) query: QueryArguments,
}

/// What to call a theme.
#[derive(Debug, Args)]
pub(crate) struct RenameThemeArguments {
    /// Its id
    pub(crate) theme: String,
    /// The name
    #[arg(default_value = "")]
    pub(crate) name: String,
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    pub(crate) practice: bool,
}

/// Which themes become one.
#[derive(Debug, Args)]
pub(crate) struct MergeThemesArguments {
    /// The id of the one that stays
    pub(crate) into: String,
    /// The ids of those that become a part of it
    #[arg(required = true)]
    pub(crate) themes: Vec<String>,
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    pub(crate) practice: bool,
}

/// What to put apart.
#[derive(Debug, Args)]
pub(crate) struct SplitThemeArguments {
    /// Its id
    pub(crate) theme: String,
    /// The ids of wordings, as show prints them
    pub(crate) wordings: Vec<String>,
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    pub(crate) practice: bool,
}

/// Of what to draft an entry.
#[derive(Debug, Args)]
pub(crate) struct FaqArguments {
    #[command(flatten)]
    pub(crate) theme: ShowThemeArguments,
    /// The file; a file that is there is not replaced. Without it the draft is printed
    #[arg(long = "out", value_name = "FILE")]
    pub(crate) target: Option<PathBuf>,
}
