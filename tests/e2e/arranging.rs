//! The list as a manager arranges it: its columns by keyboard and by pointer, rows of one line, views with columns of
//! their own, several conversations picked together, words found in one conversation, a search that finds nothing,
//! and the page at 400 %.

use crate::window::{self, DOWN, ESCAPE, RIGHT, Window};

/// Shift, held for the keys behind it.
const SHIFT: &str = "\u{E008}";
/// Ctrl, likewise.
const CTRL: &str = "\u{E009}";
/// The arrow up.
const UP: &str = "\u{E013}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_arranged_and_worked_on_by_keyboard() {
    let Some(window) = crate::window("arranged").await else {
        return;
    };
    window.click("first-start-practice").await;
    let total = window.whole_copy().await;
    window.selected_place(1).await;
    // However wide the window is, there is room for one column more.
    for _ in 0..4 {
        window.press_in("list", &format!("{CTRL}-")).await;
    }
    columns_by_keyboard(&window).await;
    columns_by_pointer(&window).await;
    columns_of_a_view(&window, total).await;
    window.press_in("list", &format!("{CTRL}0")).await;
    lower_rows(&window).await;
    several_picked(&window).await;
    words_in_one_conversation(&window).await;
    a_language(&window, total).await;
    nothing_found(&window, total).await;
    deleted_for_privacy(&window, total).await;
    four_times_as_large(&window).await;
    window.close().await;
}

/// Presses a button by script: a page that is smaller than usual lies elsewhere than the driver clicks.
async fn press(window: &Window, id: &str) {
    window.wait_for(&format!("[data-testid='{id}']")).await;
    window.run(&format!("one('{id}').click()")).await;
}

async fn headings(window: &Window) -> String {
    let names = "return [...document.querySelectorAll('.head [data-column]')] \
         .map(heading => heading.dataset.column).join(' ')";
    let names = window.run(names).await;
    names.as_str().expect("names").to_owned()
}

/// The menu opens by a key, is walked by arrows, and gives the keyboard back.
async fn columns_by_keyboard(window: &Window) {
    window.press_in("list", "c").await;
    let first = "return document.activeElement === one('column-subject')";
    window
        .until("the first column has the keyboard", first)
        .await;
    window.pictures("columns").await;
    press(window, "column-space").await;
    let shown = "return one('heading-space') !== null && words('row').length > 0 \
         && document.querySelector('[data-testid=row] .c-space')?.innerText.trim().length > 3";
    window.until("the spaces have a column", shown).await;
    for next in ["activity", "channel", "customer"] {
        window
            .press_in("column-space", &format!("{SHIFT}{UP}"))
            .await;
        let moved = format!(
            "return one('heading-space')?.nextElementSibling === one('heading-{next}') \
             && document.activeElement === one('column-space')"
        );
        window.until("it moves, and has the keyboard", &moved).await;
    }
    window.press_in("column-space", &RIGHT.repeat(3)).await;
    // Three steps of 16 pixels beyond what is usual.
    let wider = "const width = one('heading-space').getBoundingClientRect().width; \
         return Math.abs(width - 168) < 2 && words('column-space').includes('168 px')";
    window
        .until("it is as wide as is said, by three steps", wider)
        .await;
    window.pictures("columns-arranged").await;
    // At the end of its way the button keeps the keyboard.
    window.run("one('earlier-subject').focus()").await;
    press(window, "earlier-subject").await;
    let kept = "return document.activeElement === one('earlier-subject') \
         && one('earlier-subject').getAttribute('aria-disabled') === 'true'";
    window.until("the end is said, and kept", kept).await;
    window.press_in("column-space", ESCAPE).await;
    let back = "return !one('columns-menu') && document.activeElement?.id === 'columns'";
    window
        .until("the button has the keyboard again", back)
        .await;
}

/// A border that is pulled makes a column wider, and a heading that is pulled moves it.
async fn columns_by_pointer(window: &Window) {
    // With the usual columns there is room in every window: none gives way to the wider one.
    as_usual(window).await;
    border_pulled(window).await;
    as_usual(window).await;
    heading_pulled(window).await;
    as_usual(window).await;
}

async fn border_pulled(window: &Window) {
    let before = headings(window).await;
    let width = "return one('heading-activity').getBoundingClientRect().width";
    let narrow = window.run(width).await.as_f64().expect("a width");
    let pulled = "const grip = one('grip-activity'); const at = grip.getBoundingClientRect(); \
         const event = (name, x) => new PointerEvent(name, { bubbles: true, cancelable: true, button: 0, \
             clientX: x, clientY: at.top + 4, pointerId: 1 }); \
         grip.setPointerCapture = () => {}; \
         grip.dispatchEvent(event('pointerdown', at.left)); \
         grip.dispatchEvent(event('pointermove', at.left - 40)); \
         grip.dispatchEvent(event('pointerup', at.left - 40))";
    window.run(pulled).await;
    let wide = format!(
        "return Math.abs(one('heading-activity').getBoundingClientRect().width - {narrow} - 40) < 2"
    );
    window
        .until("the column of times is as much wider", &wide)
        .await;
    assert_eq!(headings(window).await, before, "nothing moved");
}

/// The column stands where the one was on which its heading was let go. A smaller pull is a click, and the click that
/// ends a pull sorts nothing.
async fn heading_pulled(window: &Window) {
    let before = headings(window).await;
    let names: Vec<&str> = before.split(' ').collect();
    let [.., other, last] = names.as_slice() else {
        panic!("two columns beside the subject: {before}");
    };
    let pull = |by: &str| {
        format!(
            "const heading = one('heading-{last}'); \
             const at = heading.getBoundingClientRect(); \
             const to = one('heading-{other}').getBoundingClientRect(); \
             const event = (name, x) => heading.dispatchEvent(new PointerEvent(name, {{ bubbles: true, \
                 cancelable: true, button: 0, clientX: x, clientY: at.top + at.height / 2, pointerId: 1 }})); \
             const from = at.left + at.width / 2; \
             const until = {by}; \
             event('pointerdown', from); event('pointermove', until); event('pointerup', until); \
             if (Math.abs(until - from) > 8) heading.querySelector('button')?.click()"
        )
    };
    window.run(&pull("from - 4")).await;
    assert_eq!(headings(window).await, before, "a hand that trembles");
    let sorted = "return one('heading-activity').querySelector('[role=columnheader]').getAttribute('aria-sort')";
    let order = window.run(sorted).await;
    window.run(&pull("to.left + to.width / 2")).await;
    let moved =
        format!("return one('heading-{last}').nextElementSibling === one('heading-{other}')");
    window.until("the column moved", &moved).await;
    assert_eq!(window.run(sorted).await, order, "nothing was sorted");
}

async fn as_usual(window: &Window) {
    press(window, "columns").await;
    press(window, "columns-reset").await;
    let usual = "return one('heading-space') === null \
         && one('heading-activity').getBoundingClientRect().width < 120";
    window.until("all is as usual", usual).await;
    press(window, "columns-close").await;
}

async fn lower_rows(window: &Window) {
    let height = |pixels: u32| {
        format!("return Math.round(one('row').getBoundingClientRect().height) === {pixels}")
    };
    window.press_in("list", "v").await;
    window.until("rows have one line", &height(30)).await;
    window.pictures("compact").await;
    window.press_in("list", "v").await;
    window.until("rows have two lines", &height(46)).await;
}

/// A saved view may have columns of its own; everything else keeps those of every list.
async fn columns_of_a_view(window: &Window, total: u64) {
    press(window, "columns").await;
    press(window, "column-messages").await;
    press(window, "columns-close").await;
    window.type_into("search", "outcome:tour").await;
    window.search_answered(total).await;
    press(window, "view-save").await;
    window.type_into("view-name", "Tours by messages").await;
    press(window, "view-columns").await;
    window.pictures("view-with-columns").await;
    press(window, "view-submit").await;
    window.wait_for("[data-testid=view-saved]").await;
    window.clear("search").await;
    window.all_listed(total).await;
    press(window, "columns").await;
    press(window, "columns-reset").await;
    press(window, "columns-close").await;
    let without = "return one('heading-messages') === null";
    window.until("every list is as usual", without).await;
    press(window, "view-saved").await;
    let own = "return one('heading-messages') !== null";
    window.until("the view has its own columns", own).await;
    press(window, "columns").await;
    let said = "return document.querySelector('.columns-menu .of-view') !== null";
    window
        .until("it is said whose columns these are", said)
        .await;
    press(window, "columns-close").await;
    let one_chosen = "return [...document.querySelectorAll('.nav .item[aria-current=true]')] \
         .filter(line => !line.dataset.testid.startsWith('space')).length === 1";
    window
        .until("one line of the navigation is chosen", one_chosen)
        .await;
    window.clear("search").await;
    window.all_listed(total).await;
    window.until("every list is as it was", without).await;
}

/// Three are picked by key, get a star together, and lose it by one undo.
async fn several_picked(window: &Window) {
    window.press_in("list", window::HOME).await;
    window.press_in("list", "m").await;
    window
        .press_in("list", &format!("{SHIFT}{DOWN}{DOWN}"))
        .await;
    window.text_containing("pick-bar", "3 picked").await;
    window.pictures("picked").await;
    // The key of a tag goes to the field for all of them, and Escape goes back.
    window.press_in("list", "e").await;
    let tags = "return document.activeElement === one('pick-tag')";
    window.until("what is picked gets the tag", tags).await;
    window.press_in("pick-tag", ESCAPE).await;
    let back = "return document.activeElement === one('list') && one('pick-bar') !== null";
    window.until("the list has the keyboard again", back).await;
    let chosen =
        "return document.querySelectorAll('[data-testid=row][aria-selected=true]').length === 3";
    window.until("three are selected", chosen).await;
    window.click("pick-star").await;
    let starred =
        "return document.querySelectorAll('[data-testid=row] .row-marks .star').length === 3";
    window.until("three have a star", starred).await;
    window.text_containing("notice", "3 conversations").await;
    window.click("notice-undo").await;
    let none =
        "return document.querySelectorAll('[data-testid=row] .row-marks .star').length === 0";
    window.until("none has one any more", none).await;
    window.press_in("list", ESCAPE).await;
    window
        .until("none is picked", "return one('pick-bar') === null")
        .await;
}

/// What is deleted for privacy is asked about twice, the second time for the number, and is listed by its id.
async fn deleted_for_privacy(window: &Window, total: u64) {
    window.press_in("list", window::HOME).await;
    window.press_in("list", "m").await;
    window.press_in("list", &format!("{SHIFT}{DOWN}")).await;
    window.text_containing("pick-bar", "2 picked").await;
    window.press_in("list", "#").await;
    window
        .text_containing("delete-goes", "2 conversations with")
        .await;
    let name = "window.deletedName = \
         document.querySelector('[data-testid=delete-named] span').innerText.slice(0, 20)";
    window.run(name).await;
    window.pictures("deletion").await;
    window.click("dialog-cancel").await;
    window.press_in("list", "#").await;
    window.click("delete-first").await;
    let asked = "return document.activeElement?.id === 'delete-number'";
    window.until("the number is asked for", asked).await;
    window.type_into("delete-number", "3").await;
    window.click("delete-second").await;
    let wrong = "return one('delete-number').getAttribute('aria-invalid') === 'true'";
    window.until("it is the wrong one", wrong).await;
    window.pictures("deletion-second").await;
    window.clear("delete-number").await;
    window.type_into("delete-number", "2").await;
    window.click("delete-second").await;
    window
        .text_containing("notice", "2 conversations were deleted")
        .await;
    window.all_listed(total - 2).await;
    let gone =
        "return one('detail') !== null && !one('detail').innerText.includes(window.deletedName)";
    window
        .until("the next one is read in its place", gone)
        .await;
    window.press_in("list", "g").await;
    window.press_in("list", "x").await;
    let both = "return document.querySelectorAll('[data-testid=deletion-line]').length === 2";
    window.until("both are told", both).await;
    window.pictures("deletions").await;
    window.click("deletions-close").await;
}

/// Ctrl+F marks other words than the list's search, and Escape leaves.
async fn words_in_one_conversation(window: &Window) {
    window.click_first("row").await;
    // The conversation before stays until the new one is here.
    let read = "const first = document.querySelector('[data-testid=row] .c-subject .first').innerText; \
         return one('detail')?.innerText.includes(first.trim().slice(0, 20)) \
         && document.querySelector('[data-testid=timeline] [data-testid=message]') !== null";
    window.until("the first conversation is read", read).await;
    window.press_in("list", &format!("{CTRL}f")).await;
    let open = "return document.activeElement?.id === 'find-here'";
    window.until("the field has the keyboard", open).await;
    let word = "const text = document.querySelector('[data-testid=message] .body').innerText; \
         return text.match(/[A-Za-z]{4,}/)?.[0] ?? ''";
    let word = window.run(word).await;
    let word = word.as_str().expect("a word").to_owned();
    window.type_into("find-here", &word).await;
    let marked = "return document.querySelectorAll('[data-testid=timeline] mark').length > 0 \
         && words('match-place').startsWith('1 of') && document.activeElement?.id === 'find-here'";
    window.until("the word is marked", marked).await;
    window.pictures("find-here").await;
    window.press_in("find-here", ESCAPE).await;
    let gone = "return one('find-here') === null \
         && document.querySelectorAll('[data-testid=timeline] mark').length === 0 && one('detail') !== null";
    window.until("nothing is marked any more", gone).await;
}

/// Languages are counted beside the list, and what is counted is what is found.
async fn a_language(window: &Window, total: u64) {
    window.press_in("list", "f").await;
    // What a first sync brought is told after it; the facets are counted when they are opened.
    let counted = "const told = number('value-lang:en') > 0 && number('value-lang:de') > 0; \
         if (!told) one('facets-toggle').click(); \
         return told";
    window.until("languages are counted", counted).await;
    let german = window.number("value-lang:de").await;
    window.click("value-lang:de").await;
    window.all_listed(german).await;
    window.text_containing("search-meaning", "in German").await;
    window.text_containing("language", "German").await;
    window.pictures("language").await;
    window.clear("search").await;
    window.all_listed(total).await;
    window.press_in("list", "f").await;
}

/// The term that empties a list is named, and what the others would find is one click away.
async fn nothing_found(window: &Window, total: u64) {
    window
        .type_into("search", "unicycle channel:whatsapp")
        .await;
    window.text_containing("way-alone", "unicycle").await;
    window.pictures("ways-on").await;
    let whatsapp = window.number("way").await;
    window.click("way").await;
    let found = format!(
        "return one('search').value === 'channel:whatsapp' && number('result-count') === {whatsapp}"
    );
    window.until("the rest is found", &found).await;
    window.clear("search").await;
    window.all_listed(total).await;
}

/// In the narrowest page a conversation has three lines, and nothing is wider than the page.
async fn four_times_as_large(window: &Window) {
    for _ in 0..8 {
        window.press_in("list", &format!("{CTRL}=")).await;
    }
    window.pictures("large-list").await;
    let fits = "return document.documentElement.scrollWidth <= window.innerWidth";
    window.until("the list fits the page", fits).await;
    window.press_in("list", window::ENTER).await;
    let at_rest = "return one('detail') !== null && document.getAnimations().length === 0";
    window.until("the conversation has slid in", at_rest).await;
    window.pictures("large-conversation").await;
    window.until("the conversation fits the page", fits).await;
    window.press_in("detail", ESCAPE).await;
    window.press_in("list", &format!("{CTRL}0")).await;
}
