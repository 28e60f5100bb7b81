//! A message body as elements. The tree came sanitised from the back end; here every node becomes an
//! element with text in it, so nothing in a message can act, load or style.

use crate::components::shared::{LinkTarget, TabStop, icon, link};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::AppState;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::body_tree::{BodyBlock, BodyInline, BodyView};

/// The body.
pub(super) fn body(app: AppState, body: &BodyView) -> AnyView {
    if body.blocks.is_empty() && body.blocked_images == 0 {
        return view! { <p class="bare">{t(TextKey::EmptyBody)}</p> }.into_any();
    }
    let blocked = (body.blocked_images > 0).then(|| {
        let words = say(&Phrase::count(TextKey::ImagesBlocked, body.blocked_images));
        view! { <p class="blocked">{icon(Icon::ImageOff)}{words}</p> }
    });
    view! { {blocks(app, &body.blocks)}{blocked} }.into_any()
}

fn blocks(app: AppState, all: &[BodyBlock]) -> Vec<AnyView> {
    all.iter().map(|one| block(app, one)).collect()
}

fn block(app: AppState, block: &BodyBlock) -> AnyView {
    match block {
        BodyBlock::Paragraph { inlines: inside } => {
            view! { <p dir="auto">{inlines(app, inside)}</p> }.into_any()
        }
        BodyBlock::Heading {
            level,
            inlines: inside,
        } => heading(app, *level, inside),
        BodyBlock::List { start, items } => list(app, *start, items),
        BodyBlock::Quote { blocks: inside } => {
            view! { <blockquote dir="auto">{blocks(app, inside)}</blockquote> }.into_any()
        }
        BodyBlock::Code { text } => {
            view! { <pre dir="auto"><code>{text.clone()}</code></pre> }.into_any()
        }
        BodyBlock::Table { head, rows } => table(app, head, rows),
        BodyBlock::Rule => view! { <hr /> }.into_any(),
    }
}

/// A heading of a message is a heading inside the conversation, whose own stand above it.
fn heading(app: AppState, level: u8, inside: &[BodyInline]) -> AnyView {
    let level = (u32::from(level) + 3).clamp(4, 6).to_string();
    view! { <p class="heading" role="heading" attr:aria-level=level dir="auto">{inlines(app, inside)}</p> }.into_any()
}

fn list(app: AppState, start: Option<u32>, items: &[Vec<BodyBlock>]) -> AnyView {
    let items: Vec<_> = items
        .iter()
        .map(|item| view! { <li dir="auto">{blocks(app, item)}</li> })
        .collect();
    match start {
        Some(start) => view! { <ol start=start.to_string() dir="auto">{items}</ol> }.into_any(),
        None => view! { <ul dir="auto">{items}</ul> }.into_any(),
    }
}

fn table(app: AppState, head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> AnyView {
    let head = (!head.is_empty()).then(|| {
        let cells: Vec<_> = head
            .iter()
            .map(|cell| view! { <th scope="col" dir="auto">{inlines(app, cell)}</th> })
            .collect();
        view! { <thead><tr>{cells}</tr></thead> }
    });
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .map(|cell| view! { <td dir="auto">{inlines(app, cell)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! { <div class="table"><table>{head}<tbody>{rows}</tbody></table></div> }.into_any()
}

fn inlines(app: AppState, all: &[BodyInline]) -> Vec<AnyView> {
    all.iter().map(|one| inline(app, one)).collect()
}

fn inline(app: AppState, inline: &BodyInline) -> AnyView {
    match inline {
        BodyInline::Text { text } => text.clone().into_any(),
        BodyInline::Strong { inlines: inside } => {
            view! { <strong>{inlines(app, inside)}</strong> }.into_any()
        }
        BodyInline::Emphasis { inlines: inside } => {
            view! { <em>{inlines(app, inside)}</em> }.into_any()
        }
        BodyInline::Strike { inlines: inside } => {
            view! { <s>{inlines(app, inside)}</s> }.into_any()
        }
        BodyInline::Code { text } => view! { <code>{text.clone()}</code> }.into_any(),
        BodyInline::Link {
            url,
            inlines: inside,
            ..
        } => {
            let inside = view! { {inlines(app, inside)}{icon(Icon::Open)} }.into_any();
            link(
                app,
                LinkTarget {
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
