//! The fields of the form: which conversations, what is made of them, what a row is, its columns, and who is masked.

use crate::i18n::{TextKey, t};
use crate::state::HandOverState;
use crate::view_model::export_form::{
    ExportForm, ExportProduct, ExportScope, PRODUCTS, SEPARATORS,
};
use leptos::ev::Event;
use leptos::prelude::*;
use model::handover::{CsvEncoding, ExportColumn, ExportUnit, SystemMessages};
use web_sys::HtmlInputElement;

/// Which conversations.
pub(super) fn scopes(over: HandOverState) -> AnyView {
    let scopes = [
        (ExportScope::Listed, TextKey::ExportListed, "export-listed"),
        (
            ExportScope::Selected,
            TextKey::ExportSelected,
            "export-selected",
        ),
        (
            ExportScope::Everything,
            TextKey::ExportEverything,
            "export-all",
        ),
    ];
    let one = |(scope, words, test): (ExportScope, TextKey, &'static str)| {
        let is_shut = move || scope == ExportScope::Selected && !over.has_selection();
        view! {
            <label class="tick-box">
                <input type="radio" name="export-scope" disabled=is_shut prop:checked=move || over.scope.get() == scope data-testid=test on:change=move |_| over.choose_scope(scope) />
                <span>{t(words)}</span>
            </label>
        }
        .into_any()
    };
    let scopes = scopes.into_iter().map(one).collect::<Vec<_>>();
    group(TextKey::ExportWhich, scopes.into_any())
}

/// What is made, and what that is.
pub(super) fn written_as(over: HandOverState) -> AnyView {
    let product = move || over.form.with(|form| form.product);
    let one = |(kind, name, words, _): (ExportProduct, &'static str, TextKey, TextKey)| {
        let choose = move |_| over.change(|form| form.product = kind);
        view! {
            <label class="chip">
                <input type="radio" name="export-product" prop:checked=move || product() == kind data-testid=format!("export-as-{name}") on:change=choose />
                <span>{t(words)}</span>
            </label>
        }
        .into_any()
    };
    let help = move || {
        let product = product();
        let found = PRODUCTS.iter().find(|(kind, ..)| *kind == product);
        found.map(|(.., help)| t(*help))
    };
    let chips = PRODUCTS.into_iter().map(one).collect::<Vec<_>>();
    let inside = view! {
        <div class="chips">{chips}</div>
        <small data-testid="export-help">{help}</small>
        {move || over.form.with(ExportForm::is_csv).then(|| csv(over))}
    };
    group(TextKey::ExportAs, inside.into_any())
}

/// How CSV is written.
fn csv(over: HandOverState) -> AnyView {
    let separator = move || over.form.with(|form| form.csv.separator);
    let one = |(sign, name, words)| {
        let choose = move |_| over.change(|form| form.csv.separator = sign);
        view! {
            <label class="tick-box">
                <input type="radio" name="export-separator" prop:checked=move || separator() == sign data-testid=format!("export-{name}") on:change=choose />
                <span>{t(words)}</span>
            </label>
        }
        .into_any()
    };
    let is_marked = move || {
        over.form
            .with(|form| form.csv.encoding == CsvEncoding::Utf8WithMark)
    };
    view! {
        <div class="beside" role="group" aria-label=t(TextKey::ExportSeparator)>{SEPARATORS.into_iter().map(one).collect::<Vec<_>>()}</div>
        <label class="tick-box">
            <input type="checkbox" prop:checked=is_marked data-testid="export-mark" on:change=move |_| over.change(ExportForm::turn_mark) />
            <span>{t(TextKey::ExportMark)}</span>
        </label>
    }
    .into_any()
}

/// What a row is; nothing for what has no rows.
pub(super) fn rows(over: HandOverState) -> AnyView {
    let unit = move || over.form.with(|form| form.unit);
    let one = move |(kind, words, test)| {
        let choose = move |_| over.change(|form| form.choose_unit(kind));
        view! {
            <label class="tick-box">
                <input type="radio" name="export-unit" prop:checked=move || unit() == kind data-testid=test on:change=choose />
                <span>{t(words)}</span>
            </label>
        }
        .into_any()
    };
    let units = move || {
        let units = [
            (
                ExportUnit::Conversation,
                TextKey::ExportPerConversation,
                "export-per-conversation",
            ),
            (
                ExportUnit::Message,
                TextKey::ExportPerMessage,
                "export-per-message",
            ),
        ];
        let units = units.into_iter().map(one).collect::<Vec<_>>();
        let inside = view! { <div class="beside">{units}</div> };
        group(TextKey::ExportRow, inside.into_any())
    };
    let is_table = Memo::new(move |_| over.form.with(ExportForm::is_table));
    (move || is_table.get().then(units)).into_any()
}

/// Whether people are masked.
pub(super) fn who_is_masked(over: HandOverState) -> AnyView {
    let is_masked = move || over.form.with(ExportForm::is_masked);
    let help = move || {
        t(if is_masked() {
            TextKey::ExportMaskHelp
        } else {
            TextKey::ExportNoMaskHelp
        })
    };
    let inside = view! {
        <label class="tick-box">
            <input type="checkbox" prop:checked=is_masked aria-describedby="export-mask-help" data-testid="export-masked" on:change=move |_| over.change(ExportForm::turn_masks) />
            <span>{t(TextKey::ExportMask)}</span>
        </label>
        <small id="export-mask-help">{help}</small>
    };
    group(TextKey::ExportPeople, inside.into_any())
}

/// Whether messages of systems and tools are included.
pub(super) fn system_messages(over: HandOverState) -> AnyView {
    let are_in = move || {
        over.form
            .with(|form| form.system_messages == SystemMessages::Included)
    };
    view! {
        <label class="tick-box">
            <input type="checkbox" prop:checked=are_in data-testid="export-system" on:change=move |_| over.change(ExportForm::turn_system_messages) />
            <span>{t(TextKey::ExportSystem)}</span>
        </label>
    }
    .into_any()
}

/// The columns of a table.
pub(super) fn columns(over: HandOverState) -> AnyView {
    // Which columns there are changes with the row alone; which are chosen is asked by each.
    let names = Memo::new(move |_| {
        over.preview.with(|preview| {
            let all = preview.iter().flat_map(|it| &it.columns);
            all.map(|column| column.name.clone()).collect::<Vec<_>>()
        })
    });
    let one = move |name: String| {
        let (asked, turned, test) = (name.clone(), name.clone(), format!("export-column-{name}"));
        let is_chosen = move || {
            let column = over.preview.with(|preview| {
                let mut all = preview.iter().flat_map(|it| &it.columns);
                all.find(|column| column.name == asked).cloned()
            });
            column.is_some_and(|column| over.form.with(|form| form.has_column(&column)))
        };
        let is_left = is_chosen.clone();
        let turn = move |event: Event| {
            let all: Vec<ExportColumn> = over.preview.with_untracked(|preview| {
                preview.iter().flat_map(|it| it.columns.clone()).collect()
            });
            over.change(|form| form.turn_column(&all, &turned));
            // The last one stays, and so does its tick.
            event_target::<HtmlInputElement>(&event).set_checked(untrack(&is_left));
        };
        view! {
            <label class="tick-box">
                <input type="checkbox" prop:checked=is_chosen data-testid=test on:change=turn />
                <code dir="ltr">{name}</code>
            </label>
        }
        .into_any()
    };
    let shown = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let ticks = names.into_iter().map(one).collect::<Vec<_>>();
            view! {
                <details class="export-columns" data-testid="export-columns">
                    <summary>{t(TextKey::ExportColumns)}</summary>
                    <small>{t(TextKey::ExportColumnsHelp)}</small>
                    <div class="column-ticks">{ticks}</div>
                </details>
            }
        })
    };
    shown.into_any()
}

/// Fields that belong together, under what they are about.
pub(super) fn group(title: TextKey, inside: AnyView) -> AnyView {
    view! {
        <fieldset>
            <legend>{t(title)}</legend>
            {inside}
        </fieldset>
    }
    .into_any()
}
