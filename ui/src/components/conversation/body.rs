//! A message body as elements. The tree came sanitised from the back end; here every node becomes an
//! element with text in it, so nothing in a message can act, load or style.

use crate::components::shared::{OutwardLink, TabStop, icon, link};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::body_tree::{BodyBlock, BodyInline, BodyView};

/// The body.
pub(super) fn body(links: LinksState, body: &BodyView) -> AnyView {
    if body.blocks.is_empty() && body.blocked_images == 0 {
        return view! { <p class="bare">{t(TextKey::EmptyBody)}</p> }.into_any();
    }
    let blocked = (body.blocked_images > 0).then(|| {
        let words = say(&Phrase::count(TextKey::ImagesBlocked, body.blocked_images));
        view! { <p class="blocked">{icon(Icon::ImageOff)}{words}</p> }
    });
    view! { {blocks(links, &body.blocks)}{blocked} }.into_any()
}

fn blocks(links: LinksState, all: &[BodyBlock]) -> Vec<AnyView> {
    all.iter().map(|one| block(links, one)).collect()
}

fn block(links: LinksState, block: &BodyBlock) -> AnyView {
    match block {
        BodyBlock::Paragraph { inlines: inside } => {
            view! { <p dir="auto">{inlines(links, inside)}</p> }.into_any()
        }
        BodyBlock::Heading {
            level,
            inlines: inside,
        } => heading(links, *level, inside),
        BodyBlock::List { start, items } => list(links, *start, items),
        BodyBlock::Quote { blocks: inside } => {
            view! { <blockquote dir="auto">{blocks(links, inside)}</blockquote> }.into_any()
        }
        BodyBlock::Code { text } => {
            view! { <pre dir="auto"><code>{text.clone()}</code></pre> }.into_any()
        }
        BodyBlock::Table { head, rows } => table(links, head, rows),
        BodyBlock::Rule => view! { <hr /> }.into_any(),
    }
}

/// A heading of a message is a heading inside the conversation, whose own stand above it.
fn heading(links: LinksState, level: u8, inside: &[BodyInline]) -> AnyView {
    let level = (u32::from(level) + 3).clamp(4, 6).to_string();
    view! { <p class="heading" role="heading" attr:aria-level=level dir="auto">{inlines(links, inside)}</p> }.into_any()
}

fn list(links: LinksState, start: Option<u32>, items: &[Vec<BodyBlock>]) -> AnyView {
    let items: Vec<_> = items
        .iter()
        .map(|item| view! { <li dir="auto">{blocks(links, item)}</li> })
        .collect();
    match start {
        Some(start) => view! { <ol start=start.to_string() dir="auto">{items}</ol> }.into_any(),
        None => view! { <ul dir="auto">{items}</ul> }.into_any(),
    }
}

fn table(links: LinksState, head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> AnyView {
    let head = (!head.is_empty()).then(|| {
        let cells: Vec<_> = head
            .iter()
            .map(|cell| view! { <th scope="col" dir="auto">{inlines(links, cell)}</th> })
            .collect();
        view! { <thead><tr>{cells}</tr></thead> }
    });
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .map(|cell| view! { <td dir="auto">{inlines(links, cell)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! { <div class="table"><table>{head}<tbody>{rows}</tbody></table></div> }.into_any()
}

fn inlines(links: LinksState, all: &[BodyInline]) -> Vec<AnyView> {
    all.iter().map(|one| inline(links, one)).collect()
}

fn inline(links: LinksState, inline: &BodyInline) -> AnyView {
    match inline {
        BodyInline::Text { text } => text.clone().into_any(),
        BodyInline::Strong { inlines: inside } => {
            view! { <strong>{inlines(links, inside)}</strong> }.into_any()
        }
        BodyInline::Emphasis { inlines: inside } => {
            view! { <em>{inlines(links, inside)}</em> }.into_any()
        }
        BodyInline::Strike { inlines: inside } => {
            view! { <s>{inlines(links, inside)}</s> }.into_any()
        }
        BodyInline::Code { text } => view! { <code>{text.clone()}</code> }.into_any(),
        BodyInline::Link {
            url,
            inlines: inside,
            ..
        } => {
            let inside = view! { {inlines(links, inside)}{icon(Icon::Open)} }.into_any();
            link(
                links,
                OutwardLink {
                    url: url.clone(),
                    class: "link",
                    tab: TabStop::Stops,
                },
                inside,
            )
        }
        BodyInline::BlockedImage { alt } => blocked(alt),
        BodyInline::Break => view! { <br /> }.into_any(),
        BodyInline::Mark { text } => view! { <mark>{text.clone()}</mark> }.into_any(),
    }
}

fn blocked(alt: &str) -> AnyView {
    let words = if alt.trim().is_empty() {
        t(TextKey::ImageBlockedBare).to_owned()
    } else {
        say(&Phrase::new(TextKey::ImageBlocked).with("alt", PhraseArg::Text(alt.trim().to_owned())))
    };
    view! { <span class="image">{icon(Icon::ImageOff)}<bdi>{words}</bdi></span> }.into_any()
}
