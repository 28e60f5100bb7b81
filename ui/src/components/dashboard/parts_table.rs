//! Parts side by side as a table: their conversations, and each outcome with its rate, its interval and what may be said.
//! Every number lists its conversations.

use super::card::count_button;
use crate::i18n::{TextKey, number, percent, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::parts::{PartCell, PartColumn, PartsRow, PartsTable, ShareWords};
use leptos::prelude::*;
use model::metrics::MetricId;

/// The table. `total` is what the parts make up, where they make up something.
pub(super) fn parts_table(
    state: DashboardState,
    table: &PartsTable,
    total: Option<u64>,
    share: Option<ShareWords>,
) -> AnyView {
    let has_shares = table.rows.iter().any(|row| row.share.is_some());
    let heads = table.columns.iter().map(|column| {
        view! { <th scope="col">{t(column.name)}</th> }
    });
    let share_head = has_shares.then(|| view! { <th scope="col">{t(TextKey::HoursShare)}</th> });
    let rows = table
        .rows
        .iter()
        .map(|row| outcome_row(state, table, row, has_shares));
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers side-by-side">
                <thead><tr>
                    <th scope="col">{t(table.corner)}</th>
                    {heads.collect::<Vec<_>>()}
                    {share_head}
                    <th scope="col" class="start">{t(table.difference)}</th>
                </tr></thead>
                <tbody>
                    {all_row(state, table, total, has_shares.then_some(share))}
                    {rows.collect::<Vec<_>>()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The conversations: the parts make up all of them, which is said.
fn all_row(
    state: DashboardState,
    table: &PartsTable,
    total: Option<u64>,
    share: Option<Option<ShareWords>>,
) -> AnyView {
    let cell = |column: &PartColumn| {
        let test = format!("part-{}", column.id);
        let opens = Some(column.opens.clone());
        let count = count_button(state, column.conversations, opens, test, t(column.name));
        view! { <td>{count}</td> }
    };
    let told = || table.columns.iter().map(|it| number(it.conversations));
    let sum = total.map(|total| {
        let parts: Vec<String> = told().collect();
        format!("{} = {}", parts.join(" + "), number(total))
    });
    let share = share.map(|share| view! { <td>{share.as_ref().map(told_share)}</td> });
    view! {
        <tr class="all">
            <th scope="row">{t(TextKey::HoursConversations)}</th>
            {table.columns.iter().map(cell).collect::<Vec<_>>()}
            {share}
            <td class="start sum" data-testid="parts-sum">{sum}</td>
        </tr>
    }
    .into_any()
}

fn outcome_row(
    state: DashboardState,
    table: &PartsTable,
    row: &PartsRow,
    has_shares: bool,
) -> AnyView {
    let name = t(row.name());
    let cells = table.columns.iter().zip(&row.cells);
    let cells = cells.map(|(column, cell)| part_cell(state, column, cell, row.what, name));
    let share = has_shares.then(|| {
        let share = row.share.as_ref().map(told_share);
        view! { <td>{share}</td> }
    });
    let beside = row.beside.as_ref().map(|words| {
        view! { <b class:clear=words.is_clear>{say(&words.verdict)}</b> }
    });
    let interval = row
        .interval
        .as_ref()
        .map(|words| format!(", {}", say(words)));
    view! {
        <tr data-testid=format!("parts-{}", row.what.key())>
            <th scope="row">{name}</th>
            {cells.collect::<Vec<_>>()}
            {share}
            <td class="start verdict">{beside}{interval}</td>
        </tr>
    }
    .into_any()
}

fn part_cell(
    state: DashboardState,
    column: &PartColumn,
    cell: &PartCell,
    what: MetricId,
    name: &str,
) -> AnyView {
    let test = format!("part-{}-{}", column.id, what.key());
    let named = format!("{name}, {}", t(column.name));
    let count = count_button(state, cell.count, cell.opens.clone(), test, &named);
    let rate = cell.rate.map(percent);
    let range = cell.range.as_ref().map(say);
    view! { <td>{count}<small>{rate}</small><em>{range}</em></td> }.into_any()
}

fn told_share(share: &ShareWords) -> AnyView {
    let rate = share.rate.map(percent);
    view! { {rate}<em>{say(&share.range)}</em> }.into_any()
}
