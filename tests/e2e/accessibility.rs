//! What axe-core finds wrong with the page at the moments of which pictures are taken: WCAG 2.2, levels A and AA.
//! Everything is asked in the light theme, and contrast once more in the dark one. It only looks; what it found
//! fails the run when its window closes, so that one run tells all of it.

use fantoccini::Client;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Everything in the light theme, what depends on colours in the dark one too, and the theme of before again.
const LOOK: &str = "\
    const done = arguments[arguments.length - 1]; \
    const root = document.documentElement; \
    const before = root.getAttribute('data-theme'); \
    const quick = root.style.getPropertyValue('--quick'); \
    const asked = { \
        light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, \
        dark: { type: 'rule', values: ['color-contrast'] } }; \
    const look = async () => { \
        const found = []; \
        root.style.setProperty('--quick', '0ms'); \
        for (const theme of ['light', 'dark']) { \
            root.setAttribute('data-theme', theme); \
            const options = { runOnly: asked[theme], resultTypes: ['violations'] }; \
            const { violations } = await axe.run(document, options); \
            for (const { id, nodes } of violations) for (const { target, failureSummary } of nodes) \
                found.push(`${theme}: ${id}: ${target.join(' ')}: ${failureSummary}`); \
        } \
        return found; \
    }; \
    const restore = () => { \
        root.style.setProperty('--quick', quick); \
        if (before === null) root.removeAttribute('data-theme'); else root.setAttribute('data-theme', before); \
    }; \
    look().catch(error => [String(error)]).then(found => { restore(); done(found); });";

/// A button without a name, and words that can hardly be read in either theme.
const PLANTED: &str = "\
    const planted = document.createElement('div'); \
    planted.id = 'planted'; \
    planted.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 9; background: #777; color: #888'; \
    planted.innerHTML = '<button></button><p>Hardly to be read</p>'; \
    document.querySelector('main').append(planted);";
/// Takes it out again.
const UPROOTED: &str = "document.getElementById('planted').remove();";

/// Prints where the Python of the tests keeps the checker: a wheel carries it.
const WHERE: &str = "import importlib.util as util; \
    print(util.find_spec('axe_playwright_python').submodule_search_locations[0])";

/// A checker, and what it found.
#[derive(Debug, Default)]
pub(crate) struct AccessibilityCheck {
    axe: Option<String>,
    found: Mutex<Vec<String>>,
}

impl AccessibilityCheck {
    /// The checker, where a Python with it was handed in.
    pub(crate) fn handed_in() -> Self {
        Self {
            axe: axe(),
            found: Mutex::default(),
        }
    }

    /// Looks at the page as it is.
    pub(crate) async fn look(&self, page: &Client, moment: &str) {
        let told = self.told(page).await.unwrap_or_default();
        let lines = told.into_iter().map(|line| format!("{moment}, {line}"));
        self.found().extend(lines);
    }

    /// Whether faults that are put into the page are found, and nothing else: a checker that finds nothing
    /// anywhere proves nothing.
    pub(crate) async fn try_out(&self, page: &Client) {
        page.execute(PLANTED, Vec::new()).await.expect("is planted");
        let told = self.told(page).await;
        page.execute(UPROOTED, Vec::new())
            .await
            .expect("is taken out");
        let Some(told) = told else { return };
        for fault in [
            "light: button-name",
            "light: color-contrast",
            "dark: color-contrast",
        ] {
            let is_told = told.iter().any(|line| line.starts_with(fault));
            assert!(is_told, "{fault} is found: {told:?}");
        }
    }

    /// What is wrong with the page now; none where no checker was handed in.
    async fn told(&self, page: &Client) -> Option<Vec<String>> {
        let axe = self.axe.as_ref()?;
        let is_known = page.execute("return 'axe' in window", Vec::new()).await;
        if is_known.expect("the page answers") == serde_json::Value::Bool(false) {
            page.execute(axe, Vec::new()).await.expect("axe runs");
        }
        let told = page.execute_async(LOOK, Vec::new()).await;
        let told = told.expect("axe looks at the page");
        Some(serde_json::from_value(told).expect("lines"))
    }

    /// What was found, each thing once.
    pub(crate) fn violations(&self) -> Vec<String> {
        let mut found = self.found().clone();
        found.dedup();
        found
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn axe() -> Option<String> {
    let python = std::env::var_os("DAYBOOK_TEST_PYTHON")?;
    let told = Command::new(python).args(["-c", WHERE]).output();
    let told = told.expect("the tests' Python runs");
    let folder = String::from_utf8(told.stdout).expect("a path in UTF-8");
    let file = format!("{}/axe.min.js", folder.trim());
    Some(std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}")))
}
