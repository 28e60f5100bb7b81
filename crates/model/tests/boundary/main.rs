//! Every type that is serialised at a border, as JSON on paper: what the window, the wire and the store
//! read must not change because something was renamed. Each sample is read back as well, and must be
//! the same.
//!
//! A change that is meant: `INSTA_UPDATE=always cargo test -p daybook-model --test boundary`, then read
//! the difference in git. `cargo xtask tidy` fails when a type has no sample here.

mod account;
mod after_hours;
mod annotation;
mod audit;
mod body_tree;
mod capability;
mod comparison;
mod coverage;
mod dashboard;
mod deletion;
mod event;
mod failure;
mod feed;
mod funnel;
mod handover;
mod lead;
mod marks;
mod metrics;
mod opening_hours;
mod person;
mod record;
mod relaxation;
mod request;
mod rule;
mod sample;
mod saved_view;
mod search;
mod theme;
mod trend;
mod view;
mod zone_view;

/// Compares the JSON of each sample with its snapshot, and reads it back.
macro_rules! stands {
    ($($name:literal: $sample:expr),+ $(,)?) => {$(
        let sample = $sample;
        insta::assert_json_snapshot!($name, sample);
        let json = serde_json::to_string(&sample).expect("it is written");
        $crate::sample::same_as(&sample, &json);
    )+};
}
pub(crate) use stands;

/// The same for what is only written.
macro_rules! is_written {
    ($($name:literal: $sample:expr),+ $(,)?) => {$(
        insta::assert_json_snapshot!($name, $sample);
    )+};
}
pub(crate) use is_written;
