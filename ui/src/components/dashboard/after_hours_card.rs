//! After hours: the outcomes of conversations while their space was open, after hours, and where nobody said when it is
//! open, and after hours the AI alone beside an operator. Every number lists its conversations.

use super::card::{card, count_button};
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, number, percent, say, t};
use crate::state::{DashboardState, OpeningHoursState};
use crate::view_model::dashboard::after_hours::{
    PartCell, PartColumn, PartsRow, PartsTable, ShareWords, headline, opening_table,
    operator_table, share_words,
};
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::after_hours::AfterHoursView;
use model::metrics::MetricId;
use std::sync::Arc;

/// The card; nothing until it is counted.
pub(super) fn after_hours_card(state: DashboardState, hours: OpeningHoursState) -> Option<AnyView> {
    let view = state.after_hours.get()?;
    let scope = state.view.get_untracked()?.scope.clone();
    let table = opening_table(&scope, &view);
    let share = view
        .shares
        .iter()
        .find(|it| it.what == MetricId::Conversations);
    let share = share.filter(|share| share.known > 0).map(share_words);
    let inside = view! {
        {headline(&view).map(|words| view! { <p class="card-lead" data-testid="hours-headline">{say(&words)}</p> })}
        {parts_table(state, &table, view.total, share)}
        {operator_table(&scope, &view).map(|table| parts_table(state, &table, view.outside.total, None))}
        {unknown(hours, &view)}
    };
    let note = say(&Phrase::count(TextKey::BreakdownOf, view.total));
    Some(card(
        state,
        "after-hours",
        EvidenceSubject::AfterHours,
        note.into_any(),
        tools(hours),
        inside.into_any(),
    ))
}

fn tools(hours: OpeningHoursState) -> AnyView {
    view! {
        <button class="textual" type="button" data-testid="hours-open" on:click=move |_| hours.show()>
            {icon(Icon::Clock)}{t(TextKey::HoursTitle)}
        </button>
    }
    .into_any()
}

/// Where nobody said when they are open, and the way to say so.
fn unknown(hours: OpeningHoursState, view: &Arc<AfterHoursView>) -> Option<AnyView> {
    if view.unknown.total == 0 {
        return None;
    }
    let spaces = PhraseArg::Text(view.spaces_unknown.join(", "));
    let words = Phrase::count(TextKey::HoursUnknownOf, view.unknown.total).with("spaces", spaces);
    Some(
        view! {
            <p class="card-foot" data-testid="hours-unknown">
                {say(&words)}" "
                <button class="textual" type="button" data-testid="hours-say" on:click=move |_| hours.show()>{t(TextKey::HoursSay)}</button>
            </p>
        }
        .into_any(),
    )
}

fn parts_table(
    state: DashboardState,
    table: &PartsTable,
    total: u64,
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
            <table class="numbers parts">
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
    total: u64,
    share: Option<Option<ShareWords>>,
) -> AnyView {
    let cell = |column: &PartColumn| {
        let test = format!("hours-{}", column.id);
        let opens = Some(column.opens.clone());
        let count = count_button(state, column.conversations, opens, test, t(column.name));
        view! { <td>{count}</td> }
    };
    let sum: Vec<String> = table
        .columns
        .iter()
        .map(|it| number(it.conversations))
        .collect();
    let sum = format!("{} = {}", sum.join(" + "), number(total));
    let share = share.map(|share| view! { <td>{share.as_ref().map(told_share)}</td> });
    view! {
        <tr class="all">
            <th scope="row">{t(TextKey::HoursConversations)}</th>
            {table.columns.iter().map(cell).collect::<Vec<_>>()}
            {share}
            <td class="start sum" data-testid="hours-sum">{sum}</td>
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
        <tr data-testid=format!("hours-row-{}", row.what.key())>
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
    let test = format!("hours-{}-{}", column.id, what.key());
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
