//! The pages beside the way of a newcomer: settings, what is asked before something goes, a link that
//! leads out, a search without an answer. Each is opened as a person would, seen in both themes, and
//! left again with nothing changed.

use crate::window::{ESCAPE, Window};

/// Looks at all of them.
pub(crate) async fn look_at(window: &Window, total: u64) {
    settings(window).await;
    adding(window).await;
    removing(window, total).await;
    leading_out(window).await;
    finding_nothing(window, total).await;
}

async fn settings(window: &Window) {
    window.click("settings").await;
    let open = "return document.querySelector('#settings:popover-open') !== null";
    window.until("the settings are open", open).await;
    window.pictures("settings").await;
    window.click("settings").await;
    let shut = "return document.querySelector('#settings:popover-open') === null";
    window.until("the settings are shut", shut).await;
}

async fn adding(window: &Window) {
    window.click("add-source").await;
    window.wait_for("[data-testid=card-daybook]").await;
    window.pictures("add-source").await;
    window.click("card-daybook").await;
    window.wait_for("[data-testid=connect-token]").await;
    window.pictures("add-daybook").await;
    window.click("dialog-cancel").await;
    gone(window, "connect-dialog").await;
}

/// In a narrow window, the page of what is known leads to it.
async fn removing(window: &Window, total: u64) {
    window.click("status-completeness").await;
    window.click("known-remove").await;
    window.wait_for("[data-testid=remove-confirm]").await;
    window.pictures("remove").await;
    window.click("dialog-cancel").await;
    gone(window, "remove-dialog").await;
    assert_eq!(window.number("metric-total").await, total, "nothing went");
}

async fn leading_out(window: &Window) {
    window
        .run("document.querySelector('[data-testid=list] .badge-link').click()")
        .await;
    // The desktop asks, not the page; nobody says yes, and nothing opens.
    window.asked_about("OpenPage { host: \"127.0.0.1:").await;
}

async fn finding_nothing(window: &Window, total: u64) {
    window.type_into("search", "unicycle parade").await;
    window.wait_for("[data-testid=empty]").await;
    window
        .until("nothing is found", "return number('result-count') === 0")
        .await;
    window.pictures("nothing").await;
    window.clear("search").await;
    window.all_listed(total).await;
    window.press_in("search", ESCAPE).await;
}

async fn gone(window: &Window, dialog: &str) {
    let gone = format!("return one('{dialog}') === null");
    window.until(&format!("{dialog} is gone"), &gone).await;
}
