//! Locking in the real window: nothing of what was shown is left, nothing opens by itself, and everything is as it was
//! once it is unlocked.

use crate::window::Window;

/// Ctrl, held, and L.
const CTRL_L: &str = "\u{E009}l";

/// Locks by the keyboard, and unlocks with the key store.
pub(crate) async fn lock_and_unlock(window: &Window) {
    window.press_in("dashboard", CTRL_L).await;
    window.wait_for("[data-testid=unlock-here]").await;
    let nothing_left = "return !one('row') && !one('dashboard') && !one('nav-dashboard') \
        && document.activeElement === one('unlock-here')";
    window.until("nothing is left", nothing_left).await;
    window.pictures("locked").await;
    let stage = "const done = arguments[arguments.length - 1]; \
         window.__TAURI_INTERNALS__.invoke('startup').then(it => done(it.stage), done)";
    let stage = window.wait_for_script(stage).await;
    assert_eq!(stage, "locked_by_key_store", "nothing opens by itself");
    window.click("unlock-here").await;
    window.wait_for("[data-testid=row]").await;
    window.click("settings").await;
    window.pictures("settings").await;
    window.click("lock-now").await;
    window.wait_for("[data-testid=unlock-here]").await;
    window.click("unlock-here").await;
    window.wait_for("[data-testid=row]").await;
}

/// Forgets this laptop: asks for a word, and begins as on the first day.
pub(crate) async fn forget(window: &Window) {
    window.click("settings").await;
    window.click("forget-open").await;
    window
        .text_containing("forget-goes", "2,400 conversations")
        .await;
    window.pictures("forget").await;
    window.type_into("forget-word", "yes").await;
    window.click("forget-do").await;
    let refused = "return one('forget-dialog').innerText.includes('Nothing was forgotten')";
    window.until("another word does nothing", refused).await;
    window.clear("forget-word").await;
    window.type_into("forget-word", "forget").await;
    window.click("forget-do").await;
    window.wait_for("[data-testid=first-start-practice]").await;
    window.pictures("forgotten").await;
    // And the next thing works.
    window.click("first-start-practice").await;
    window.wait_for("[data-testid=row]").await;
}
