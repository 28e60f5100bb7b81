//! The review workspace: the list in another order, a search kept as a view, the palette of commands, and
//! the keys, all without a mouse where a person would use none.

use crate::window::{self, Window};

/// Looks at all of it.
pub(crate) async fn look_at(window: &Window, total: u64) {
    sorting(window).await;
    saving_a_view(window, total).await;
    palette(window, total).await;
    keys(window, total).await;
    facets(window, total).await;
    same_person(window).await;
    day(window, total).await;
    longest(window).await;
}

/// A conversation of more messages than are drawn in one frame comes to be drawn whole.
async fn longest(window: &Window) {
    let by_messages = "const sort = one('sort'); sort.value = 'messages'; \
         sort.dispatchEvent(new Event('change', { bubbles: true }))";
    window.run(by_messages).await;
    let is_sorted = "return words('row').match(/([0-9]+) messages/)?.[1] > 12 \
         && one('list').getAttribute('aria-busy') === 'false'";
    window.until("the longest stands first", is_sorted).await;
    window.click_first("row").await;
    let messages = "document.querySelectorAll('[data-testid=message]').length";
    let told = "Number(words('detail').match(/([0-9]+) messages/)?.[1] ?? -1)";
    let whole = format!("return {messages} > 12 && {messages} === {told}");
    window.until("every message is drawn", &whole).await;
    window.click("sort-by-activity").await;
    stands_by(window, "sort-by-activity", "descending").await;
}

/// A day that is typed is gone to in the list, and what is none is said.
async fn day(window: &Window, total: u64) {
    window.press_in("list", "gt").await;
    window.wait_for("[data-testid=day]").await;
    window.type_into("day", "someday").await;
    window.click("day-submit").await;
    window.text_containing("day-error", "This is no day").await;
    window.pictures("day").await;
    // Before everything: the list goes to its end.
    window.type_into("day", "2001-01-01").await;
    window.click("day-submit").await;
    window.selected_place(total).await;
    window.press_in("list", "gt").await;
    window.type_into("day", "today").await;
    window.press_in("day", window::ENTER).await;
    window.selected_place(1).await;
}

/// A column's heading sorts by it, and once more the other way.
async fn sorting(window: &Window) {
    window.click("sort-by-subject").await;
    stands_by(window, "sort-by-subject", "ascending").await;
    let in_order = "const titles = [...document.querySelectorAll('[data-testid=row] .c-subject .first')] \
         .map(title => title.innerText.trim()).filter(title => title && !title.startsWith('(')); \
         const order = new Intl.Collator('en', { numeric: true, ignorePunctuation: false }); \
         return titles.length > 5 \
             && titles.every((title, at) => at === 0 || order.compare(titles[at - 1], title) <= 0)";
    window
        .until("the titles stand in the order of the alphabet", in_order)
        .await;
    window.pictures("sorted").await;
    window.click("sort-by-subject").await;
    stands_by(window, "sort-by-subject", "descending").await;
    window.click("sort-by-activity").await;
    stands_by(window, "sort-by-activity", "descending").await;
}

async fn stands_by(window: &Window, heading: &str, direction: &str) {
    let stands = format!(
        "return one('{heading}').closest('[role=columnheader]').getAttribute('aria-sort') === '{direction}' \
         && one('list').getAttribute('aria-busy') === 'false'"
    );
    window
        .until(&format!("{heading} is {direction}"), &stands)
        .await;
}

/// What is searched for becomes a view, is opened again, deleted and had back.
async fn saving_a_view(window: &Window, total: u64) {
    window.type_into("search", "outcome:tour").await;
    window.click("view-save").await;
    window.wait_for("[data-testid=view-name]").await;
    let meant = "return one('view-query').value === 'outcome:tour'";
    window.until("the view asks what was typed", meant).await;
    // The list may have answered the first letters, which the numbers alone do not tell.
    let answered = "return words('search-meaning').includes('Tour')";
    window.until("all that was typed is asked", answered).await;
    let found = window.search_answered(total).await;
    window.pictures("view-form").await;
    window.type_into("view-name", "Tours of ours").await;
    window.click("view-submit").await;
    is_saved(window).await;
    window.clear("search").await;
    window.all_listed(total).await;
    window.click("view-saved").await;
    window.all_listed(found).await;
    // In a narrow window the signs alone are seen.
    let counted = format!("return one('view-saved').textContent.endsWith('{found}')");
    window
        .until("the view says how many it shows", &counted)
        .await;
    window.pictures("view").await;
    window
        .run("document.querySelector('[data-testid=view-edit]').click()")
        .await;
    window.click("view-remove").await;
    let gone = "return !one('view-saved') && one('notice-undo') !== null";
    window
        .until("the view is deleted, and can be had back", gone)
        .await;
    window.click("notice-undo").await;
    is_saved(window).await;
}

async fn is_saved(window: &Window) {
    let named = "return one('view-saved')?.title === 'Tours of ours'";
    window
        .until("the view stands in the navigation", named)
        .await;
}

/// The palette finds a view by a few letters, and Enter goes there.
async fn palette(window: &Window, total: u64) {
    let control_k = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))";
    window.run(control_k).await;
    window.wait_for("[data-testid=palette-line]").await;
    window.pictures("palette").await;
    window.type_into("palette-field", "tours of").await;
    window.pictures("palette-typed").await;
    let found = "return words('palette-line') === 'Tours of ours' \
         && one('palette-field').getAttribute('aria-activedescendant') === one('palette-line').id";
    window.until("the view is found first", found).await;
    window.press_in("palette-field", window::ENTER).await;
    let there = format!(
        "return !one('palette-dialog') && one('search').value === 'outcome:tour' \
         && number('result-count') < {total}"
    );
    window.until("the view is open", &there).await;
}

/// Sequences, and going back and forward.
async fn keys(window: &Window, total: u64) {
    window.press_in("list", "gi").await;
    window.all_listed(total).await;
    let back = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true }))";
    window.run(back).await;
    window
        .until(
            "the view is shown again",
            "return one('search').value === 'outcome:tour'",
        )
        .await;
    window.run(&back.replace("ArrowLeft", "ArrowRight")).await;
    window.all_listed(total).await;
    window.press_in("list", "gu").await;
    let unconverted = "return one('view-unconverted').getAttribute('aria-current') === 'true'";
    window
        .until("the unconverted ones are shown", unconverted)
        .await;
    window.press_in("list", "gi").await;
    window.all_listed(total).await;
}

/// A facet's number is what a click lists, the click is a term of the search, and its own numbers stay.
async fn facets(window: &Window, total: u64) {
    window.press_in("list", "f").await;
    let counted = format!(
        "return number('value-channel:chat') > 0 && document.activeElement === one('facets') \
         && number('value-channel:whatsapp') === number('tab-whatsapp') \
         && number('value-outcome:any') + number('value-converted:inferred') \
             + number('value-outcome:none') === {total}"
    );
    window.until("the facets are counted", &counted).await;
    window.pictures("facets").await;
    let (chat, whatsapp) = (
        window.number("value-channel:chat").await,
        window.number("value-channel:whatsapp").await,
    );
    window.click("value-channel:chat").await;
    window.all_listed(chat).await;
    let one = format!(
        "return one('search').value === 'channel:chat' && number('value-channel:whatsapp') === {whatsapp}"
    );
    window
        .until("the other channels say what they would give", &one)
        .await;
    window.click("value-channel:whatsapp").await;
    window.all_listed(chat + whatsapp).await;
    let leave_out = "document.querySelector('[data-testid=\"value-outcome:tour\"]').dispatchEvent(new MouseEvent('click', \
         { shiftKey: true, bubbles: true, cancelable: true }))";
    window.run(leave_out).await;
    let both = "return one('search').value === '-outcome:tour channel:(chat OR whatsapp)' \
         && one('value-outcome:tour').getAttribute('aria-checked') === 'mixed' \
         && one('list').getAttribute('aria-busy') === 'false'";
    window.until("tours are left out", both).await;
    window.pictures("facets-chosen").await;
    for value in [
        "value-outcome:tour",
        "value-channel:whatsapp",
        "value-channel:chat",
    ] {
        window.click(value).await;
        let open = format!("return one('{value}').getAttribute('aria-checked') === 'false'");
        window.until(&format!("{value} is given up"), &open).await;
    }
    window.all_listed(total).await;
    window.press_in("list", "f").await;
    window
        .until("the facets are gone", "return !one('facets')")
        .await;
}

/// The person's other conversations lead to each other, and back.
async fn same_person(window: &Window) {
    window.click("sort-by-customer").await;
    stands_by(window, "sort-by-customer", "ascending").await;
    // The practice space is another one each day: who has two stands somewhere, and not always at the top.
    let twice = "const rows = [...document.querySelectorAll('[data-testid=row]')]; \
         const name = row => row.querySelector('.c-customer .first')?.textContent.trim(); \
         const twice = rows.find(row => name(row) && !name(row).startsWith('Visitor') \
             && !row.querySelector('.badge.lead') \
             && rows.filter(other => name(other) === name(row)).length > 1); \
         if (twice) twice.click(); else one('list').scrollTop += one('list').clientHeight; \
         return twice !== undefined";
    window.until("somebody has two conversations", twice).await;
    window.press_in("list", window::ENTER).await;
    window
        .wait_for("[data-testid=same-person] [data-testid=other-conversation]")
        .await;
    window.pictures("same-person").await;
    let session = "return document.querySelector('[data-testid=detail] .session').title";
    let first = window.run(session).await;
    let first = first.as_str().expect("a session");
    window.run("one('other-conversation').click()").await;
    let other = format!("const other = () => {{ {session} }}; return other() !== '{first}'");
    window.until("another conversation is read", &other).await;
    let back = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true }))";
    window.run(back).await;
    let again = format!("const again = () => {{ {session} }}; return again() === '{first}'");
    window.until("the first one is read again", &again).await;
    window.press_in("detail", window::ESCAPE).await;
    window.click("sort-by-activity").await;
    stands_by(window, "sort-by-activity", "descending").await;
}
