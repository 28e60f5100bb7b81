//! The command line: what may be asked, and how it is explained.
//!
//! A secret is never an argument: arguments are visible to every process of the machine.

use crate::annotation_args::AnnotationCommand;
use crate::export_args::{
    AuditCommand, ExportHow, PersonArguments, ProductionHow, ReportHow, SqlArguments,
};
use crate::hours_args::{AfterHoursArguments, HoursArguments};
use crate::list_args::{ListArguments, OrderArguments};
use crate::number_args::{
    CompareArguments, FunnelArguments, MetricsArguments, PlacesArguments, TrendArguments,
};
use crate::query_args::QueryArguments;
use crate::rule_args::RulesArguments;
use crate::theme_args::ThemesArguments;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use model::FollowUp;
use model::marks::{MarkChange, Rating};
use std::path::PathBuf;

const AFTER: &str = "\
Results are written to stdout, progress and errors to stderr.

Exit codes:
  0    done (a list or a count may be empty)
  1    failed; the message says why
  2    the command or one of its arguments cannot be used
  3    there is no such conversation or source
  4    the server does not accept the token, or the token may not do this
  5    the server cannot be reached; what was synced before can be read
  6    locked: no passphrase, a wrong one, or a lost key
  7    another Daybook (a window, or a sync) uses this home; list, show, metrics, trend,
       compare, annotation list and compare, after-hours, times, places, facets, rules, themes, funnel, coverage,
       export, audit, hours list and source list work beside it
  8    what was synced is damaged; repair makes it anew
  9    something else answers at the server's address: the sign-in page of a guest network,
       a proxy, another server
  130  interrupted with Ctrl+C; a sync goes on from there next time
  143  ended by the system (SIGTERM), as in order

Unlocking: the key of the encrypted store comes from the key store of the operating system. Where
none answers, the passphrase in DAYBOOK_PASSPHRASE unlocks, or the one typed when asked. On a new
home that passphrase becomes the home's. Nothing is ever kept unencrypted.";

/// Reads, searches and measures the conversations of a coworking space's assistant, offline.
#[derive(Debug, Parser)]
#[command(name = "daybook-cli", version, after_help = AFTER, arg_required_else_help = true)]
pub(crate) struct CliArguments {
    /// Keep everything in this folder instead of the system's data folder [env: DAYBOOK_HOME]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Write JSON for machines; instants are RFC 3339 in UTC
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: CliCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum CliCommand {
    /// Add, list or remove the servers that Daybook reads
    #[command(subcommand)]
    Source(SourceCommand),
    /// Copy what is new from the servers into the encrypted cache
    Sync(SyncArguments),
    /// Look at every page of what was synced, put a damaged cache aside, and sync anew. What you connected
    /// and wrote stays
    Repair(RepairArguments),
    /// Print the recovery key of this home, to be written down and kept elsewhere: with it, a backup of
    /// work.db can be opened when vault.json or the passphrase is lost
    RecoveryKey,
    /// List conversations, newest activity first unless another order is asked for
    List(ListArguments),
    /// Show one conversation, whole
    Show(ShowArguments),
    /// Note something about a conversation: a star, that it was reviewed, a rating, tags, a note. It stays on this
    /// laptop, and `list starred:yes`, `rating:>=4`, `tag:price` find it again
    Mark(MarkArguments),
    /// Delete conversations for privacy, at their server and everywhere on this laptop. It asks twice
    Delete(DeleteArguments),
    /// Forget everything on this laptop: what was copied, what you noted, the audit log, sign-ins and keys. The servers are
    /// told nothing. It asks first
    ForgetLaptop(ForgetArguments),
    /// List everything that this laptop holds on one person and why it is theirs, write it into a folder, or erase it
    Person(PersonArguments),
    /// Draw conversations to be reviewed, alone or by two people who compare their marks
    #[command(subcommand)]
    Queue(QueueCommand),
    /// Count conversations and their outcomes
    Metrics(MetricsArguments),
    /// Count how many conversations began on each day, and how many of them converted by now
    Trend(TrendArguments),
    /// Compare channels, spaces or other parts: each rate with its 95 % interval, beside that of all other parts
    Compare(CompareArguments),
    /// Count the conversations for which each rule holds, with how often the rule is wrong, and list, write or try one
    Rules(RulesArguments),
    /// Say what is asked, in groups of nearly the same words, with outcomes and without, and whether it is answered alike
    Themes(ThemesArguments),
    /// Count in how many conversations a call to action was offered, and how many of those led to it
    Funnel(FunnelArguments),
    /// Say what of the conversations is known on this laptop and what is missing, by day and channel
    Coverage(QueryArguments),
    /// Count conversations and their outcomes inside and outside of the opening hours of their spaces, and outside of the
    /// AI alone beside those with an operator
    AfterHours(AfterHoursArguments),
    /// Write what changed on a day, and compare as many days before it as after it. It stays on this laptop
    #[command(subcommand)]
    Annotation(AnnotationCommand),
    /// Say when each space is open, by its own clock; hours:outside then lists what began while it was closed. It stays on
    /// this laptop, and no server is told
    Hours(HoursArguments),
    /// Say how long it takes from the beginning of a conversation to its outcome, by outcome and channel; what may still
    /// convert is accounted for (Kaplan and Meier)
    Times(QueryArguments),
    /// Count conversations and conversions by where the visitor was
    Places(PlacesArguments),
    /// Count what conversations have in common: channels, outcomes, spaces and more, each without what the search
    /// says of it
    Facets(QueryArguments),
    /// List the leads that the assistant took down, the newest first, and what became of calling them
    Leads(LeadsArguments),
    /// Say what became of calling a lead. It stays on this laptop, and no server is told
    FollowUp(FollowUpArguments),
    /// Say what a search asks, and what of it was not understood
    Explain(QueryArguments),
    /// List, save or remove views of the list, and hand them to another Daybook
    #[command(subcommand)]
    View(ViewCommand),
    /// Write what a search finds to a file, with a manifest beside it that says what it is
    Export(ExportFileArguments),
    /// Put the numbers of a period on paper: with their intervals, what changed, what may cost outcomes, what to read, and
    /// how much of it is known. People are masked
    Report(ReportArguments),
    /// Make a folder that proves itself: numbered pages, the rows behind every number, hashes, a signature, and a program
    /// of plain Python that checks all of it
    Production(ProductionArguments),
    /// Ask the documented views (docs/handover.md) with one SELECT; nothing can be changed by it
    Sql(SqlArguments),
    /// Read the log of what was done on this laptop, or see that nobody changed it
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// What to report, and how.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) how: ReportHow,
}

/// What to produce, and how.
#[derive(Debug, Args)]
pub(crate) struct ProductionArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) order: OrderArguments,
    #[command(flatten)]
    pub(crate) how: ProductionHow,
}

/// What to export, and how.
#[derive(Debug, Args)]
pub(crate) struct ExportFileArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) order: OrderArguments,
    #[command(flatten)]
    pub(crate) how: ExportHow,
}

/// What to do with sources.
#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Add a source; nothing is saved unless the server accepts the token
    #[command(subcommand)]
    Add(AddCommand),
    /// List the sources and their sync
    List,
    /// Compare the numbers here with those that a daybook-server counts itself
    Check(NameArgument),
    /// Remove a source, its rows and its token from this laptop; the server is not touched
    Remove(NameArgument),
    /// Sync a source anew from the store that answers at its address now, after a restore there. What is
    /// not in that store leaves this laptop; name and token stay
    Resync(NameArgument),
    /// Ask a Nexudus account what it may read, and say what is missing because of it
    Probe(NameArgument),
    /// Sign in again to a Nexudus account whose sign-in has lapsed
    SignIn(SignInArguments),
    /// Show the settings of a Nexudus source (paths, links, rules) as JSON, or change them
    Settings(SettingsArguments),
}

/// What to do with views.
#[derive(Debug, Subcommand)]
pub(crate) enum ViewCommand {
    /// List the views, how many conversations each shows, and what of one is no longer understood
    List,
    /// Save a search and an order under a name
    Save(SaveViewArguments),
    /// Remove a saved view
    Remove(ViewNameArgument),
    /// Write a saved view to stdout, as a file for another Daybook
    Export(ViewNameArgument),
    /// Save the view of such a file
    Import {
        /// The file; stdin without it
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// A view to save.
#[derive(Debug, Args)]
pub(crate) struct SaveViewArguments {
    /// What to call it
    pub(crate) name: String,
    /// What it shows, as for list
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) order: OrderArguments,
}

/// The name of a view.
#[derive(Debug, Args)]
pub(crate) struct ViewNameArgument {
    /// Its name, as `view list` shows it
    pub(crate) name: String,
}

/// Which kind of source to add.
#[derive(Debug, Subcommand)]
pub(crate) enum AddCommand {
    /// A daybook-server
    Daybook(AddDaybook),
    /// A Nexudus account; it is only ever read
    Nexudus(AddNexudus),
}

/// A Nexudus account to add.
#[derive(Debug, Args)]
pub(crate) struct AddNexudus {
    /// What to call it here
    #[arg(long)]
    pub(crate) name: String,
    /// The address of its API: https://… (http:// on this computer alone)
    #[arg(long, default_value = "https://spaces.nexudus.com/api")]
    pub(crate) url: String,
    /// The account's e-mail address
    #[arg(long)]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) secret: PasswordArguments,
}

/// Whose sign-in has lapsed.
#[derive(Debug, Args)]
pub(crate) struct SignInArguments {
    /// The source's name, as `source list` shows it
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) secret: PasswordArguments,
}

/// A password, and the code of a second factor.
#[derive(Debug, Args)]
pub(crate) struct PasswordArguments {
    /// Read the password from stdin: arguments are visible to others, so it cannot be one. It is
    /// exchanged for a token and kept nowhere
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
    /// The current code of the second factor, for an account that has one
    #[arg(long, value_name = "CODE")]
    pub(crate) totp: Option<String>,
}

/// Which settings.
#[derive(Debug, Args)]
pub(crate) struct SettingsArguments {
    /// The source's name, as `source list` shows it
    pub(crate) name: String,
    /// Read new settings as JSON from stdin; what they leave out is as usual
    #[arg(long)]
    pub(crate) stdin: bool,
}

/// A daybook-server to add.
#[derive(Debug, Args)]
pub(crate) struct AddDaybook {
    /// Its address: https://… (http:// on this computer alone)
    #[arg(long)]
    pub(crate) url: String,
    /// What to call it here
    #[arg(long)]
    pub(crate) name: String,
    /// Read the token from stdin: arguments are visible to others, so it cannot be one
    #[arg(long, required = true)]
    pub(crate) token_stdin: bool,
}

/// The name of a source.
#[derive(Debug, Args)]
pub(crate) struct NameArgument {
    /// Its name, as `source list` shows it
    pub(crate) name: String,
}

/// How to sync.
#[derive(Debug, Args)]
pub(crate) struct SyncArguments {
    /// This source alone
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Compare everything anew instead of going on from the last sync
    #[arg(long)]
    pub(crate) full: bool,
}

/// How to repair.
#[derive(Debug, Args)]
pub(crate) struct RepairArguments {
    /// Read the recovery key from stdin, for a home whose vault.json or passphrase is lost. Where no key store
    /// answers, DAYBOOK_PASSPHRASE becomes the new passphrase. Tokens have to be given again
    #[arg(long)]
    pub(crate) recovery_key_stdin: bool,
}

/// Which conversation to show.
#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Its id here, its id on the server, or its session id
    #[arg(value_name = "CONVERSATION")]
    #[arg(allow_hyphen_values = true)]
    pub(crate) conversation: String,
}

/// How to forget.
#[derive(Debug, Args)]
pub(crate) struct ForgetArguments {
    /// Ask nothing: the question was answered elsewhere
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Which conversations to delete.
#[derive(Debug, Args)]
pub(crate) struct DeleteArguments {
    /// Their ids here, their ids on the server, or their session ids; behind -- where one begins with a hyphen
    #[arg(value_name = "CONVERSATION")]
    #[arg(required_unless_present_any = ["list", "withdraw"])]
    pub(crate) conversations: Vec<String>,
    /// Ask nothing: both questions were answered elsewhere
    #[arg(long)]
    pub(crate) yes: bool,
    /// List what was deleted, and what still waits for its server
    #[arg(long, conflicts_with_all = ["conversations", "yes"])]
    pub(crate) list: bool,
    /// Forget the deletion of this id, which its server refused: the next full sync brings it back
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    #[arg(conflicts_with_all = ["conversations", "yes", "list"])]
    pub(crate) withdraw: Option<String>,
}

/// Which leads to list.
#[derive(Debug, Args)]
pub(crate) struct LeadsArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    /// Those of this state alone
    #[arg(long = "follow-up", value_name = "STATE", value_parser = follow_ups())]
    follow_up: Option<String>,
}

impl LeadsArguments {
    /// The state that is asked for.
    pub(crate) fn follow_up(&self) -> Option<FollowUp> {
        self.follow_up.as_deref().map(FollowUp::from)
    }
}

/// What became of a lead.
#[derive(Debug, Args)]
pub(crate) struct FollowUpArguments {
    /// The conversation in which it was captured: its id here, its id on the server, or its session id
    #[arg(value_name = "CONVERSATION", allow_hyphen_values = true)]
    pub(crate) conversation: String,
    /// What became of it
    #[arg(value_name = "STATE", value_parser = follow_ups())]
    state: String,
    /// The server's id of the lead, where a conversation has several; all of them else
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) lead: Option<String>,
}

impl FollowUpArguments {
    /// The state that is set.
    pub(crate) fn state(&self) -> FollowUp {
        FollowUp::from(self.state.as_str())
    }
}

/// The states of a lead that this version knows.
fn follow_ups() -> PossibleValuesParser {
    PossibleValuesParser::new(FollowUp::KNOWN.iter().map(FollowUp::as_str))
}

/// What to do with review queues.
#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Draw a queue from a search: all that it finds, or a random sample of it, stratified by channel and outcome
    Draw(DrawArguments),
    /// List the queues and how far they are reviewed, or the conversations of one
    List {
        /// Its name
        name: Option<String>,
    },
    /// Take a queue away; what was noted about its conversations stays
    Remove {
        /// Its name
        name: String,
    },
    /// Write a queue with your marks to a file, for somebody else's Daybook. It holds the server's ids, the seed,
    /// marks and tags, and no word of any conversation; notes stay here
    Export(ExportArguments),
    /// Open the file of somebody else: their marks come beside yours, never over them
    Import {
        /// The file
        file: PathBuf,
    },
    /// Say how far others agree with you (Cohen's kappa with its 95 % interval), and where they do not
    Agreement {
        /// The name of the queue
        name: String,
    },
}

/// How to draw a queue.
#[derive(Debug, Args)]
pub(crate) struct DrawArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    /// What to call it
    #[arg(long)]
    pub(crate) name: String,
    /// Draw a random sample of this size
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<u32>,
    /// Where chance begins, to draw a sample again
    #[arg(long, value_name = "NUMBER", requires = "sample")]
    pub(crate) seed: Option<u64>,
}

/// How to hand a queue over.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The name of the queue
    pub(crate) name: String,
    /// The file, which must not be there yet
    pub(crate) file: PathBuf,
    /// Your name, under which your marks stand beside those of others
    #[arg(long)]
    pub(crate) reviewer: String,
}

/// What to note about a conversation. What is not named stays as it is.
#[derive(Debug, Args)]
pub(crate) struct MarkArguments {
    /// Its id here, its id on the server, or its session id
    #[arg(value_name = "CONVERSATION", allow_hyphen_values = true)]
    pub(crate) conversation: String,
    /// Give it a star
    #[arg(long, conflicts_with = "unstar")]
    pub(crate) star: bool,
    /// Take its star away
    #[arg(long)]
    pub(crate) unstar: bool,
    /// It is reviewed
    #[arg(long, conflicts_with = "unreviewed")]
    pub(crate) reviewed: bool,
    /// It is not reviewed
    #[arg(long)]
    pub(crate) unreviewed: bool,
    /// How good it was, 1 to 5
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=5), conflicts_with = "unrate")]
    pub(crate) rating: Option<u8>,
    /// Take its rating away
    #[arg(long)]
    pub(crate) unrate: bool,
    /// Add a tag; may be given several times
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// Take a tag away; may be given several times
    #[arg(long, value_name = "TAG")]
    pub(crate) untag: Vec<String>,
    /// Keep a note, in the place of one that is there; an empty one takes it away
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

impl MarkArguments {
    /// What is asked for, as changes.
    pub(crate) fn changes(&self) -> Vec<MarkChange> {
        let flag = |is_given: bool, change| is_given.then_some(change);
        let rating = self.rating.and_then(|number| Rating::try_from(number).ok());
        let note = self.note.as_ref().map(|note| match note.trim() {
            "" => MarkChange::Unnote,
            _ => MarkChange::Note(note.clone()),
        });
        let single = [
            flag(self.star, MarkChange::Star),
            flag(self.unstar, MarkChange::Unstar),
            flag(self.reviewed, MarkChange::Review),
            flag(self.unreviewed, MarkChange::Unreview),
            rating.map(MarkChange::Rate),
            flag(self.unrate, MarkChange::Unrate),
            note,
        ];
        let tags = self.tag.iter().cloned().map(MarkChange::Tag);
        let untags = self.untag.iter().cloned().map(MarkChange::Untag);
        single
            .into_iter()
            .flatten()
            .chain(tags)
            .chain(untags)
            .collect()
    }
}

#[cfg(test)]
mod tests;
