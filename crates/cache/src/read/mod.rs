//! Everything a page asks for. `reader` is the type, `state` what it shares with the writer; a list is
//! a `result_set`, `text_order` is how it stands by a text, and a window of it is read by `rows`. Nothing here writes.

mod audit;
mod collation;
mod comparison;
mod complete;
mod conversion_times;
pub(crate) mod coverage;
mod dashboard;
mod dashboard_counts;
mod day;
mod deletion;
pub(crate) mod detail;
mod evaluate;
mod excerpt;
mod facets;
mod fact_reading;
mod followed_reading;
mod index_load;
pub(crate) mod known_names;
mod last_look;
mod leads;
mod list;
mod marks;
pub(crate) mod queues;
pub(crate) mod reader;
mod record;
mod recount;
mod result_set;
mod rows;
pub(crate) mod rules;
mod same_person;
pub(crate) mod selection;
mod staged;
pub(crate) mod state;
mod text_facts;
mod text_order;
mod trend;
