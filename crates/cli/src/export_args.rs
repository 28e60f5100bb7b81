//! The command line of what leaves the laptop: how an export is written, and what is asked of the audit log.

use clap::{Args, Subcommand, ValueEnum};
use model::dashboard::DashboardPeriod;
use model::handover::{
    CsvEncoding, CsvSeparator, CsvStyle, ExportFormat, ExportMasking, ExportUnit, SystemMessages,
};
use model::person::OwnNotes;
use model::report::ReportFormat;
use model::request::DataWorld;
use std::path::PathBuf;

/// How to export.
#[derive(Debug, Args)]
pub(crate) struct ExportHow {
    /// What kind of file
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: ExportFormatArgument,
    /// What a row is. A transcript (html, pdf, eml) holds every message
    #[arg(long = "per", value_name = "UNIT", value_enum, default_value_t = ExportUnitArgument::Conversation)]
    unit: ExportUnitArgument,
    /// The file, or the folder for eml. A manifest is put beside it
    #[arg(long = "out", value_name = "FILE")]
    pub(crate) target: PathBuf,
    /// Replace what an export wrote there before
    #[arg(long)]
    pub(crate) force: bool,
    /// These columns alone, in this order: names with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Put pseudonyms in the place of people, companies, addresses and numbers
    #[arg(long)]
    redact: bool,
    /// Include messages of systems and tools
    #[arg(long)]
    system: bool,
    /// Begin CSV with a byte order mark, for spreadsheets that want one
    #[arg(long)]
    bom: bool,
    /// What stands between the fields of CSV: a spreadsheet of a country with decimal commas wants semicolons
    #[arg(long, value_name = "SIGN", value_enum, default_value_t = CsvSeparatorArgument::Comma)]
    separator: CsvSeparatorArgument,
}

/// How to produce.
#[derive(Debug, Args)]
pub(crate) struct ProductionHow {
    /// The folder
    #[arg(long = "out", value_name = "DIR")]
    pub(crate) target: PathBuf,
    /// Replace a production set that stands there
    #[arg(long)]
    pub(crate) force: bool,
    /// Put pseudonyms in the place of people, companies, addresses and numbers
    #[arg(long)]
    redact: bool,
    /// Include messages of systems and tools
    #[arg(long)]
    system: bool,
}

/// How to report.
#[derive(Debug, Args)]
pub(crate) struct ReportHow {
    /// What kind of file
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormatArgument::Pdf)]
    format: ReportFormatArgument,
    /// The file. A manifest is put beside it
    #[arg(long = "out", value_name = "FILE")]
    pub(crate) target: PathBuf,
    /// Replace what an export wrote there before
    #[arg(long)]
    pub(crate) force: bool,
    /// Which days, where the search names none: last-week (Monday to Sunday), last-month, or so many days up to today
    #[arg(long, value_name = "PERIOD", value_parser = report_period, default_value = "last-week")]
    period: DashboardPeriod,
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormatArgument {
    /// Tagged PDF
    Pdf,
    /// A page for a browser
    Html,
}

/// The days that a report is of.
fn report_period(text: &str) -> Result<DashboardPeriod, String> {
    match text {
        "last-week" => Ok(DashboardPeriod::Week(1)),
        "last-month" => Ok(DashboardPeriod::Month(1)),
        days => match days.parse() {
            Ok(days) if days > 0 => Ok(DashboardPeriod::LastDays(days)),
            _ => Err("last-week, last-month or a number of days is meant".to_owned()),
        },
    }
}

impl ReportHow {
    /// The days.
    pub(crate) const fn period(&self) -> DashboardPeriod {
        self.period
    }

    /// The kind of file.
    pub(crate) const fn format(&self) -> ReportFormat {
        match self.format {
            ReportFormatArgument::Pdf => ReportFormat::Pdf,
            ReportFormatArgument::Html => ReportFormat::Html,
        }
    }
}

impl ProductionHow {
    /// Whether people are masked.
    pub(crate) fn masking(&self) -> ExportMasking {
        masking(self.redact)
    }

    /// Whether messages of systems and tools are included.
    pub(crate) fn system_messages(&self) -> SystemMessages {
        system_messages(self.system)
    }
}

fn masking(is_asked: bool) -> ExportMasking {
    if is_asked {
        ExportMasking::Masked
    } else {
        ExportMasking::AsItWas
    }
}

fn system_messages(are_asked: bool) -> SystemMessages {
    if are_asked {
        SystemMessages::Included
    } else {
        SystemMessages::LeftOut
    }
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormatArgument {
    /// RFC 4180
    Csv,
    /// A workbook
    Xlsx,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// A transcript for a browser
    Html,
    /// The same on pages: tagged PDF
    Pdf,
    /// A folder with one message of a mail program for each conversation
    Eml,
}

/// What stands between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CsvSeparatorArgument {
    /// As RFC 4180 says
    #[value(alias = ",")]
    Comma,
    /// For spreadsheets of most of Europe
    #[value(alias = ";")]
    Semicolon,
    /// A tab
    Tab,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportUnitArgument {
    /// A conversation
    Conversation,
    /// A message
    Message,
}

impl ExportHow {
    /// What kind of file.
    pub(crate) fn format(&self) -> ExportFormat {
        match self.format {
            ExportFormatArgument::Csv => ExportFormat::Csv,
            ExportFormatArgument::Xlsx => ExportFormat::Xlsx,
            ExportFormatArgument::Json => ExportFormat::Json,
            ExportFormatArgument::Jsonl => ExportFormat::Jsonl,
            ExportFormatArgument::Html => ExportFormat::Html,
            ExportFormatArgument::Pdf => ExportFormat::Pdf,
            ExportFormatArgument::Eml => ExportFormat::Eml,
        }
    }

    /// What a row is.
    pub(crate) fn unit(&self) -> ExportUnit {
        match self.unit {
            ExportUnitArgument::Conversation => ExportUnit::Conversation,
            ExportUnitArgument::Message => ExportUnit::Message,
        }
    }

    /// Whether people are masked.
    pub(crate) fn masking(&self) -> ExportMasking {
        masking(self.redact)
    }

    /// Whether messages of systems and tools are included.
    pub(crate) fn system_messages(&self) -> SystemMessages {
        system_messages(self.system)
    }

    /// How CSV is written.
    pub(crate) fn csv(&self) -> CsvStyle {
        CsvStyle {
            separator: match self.separator {
                CsvSeparatorArgument::Comma => CsvSeparator::Comma,
                CsvSeparatorArgument::Semicolon => CsvSeparator::Semicolon,
                CsvSeparatorArgument::Tab => CsvSeparator::Tab,
            },
            encoding: if self.bom {
                CsvEncoding::Utf8WithMark
            } else {
                CsvEncoding::Utf8
            },
        }
    }
}

/// On whom, and what is done with it.
#[derive(Debug, Args)]
pub(crate) struct PersonArguments {
    /// Any writing of an e-mail address or a telephone number, or the id of a customer, a visitor, a session or a
    /// conversation. A name alone names nobody. Behind -- where it begins with a hyphen
    #[arg(value_name = "WRITING")]
    pub(crate) writing: String,
    /// Leave this conversation out as somebody else's, with what is reached only through it; may be given several times
    #[arg(long, value_name = "CONVERSATION", allow_hyphen_values = true)]
    pub(crate) without: Vec<String>,
    /// Write all of it into this folder: a transcript to read and JSON for programs. Whoever else is named is masked
    #[arg(long = "out", value_name = "DIR")]
    pub(crate) target: Option<PathBuf>,
    /// Replace what was written there before
    #[arg(long, requires = "target")]
    pub(crate) force: bool,
    /// Write what you noted about it as well
    #[arg(long, requires = "target")]
    notes: bool,
    /// Erase all of it, at its servers and everywhere on this laptop. It asks twice
    #[arg(long, conflicts_with = "target")]
    pub(crate) erase: bool,
    /// Ask nothing: both questions were answered elsewhere
    #[arg(long, requires = "erase")]
    pub(crate) yes: bool,
    /// In the practice space
    #[arg(long)]
    practice: bool,
}

impl PersonArguments {
    /// Whether what the manager noted goes along.
    pub(crate) fn notes(&self) -> OwnNotes {
        if self.notes {
            OwnNotes::Included
        } else {
            OwnNotes::Kept
        }
    }

    /// The world that is asked about.
    pub(crate) fn world(&self) -> DataWorld {
        if self.practice {
            DataWorld::Practice
        } else {
            DataWorld::Real
        }
    }
}

/// What to ask of the views.
#[derive(Debug, Args)]
pub(crate) struct SqlArguments {
    /// One SELECT over v_source, v_space, v_conversation, v_message, v_outcome, v_lead, v_ticket, v_inbox_item
    #[arg(value_name = "SQL")]
    pub(crate) sql: String,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,
    /// Seconds at most; then the question is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub(crate) timeout: u32,
    /// Write CSV, with the guard of exports
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// In the practice space
    #[arg(long)]
    practice: bool,
}

impl SqlArguments {
    /// The world that is asked about.
    pub(crate) fn world(&self) -> DataWorld {
        if self.practice {
            DataWorld::Practice
        } else {
            DataWorld::Real
        }
    }
}

/// What to ask of the audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List its entries, the oldest first: who did what, and when. They hold ids and keyed hashes, and no word
    List {
        /// Those after this number alone
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
    },
    /// Look at every entry, and say where the log is not as it was written; a fault ends with code 1
    Verify {
        /// A head that was noted elsewhere, as on a manifest or a production set: it must stand in the log
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
}
