//! Review in the real window: what was read is marked, a message is flagged, each of it can be undone, and what
//! was marked is found again.

use crate::window::{DOWN, ENTER, ESCAPE, Window};

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
    review_a_queue(window, total).await;
    call_a_lead(window).await;
    ask_by_the_menu(window).await;
    enlarge(window).await;
}

/// The menu of a row does what the keys do; it is walked by arrows and gives the keyboard back.
async fn ask_by_the_menu(window: &Window) {
    let asked = "const row = one('row'); const place = row.getBoundingClientRect(); \
         row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, \
             clientX: place.left + 80, clientY: place.top + 20 })); return true";
    window.until("the menu is asked for", asked).await;
    let first = "return document.activeElement?.dataset.testid === 'menu-open'";
    window.until("its first line has the keyboard", first).await;
    window.pictures("row-menu").await;
    window.press_in("menu-open", DOWN).await;
    let second = "return document.activeElement?.dataset.testid === 'menu-star'";
    window.until("the next line has it", second).await;
    window.press_in("menu-star", ESCAPE).await;
    let back = "return !one('row-menu') && document.activeElement?.id === 'list'";
    window.until("the list has it again", back).await;
}

/// The page is larger by key, and as it was by another.
async fn enlarge(window: &Window) {
    let wide = window.run("return window.innerWidth").await;
    let wide = wide.as_f64().expect("a width");
    window.press_in("list", "\u{E009}=").await;
    let larger = format!("return window.innerWidth < {wide}");
    window.until("fewer pixels are wider", &larger).await;
    window.press_in("list", "\u{E009}0").await;
    let usual = format!("return window.innerWidth === {wide}");
    window.until("it is as it was", &usual).await;
}

/// Whom the assistant took down is looked up, read before the call, and marked after it.
async fn call_a_lead(window: &Window) {
    window.press_in("list", "gc").await;
    window.wait_for("[data-testid=lead-row]").await;
    let readable = "const wide = css => document.querySelector(css).getBoundingClientRect().width; \
         return wide('[data-testid=lead-read] bdi') > 40 && wide('.lead-rows .contact bdi') > 40";
    window
        .until("names and addresses can be read", readable)
        .await;
    window.pictures("leads").await;
    let count = "return Number(document.querySelector('[data-testid=leads-open] b').textContent.replace(/\\D/g, ''))";
    let open = window.run(count).await;
    let set = "const field = one('lead-follow-up'); field.value = 'in_touch'; \
         field.dispatchEvent(new Event('change', { bubbles: true }))";
    window
        .until("it can be set", &format!("{set}; return true"))
        .await;
    let counted = format!(
        "return Number(document.querySelector('[data-testid=leads-open] b').textContent.replace(/\\D/g, '')) \
         === {} - 1 && words('leads-in_touch').endsWith('1')",
        open.as_u64().expect("a number")
    );
    window.until("it counts elsewhere", &counted).await;
    window.click("leads-in_touch").await;
    let one = "return document.querySelectorAll('[data-testid=lead-row]').length === 1";
    window.until("only that one is listed", one).await;
    window.pictures("lead-in-touch").await;
    window.click("lead-read").await;
    let read = "return !one('leads-dialog') && !!one('callout-lead')";
    window.until("its conversation is read", read).await;
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

/// A queue is drawn from the list, reviewed by key, handed to somebody else, and compared when it comes back.
async fn review_a_queue(window: &Window, total: u64) {
    window.press_in("list", "gq").await;
    window.wait_for("[data-testid=queue-name]").await;
    window.type_into("queue-name", "March").await;
    window.type_into("queue-sample", "12").await;
    window.pictures("queue-form").await;
    window.click("queue-draw").await;
    let listed = "return one('search').value === 'queue:March' && number('result-count') === 12 \
         && words('queue-progress') === '0 of 12 reviewed'";
    window.until("the queue is listed", listed).await;
    let one_chosen = "const lines = [...document.querySelectorAll('.nav .item[aria-current=true]')] \
         .filter(line => !line.dataset.testid.startsWith('space')); \
         return lines.length === 1 && lines[0] === one('nav-review')";
    window.until("only the queue is chosen", one_chosen).await;
    window.wait_for("[data-testid=marks]").await;
    window.pictures("queue").await;
    judge_and_go_on(window).await;
    hand_over_and_compare(window).await;
    window.click("queue-leave").await;
    window.all_listed(total).await;
}

async fn judge_and_go_on(window: &Window) {
    let first = read_now(window).await;
    window.click("rate-4").await;
    let rated = "return one('rate-4').getAttribute('aria-checked') === 'true'";
    window.until("it is rated", rated).await;
    window.press_in("list", "r").await;
    let one_done = "return words('queue-progress') === '1 of 12 reviewed'";
    window.until("the queue is further", one_done).await;
    window.press_in("list", "q").await;
    let another = format!("const now = () => {{ {READ_NOW} }}; return now() !== '{first}'");
    window.until("the next one is read", &another).await;
}

/// The session of the conversation that is read.
const READ_NOW: &str =
    "return document.querySelector('[data-testid=detail] .session')?.title ?? ''";

async fn read_now(window: &Window) -> String {
    let session = window.run(READ_NOW).await;
    session.as_str().expect("a session").to_owned()
}

async fn hand_over_and_compare(window: &Window) {
    window.click("nav-review").await;
    window.type_into("queue-reviewer", "Ana").await;
    window.click("queue-export").await;
    let written = "return words('queue-written').endsWith('.json')";
    window.until("the file is written", written).await;
    window.pictures("queues").await;
    let path = window.run("return words('queue-written')").await;
    let text = std::fs::read_to_string(path.as_str().expect("a path")).expect("the file is there");
    let mut file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    file["reviewer"] = "Rui".into();
    let items = file["items"].as_array_mut().expect("its conversations");
    let rated = items
        .iter_mut()
        .find(|item| !item["marks"]["rating"].is_null());
    rated.expect("the one that was rated")["marks"]["rating"] = 2.into();
    let chosen = format!(
        "const files = new DataTransfer(); files.items.add(new File([{}], 'rui.json')); \
         const field = one('queue-import'); field.files = files.files; \
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        serde_json::Value::from(file.to_string())
    );
    window.run(&chosen).await;
    let open = "return words('queue-line').includes('Rui')";
    window.until("the other marks stand beside", open).await;
    window.click("queue-agreement").await;
    let compared = "return words('kappa-rating').includes('1 judged by both') \
         && words('disagreement').includes('rated 4') && words('disagreement').includes('rated 2')";
    window.until("the two differ on one", compared).await;
    window.pictures("agreement").await;
    window.click("disagreement-open").await;
    let read =
        "return !one('agreement-dialog') && one('rate-4').getAttribute('aria-checked') === 'true'";
    window.until("the conversation is read", read).await;
}
