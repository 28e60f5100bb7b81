//! `facets`: how many conversations have what, each value beside the term that asks for it. What the search says
//! of a facet is left out where that facet is counted, as in the window.

use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::query_args::QueryArguments;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{facet_name, text};
use model::facet::{FacetChoice, FacetCounts, FacetValue};
use serde::Serialize;

/// A facet, for machines.
#[derive(Serialize)]
struct FacetJson<'f> {
    facet: &'static str,
    /// Under all of the search but what it says of this facet.
    conversations: u64,
    values: Vec<FacetValueJson<'f>>,
    /// Values of an open set that are not listed.
    left_out: u32,
}

/// A value of a facet, for machines.
#[derive(Serialize)]
struct FacetValueJson<'f> {
    term: String,
    conversations: u64,
    choice: FacetChoice,
    /// The whole search after it was chosen, or given up.
    toggled: &'f str,
}

/// Counts facets.
pub(crate) async fn facets(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = asked_filter(app, asked).await?;
    let facets = app.facets(filter).await?;
    match out.format {
        OutputFormat::Json => out.json(&facets.iter().map(FacetJson::from).collect::<Vec<_>>()),
        OutputFormat::Text => {
            let rows: Vec<Vec<String>> = facets.iter().flat_map(rows).collect();
            let lines = table(&["FACET", "TERM", "CONVERSATIONS", "ASKED"], &rows);
            lines.iter().try_for_each(|line| out.line(line))
        }
    }
}

impl<'f> From<&'f FacetCounts> for FacetJson<'f> {
    fn from(counts: &'f FacetCounts) -> Self {
        let value = |value: &'f FacetValue| FacetValueJson {
            term: value.test.to_string(),
            conversations: value.conversations,
            choice: value.choice,
            toggled: &value.toggled,
        };
        Self {
            facet: counts.facet.as_str(),
            conversations: counts.conversations,
            values: counts.values.iter().map(value).collect(),
            left_out: counts.left_out,
        }
    }
}

fn rows(counts: &FacetCounts) -> Vec<Vec<String>> {
    let name = text(facet_name(counts.facet));
    let row = |value: &FacetValue| {
        let asked = match value.choice {
            FacetChoice::Open => "",
            FacetChoice::Chosen => "yes",
            FacetChoice::Excluded => "not",
        };
        vec![
            name.to_owned(),
            cell(&value.test.to_string(), 40),
            value.conversations.to_string(),
            asked.to_owned(),
        ]
    };
    counts.values.iter().map(row).collect()
}
