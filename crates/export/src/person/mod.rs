//! The file of one person: a folder with everything that is held on somebody, as a page to be read and as JSON for
//! programs, with a manifest beside it as other exports have. What the subject said, and what names the subject, stands
//! as it was; what names anybody else is masked.
//!
//! It must not decide whose a conversation is: that is handed in, with the reasons.

mod folder;
mod page;
mod record;

pub use folder::{PersonOrder, prepare_person};
