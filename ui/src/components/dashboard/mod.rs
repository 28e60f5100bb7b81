//! Numbers over the conversations that are shown: the strip over the list, and the dashboard.

mod after_hours_card;
mod annotation_panel;
mod breakdown_card;
mod card;
mod comparison_card;
mod control_plot;
mod coverage_card;
mod evidence_panel;
mod figure_strip;
mod funnel_card;
mod inferred_switch;
mod metric_strip;
mod page;
mod parts_table;
mod period_bar;
mod places_card;
mod places_map;
mod times_card;
mod trend_card;

pub(crate) use metric_strip::metric_strip;
pub(crate) use page::dashboard;
