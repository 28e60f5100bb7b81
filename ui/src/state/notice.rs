//! Lines that appear over the page and go again.

/// A line that appears over the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PageNotice {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) kind: NoticeKind,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// Something was done; it goes by itself.
    Done,
    /// Something failed; it stays until it is closed.
    Failed,
}
