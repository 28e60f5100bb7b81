//! The person's other conversations, as a strip: when, where, and how it is known that it is the same person.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, say, t};
use crate::state::{BrowsingState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::labels::{channel_icon, person_link};
use leptos::prelude::*;
use model::ConversationId;
use model::view::RelatedConversation;

/// The strip; nothing where the person has no other conversation.
pub(super) fn same_person(
    browse: BrowsingState,
    settings: SettingsState,
    id: ConversationId,
) -> impl IntoView {
    move || {
        let (of, related) = browse.reading.related.get();
        if of != Some(id) || related.is_empty() {
            return None;
        }
        let chips = related.iter().map(|one| chip(browse, settings, one));
        Some(
            view! {
                <nav class="same-person" aria-label=t(TextKey::SamePersonLabel) data-testid="same-person">
                    <b>{icon(Icon::People)}{t(TextKey::SamePerson)}</b>
                    <div class="others">{chips.collect::<Vec<_>>()}</div>
                </nav>
            }
            .into_any(),
        )
    }
}

fn chip(browse: BrowsingState, settings: SettingsState, one: &RelatedConversation) -> AnyView {
    let why = || PhraseArg::Key(person_link(one.link));
    let title = Phrase::new(TextKey::SamePersonTitle)
        .with("subject", PhraseArg::Text(one.subject.clone()))
        .with("why", why());
    let when = PhraseArg::At(
        one.started_at,
        settings.zone(&one.time_zone),
        TimeStyle::Date,
    );
    let words = Phrase::new(TextKey::SamePersonWhy)
        .with("when", when)
        .with("why", why());
    let id = one.id;
    let open = move |_| browse.visit(id, browse.list.filter.get_untracked());
    view! {
        <button type="button" class="other" title=say(&title) data-testid="other-conversation" on:click=open>
            {icon(channel_icon(&one.channel))}<span>{say(&words)}</span>
        </button>
    }
    .into_any()
}
