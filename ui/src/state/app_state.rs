//! The signals of the window and what everything needs of them: words and times as the reader wants
//! them, what is remembered, notices, links.

use super::dialog::{AccountPage, AccountTab, DialogKind, VisitReason};
use super::list_state::ListState;
use super::notice::{NoticeKind, PageNotice};
use super::reading_state::ReadingState;
use crate::browser::{clock, dom};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, explain, intl, say};
use crate::ipc;
use crate::view_model::link::leads;
use crate::view_model::settings::{ColourTheme, SingleKeys, WindowSettings, ZoneChoice};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SourceId;
use model::failure::{Code, Failure};
use model::view::{StartupStage, StatusView};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a passing notice stays.
const PASSING: Duration = Duration::from_secs(4);

/// How often distances in time are counted anew.
const TICK: Duration = Duration::from_secs(20);

/// How long a change of the settings rests before it is kept.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// What the window knows.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// Where the application stands; `None` until it has said so.
    pub(crate) stage: RwSignal<Option<StartupStage>>,
    /// Why it has not said so.
    pub(crate) stuck: RwSignal<Option<Failure>>,
    /// The product's version.
    pub(crate) version: RwSignal<String>,
    /// What is remembered.
    pub(crate) settings: RwSignal<WindowSettings>,
    /// The state of the data.
    pub(crate) status: RwSignal<Option<StatusView>>,
    /// The clock, as far as the page cares.
    pub(crate) now: RwSignal<DateTime<Utc>>,
    /// Lines over the page.
    pub(crate) notices: RwSignal<Vec<PageNotice>>,
    /// The dialog over the page.
    pub(crate) dialog: RwSignal<Option<DialogKind>>,
    /// What a screen reader is told.
    pub(crate) spoken: RwSignal<String>,
    /// The list.
    pub(crate) list: ListState,
    /// The conversation that is read.
    pub(crate) reading: ReadingState,
    trusted: RwSignal<BTreeSet<String>>,
    last_notice: RwSignal<u32>,
    keeping: RwSignal<Option<TimeoutHandle>>,
}

impl AppState {
    /// A window that knows nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            stage: RwSignal::new(None),
            stuck: RwSignal::new(None),
            version: RwSignal::new(String::new()),
            settings: RwSignal::new(WindowSettings::default()),
            status: RwSignal::new(None),
            now: RwSignal::new(clock()),
            notices: RwSignal::new(Vec::new()),
            dialog: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            list: ListState::new(),
            reading: ReadingState::new(),
            trusted: RwSignal::new(BTreeSet::new()),
            last_notice: RwSignal::new(0),
            keeping: RwSignal::new(None),
        }
    }

    /// Lets the clock run.
    pub(crate) fn start_clock(self) {
        let beat = move || {
            let now = clock();
            intl::with(|formats| formats.set_now(now));
            self.now.set(now);
        };
        // Without a timer distances merely stand still.
        drop(set_interval_with_handle(beat, TICK));
    }

    /// A phrase that speaks of how long ago something was; it is said anew as time goes by.
    pub(crate) fn translate(self, phrase: &Phrase) -> String {
        self.now.track();
        say(phrase)
    }

    /// An instant of a space, in the zone that the reader chose.
    pub(crate) fn at(self, at: DateTime<Utc>, space_zone: &str, style: TimeStyle) -> String {
        let moment = PhraseArg::At(at, self.zone(space_zone), style);
        self.translate(&Phrase::new(TextKey::AsItIs).with("text", moment))
    }

    /// The zone in which a space's times are shown; `None` is this laptop's.
    pub(crate) fn zone(self, space_zone: &str) -> Option<String> {
        match self.settings.with(|settings| settings.zone) {
            ZoneChoice::Space => Some(space_zone.to_owned()),
            ZoneChoice::Here => None,
        }
    }

    /// Whether single keys act.
    pub(crate) fn keys_act(self) -> bool {
        self.settings
            .with_untracked(|settings| settings.keys == SingleKeys::On)
    }

    /// Changes what is remembered.
    pub(crate) fn update_settings(self, change: impl FnOnce(&mut WindowSettings)) {
        self.settings.update(change);
        self.apply_theme();
        if let Some(waiting) = self.keeping.get_untracked() {
            waiting.clear();
        }
        let keep = move || {
            let value = self.settings.with_untracked(WindowSettings::write);
            // What cannot be remembered now is remembered with the next change.
            spawn_local(async move { drop(ipc::save_window_state(value).await) });
        };
        self.keeping
            .set(set_timeout_with_handle(keep, KEEP_AFTER).ok());
    }

    /// Puts the chosen colours on the page.
    pub(crate) fn apply_theme(self) {
        let theme = match self.settings.with_untracked(|settings| settings.theme) {
            ColourTheme::System => "system",
            ColourTheme::Light => "light",
            ColourTheme::Dark => "dark",
        };
        if let Some(root) = dom::root() {
            // The attribute is plain, so setting it cannot fail.
            let _ = root.set_attribute("data-theme", theme);
        }
        dom::keep("daybook.theme", theme);
    }

    /// Says what failed. A store that turns out to be locked shows the unlock page instead.
    pub(crate) fn failed(self, failure: &Failure) {
        if failure.code() == Code::Locked {
            self.stage.set(Some(StartupStage::Locked));
            return;
        }
        let words = explain(failure);
        let known = self
            .notices
            .with_untracked(|notices| notices.iter().any(|notice| notice.text == words));
        if !known {
            self.notice(words, NoticeKind::Failed);
        }
    }

    /// Says that something was done.
    pub(crate) fn done(self, words: &Phrase) {
        self.notice(say(words), NoticeKind::Done);
    }

    fn notice(self, text: String, kind: NoticeKind) {
        let id = self.last_notice.get_untracked().wrapping_add(1);
        self.last_notice.set(id);
        self.notices
            .update(|notices| notices.push(PageNotice { id, text, kind }));
        if kind == NoticeKind::Done {
            set_timeout(move || self.dismiss(id), PASSING);
        }
    }

    /// Takes a notice away.
    pub(crate) fn dismiss(self, id: u32) {
        self.notices
            .update(|notices| notices.retain(|notice| notice.id != id));
    }

    /// Runs something that may fail, and says so if it does.
    pub(crate) fn run(self, work: impl Future<Output = Result<(), Failure>> + 'static) {
        spawn_local(async move {
            if let Err(failure) = work.await {
                self.failed(&failure);
            }
        });
    }

    /// Follows a link: asks first, unless the reader trusts its host for this session.
    pub(crate) fn open_link_or_ask(self, url: &str) {
        let Some(leads) = leads(url) else {
            self.done(&TextKey::LinkRefused.into());
            return;
        };
        if self
            .trusted
            .with_untracked(|hosts| hosts.contains(&leads.host))
        {
            self.open(leads.url);
        } else {
            self.dialog.set(Some(DialogKind::Link(leads)));
        }
    }

    /// Shows a part of a Nexudus account's page.
    pub(crate) fn account(self, source: SourceId, part: AccountTab) {
        self.dialog.set(Some(DialogKind::Account(AccountPage {
            source,
            part,
            occasion: VisitReason::Asked,
        })));
    }

    /// Opens a page in the browser.
    pub(crate) fn open(self, url: String) {
        self.run(async move { ipc::open_link(url).await });
    }

    /// Does not ask again for a host in this session.
    pub(crate) fn trust_host(self, host: &str) {
        self.trusted.update(|hosts| {
            hosts.insert(host.to_owned());
        });
    }

    /// Puts text on the clipboard, and says so.
    pub(crate) fn copy(self, text: String, said: TextKey) {
        self.run(async move {
            ipc::copy_text(text).await?;
            self.done(&said.into());
            Ok(())
        });
    }
}
