//! What is known of a body as text.

/// What a body says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadableText {
    /// What its reader saw.
    pub shown: String,
    /// What its sender hid from the reader: to be found, and never to be told as said.
    pub hidden: String,
    /// Where its links lead, an address a line, where what is shown does not say it: to be found as well.
    pub links: String,
    /// Why the view of it does not show all as it was sent.
    pub fault: Option<ConversionFault>,
}

/// Why a body is not shown as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversionFault {
    /// It would become more than a body may.
    OverBudget,
    /// The conversion failed; the text is the body as it came.
    Failed,
}
