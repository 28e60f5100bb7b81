//! The question that is looked at: what can be made of it, what of its answers is at odds, how it is answered and asked.

use super::theme_editor::theme_editor;
use crate::components::shared::icon;
use crate::i18n::{
    Phrase, TextKey, course_phrase, disagreement_phrase, number, say, t, theme_rate_phrase,
};
use crate::state::{THEME_PANEL, ThemeEditing, ThemesState};
use crate::view_model::icon::Icon;
use crate::view_model::themes::theme_term;
use leptos::prelude::*;
use model::theme::{ThemeAnswer, ThemeCourse, ThemeDetail, ThemeDisagreement, ThemeSide};

/// The id of its heading.
const HEADING: &str = "theme-title";

/// The panel.
pub(super) fn theme_panel(state: ThemesState) -> AnyView {
    view! {
        <aside class="rule-panel theme-panel" id=THEME_PANEL tabindex="-1" aria-labelledby=HEADING data-testid="theme-panel">
            <header>
                <h2 id=HEADING><bdi>{move || name(state)}</bdi></h2>
                <button class="plain" type="button" aria-label=t(TextKey::ThemeClose) title=t(TextKey::ThemeClose) data-testid="theme-close" on:click=move |_| { state.close(); }>
                    {icon(Icon::Close)}
                </button>
            </header>
            {move || state.detail.get().map_or_else(waiting, |detail| told(state, &detail))}
        </aside>
    }
    .into_any()
}

fn name(state: ThemesState) -> String {
    state.detail.with(|detail| {
        let named = detail.as_ref().map(|detail| detail.line.name.clone());
        named.unwrap_or_else(|| t(TextKey::ThemesWaiting).to_owned())
    })
}

fn waiting() -> AnyView {
    view! { <p class="late" role="status">{t(TextKey::ThemesWaiting)}</p> }.into_any()
}

fn told(state: ThemesState, detail: &ThemeDetail) -> AnyView {
    let line = &detail.line;
    let rows = say(&Phrase::count(TextKey::ThemeListed, line.conversations));
    let (term, faq) = (theme_term(&line.id), line.id.clone());
    let asked = say(&Phrase::count(TextKey::ThemeAsked, line.asked));
    let edit = move |to: ThemeEditing, name: TextKey, test: &'static str| {
        view! {
            <button class="button" type="button" data-testid=test aria-pressed=move || (state.editing.get() == to).to_string() on:click=move |_| state.editing.set(to)>{t(name)}</button>
        }
    };
    let may_split = detail.wordings.len() > 1;
    let editor = detail.clone();
    view! {
        <p class="rule-definition">{asked}{t(TextKey::Separator)}{say(&theme_rate_phrase(line))}</p>
        <div class="rule-actions">
            <button class="button primary" type="button" data-testid="theme-list" on:click=move |_| state.list(&term)>{icon(Icon::List)}{rows}</button>
            <button class="button" type="button" data-testid="theme-faq" on:click=move |_| state.copy_faq(faq.clone())>{icon(Icon::Copy)}{t(TextKey::ThemeFaq)}</button>
            {edit(ThemeEditing::Renaming, TextKey::ThemeRename, "theme-rename")}
            {edit(ThemeEditing::Merging, TextKey::ThemeMerge, "theme-merge")}
            {may_split.then(|| edit(ThemeEditing::Splitting, TextKey::ThemeSplit, "theme-split"))}
            {line.is_merged.then(|| unmerge(state, line.id.clone()))}
        </div>
        {move || theme_editor(state, &editor)}
        {at_odds(state, &detail.disagreements)}
        {answers(state, detail)}
        {wordings(detail)}
    }
    .into_any()
}

fn unmerge(state: ThemesState, theme: String) -> AnyView {
    view! {
        <button class="button" type="button" data-testid="theme-unmerge" on:click=move |_| state.split(theme.clone(), Vec::new())>{t(TextKey::ThemeUnmerge)}</button>
    }
    .into_any()
}

fn at_odds(state: ThemesState, found: &[ThemeDisagreement]) -> AnyView {
    let each = found.iter().map(|found| disagreement(state, found));
    let nothing = found.is_empty().then(|| {
        view! { <p class="rule-text">{t(TextKey::ThemeAgreed)}</p> }
    });
    view! {
        <section class="theme-part" aria-label=t(TextKey::ThemeAtOdds) data-testid="theme-at-odds">
            <h3>{t(TextKey::ThemeAtOdds)}</h3>
            {nothing}
            {each.collect::<Vec<_>>()}
        </section>
    }
    .into_any()
}

fn disagreement(state: ThemesState, found: &ThemeDisagreement) -> AnyView {
    let is_contradiction = found.changed_at.is_none();
    let sign = if is_contradiction {
        Icon::Warning
    } else {
        Icon::Refresh
    };
    let sides = found.sides.iter().map(|side: &ThemeSide| {
        view! {
            <li><bdi>{side.values.join(", ")}</bdi><small><bdi>{side.space.clone()}</bdi></small>{course(state, &side.course)}</li>
        }
    });
    view! {
        <div class="theme-odds" class:contradiction=is_contradiction data-testid="theme-disagreement">
            <h4>{icon(sign)}{say(&disagreement_phrase(found))}</h4>
            <ul>{sides.collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}

/// How it was given, and its conversations.
fn course(state: ThemesState, course: &ThemeCourse) -> AnyView {
    let (term, many) = (course.term.clone(), course.conversations);
    let rows = say(&Phrase::count(TextKey::ThemeListedPart, many));
    view! {
        <small>
            {say(&course_phrase(course))}" "
            <button class="textual" type="button" data-testid="theme-course" on:click=move |_| state.list(&term)>{rows}</button>
        </small>
    }
    .into_any()
}

fn answers(state: ThemesState, detail: &ThemeDetail) -> AnyView {
    let each = detail.answers.iter().map(|answer: &ThemeAnswer| {
        view! {
            <li>
                <p dir="auto">{answer.text.clone()}</p>
                {course(state, &answer.course)}
            </li>
        }
    });
    let counts = [
        (TextKey::ThemeAnswersLeftOut, detail.answers_left_out),
        (TextKey::ThemeAnswersUnread, detail.unread),
    ];
    let left = counts.into_iter().filter(|(_, count)| *count > 0);
    let left = left
        .map(|(key, count)| view! { <p class="rule-text">{say(&Phrase::count(key, count))}</p> });
    let nothing = detail.answers.is_empty().then(|| {
        view! { <p class="rule-text">{t(TextKey::ThemeAnswersNone)}</p> }
    });
    view! {
        <section class="theme-part" aria-label=t(TextKey::ThemeAnswers) data-testid="theme-answers">
            <h3>{t(TextKey::ThemeAnswers)}<span class="far">{say(&Phrase::count(TextKey::ThemeAnswersTold, detail.answered))}</span></h3>
            {nothing}
            <ul>{each.collect::<Vec<_>>()}</ul>
            {left.collect::<Vec<_>>()}
        </section>
    }
    .into_any()
}

fn wordings(detail: &ThemeDetail) -> AnyView {
    let each = detail.wordings.iter().map(|wording| {
        view! { <li><bdi>{wording.wording.clone()}</bdi><small>{number(wording.asked)}</small></li> }
    });
    view! {
        <section class="theme-part theme-wordings" aria-label=t(TextKey::ThemeWordings) data-testid="theme-wordings">
            <h3>{t(TextKey::ThemeWordings)}</h3>
            <ul>{each.collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}
