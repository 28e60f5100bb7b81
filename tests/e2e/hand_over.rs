//! Handing over in the real window: what is listed becomes a file that is read here, a set that plain Python checks, and
//! nothing where it is stopped; the audit log says of all of it.

use crate::window::{ESCAPE, Window};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Ctrl, held, and E.
const CTRL_E: &str = "\u{E009}e";

/// Exports in each way, stops one, and looks at the log.
pub(crate) async fn look_at(window: &Window, total: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    window.type_into("search", "tour").await;
    let found = window.search_answered(total).await;
    window.press_in("list", CTRL_E).await;
    let counted = format!("return number('export-count') === {found} && !!one('export-row')");
    window.until("it says how much it would be", &counted).await;
    window.pictures("export-form").await;
    nothing_without_a_place(window, found).await;
    masked_anew(window).await;
    window.put_into(Some(folder.path()));
    as_csv(window, folder.path(), found).await;
    not_over_what_no_export_wrote(window, folder.path()).await;
    as_a_set(window, folder.path()).await;
    stopped(window, folder.path(), total).await;
    window.click("export-finish").await;
    the_log_tells(window).await;
    window.clear("search").await;
    window.all_listed(total).await;
    everything_on_a_person(window, folder.path()).await;
    as_a_report(window).await;
}

/// The report of what the dashboard counts, by its keys from anywhere and by its button.
async fn as_a_report(window: &Window) {
    window.press_in("list", "g").await;
    window.press_in("list", "p").await;
    let looked = "return number('export-count') > 0 && words('export-page').includes('Numbers')";
    window
        .until("it says what stands in the report", looked)
        .await;
    window.pictures("report-form").await;
    choose(window, "report-as-html").await;
    window.click("export-begin").await;
    let written = ended(window, "export-done").await;
    let page = std::fs::read_to_string(&written).expect("a page");
    assert!(page.contains("Report on AI conversations"), "{page}");
    assert_eq!(manifest(&written)["content"]["per"], "report");
    window.click("export-finish").await;
    window.press_in("list", "g").await;
    window.press_in("list", "d").await;
    window.click("dashboard-report").await;
    window.until("the same by the button", looked).await;
    window.click("export-close").await;
    let is_back = "return document.activeElement === one('dashboard-report')";
    window.until("the keyboard is back", is_back).await;
}

/// What is held on somebody with two conversations: one is left out and taken again, all of it is written, and erasing
/// asks, and gives the keyboard back where it was.
async fn everything_on_a_person(window: &Window, folder: &Path) {
    window.click("sort-by-customer").await;
    let twice = "const rows = [...document.querySelectorAll('[data-testid=row]')]; \
         const name = row => row.querySelector('.c-customer .first')?.textContent.trim(); \
         const twice = rows.find(row => name(row) && !name(row).startsWith('Visitor') \
             && rows.filter(other => name(other) === name(row)).length > 1); \
         if (twice) twice.click(); else one('list').scrollTop += one('list').clientHeight; \
         return twice !== undefined";
    window.until("somebody has two conversations", twice).await;
    window.press_in("list", "w").await;
    let held = "return number('person-totals') > 1 && !!one('person-take')";
    window.until("it says how much is held", held).await;
    window.pictures("person").await;
    window.run("one('person-take').click()").await;
    window.text_containing("person-totals", "left out").await;
    window.pictures("person-left-out").await;
    window.run("one('person-take').click()").await;
    let again = "return !words('person-totals').includes('left out')";
    window.until("it is taken again", again).await;
    window.put_into(Some(folder));
    window.click("person-export").await;
    let written = ended(window, "export-done").await;
    window.pictures("person-done").await;
    let page = std::fs::read_to_string(written.join("transcript.html")).expect("a page");
    assert!(page.contains("Everything on one person"), "{page}");
    assert_eq!(manifest(&written)["content"]["format"], "person");
    window.click("export-finish").await;
    let is_back = "return !one('person-dialog') && one('list').contains(document.activeElement)";
    window.until("the keyboard is back", is_back).await;
    window.press_in("list", "w").await;
    // What is erased is what is shown, so that nothing is before it is.
    let can_erase = "return one('person-erase')?.disabled === false";
    window.until("all is shown that is erased", can_erase).await;
    window.click("person-erase").await;
    window.wait_for("[data-testid=delete-first]").await;
    window.click("dialog-cancel").await;
    window.until("the keyboard is back", is_back).await;
    window.click("sort-by-activity").await;
}

/// The desktop's dialog is cancelled, twice: the form stands as it was, masks and all, nothing runs, nothing ended, and
/// nothing failed. That the second one is asked says that the first was answered.
async fn nothing_without_a_place(window: &Window, found: u64) {
    window.put_into(None);
    for times in 1..=2 {
        window.click("export-begin").await;
        window.asked_times("ChoosePlace", times).await;
    }
    let stays = format!(
        "return !!one('export-begin') && !one('export-begin').disabled \
         && number('export-count') === {found} && !!one('export-row') && one('export-masked').checked \
         && ['export-error', 'export-running', 'export-done', 'export-failed', 'status-export'] \
             .every(id => !one(id))"
    );
    window.until("the form stays", &stays).await;
    let view = "const done = arguments[arguments.length - 1]; \
         window.__TAURI_INTERNALS__.invoke('hand_over_view').then(done, done)";
    let view = window.wait_for_script(view).await;
    assert!(view.is_null(), "nothing was handed over: {view}");
}

/// Masks that were turned off are on again where the dialog opens again.
async fn masked_anew(window: &Window) {
    window.run("one('export-masked').click()").await;
    let off = "return !one('export-masked').checked && !words('export-row').includes('Person-1')";
    window.until("people are shown", off).await;
    window.click("export-close").await;
    window.press_in("list", CTRL_E).await;
    let on = "return !!one('export-row') && one('export-masked').checked \
         && one('export-dialog').innerText.includes('Person-1')";
    window.until("people are masked again", on).await;
}

async fn as_csv(window: &Window, folder: &Path, found: u64) {
    choose(window, "export-as-csv").await;
    choose(window, "export-semicolon").await;
    window.run("one('export-columns').open = true").await;
    choose(window, "export-column-session").await;
    let without = "return !one('export-column-session').checked \
         && !words('export-row').includes('session')";
    window.until("the look follows the columns", without).await;
    let shown = "one('export-columns').scrollIntoView({ block: 'end' })";
    window.run(shown).await;
    window.pictures("export-columns").await;
    window.click("export-begin").await;
    let written = ended(window, "export-done").await;
    window.pictures("export-done").await;
    let table = std::fs::read_to_string(&written).expect("a table");
    assert!(table.starts_with("conversation;source;space;"), "{table}");
    assert!(table.contains(";Person-1;"), "people are masked");
    assert!(!table.contains(";starred"), "marks stay here");
    let manifest = manifest(&written);
    assert_eq!(manifest["content"]["conversations"], found);
    assert_eq!(manifest["world"], "practice");
    assert_eq!(names(folder).len(), 2, "{:?}", names(folder));
    window.click("export-again").await;
}

/// The file is somebody's now: it stays, and the form leads on.
async fn not_over_what_no_export_wrote(window: &Window, folder: &Path) {
    let names = names(folder);
    let beside = names.iter().find(|name| name.ends_with(".manifest.json"));
    std::fs::remove_file(folder.join(beside.expect("a manifest"))).expect("removed");
    window.click("export-begin").await;
    window
        .text_containing("export-failed", "is no export of Daybook")
        .await;
    window.pictures("export-foreign").await;
    window.click("export-again").await;
    window.wait_for("[data-testid=export-begin]").await;
}

async fn as_a_set(window: &Window, folder: &Path) {
    choose(window, "export-selected").await;
    choose(window, "export-as-set").await;
    let page = "return number('export-count') === 1 && words('export-page').length > 40";
    window.until("its first page is shown", page).await;
    window.pictures("export-set").await;
    window.click("export-begin").await;
    let set = ended(window, "export-done").await;
    window.pictures("export-set-done").await;
    let checked = Command::new("python3")
        .arg(set.join("verify.py"))
        .arg(&set)
        .output();
    let checked = checked.expect("python3 runs");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}");
    assert_eq!(set.parent(), Some(folder));
    window.click("export-again").await;
}

/// Everything, masked, takes a while; it is stopped, and nothing of it is anywhere.
async fn stopped(window: &Window, folder: &Path, total: u64) {
    let before = names(folder);
    choose(window, "export-all").await;
    choose(window, "export-as-html").await;
    let all = format!("return number('export-count') === {total}");
    window.until("all would be handed over", &all).await;
    window.click("export-begin").await;
    window.wait_for("[data-testid=export-running]").await;
    window.screenshot("export-running").await;
    // It goes on while the dialog is closed, and the way back stands in the status bar.
    window.click("export-behind").await;
    window.click("status-export").await;
    window.click("export-stop").await;
    window.text_containing("export-failed", "stopped").await;
    window.pictures("export-stopped").await;
    assert_eq!(names(folder), before, "nothing was written");
}

async fn the_log_tells(window: &Window) {
    window.press_in("list", "ga").await;
    window
        .text_containing("audit-verdict", "as it was written")
        .await;
    let told = "return [...document.querySelectorAll('[data-testid=audit-entry]')] \
         .filter(row => row.innerText.includes('Handed over')).length === 2";
    window.until("both are told of", told).await;
    window.pictures("audit").await;
    window.type_into("audit-head", &"0".repeat(64)).await;
    window.click("audit-verify").await;
    window
        .text_containing("audit-verdict", "stands nowhere")
        .await;
    window.press_in("audit-dialog", ESCAPE).await;
}

/// WebKit's driver takes a field that is drawn by its label for unseen.
async fn choose(window: &Window, id: &str) {
    window.wait_for(&format!("[data-testid='{id}']")).await;
    window.run(&format!("one('{id}').click()")).await;
    let chosen = format!("return one('{id}').checked || one('{id}').type === 'checkbox'");
    window.until(&format!("{id} is chosen"), &chosen).await;
}

/// Where the result is.
async fn ended(window: &Window, stage: &str) -> PathBuf {
    window.wait_for(&format!("[data-testid={stage}]")).await;
    let path = window.run("return words('export-path')").await;
    PathBuf::from(path.as_str().expect("a path"))
}

fn manifest(written: &Path) -> serde_json::Value {
    let beside = format!("{}.manifest.json", written.display());
    let text = std::fs::read(beside).expect("a manifest");
    serde_json::from_slice(&text).expect("JSON")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().display().to_string());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}
