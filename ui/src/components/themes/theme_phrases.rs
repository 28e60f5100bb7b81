//! What is asked before an outcome, and what before none.

use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::ThemesState;
use crate::view_model::themes::phrase_sides;
use leptos::prelude::*;
use model::theme::ThemePhrase;

/// The id of its heading.
const HEADING: &str = "theme-phrases-title";

/// Both sides; nothing before the first answer.
pub(super) fn theme_phrases(state: ThemesState) -> Option<AnyView> {
    let phrases = state
        .view
        .with(|view| view.as_ref().map(|view| view.phrases.clone()))?;
    let (none, before) = phrase_sides(&phrases);
    let inside = if phrases.is_empty() {
        view! { <p class="rules-foot">{t(TextKey::ThemePhrasesEmpty)}</p> }.into_any()
    } else {
        view! {
            <div class="phrase-sides">
                {side(state, TextKey::ThemePhrasesNone, none)}
                {side(state, TextKey::ThemePhrasesBefore, before)}
            </div>
        }
        .into_any()
    };
    Some(
        view! {
            <section class="theme-phrases" aria-labelledby=HEADING data-testid="theme-phrases">
                <h2 id=HEADING>{t(TextKey::ThemePhrases)}</h2>
                <p class="rules-foot">{t(TextKey::ThemePhrasesText)}</p>
                {inside}
            </section>
        }
        .into_any(),
    )
}

fn side(state: ThemesState, name: TextKey, phrases: Vec<ThemePhrase>) -> AnyView {
    let lines = phrases.into_iter().map(|phrase| {
        let words = Phrase::new(TextKey::ThemePhraseTold)
            .with("phrase", PhraseArg::Text(phrase.phrase))
            .number("converted", phrase.converted)
            .number("unconverted", phrase.unconverted);
        let term = phrase.term;
        view! {
            <li><button class="textual" type="button" data-testid="theme-phrase" on:click=move |_| state.list(&term)><bdi>{say(&words)}</bdi></button></li>
        }
    });
    view! {
        <div>
            <h3>{t(name)}</h3>
            <ul>{lines.collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}
