//! One real window and the driver that moves it. It waits for what it is asked about, up to a limit,
//! and takes pictures; it knows test ids and roles, never markup.

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The keys that WebDriver gives these names.
pub(crate) const END: &str = "\u{E010}";
/// See [`END`].
pub(crate) const HOME: &str = "\u{E011}";

/// How long a thing may take to appear: a dev build on two busy cores fills a practice space in it.
const PATIENCE: Duration = Duration::from_secs(90);

/// How the application starts.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    /// It asks what to open.
    Asked,
}

/// A window.
pub(crate) struct Window {
    name: String,
    client: Client,
    driver: Child,
    _home: tempfile::TempDir,
}

impl Window {
    /// Starts the application under its driver; `None` where none was handed in.
    pub(crate) async fn open(name: &str, start: Start) -> Option<Self> {
        let application = std::env::var("DAYBOOK_E2E_APP").ok()?;
        let driver = std::env::var("DAYBOOK_E2E_DRIVER").ok()?;
        let home = tempfile::tempdir().expect("a temporary home");
        let port = free_port();
        let driver = Command::new(driver)
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &free_port().to_string(),
            ])
            .env("DAYBOOK_HOME", home.path())
            .env_remove("DAYBOOK_PRACTICE")
            .stdout(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let Start::Asked = start;
        let client = connect(port, &application).await;
        Some(Self {
            name: name.to_owned(),
            client,
            driver,
            _home: home,
        })
    }

    /// Ends the application and its driver.
    pub(crate) async fn close(mut self) {
        self.screenshot("end").await;
        self.client
            .clone()
            .close()
            .await
            .expect("the window closes");
        self.driver.kill().expect("the driver ends");
        self.driver.wait().expect("the driver ended");
    }

    /// Waits for an element.
    pub(crate) async fn wait_for(&self, css: &str) {
        let found = self
            .client
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
        // A list may draw its rows anew between finding one and clicking it.
        let started = Instant::now();
        loop {
            let element = self.client.find(Locator::Css(css)).await;
            let clicked = match element {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) => assert!(started.elapsed() < PATIENCE, "{css} is clicked: {error}"),
            }
        }
    }

    /// Replaces what stands in a field.
    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        self.wait_for(&by_id(id)).await;
        let field = self
            .client
            .find(Locator::Css(&by_id(id)))
            .await
            .expect("the field is there");
        field.clear().await.expect("the field can be cleared");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Empties a field as a person would, so that the page hears of it.
    pub(crate) async fn clear(&self, id: &str) {
        let field = self
            .client
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

    /// Presses a key in a thing.
    pub(crate) async fn press_in(&self, id: &str, key: &str) {
        let element = self
            .client
            .find(Locator::Css(&by_id(id)))
            .await
            .expect("it is there");
        element.send_keys(key).await.expect("it takes keys");
    }

    /// How many elements there are.
    pub(crate) async fn count(&self, css: &str) -> usize {
        self.client
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
            .client
            .find_all(Locator::Css(&css))
            .await
            .expect("elements are found")
        {
            ids.extend(element.attr("data-testid").await.expect("it has an id"));
        }
        ids
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str) -> serde_json::Value {
        self.client
            .execute(script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// The first number that a thing shows.
    pub(crate) async fn number(&self, id: &str) -> u64 {
        self.read_number(id)
            .await
            .unwrap_or_else(|| panic!("{id} shows a number"))
    }

    /// A number, once it is more than nothing and has not changed for a second.
    pub(crate) async fn number_once_settled(&self, id: &str) -> u64 {
        let mut last = (None, Instant::now());
        let settled = self
            .until(
                |now| {
                    if now != last.0 {
                        last = (now, Instant::now());
                    }
                    now.is_some_and(|number| number > 0)
                        && last.1.elapsed() > Duration::from_secs(1)
                },
                id,
            )
            .await;
        settled.unwrap_or_else(|| panic!("{id} settles"))
    }

    /// A number, once it is this.
    pub(crate) async fn number_settling_at(&self, id: &str, wanted: u64) -> u64 {
        let reached = self.until(|now| now == Some(wanted), id).await;
        reached.unwrap_or_else(|| panic!("{id} reaches {wanted}"))
    }

    /// A number, once it is another one.
    pub(crate) async fn number_other_than(&self, id: &str, old: u64) -> u64 {
        let mut last = (None, Instant::now());
        let changed = self
            .until(
                |now| {
                    if now != last.0 {
                        last = (now, Instant::now());
                    }
                    now.is_some_and(|number| number != old)
                        && last.1.elapsed() > Duration::from_secs(1)
                },
                id,
            )
            .await;
        changed.unwrap_or_else(|| panic!("{id} becomes something other than {old}"))
    }

    async fn until(&self, mut done: impl FnMut(Option<u64>) -> bool, id: &str) -> Option<u64> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let number = self.read_number(id).await;
            if done(number) {
                return number;
            }
        }
        self.screenshot("unsettled").await;
        None
    }

    async fn read_number(&self, id: &str) -> Option<u64> {
        let text = self.text(id).await?;
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let digits = text[start..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',');
        digits
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .ok()
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
        }
        self.screenshot("unsaid").await;
        panic!("{id} says “{part}”, but says {text:?}");
    }

    async fn text(&self, id: &str) -> Option<String> {
        let element = self.client.find(Locator::Css(&by_id(id))).await.ok()?;
        element.text().await.ok()
    }

    /// The conversation that is selected.
    pub(crate) async fn selected_row(&self) -> Option<String> {
        let css = "[data-testid=row][aria-selected=true]";
        let element = self.client.find(Locator::Css(css)).await.ok()?;
        element.attr("data-id").await.ok().flatten()
    }

    /// Waits until another conversation is selected.
    pub(crate) async fn selected_other_than(&self, old: Option<String>) -> Option<String> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let now = self.selected_row().await;
            if now.is_some() && now != old {
                return now;
            }
        }
        self.screenshot("unselected").await;
        panic!("the selection moves away from {old:?}");
    }

    /// Takes a picture into `target/e2e`.
    pub(crate) async fn screenshot(&self, moment: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
        std::fs::create_dir_all(&folder).expect("the folder of pictures");
        if let Ok(picture) = self.client.screenshot().await {
            let path = folder.join(format!("{}-{moment}.png", self.name));
            std::fs::write(path, picture).expect("the picture is saved");
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A failed test must not leave a window behind; after `close` there is nothing to end.
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

fn by_id(id: &str) -> String {
    format!("[data-testid='{id}']")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

async fn connect(port: u16, application: &str) -> Client {
    let mut capabilities = Capabilities::new();
    capabilities.insert("browserName".to_owned(), "wry".into());
    capabilities.insert(
        "tauri:options".to_owned(),
        serde_json::json!({ "application": application }),
    );
    let address = format!("http://127.0.0.1:{port}");
    let started = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder
            .capabilities(capabilities.clone())
            .connect(&address)
            .await
        {
            Ok(client) => return client,
            Err(error) => assert!(started.elapsed() < PATIENCE, "a window opens: {error}"),
        }
        tokio::task::yield_now().await;
    }
}
