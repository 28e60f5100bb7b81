//! A message body as elements. The tree came sanitised from the back end; here every node becomes an
//! element with text in it, so nothing in a message can act, load or style.

use crate::components::shared::{OutwardLink, TabStop, icon, link};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, body_note, offer_standing, say, t};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use crate::view_model::quote::is_long_quote;
use leptos::prelude::*;
use model::body_tree::{BodyBlock, BodyInline, BodyView};
use model::view::MessageView;
use model::{OfferKind, OfferView};

/// A body that is being shown: its links stand in a table of their own.
#[derive(Clone, Copy)]
struct BodyScope<'b> {
    links: LinksState,
    body: &'b BodyView,
    /// Which of its links are calls to action.
    offers: &'b [OfferView],
    zone: Option<&'b str>,
}

/// The body of a message of the conversation: its calls to action say whether they were taken.
pub(super) fn offering(links: LinksState, message: &MessageView, zone: Option<&str>) -> AnyView {
    shown(BodyScope {
        links,
        body: &message.body,
        offers: &message.offers,
        zone,
    })
}

/// A body by itself.
pub(super) fn body(links: LinksState, body: &BodyView) -> AnyView {
    shown(BodyScope {
        links,
        body,
        offers: &[],
        zone: None,
    })
}

fn shown(scope: BodyScope<'_>) -> AnyView {
    let body = scope.body;
    if body.blocks.is_empty() && body.blocked_images == 0 && body.note.is_none() {
        return view! { <p class="bare">{t(TextKey::EmptyBody)}</p> }.into_any();
    }
    let blocked = (body.blocked_images > 0).then(|| {
        let words = say(&Phrase::count(TextKey::ImagesBlocked, body.blocked_images));
        view! { <p class="blocked">{icon(Icon::ImageOff)}{words}</p> }
    });
    let notes: Vec<_> = body
        .note
        .map(body_note)
        .unwrap_or_default()
        .iter()
        .map(|note| view! { <p class="blocked" data-testid="body-note">{icon(Icon::Warning)}{say(note)}</p> })
        .collect();
    view! { {blocks(scope, &body.blocks)}{notes}{blocked} }.into_any()
}

/// What the sender hid, folded; open where a match of the search stands in it.
fn hidden(scope: BodyScope<'_>, inside: &[BodyBlock]) -> AnyView {
    let open = inside.iter().any(BodyBlock::has_mark);
    view! {
        <details class="hidden-part" open=open data-testid="hidden-part">
            <summary>{t(TextKey::HiddenPart)}</summary>
            {blocks(scope, inside)}
        </details>
    }
    .into_any()
}

fn blocks(scope: BodyScope<'_>, all: &[BodyBlock]) -> Vec<AnyView> {
    all.iter().map(|one| block(scope, one)).collect()
}

fn block(scope: BodyScope<'_>, block: &BodyBlock) -> AnyView {
    match block {
        BodyBlock::Paragraph { inlines: inside } => {
            view! { <p dir="auto">{inlines(scope, inside)}</p> }.into_any()
        }
        BodyBlock::Heading {
            level,
            inlines: inside,
        } => heading(scope, *level, inside),
        BodyBlock::List { start, items } => list(scope, *start, items),
        BodyBlock::Quote { blocks: inside } => quote(scope, inside),
        BodyBlock::Code { text } => {
            view! { <pre dir="auto"><code>{text.clone()}</code></pre> }.into_any()
        }
        BodyBlock::Table { head, rows } => table(scope, head, rows),
        BodyBlock::Rule => view! { <hr /> }.into_any(),
        BodyBlock::Hidden { blocks: inside } => hidden(scope, inside),
    }
}

/// What is quoted. A long one is the history below a mail, which stands in the conversation already: it is folded,
/// unless a match of the search stands in it.
fn quote(scope: BodyScope<'_>, inside: &[BodyBlock]) -> AnyView {
    let quoted = view! { <blockquote dir="auto">{blocks(scope, inside)}</blockquote> }.into_any();
    if !is_long_quote(inside) {
        return quoted;
    }
    let open = inside.iter().any(BodyBlock::has_mark);
    view! {
        <details class="hidden-part" open=open data-testid="quoted">
            <summary>{t(TextKey::QuotedPart)}</summary>
            {quoted}
        </details>
    }
    .into_any()
}

/// A heading of a message is a heading inside the conversation, whose own stand above it.
fn heading(scope: BodyScope<'_>, level: u8, inside: &[BodyInline]) -> AnyView {
    let level = (u32::from(level) + 3).clamp(4, 6).to_string();
    view! { <p class="heading" role="heading" attr:aria-level=level dir="auto">{inlines(scope, inside)}</p> }.into_any()
}

fn list(scope: BodyScope<'_>, start: Option<u32>, items: &[Vec<BodyBlock>]) -> AnyView {
    let items: Vec<_> = items
        .iter()
        .map(|item| view! { <li dir="auto">{blocks(scope, item)}</li> })
        .collect();
    match start {
        Some(start) => view! { <ol start=start.to_string() dir="auto">{items}</ol> }.into_any(),
        None => view! { <ul dir="auto">{items}</ul> }.into_any(),
    }
}

fn table(scope: BodyScope<'_>, head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> AnyView {
    let head = (!head.is_empty()).then(|| {
        let cells: Vec<_> = head
            .iter()
            .map(|cell| view! { <th scope="col" dir="auto">{inlines(scope, cell)}</th> })
            .collect();
        view! { <thead><tr>{cells}</tr></thead> }
    });
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .map(|cell| view! { <td dir="auto">{inlines(scope, cell)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    // A wide table scrolls by itself, so the keyboard must reach it.
    view! { <div class="table" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div> }
        .into_any()
}

fn inlines(scope: BodyScope<'_>, all: &[BodyInline]) -> Vec<AnyView> {
    all.iter().map(|one| inline(scope, one)).collect()
}

fn inline(scope: BodyScope<'_>, inline: &BodyInline) -> AnyView {
    match inline {
        BodyInline::Text { text } => text.clone().into_any(),
        BodyInline::Strong { inlines: inside } => {
            view! { <strong>{inlines(scope, inside)}</strong> }.into_any()
        }
        BodyInline::Emphasis { inlines: inside } => {
            view! { <em>{inlines(scope, inside)}</em> }.into_any()
        }
        BodyInline::Strike { inlines: inside } => {
            view! { <s>{inlines(scope, inside)}</s> }.into_any()
        }
        BodyInline::Code { text } => view! { <code>{text.clone()}</code> }.into_any(),
        BodyInline::Link {
            target,
            inlines: inside,
        } => outward(scope, *target, inside),
        BodyInline::BlockedImage { alt } => blocked(alt),
        BodyInline::Break => view! { <br /> }.into_any(),
        BodyInline::Mark { text } => view! { <mark>{text.clone()}</mark> }.into_any(),
    }
}

fn outward(scope: BodyScope<'_>, place: u32, inside: &[BodyInline]) -> AnyView {
    let Some(target) = scope.body.link(place) else {
        return inlines(scope, inside).into_any();
    };
    let inside = view! { {inlines(scope, inside)}{icon(Icon::Open)} }.into_any();
    let link = link(
        scope.links,
        OutwardLink {
            url: target.url.clone(),
            class: "link",
            tab: TabStop::Stops,
        },
        inside,
    );
    match scope.offers.iter().find(|offer| offer.target == place) {
        Some(offer) => view! { {link}" "{standing(*offer, scope.zone)} }.into_any(),
        None => link,
    }
}

/// What a call to action asks for, and whether that followed.
fn standing(offer: OfferView, zone: Option<&str>) -> AnyView {
    let help = match (offer.taken_at, offer.kind) {
        (Some(at), _) => {
            let time = PhraseArg::At(at, zone.map(str::to_owned), TimeStyle::DateTime);
            say(&Phrase::new(TextKey::OfferTakenHelp).with("time", time))
        }
        (None, OfferKind::Other) => t(TextKey::OfferOtherHelp).to_owned(),
        (None, _) => t(TextKey::OfferOfferedHelp).to_owned(),
    };
    let taken = offer.taken_at.is_some();
    view! {
        <span class="link-state" class:taken=taken title=help data-testid="offer" data-kind=offer.kind.to_string()>
            {icon(if taken { Icon::Check } else { Icon::Link })}
            {say(&offer_standing(&offer))}
        </span>
    }
    .into_any()
}

fn blocked(alt: &str) -> AnyView {
    let words = if alt.trim().is_empty() {
        t(TextKey::ImageBlockedBare).to_owned()
    } else {
        say(&Phrase::new(TextKey::ImageBlocked).with("alt", PhraseArg::Text(alt.trim().to_owned())))
    };
    view! { <span class="image">{icon(Icon::ImageOff)}<bdi>{words}</bdi></span> }.into_any()
}
