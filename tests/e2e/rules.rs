//! Rules in the real window: counted, listed, tried by key in a review queue that does not say what the rule found, and
//! written by the manager, with pictures in both themes.

use crate::window::{self, Window};

/// Answers that are given in the trial.
const ANSWERS: u64 = 6;

/// Looks at all of it.
pub(crate) async fn look_at(window: &Window, total: u64) {
    open_by_keyboard(window, total).await;
    a_count_lists_its_rows(window).await;
    try_a_rule(window).await;
    write_one(window).await;
    window.press_in("rules", "gi").await;
    window.all_listed(total).await;
}

async fn open_by_keyboard(window: &Window, total: u64) {
    window.press_in("list", "gr").await;
    window.wait_for("[data-testid=rule-could_not_answer]").await;
    let counted = format!(
        "const digits = words('rules-over').replaceAll(',', '').match(/\\d+/g).map(Number); \
         return document.activeElement === one('rules') && digits[1] === {total} \
         && digits[0] === document.querySelectorAll('[data-testid=rule-open]').length"
    );
    window
        .until("every rule is counted over everything", &counted)
        .await;
    let no_scroll = "return document.documentElement.scrollWidth <= window.innerWidth \
         && one('rules').scrollWidth <= one('rules').clientWidth";
    window.until("nothing scrolls sideways", no_scroll).await;
    window.pictures("rules").await;
}

async fn a_count_lists_its_rows(window: &Window) {
    let count = "return Number(one('rule-nothing_offered').querySelector('[data-testid=rule-rows]') \
                 .innerText.replaceAll(',', ''))";
    let count = window.run(count).await;
    let open = "one('rule-nothing_offered').querySelector('[data-testid=rule-rows]').click()";
    window.run(open).await;
    let listed = format!(
        "return one('search').value === 'rule:nothing_offered' \
         && one('list').getAttribute('aria-busy') === 'false' && number('result-count') === {count}"
    );
    window
        .until("the rows are as many as the number", &listed)
        .await;
    window.press_in("list", "gr").await;
    window
        .wait_for("[data-testid=rule-customer_spoke_last]")
        .await;
}

/// Draws a rule's conversations and others, answers some by key, and sees how far it is.
async fn try_a_rule(window: &Window) {
    let open = "one('rule-customer_spoke_last').querySelector('[data-testid=rule-open]').click()";
    window.run(open).await;
    window
        .text_containing("rule-panel", "not measured yet")
        .await;
    window.pictures("rule").await;
    window.click("trial-begin").await;
    window.wait_for("[data-testid=queue-question]").await;
    let hidden = "return one('search').value.startsWith('queue:') && !one('rules')";
    window.until("the queue is read", hidden).await;
    window.pictures("rule-question").await;
    for answered in 1..=ANSWERS {
        let key = if answered % 3 == 0 { "x" } else { "y" };
        window.press_in("list", key).await;
        let far = format!("return words('queue-progress').startsWith('{answered} of ')");
        window.until("one more is answered", &far).await;
        let next = "return one('mark-reviewed').getAttribute('aria-pressed') === 'false'";
        window.until("the next one is shown", next).await;
    }
    another_conversation_asks_nothing(window).await;
    window.press_in("list", "gr").await;
    let told = format!("return words('rule-tried').startsWith('{ANSWERS} of ')");
    window.until("the answers are counted", &told).await;
    let marks = format!(
        "const marks = kind => document.querySelectorAll('.sample-marks .' + kind).length; \
         return marks('was-right') + marks('was-wrong') === {ANSWERS} && marks('is-open') > 0"
    );
    window.until("each answer is a mark", &marks).await;
    window.pictures("rule-tried").await;
    window.press_in("rules", window::ESCAPE).await;
    window
        .until("the panel is closed", "return !one('rule-panel')")
        .await;
}

/// Where something else is listed nothing is asked, and the key of an answer answers nothing; back in the queue it asks
/// again.
async fn another_conversation_asks_nothing(window: &Window) {
    let queue = window.run("return one('search').value").await;
    window.clear("search").await;
    let silent = "return !one('queue-question') && !one('queue-bar') && number('result-count') > 100 \
         && one('list').getAttribute('aria-busy') === 'false'";
    window.until("nothing is asked", silent).await;
    window.press_in("list", "y").await;
    window
        .type_into("search", queue.as_str().expect("a search"))
        .await;
    window.wait_for("[data-testid=queue-question]").await;
}

/// A rule of one's own: one that would find something else tomorrow is refused, and what was typed stays.
async fn write_one(window: &Window) {
    window.click("rule-new").await;
    window.type_into("rule-name", "Asked about parking").await;
    window
        .type_into("rule-query", "customer-said:parking last:7d")
        .await;
    window.click("rule-submit").await;
    window.text_containing("rule-form-error", "tomorrow").await;
    window.pictures("rule-form").await;
    window.clear("rule-query").await;
    window
        .type_into("rule-query", "customer-said:parking")
        .await;
    window.click("rule-submit").await;
    window
        .wait_for("[data-testid=rule-asked_about_parking]")
        .await;
    window
        .text_containing("rule-panel", "customer-said:parking")
        .await;
    window.click("rule-remove").await;
    let gone = "return !one('rule-asked_about_parking') && !one('rule-panel')";
    window.until("it is removed", gone).await;
    let undo = "one('notice-undo').click()";
    window.run(undo).await;
    window
        .wait_for("[data-testid=rule-asked_about_parking]")
        .await;
    window.click("rule-remove").await;
    window.until("it is removed again", gone).await;
}
