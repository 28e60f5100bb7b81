//! Reading what is on this laptop: the list, a conversation, the status. No network is touched here.

pub(crate) mod annotations;
pub(crate) mod conversation;
pub(crate) mod coverage;
pub(crate) mod funnel;
pub(crate) mod hand_over;
pub(crate) mod hand_over_job;
mod known_rules;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod marks;
pub(crate) mod opening_hours;
pub(crate) mod person;
pub(crate) mod queue;
pub(crate) mod queue_file;
pub(crate) mod record;
pub(crate) mod relaxations;
pub(crate) mod report;
pub(crate) mod rule_draft;
mod rule_trials;
pub(crate) mod rules;
mod split_theme;
pub(crate) mod status;
pub(crate) mod themes;
pub(crate) mod views;
pub(crate) mod window_state;
pub(crate) mod zone;
