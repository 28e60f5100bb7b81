//! One real window and the driver that moves it. It waits for what it is asked about, up to a limit,
//! and takes pictures; it knows test ids and roles, never markup.

use crate::accessibility::AccessibilityCheck;
use fantoccini::Locator;
use journeys::driver::{Driven, LOOK_AGAIN, Programs};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The keys that WebDriver gives these names.
pub(crate) const END: &str = "\u{E010}";
/// See [`END`].
pub(crate) const HOME: &str = "\u{E011}";

/// See [`END`].
pub(crate) const ESCAPE: &str = "\u{E00C}";
/// See [`END`].
pub(crate) const TAB: &str = "\u{E004}";
/// Tab backwards; the last one lets Shift go.
pub(crate) const SHIFT_TAB: &str = "\u{E008}\u{E004}\u{E000}";
/// The key that takes a choice.
pub(crate) const ENTER: &str = "\u{E007}";
/// The arrow to the right.
pub(crate) const RIGHT: &str = "\u{E014}";
/// The arrow to the left.
pub(crate) const LEFT: &str = "\u{E012}";
/// The arrow down.
pub(crate) const DOWN: &str = "\u{E015}";

/// The file of answers.
const ANSWERS: &str = "answers";

/// How long a thing may take to appear: a dev build on two busy cores fills a practice space in it.
/// Only a guard; what is waited for is always the thing itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);
/// Looks in a row that must see the same before a count is taken for settled.
const SETTLED_LOOKS: u32 = 10;

/// WebKit takes its picture of the next frame, and a page on which nothing moves has none: the colour
/// behind everything, which nobody sees, is changed until the picture is taken.
const FRAMES: &str = "\
    let turn = 0; \
    window.framesForPicture = setInterval(() => { \
        document.documentElement.style.backgroundColor = `rgb(${turn = 1 - turn} 0 0)`; \
    }, 20);";
/// Ends [`FRAMES`].
const STILL: &str = "\
    clearInterval(window.framesForPicture); \
    document.documentElement.style.backgroundColor = '';";

/// What questions to the page are asked in: a thing, its text, and the first number in it.
const WORDS_OF_A_PAGE: &str = "\
    const one = id => document.querySelector(`[data-testid='${id}']`); \
    const words = id => one(id)?.innerText.trim() ?? ''; \
    const number = id => { \
        const found = words(id).match(/[0-9][0-9,]*/); \
        return found ? Number(found[0].replaceAll(',', '')) : -1; }; ";

/// A window.
pub(crate) struct Window {
    name: String,
    driven: Driven,
    home: tempfile::TempDir,
    /// What is answered in a person's place, and what was asked.
    answers: tempfile::TempDir,
    accessibility: AccessibilityCheck,
}

/// What a person is taken to answer to questions about an address, in the words of
/// `src-tauri/src/scripted_answer.rs`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// Cancel.
    No,
    /// Connect, or open.
    Once,
}

impl Window {
    /// Starts the application under its driver in an empty home, with more variables; `None` where none was handed in.
    pub(crate) async fn open(name: &str, variables: &[(&str, &str)]) -> Option<Self> {
        Self::start(name, picture_size(), variables).await
    }

    /// The same, as large as this in pixels, whatever size pictures are wanted in.
    pub(crate) async fn open_sized(name: &str, size: (u32, u32)) -> Option<Self> {
        Self::start(name, Some(size), &[]).await
    }

    async fn start(
        name: &str,
        size: Option<(u32, u32)>,
        variables: &[(&str, &str)],
    ) -> Option<Self> {
        let programs = Programs::handed_in()?;
        let home = tempfile::tempdir().expect("a temporary home");
        if let Some((width, height)) = size {
            place(home.path(), width, height);
        }
        let answers = tempfile::tempdir().expect("a folder for answers");
        let file = answers.path().join(ANSWERS);
        let file = file.to_str().expect("a path in UTF-8");
        let variables = [variables, &[("DAYBOOK_TEST_ANSWERS", file)]].concat();
        let driven = Driven::open(&programs, home.path(), &variables).await;
        Some(Self {
            name: name.to_owned(),
            driven: driven.expect("a window opens"),
            home,
            answers,
            accessibility: AccessibilityCheck::handed_in(),
        })
    }

    /// Answers so from now on, in the place of a person at the desktop's own dialog.
    pub(crate) fn answer(&self, answer: Answer) {
        let text = match answer {
            Answer::No => "no",
            Answer::Once => "once",
        };
        std::fs::write(self.answers.path().join(ANSWERS), text).expect("the answer is written");
    }

    /// Chooses this folder from now on where the desktop asks for the place of a file; or nothing.
    pub(crate) fn put_into(&self, folder: Option<&Path>) {
        let folder = folder.map(|folder| folder.to_str().expect("a path in UTF-8"));
        let file = self.answers.path().join(format!("{ANSWERS}.place"));
        std::fs::write(file, folder.unwrap_or_default()).expect("the place is written");
    }

    /// What was asked so far, one question a line.
    pub(crate) fn asked(&self) -> Vec<String> {
        let file = self.answers.path().join(format!("{ANSWERS}.asked"));
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until a question was asked that contains this.
    pub(crate) async fn asked_about(&self, part: &str) {
        self.asked_times(part, 1).await;
    }

    /// Waits until so many questions were asked that contain this.
    pub(crate) async fn asked_times(&self, part: &str, times: usize) {
        let started = Instant::now();
        let is_asked = |line: &&String| line.contains(part);
        while self.asked().iter().filter(is_asked).count() < times {
            let asked = self.asked();
            assert!(started.elapsed() < PATIENCE, "{part} is asked: {asked:?}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Calls a command of the application as a script in the page would, past everything that the page
    /// does; the code of the failure, or `none`.
    pub(crate) async fn invoke(&self, command: &str, arguments: &serde_json::Value) -> String {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             window.__TAURI_INTERNALS__.invoke('{command}', {arguments}) \
                 .then(() => done('none'), failure => done(failure.code ?? String(failure)));"
        );
        let told = self.client().execute_async(&script, Vec::new()).await;
        let told = told.expect("the script runs");
        told.as_str().expect("a text").to_owned()
    }

    /// Runs a script in the page that says by itself when it is done, and with what.
    pub(crate) async fn wait_for_script(&self, script: &str) -> serde_json::Value {
        let told = self.client().execute_async(script, Vec::new()).await;
        told.expect("the script runs")
    }

    fn client(&self) -> &fantoccini::Client {
        self.driven.client()
    }

    /// Closes the window; the application must end by itself.
    pub(crate) async fn close(self) {
        self.screenshot("end").await;
        self.driven.close().await.expect("the window closes");
        let violations = self.accessibility.violations();
        assert!(
            violations.is_empty(),
            "axe found:\n{}",
            violations.join("\n")
        );
    }

    /// Ends the application by a signal; its store must be open before and closed afterwards, with nothing of it
    /// left in a log.
    pub(crate) async fn end_by_signal(self) {
        let log = self.home.path().join("cache.db-wal");
        assert!(log.exists(), "the store is open");
        let ended = self.driven.terminate().await;
        ended.expect("the application ends by itself");
        assert!(!log.exists(), "the store was not closed");
    }

    /// Waits for an element.
    pub(crate) async fn wait_for(&self, css: &str) {
        let found = self
            .client()
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        if found.is_err() {
            self.screenshot("missing").await;
        }
        found.unwrap_or_else(|error| panic!("{css} appears: {error}"));
    }

    /// Clicks a thing.
    pub(crate) async fn click(&self, id: &str) {
        self.click_css(&by_id(id)).await;
    }

    /// Clicks the first of several things.
    pub(crate) async fn click_first(&self, id: &str) {
        self.click_css(&by_id(id)).await;
    }

    async fn click_css(&self, css: &str) {
        self.wait_for(css).await;
        self.bring_up(css).await;
        // A list may draw its rows anew between finding one and clicking it.
        let started = Instant::now();
        loop {
            let element = self.client().find(Locator::Css(css)).await;
            let clicked = match element {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) => assert!(started.elapsed() < PATIENCE, "{css} is clicked: {error}"),
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Brings a thing to where it can be seen.
    async fn bring_up(&self, css: &str) {
        self.run(&format!(
            "document.querySelector(`{css}`)?.scrollIntoView({{ block: 'nearest' }})"
        ))
        .await;
    }

    /// Replaces what stands in a field.
    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        self.wait_for(&by_id(id)).await;
        self.bring_up(&by_id(id)).await;
        let field = self
            .client()
            .find(Locator::Css(&by_id(id)))
            .await
            .expect("the field is there");
        field.clear().await.expect("the field can be cleared");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Empties a field as a person would, so that the page hears of it.
    pub(crate) async fn clear(&self, id: &str) {
        let field = self
            .client()
            .find(Locator::Css(&by_id(id)))
            .await
            .expect("the field is there");
        let text = field
            .prop("value")
            .await
            .expect("it has a value")
            .unwrap_or_default();
        let backspaces = "\u{E003}".repeat(text.chars().count());
        field
            .send_keys(&format!("{END}{backspaces}"))
            .await
            .expect("the field takes keys");
    }

    /// Presses keys where the keyboard is.
    pub(crate) async fn press(&self, keys: &str) {
        let here = self.client().active_element().await;
        let here = here.expect("something has the keyboard");
        here.send_keys(keys).await.expect("it takes keys");
    }

    /// Presses a key in a thing.
    pub(crate) async fn press_in(&self, id: &str, key: &str) {
        let element = self
            .client()
            .find(Locator::Css(&by_id(id)))
            .await
            .expect("it is there");
        element.send_keys(key).await.expect("it takes keys");
    }

    /// How many elements there are.
    pub(crate) async fn count(&self, css: &str) -> usize {
        self.client()
            .find_all(Locator::Css(css))
            .await
            .expect("elements can be counted")
            .len()
    }

    /// The test ids that begin so.
    pub(crate) async fn ids_starting_with(&self, start: &str) -> Vec<String> {
        let css = format!("[data-testid^='{start}']");
        let mut ids = Vec::new();
        for element in self
            .client()
            .find_all(Locator::Css(&css))
            .await
            .expect("elements are found")
        {
            ids.extend(element.attr("data-testid").await.expect("it has an id"));
        }
        ids
    }

    /// Runs a script in the page, in the words of these tests.
    pub(crate) async fn run(&self, script: &str) -> serde_json::Value {
        let script = format!("{WORDS_OF_A_PAGE}{script}");
        self.client()
            .execute(&script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// The first number that a thing shows.
    pub(crate) async fn number(&self, id: &str) -> u64 {
        let found = self.run(&format!("return number('{id}')")).await;
        found
            .as_u64()
            .unwrap_or_else(|| panic!("{id} shows a number"))
    }

    /// Waits until a question to the page, in JavaScript, is answered with true.
    pub(crate) async fn until(&self, what: &str, question: &str) {
        let started = Instant::now();
        while self.run(question).await != serde_json::Value::Bool(true) {
            if started.elapsed() > PATIENCE {
                self.screenshot("unsettled").await;
                panic!("{what}");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until a thing's text contains this.
    pub(crate) async fn text_containing(&self, id: &str, part: &str) {
        let started = Instant::now();
        let mut text = None;
        while started.elapsed() < PATIENCE {
            text = self.text(id).await;
            if text.as_ref().is_some_and(|text| text.contains(part)) {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        self.screenshot("unsaid").await;
        panic!("{id} says “{part}”, but says {text:?}");
    }

    async fn text(&self, id: &str) -> Option<String> {
        let element = self.client().find(Locator::Css(&by_id(id))).await.ok()?;
        element.text().await.ok()
    }

    /// Waits until the sync is over, server and copy agree, and the list shows all of the copy; then
    /// says how many conversations that is.
    pub(crate) async fn whole_copy(&self) -> u64 {
        self.until(
            "the list shows the whole copy",
            "const all = number('status-counts'); \
             return words('status-completeness').startsWith('Complete') && all > 0 \
             && all === number('metric-total') && all === number('tab-all') \
             && all === number('result-count')",
        )
        .await;
        self.number("metric-total").await
    }

    /// Waits until a search is answered by some rows and by fewer than all, and the strip follows it.
    pub(crate) async fn search_answered(&self, all: u64) -> u64 {
        let answered = format!(
            "const found = number('result-count'); \
             return found > 0 && found < {all} && found === number('metric-total')"
        );
        self.until("the search is answered", &answered).await;
        self.settled_count().await
    }

    /// How many are found, once no further letter changes it: each letter that is typed is a search of its own. A look
    /// at a list that waits for an answer is none, and a list that never settles is said.
    async fn settled_count(&self) -> u64 {
        let look = "return one('list').getAttribute('aria-busy') === 'false' \
             && number('result-count') === number('metric-total') ? number('result-count') : null";
        let started = Instant::now();
        let (mut looks, mut found) = (0, None);
        while looks < SETTLED_LOOKS {
            assert!(started.elapsed() < PATIENCE, "the list settles: {found:?}");
            tokio::time::sleep(LOOK_AGAIN).await;
            let now = self.run(look).await.as_u64();
            looks = if now.is_some() && now == found {
                looks + 1
            } else {
                0
            };
            found = now;
        }
        found.expect("it was counted")
    }

    /// Waits until the list holds this many rows.
    pub(crate) async fn all_listed(&self, all: u64) {
        // The headings are the grid's first row.
        let rows = all + 1;
        let listed = format!(
            "return number('result-count') === {all} \
             && one('list').getAttribute('aria-rowcount') === '{rows}'"
        );
        self.until("the list holds everything again", &listed).await;
    }

    /// Waits until the selected row is at this place of the list, counted from 1.
    pub(crate) async fn selected_place(&self, place: u64) {
        let selected = format!(
            "const row = document.querySelector('[role=row][aria-selected=true]'); \
             return row !== null && row.getAttribute('aria-rowindex') === '{}'",
            place + 1
        );
        self.until(&format!("row {place} is selected"), &selected)
            .await;
    }

    /// Whether the checker of accessibility finds faults that there are.
    pub(crate) async fn try_accessibility_check(&self) {
        self.accessibility.try_out(self.client()).await;
    }

    /// Takes a picture; one in each theme where a size for pictures is given. What is worth a picture is also
    /// looked at for who does not see it.
    pub(crate) async fn pictures(&self, moment: &str) {
        // No colour is to be caught half-way, neither by a look nor by a picture.
        self.run("document.documentElement.style.setProperty('--quick', '0ms')")
            .await;
        self.accessibility.look(self.client(), moment).await;
        let Some((width, _)) = picture_size() else {
            return self.screenshot(moment).await;
        };
        for theme in ["light", "dark"] {
            let paint = "document.documentElement.setAttribute('data-theme', ";
            self.run(&format!("{paint}'{theme}')")).await;
            self.screenshot(&format!("{moment}-{width}-{theme}")).await;
        }
    }

    /// Takes a picture into `target/e2e`.
    pub(crate) async fn screenshot(&self, moment: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
        std::fs::create_dir_all(&folder).expect("the folder of pictures");
        self.run(FRAMES).await;
        let picture = tokio::time::timeout(PATIENCE, self.client().screenshot()).await;
        self.run(STILL).await;
        if let Ok(Ok(picture)) = picture {
            let path = folder.join(format!("{}-{moment}.png", self.name));
            std::fs::write(path, picture).expect("the picture is saved");
        }
    }
}

fn by_id(id: &str) -> String {
    format!("[data-testid='{id}']")
}

/// The size of the window for pictures, from `DAYBOOK_E2E_PICTURES`, as `1100x700`.
fn picture_size() -> Option<(u32, u32)> {
    let text = std::env::var("DAYBOOK_E2E_PICTURES").ok()?;
    let (width, height) = text.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

/// Makes the window of a home that size, as if it had been left like that.
fn place(home: &std::path::Path, width: u32, height: u32) {
    let folder = home.join("window");
    std::fs::create_dir_all(&folder).expect("the folder of the window's state");
    let state = serde_json::json!({ "main": {
        "width": width, "height": height, "x": 0, "y": 0, "prev_x": 0, "prev_y": 0,
        "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
    }});
    std::fs::write(folder.join("state.json"), state.to_string()).expect("the state is written");
}
