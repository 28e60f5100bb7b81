//! Themes in the real window: counted, sorted, listed, looked at, renamed and had back, with pictures in both themes of
//! colour.

use crate::window::{self, Window};

/// Looks at all of it.
pub(crate) async fn look_at(window: &Window, total: u64) {
    open_by_keyboard(window, total).await;
    a_count_lists_its_rows(window).await;
    look_at_one(window).await;
    rename_and_take_back(window).await;
    window.press_in("themes", window::ESCAPE).await;
    window
        .until("the panel is closed", "return !one('theme-panel')")
        .await;
    window.press_in("themes", "gi").await;
    window.all_listed(total).await;
}

async fn open_by_keyboard(window: &Window, total: u64) {
    window.press_in("list", "gw").await;
    window.wait_for("[data-testid=theme-open]").await;
    let counted = format!(
        "const digits = words('themes-over').replaceAll(',', '').match(/\\d+/g).map(Number); \
         return document.activeElement === one('themes') && digits[1] === {total} \
         && digits[0] >= document.querySelectorAll('[data-testid=theme-open]').length"
    );
    window
        .until("questions are gathered over everything", &counted)
        .await;
    let no_scroll = "return document.documentElement.scrollWidth <= window.innerWidth \
         && one('themes').scrollWidth <= one('themes').clientWidth";
    window.until("nothing scrolls sideways", no_scroll).await;
    window.pictures("themes").await;
}

async fn a_count_lists_its_rows(window: &Window) {
    let first = "document.querySelector('[data-testid=theme-rows]')";
    let count = format!("return Number({first}.innerText.replaceAll(',', ''))");
    let count = window.run(&count).await;
    window.run(&format!("{first}.click()")).await;
    let listed = format!(
        "return one('search').value.startsWith('asks:q') \
         && one('list').getAttribute('aria-busy') === 'false' && number('result-count') === {count}"
    );
    window
        .until("the rows are as many as the number", &listed)
        .await;
    window.press_in("list", "gw").await;
    window.wait_for("[data-testid=theme-open]").await;
}

async fn look_at_one(window: &Window) {
    window.click_first("theme-open").await;
    window.wait_for("[data-testid=theme-answers]").await;
    window.wait_for("[data-testid=theme-at-odds]").await;
    window.pictures("theme").await;
}

/// A name is given, and the line that says so takes it back.
async fn rename_and_take_back(window: &Window) {
    window.click("theme-rename").await;
    window.type_into("theme-name", "Asked most").await;
    window.pictures("theme-rename").await;
    window.click("theme-save").await;
    window.text_containing("theme-panel", "Asked most").await;
    window.run("one('notice-undo').click()").await;
    let back = "return !words('theme-panel').includes('Asked most') && !!one('theme-answers')";
    window.until("the name is taken back", back).await;
}
