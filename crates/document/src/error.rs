//! Why a document could not be made.

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is longer than a PDF is made here: all of one is in memory until it ends.
    #[error("it would have more than {most} pages")]
    TooLong {
        /// Pages that one may have.
        most: usize,
    },
    /// A font of the system cannot be put into it, or the document breaks a limit of the format.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// The result of making one.
pub(crate) type Result<T> = std::result::Result<T, DocumentError>;

impl From<krilla::error::KrillaError> for DocumentError {
    fn from(error: krilla::error::KrillaError) -> Self {
        Self::Pdf(error.to_string())
    }
}
