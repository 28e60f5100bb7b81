//! What the window shows, as plain structs and pure functions: tested natively, with no browser, no
//! clock and no transport. Components render these and decide nothing.

pub mod audit_words;
pub mod completeness;
pub mod cross_check;
pub mod dashboard;
pub mod empty_list;
pub mod excerpt;
pub mod export_form;
pub mod facets;
pub mod filter;
pub mod history;
pub mod icon;
pub mod key_table;
pub mod labels;
pub mod marks;
pub mod metric_strip;
pub mod metric_words;
pub mod nexudus_account;
pub mod own_keys;
pub mod page_cache;
pub mod palette;
pub mod person;
pub mod queues;
pub mod rules;
pub mod search_proposals;
pub mod settings;
pub mod shortcuts;
pub mod sorting;
pub mod sparkline;
pub mod status_line;
pub mod sync_status;
pub mod timeline;
pub mod views;
pub mod virtual_scroll;
pub mod zoom;
