//! One conversation in the real window: its escalation at its time, its calls to action, its record, and what points
//! somebody else to it.

use crate::window::{ESCAPE, Window};

/// Reads an escalated conversation on WhatsApp, and one in which something was offered.
pub(crate) async fn read_closely(window: &Window, total: u64) {
    find(window, "channel:whatsapp escalated:yes", total).await;
    window
        .text_containing("escalation", "Escalated by the assistant")
        .await;
    let shown = "one('escalation').scrollIntoView({ block: 'center' }); return true";
    window.until("it is looked at", shown).await;
    window.pictures("escalation").await;
    look_at_records(window).await;
    find(window, "channel:whatsapp offered:any outcome:tour", total).await;
    window.wait_for("[data-testid=offer]").await;
    let shown = "one('offer').scrollIntoView({ block: 'center' }); \
         return /· (taken|offered)$/.test(words('offer'))";
    window
        .until("a link says whether it was taken", shown)
        .await;
    window.pictures("offer").await;
    window.clear("search").await;
    window.all_listed(total).await;
}

async fn find(window: &Window, query: &str, total: u64) {
    window.clear("search").await;
    window.all_listed(total).await;
    window.type_into("search", query).await;
    assert!(window.search_answered(total).await > 0, "{query}");
    window.click_first("row").await;
    window
        .wait_for("[data-testid=detail] [data-testid=message]")
        .await;
}

/// The record of the conversation by key, that of a message by its button; Escape closes both.
async fn look_at_records(window: &Window) {
    window.press_in("list", "i").await;
    window
        .text_containing("record-text", "\"escalated_by\": \"assistant\"")
        .await;
    window.pictures("record").await;
    window.press_in("record-dialog", ESCAPE).await;
    let back = "return !one('record-dialog') && document.activeElement === one('list')";
    window.until("the list has the keyboard again", back).await;
    window.run("one('message-record').click()").await;
    window.text_containing("record-text", "\"sent_at\"").await;
    let of_one = "return !words('record-text').includes('session_id')";
    window.until("it is the message's", of_one).await;
    window.press_in("record-dialog", ESCAPE).await;
    window
        .until("it is closed", "return !one('record-dialog')")
        .await;
    window.press_in("list", "l").await;
    window.text_containing("notice", "Copied.").await;
}
