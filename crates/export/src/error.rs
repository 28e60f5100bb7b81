//! Why something was not handed over. Nothing half-written is left in its place.

use std::io;
use std::path::PathBuf;

/// Why something was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file or the folder is there already.
    #[error("{} is there already", .path.display())]
    TargetExists {
        /// Which.
        path: PathBuf,
    },
    /// Something else stands where the result should: a folder in the place of a file, or what no export wrote.
    #[error("{} cannot be replaced by an export", .path.display())]
    TargetForeign {
        /// Which.
        path: PathBuf,
    },
    /// The file or its folder cannot be used.
    #[error("{} cannot be written", .path.display())]
    Target {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no such column.
    #[error("there is no column {name}")]
    NoColumn {
        /// As it was named.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Columns were chosen for what has none.
    #[error("a transcript has no columns")]
    NoColumns,
    /// A PDF would have more pages than one is made with.
    #[error("a PDF has {most} pages at most")]
    TooManyPages {
        /// Pages that one may have.
        most: usize,
    },
    /// A PDF could not be made.
    #[error("a PDF could not be made")]
    Pdf(#[source] document::DocumentError),
    /// Somebody stopped it.
    #[error("stopped; nothing was written")]
    Stopped,
    /// The data changed while numbers and rows were read.
    #[error("the data changed meanwhile; nothing was written")]
    Changed,
    /// The cache.
    #[error(transparent)]
    Cache(#[from] cache::CacheError),
    /// A file could not be written.
    #[error("a file could not be written")]
    Files(#[from] io::Error),
    /// A value could not be written as JSON.
    #[error("a value could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A table could not be written.
    #[error("a table could not be written")]
    Csv(#[from] csv::Error),
    /// A workbook could not be written.
    #[error("a workbook could not be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The signing key cannot be used.
    #[error("the signing key cannot be used")]
    Signature(#[source] minisign::PError),
    /// A task of our own ended badly.
    #[error("a background task ended badly")]
    Task(#[from] tokio::task::JoinError),
}

/// The result of handing over.
pub(crate) type Result<T> = std::result::Result<T, ExportError>;

impl From<document::DocumentError> for ExportError {
    fn from(error: document::DocumentError) -> Self {
        match error {
            document::DocumentError::TooLong { most } => Self::TooManyPages { most },
            error @ document::DocumentError::Pdf(_) => Self::Pdf(error),
        }
    }
}

impl ExportError {
    /// Whether the same call can succeed later without anything being repaired.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Changed | Self::Stopped => true,
            Self::Cache(error) => error.is_retryable(),
            _ => false,
        }
    }
}
