//! The four things that a manager comes for, by keyboard alone, in a window as large as a small laptop's screen: what
//! came of the tours, what was escalated, what a customer was told, and how a channel compares.

use crate::window::{self, Answer, Window};

/// A small laptop's screen, in pixels.
const SMALL_LAPTOP: (u32, u32) = (1280, 800);
/// More stops than any page of the window has.
const STOPS: usize = 160;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_four_use_cases_are_done_by_keyboard_on_a_small_laptop() {
    let Some(window) = Window::open_sized("use-cases", SMALL_LAPTOP).await else {
        return crate::say_skipped();
    };
    let practice = "here.dataset.testid === 'first-start-practice'";
    tab_to(&window, "the practice space", practice).await;
    window.press(window::ENTER).await;
    window.wait_for("[data-testid=row]").await;
    let total = window.whole_copy().await;
    window.selected_place(1).await;
    follow_a_tour(&window).await;
    see_why_it_was_escalated(&window).await;
    find_a_customer(&window, total).await;
    compare_a_channel(&window, total).await;
    window.close().await;
}

/// Goes on with Tab until the keyboard is where a question to the page, in JavaScript, is answered with true.
async fn tab_to(window: &Window, what: &str, question: &str) {
    for _ in 0..STOPS {
        let script = format!("const here = document.activeElement; return {question}");
        if window.run(&script).await == serde_json::Value::Bool(true) {
            return;
        }
        window.press(window::TAB).await;
    }
    window.screenshot("lost").await;
    panic!("{what} is reached by Tab");
}

/// Searches for this, and waits until the list holds that and has the keyboard.
async fn search(window: &Window, query: &str, meant: &str) {
    window.press("/").await;
    let is_there = "return document.activeElement === one('search')";
    window.until("the search has the keyboard", is_there).await;
    window.clear("search").await;
    window.press(query).await;
    window.text_containing("search-meaning", meant).await;
    window.press(window::ENTER).await;
    listed(window).await;
    window
        .until(
            "the list has the keyboard",
            "return document.activeElement === one('list')",
        )
        .await;
}

async fn listed(window: &Window) {
    let answered = "return one('list').getAttribute('aria-busy') === 'false' \
         && number('result-count') > 0 && number('result-count') === number('metric-total')";
    window.until("the list is answered", answered).await;
}

/// One: how many tours there were, one of their conversations, and the tour itself, which the desktop asks about.
async fn follow_a_tour(window: &Window) {
    search(window, "outcome:tour", "Tour").await;
    let all_have_one = "return number('metric-tours') === number('result-count')";
    window
        .until("each conversation has a tour", all_have_one)
        .await;
    window.press(window::DOWN).await;
    window.selected_place(2).await;
    let told =
        "return one('timeline').querySelector('[data-testid=outcome][data-kind=tour]') !== null";
    window
        .until("the tour stands in the conversation", told)
        .await;
    window.pictures("tour").await;
    window.answer(Answer::No);
    tab_to(
        window,
        "the tour's own page",
        "here.closest('[data-testid=detail]') !== null && here.matches('.badge-link, .outcome a')",
    )
    .await;
    window.press(window::ENTER).await;
    window.asked_about("OpenPage { host: ").await;
}

/// Two: the escalated ones by their key, and at which message a person had to step in.
async fn see_why_it_was_escalated(window: &Window) {
    tab_to(window, "the list", "here === one('list')").await;
    window.press("ge").await;
    let all_are = "return one('list').querySelector('.badge.escalated') !== null \
         && number('result-count') < number('tab-all') + 1";
    window.until("escalated ones are listed", all_are).await;
    listed(window).await;
    tab_to(window, "the list", "here === one('list')").await;
    window.press(window::DOWN).await;
    let told = "return one('timeline').querySelector('[data-testid=escalation]') !== null \
         && one('timeline').querySelector('[data-testid=message][data-sender=customer]') !== null";
    window
        .until("what was asked before it stands with it", told)
        .await;
    window.pictures("escalation").await;
}

/// Three: a customer by name, and what they were told.
async fn find_a_customer(window: &Window, total: u64) {
    // A search narrows the view that is open; this one is of all conversations.
    window.press("gi").await;
    window.all_listed(total).await;
    search(window, "has:lead", "lead").await;
    let first =
        "return document.querySelector('[data-testid=row] .c-customer .first').innerText.trim()";
    let name = window.run(first).await;
    let name = name.as_str().expect("a customer has a name").to_owned();
    search(window, &format!("\"{name}\""), &name).await;
    window.press(window::DOWN).await;
    window
        .wait_for("[data-testid=detail] [data-testid=message]")
        .await;
    let named = format!(
        "return [...document.querySelectorAll('[data-testid=row] mark')] \
             .some(mark => {name:?}.includes(mark.innerText.trim()))"
    );
    window.until("the name is marked in the list", &named).await;
    window.pictures("customer").await;
}

/// Four: the WhatsApp tab by arrows, its numbers in the strip, and its rates beside the other channels'.
async fn compare_a_channel(window: &Window, total: u64) {
    window.press("/").await;
    window.clear("search").await;
    window.all_listed(total).await;
    window.press(window::SHIFT_TAB).await;
    let is_tab = "return document.activeElement.getAttribute('role') === 'tab'";
    window.until("the tabs have the keyboard", is_tab).await;
    walk_to_tab(window, "tab-whatsapp", window::RIGHT).await;
    let agree =
        "return number('tab-whatsapp') === number('metric-total') && number('tab-whatsapp') > 0";
    window
        .until("the strip counts the WhatsApp conversations", agree)
        .await;
    window.pictures("whatsapp").await;
    // Beside the others it stands where all of them are counted.
    walk_to_tab(window, "tab-all", window::LEFT).await;
    window.press("gd").await;
    let compared = "const parts = [...document.querySelectorAll('[data-testid=card-comparison] [data-testid=part]')]; \
         return parts.length > 2 && parts.some(row => row.innerText.includes('WhatsApp'))";
    window
        .until("the channels stand side by side", compared)
        .await;
    window.pictures("compared").await;
}

/// Goes on with an arrow until a tab is chosen.
async fn walk_to_tab(window: &Window, tab: &str, arrow: &str) {
    let is_chosen = format!("return one('{tab}').getAttribute('aria-selected') === 'true'");
    for _ in 0..STOPS {
        if window.run(&is_chosen).await == serde_json::Value::Bool(true) {
            return;
        }
        window.press(arrow).await;
        listed(window).await;
    }
    panic!("{tab} is reached by arrows");
}
