//! Review in the real window: what was read is marked, a message is flagged, each of it can be undone, and what
//! was marked is found again.

use crate::window::{ENTER, Window};

/// Ctrl, held, and Z.
const CTRL_Z: &str = "\u{E009}z";

/// Marks the first conversation and one of its messages.
pub(crate) async fn mark_and_find_again(window: &Window, total: u64) {
    window.click_first("row").await;
    window.wait_for("[data-testid=marks]").await;
    star_by_key(window).await;
    rate_tag_and_note(window).await;
    flag_and_undo(window).await;
    undo_by_key(window).await;
    find_again(window, total).await;
}

async fn star_by_key(window: &Window) {
    window.press_in("list", "s").await;
    window.text_containing("notice", "Starred").await;
    let starred = "return one('mark-star').getAttribute('aria-pressed') === 'true' \
                   && one('row-marks').getAttribute('aria-label') === 'Starred'";
    window.until("star and row say it", starred).await;
}

async fn rate_tag_and_note(window: &Window) {
    window.click("rate-4").await;
    let rated = "return one('rate-4').getAttribute('aria-checked') === 'true'";
    window.until("it is rated", rated).await;
    window.type_into("tag-field", "Wrong  Price").await;
    window.press_in("tag-field", ENTER).await;
    says(window, "tag", "wrong price").await;
    window.click("mark-note").await;
    window
        .type_into("note-field", "Ask Rui what the loft costs since March.")
        .await;
    window.click("note-keep").await;
    says(window, "note", "Ask Rui").await;
    window.click("mark-reviewed").await;
    let all = "return one('row-marks').getAttribute('aria-label') \
               === 'Starred · Reviewed · Rated 4'";
    window.until("the row says all of it", all).await;
    window.pictures("marks").await;
}

/// WebDriver takes what stands in the bar for unseen, so that the page is asked.
async fn says(window: &Window, id: &str, part: &str) {
    let said = format!("return words('{id}').includes('{part}')");
    window.until(&format!("{id} says {part}"), &said).await;
}

async fn flag_and_undo(window: &Window) {
    window.click_first("flag").await;
    window.type_into("flag-note", "It is 290 since March").await;
    window.pictures("flagging").await;
    window.click("flag-wrong_price").await;
    says(window, "flag-line", "Wrong price").await;
    window.pictures("flagged").await;
    window.click("notice-undo").await;
    window
        .until("the flag is gone", "return !one('flag-line')")
        .await;
    window.click_first("flag").await;
    window.click("flag-rude").await;
    says(window, "flag-line", "Rude").await;
}

/// The last change that stands is undone first.
async fn undo_by_key(window: &Window) {
    window.press_in("list", CTRL_Z).await;
    window
        .until("the flag is gone", "return !one('flag-line')")
        .await;
    window.press_in("list", CTRL_Z).await;
    let unreviewed = "return one('mark-reviewed').getAttribute('aria-pressed') === 'false'";
    window.until("it is not reviewed", unreviewed).await;
}

async fn find_again(window: &Window, total: u64) {
    window.clear("search").await;
    window
        .type_into(
            "search",
            "starred:yes rating:>=4 tag:\"wrong price\" reviewed:no",
        )
        .await;
    window
        .until("it is found", "return number('result-count') === 1")
        .await;
    window
        .text_containing("search-meaning", "rated 4 or better")
        .await;
    window.pictures("starred").await;
    window.clear("search").await;
    window.all_listed(total).await;
}
