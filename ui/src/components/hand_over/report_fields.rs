//! The fields of a report: of which days it is, as what it is written, and what stands in it.

use super::export_fields::group;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::HandOverState;
use crate::view_model::dashboard::days::period_words;
use crate::view_model::export_form::HandOverSubject;
use leptos::prelude::*;
use model::report::ReportFormat;

/// What can be written, its name for tests, and its words.
const FORMATS: [(ReportFormat, TextKey, TextKey); 2] = [
    (
        ReportFormat::Pdf,
        TextKey::ReportPdf,
        TextKey::ReportPdfHelp,
    ),
    (
        ReportFormat::Html,
        TextKey::ReportPage,
        TextKey::ReportPageHelp,
    ),
];

/// What stands in a report, in its order.
const PARTS: [TextKey; 5] = [
    TextKey::ReportHoldsNumbers,
    TextKey::ReportHoldsCauses,
    TextKey::ReportHoldsReadings,
    TextKey::ReportHoldsKnown,
    TextKey::ReportHoldsMasks,
];

/// The fields.
pub(super) fn report_fields(over: HandOverState) -> AnyView {
    let parts = PARTS.map(|words| view! { <li>{t(words)}</li> });
    let holds = view! { <ul class="report-parts">{parts.into_iter().collect::<Vec<_>>()}</ul> };
    view! {
        {of_what(over)}
        {written_as(over)}
        {group(TextKey::ReportHolds, holds.into_any())}
    }
    .into_any()
}

/// The days and the search are those of the dashboard: it is where they are chosen.
fn of_what(over: HandOverState) -> Option<AnyView> {
    let HandOverSubject::Report(asked) = over.subject.get_untracked() else {
        return None;
    };
    let (filter, period) = *asked;
    let search = match filter.text.trim() {
        "" => None,
        text => {
            let text = PhraseArg::Text(text.to_owned());
            Some(say(
                &Phrase::new(TextKey::ReportOfSearch).with("search", text)
            ))
        }
    };
    let inside = view! {
        <p data-testid="report-days"><b>{say(&period_words(period))}</b></p>
        {search.map(|search| view! { <p dir="auto">{search}</p> })}
        <small>{t(TextKey::ReportOfDashboard)}</small>
    };
    Some(group(TextKey::ReportOfWhat, inside.into_any()))
}

fn written_as(over: HandOverState) -> AnyView {
    let format = move || over.form.with(|form| form.report);
    let one = |(kind, words, _): (ReportFormat, TextKey, TextKey)| {
        let choose = move |_| over.change(|form| form.report = kind);
        let test = format!("report-as-{}", kind.as_str());
        view! {
            <label class="chip">
                <input type="radio" name="report-format" prop:checked=move || format() == kind data-testid=test on:change=choose />
                <span>{t(words)}</span>
            </label>
        }
        .into_any()
    };
    let help = move || {
        let format = format();
        let found = FORMATS.iter().find(|(kind, ..)| *kind == format);
        found.map(|(.., help)| t(*help))
    };
    let chips = FORMATS.into_iter().map(one).collect::<Vec<_>>();
    let inside = view! {
        <div class="chips">{chips}</div>
        <small data-testid="report-help">{help}</small>
    };
    group(TextKey::ExportAs, inside.into_any())
}
