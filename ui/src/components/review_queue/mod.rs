//! Review queues in the window: the page of them, the line over the list while one is reviewed, and how far two
//! reviewers agree.

mod agreement;
mod queue_bar;
mod queue_form;
mod queues;

pub(crate) use agreement::agreement;
pub(crate) use queue_bar::queue_bar;
pub(crate) use queues::queues;
