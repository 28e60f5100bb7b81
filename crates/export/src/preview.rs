//! A look at what would be handed over: how much it is, and its beginning, masked as the whole would be. Nothing is
//! written.

use crate::columns::{ColumnChoice, column_names};
use crate::error::Result;
use crate::export::{columns_of, names_for};
use crate::format::csv_table::field;
use crate::format::eml_folder::plain;
use crate::format::transcript::Transcript;
use crate::line::{ExportItem, SpaceNames};
use crate::redact::{MaskSession, NameBook};
use cache::{CacheReader, HeldSelection};
use chrono::{DateTime, Utc};
use model::handover::{ExportColumn, ExportRequest, HandOverPreview};

/// Rows that are shown.
const ROWS: usize = 5;
/// Lines of a transcript that are shown.
const LINES: usize = 24;
/// Signs of a cell that are shown: a message may have thousands.
const SIGNS: usize = 160;

/// Looks at what would be handed over.
///
/// # Errors
/// [`crate::ExportError::NoColumn`] and [`crate::ExportError::NoColumns`] as an export; [`crate::ExportError::Cache`]
/// where the cache fails.
pub async fn preview(
    reader: &CacheReader,
    request: ExportRequest,
    now: DateTime<Utc>,
) -> Result<HandOverPreview> {
    let columns = columns_of(&request)?;
    let selection = reader.hold_selection(&request.filter, request.sort, now);
    let selection = selection.await?;
    let names = NameBook::new(&names_for(reader, &request).await?);
    let desk = PreviewDesk {
        items: first_items(reader, &selection).await?,
        names: SpaceNames::read(reader).await?,
        masks: MaskSession::new(request.masking, names),
        request,
    };
    Ok(desk.shown(selection.total().into(), &columns))
}

async fn first_items(reader: &CacheReader, selection: &HeldSelection) -> Result<Vec<ExportItem>> {
    let most = u32::try_from(ROWS).unwrap_or(u32::MAX);
    let read = reader.selected_conversations(selection, 0, most).await?;
    let whole = read.into_iter();
    Ok(whole.map(|one| ExportItem::Whole(Box::new(one))).collect())
}

/// What is needed to show the beginning.
struct PreviewDesk {
    items: Vec<ExportItem>,
    names: SpaceNames,
    masks: MaskSession,
    request: ExportRequest,
}

impl PreviewDesk {
    fn shown(mut self, conversations: u64, columns: &ColumnChoice) -> HandOverPreview {
        let is_table = self.request.format.is_table();
        HandOverPreview {
            conversations,
            columns: if is_table {
                self.columns(columns)
            } else {
                Vec::new()
            },
            rows: if is_table {
                self.rows(columns)
            } else {
                Vec::new()
            },
            page: if is_table { String::new() } else { self.page() },
        }
    }

    fn columns(&self, chosen: &ColumnChoice) -> Vec<ExportColumn> {
        let chosen = chosen.names();
        let all = column_names(self.request.unit).into_iter();
        let column = |name: &str| ExportColumn {
            name: name.to_owned(),
            is_chosen: chosen.contains(&name),
        };
        all.map(column).collect()
    }

    fn rows(&mut self, columns: &ColumnChoice) -> Vec<Vec<String>> {
        let with = (&self.names, self.request.system_messages);
        let mut rows = Vec::new();
        for item in &self.items {
            rows.extend(columns.rows(item, with, &mut self.masks));
        }
        rows.truncate(ROWS);
        let shown = |cells: &Vec<_>| cells.iter().map(|cell| short(&field(cell))).collect();
        rows.iter().map(shown).collect()
    }

    fn page(&mut self) -> String {
        let with = (&self.names, self.request.system_messages);
        let first = self.items.first();
        let told = first.and_then(|item| Transcript::of_item(item, with, &mut self.masks));
        let text = told.map(|told| plain(&told)).unwrap_or_default();
        let lines: Vec<String> = text.lines().take(LINES).map(short).collect();
        lines.join("\n")
    }
}

/// As much of a text as is shown. What is cut was masked whole; a pseudonym at the end is left out rather than halved,
/// since half a one may look like another.
fn short(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SIGNS) else {
        return text.to_owned();
    };
    let shown = &text[..end];
    let opened = shown.rfind('[').filter(|at| !shown[*at..].contains(']'));
    format!(
        "{}…",
        &shown[..opened
            .filter(|at| is_pseudonym(&text[*at..]))
            .unwrap_or(end)]
    )
}

/// Whether a text begins with what stands in the place of somebody.
fn is_pseudonym(text: &str) -> bool {
    let inner = text.split(['[', ']']).nth(1).unwrap_or_default();
    let number = inner.rsplit('-').next().unwrap_or_default();
    number.len() < inner.len() && number.parse::<u64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cache::RecordedNames;
    use model::handover::ExportMasking;

    #[test]
    fn a_long_text_is_cut_between_signs() {
        assert_eq!(short("Grüße"), "Grüße");
        let long = short(&"é".repeat(SIGNS + 1));
        assert_eq!(long, format!("{}…", "é".repeat(SIGNS)));
    }

    #[test]
    fn nothing_half_masked_is_shown_wherever_a_text_is_cut() {
        let names = RecordedNames {
            people: vec!["Grace Lin".to_owned()],
            ..RecordedNames::default()
        };
        for before in SIGNS - 30..SIGNS + 2 {
            let mut masks = MaskSession::new(ExportMasking::Masked, NameBook::new(&names));
            let said = format!("{} Grace Lin, g.lin@loft.example", "é".repeat(before));
            let shown = short(&masks.text(&said));
            let end = shown.trim_start_matches('é').trim_end_matches('…').trim();
            let whole = ["", "[Person-1]", "[Person-1],", "[Person-1], [E-mail-1]"];
            assert!(whole.contains(&end), "{before}: {end}");
        }
        let brackets = format!("{}[by hand]", "a".repeat(SIGNS - 3));
        assert_eq!(short(&brackets), format!("{}…", &brackets[..SIGNS]));
    }
}
