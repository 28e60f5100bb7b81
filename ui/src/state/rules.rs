//! The page of rules: what was counted, which one is looked at, and drawing what measures it. Counting is the back end's;
//! an answer to an older question is dropped.

use super::browsing::{BrowsingState, WorkspacePage};
use super::dialog::{DialogKind, DialogState};
use super::notices::{NoticeRemedy, NoticesState};
use super::queues::QueuesState;
use crate::browser::dom;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::rules::{RuleForm, rule_list};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::request::ListFilter;
use model::rule::{ChangeRule, RuleDraft, RuleMeasure, RuleView, RulesRequest, SavedRule, TryRule};
use std::time::Duration;

/// The id of the page's element.
pub(crate) const RULES: &str = "rules";
/// The id of its search field.
pub(crate) const RULES_SEARCH: &str = "rules-search";
/// The id of the panel of the rule that is looked at.
pub(crate) const RULE_PANEL: &str = "rule-panel";
/// How often it is asked how far a long reading is.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// The rules.
#[derive(Clone, Copy)]
pub(crate) struct RulesState {
    /// As they were counted last; none before the first answer.
    pub(crate) lines: RwSignal<Option<Vec<RuleView>>>,
    /// Why they were not.
    pub(crate) failure: RwSignal<Option<Failure>>,
    /// Whether an answer is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// Whether newer data came since they were counted.
    pub(crate) is_stale: RwSignal<bool>,
    /// Whether something is being drawn that measures a rule.
    pub(crate) draws: RwSignal<bool>,
    /// How far the reading is that the answer waits for.
    pub(crate) progress: RwSignal<Option<(u64, u64)>>,
    /// The one that is looked at.
    pub(crate) chosen: RwSignal<Option<String>>,
    /// The search over whose conversations they are counted.
    pub(crate) query: RwSignal<String>,
    turn: StoredValue<u32>,
    browse: BrowsingState,
    notices: NoticesState,
    dialogs: DialogState,
    queues: QueuesState,
}

impl RulesState {
    /// Nothing was counted yet.
    pub(super) fn new(
        browse: BrowsingState,
        notices: NoticesState,
        dialogs: DialogState,
        queues: QueuesState,
    ) -> Self {
        Self {
            lines: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_stale: RwSignal::new(false),
            draws: RwSignal::new(false),
            progress: RwSignal::new(None),
            chosen: RwSignal::new(None),
            query: RwSignal::new(String::new()),
            turn: StoredValue::new(0),
            browse,
            notices,
            dialogs,
            queues,
        }
    }

    /// Whether the rules are the page that is shown.
    pub(crate) fn is_shown(self) -> bool {
        self.browse.page.get() == WorkspacePage::Rules
    }

    /// Shows the rules. What was measured meanwhile is counted in.
    pub(crate) fn show(self) {
        self.browse.page.set(WorkspacePage::Rules);
        self.ask();
        request_animation_frame(|| dom::focus(RULES));
    }

    /// An answer to an older question is dropped from here on.
    fn take_turn(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }

    /// Counts.
    pub(crate) fn ask(self) {
        let turn = self.take_turn();
        self.is_stale.set(false);
        self.busy.set(true);
        self.follow_reading(turn);
        let filter = ListFilter {
            text: self.query.get_untracked(),
            ..ListFilter::default()
        };
        spawn_local(async move {
            let answer = ipc::rules(RulesRequest { filter }).await;
            if self.turn.get_value() == turn {
                self.take(answer);
            }
        });
    }

    fn take(self, answer: Result<Vec<RuleView>, Failure>) {
        self.busy.set(false);
        self.progress.set(None);
        match answer {
            Ok(lines) => {
                self.failure.set(None);
                self.lines.set(Some(lines));
            }
            // The last good answer stays.
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Says how far the reading is, as long as the answer is awaited.
    fn follow_reading(self, turn: u32) {
        let look = move || {
            spawn_local(async move {
                // It is no more than a word meanwhile: where it fails, none is said.
                let progress = ipc::rule_progress().await.unwrap_or_default();
                if self.turn.get_value() == turn && self.busy.get_untracked() {
                    self.progress.set(progress);
                    self.follow_reading(turn);
                }
            });
        };
        set_timeout(look, TOLD_EVERY);
    }

    /// Counts over what another search finds.
    pub(crate) fn search(self, text: String) {
        if self.query.get_untracked() != text {
            self.query.set(text);
            self.ask();
        }
    }

    /// The one that is looked at.
    pub(crate) fn shown_rule(self) -> Option<RuleView> {
        let chosen = self.chosen.get()?;
        self.lines.with(|lines| {
            let mut lines = lines.as_ref()?.iter();
            lines.find(|rule| rule.id == chosen).cloned()
        })
    }

    /// Looks at one.
    pub(crate) fn choose(self, rule: &str) {
        self.chosen.set(Some(rule.to_owned()));
    }

    /// Looks at none; false where none was looked at.
    pub(crate) fn close(self) -> bool {
        let was_open = self.chosen.with_untracked(Option::is_some);
        self.chosen.set(None);
        was_open
    }

    /// Lists a rule's conversations.
    pub(crate) fn list(self, rule: &str) {
        let filter = rule_list(rule, &self.query.get_untracked());
        self.browse.filter(filter);
        request_animation_frame(|| dom::focus(super::list_state::LIST));
    }

    /// Draws what measures a rule, and reads the first of it, unless somebody left the page meanwhile. One is drawn at
    /// a time: a second press is none.
    pub(crate) fn try_rule(self, rule: String) {
        if self.draws.get_untracked() {
            return;
        }
        self.draws.set(true);
        self.notices.run(async move {
            let drawn = ipc::try_rule(TryRule { rule, seed: None }).await;
            self.draws.set(false);
            let queue = drawn?;
            self.queues.add(&queue);
            if untrack(|| self.is_shown()) {
                self.queues.begin(&queue);
            }
            Ok(())
        });
    }

    /// Goes on with what was drawn.
    pub(crate) fn go_on(self, measure: &RuleMeasure) {
        let name = measure.queue.clone();
        self.notices.run(async move {
            let queues = ipc::queues().await?;
            let queue = queues.iter().find(|queue| queue.head.name == name).cloned();
            self.queues.lines.set(queues);
            match queue {
                Some(queue) => self.queues.begin(&queue),
                None => self.notices.done(&TextKey::RuleNoQueue.into()),
            }
            Ok(())
        });
    }

    /// Asks for the name and the search of a new rule.
    pub(crate) fn begin_new(self) {
        let draft = RuleDraft {
            name: String::new(),
            query: self.query.get_untracked(),
        };
        self.edit(RuleForm { rule: None, draft });
    }

    /// Asks what a rule becomes.
    pub(crate) fn begin_change(self, rule: &RuleView) {
        let draft = RuleDraft {
            name: rule.name.clone(),
            query: rule.definition.clone(),
        };
        let rule = Some(rule.id.clone());
        self.edit(RuleForm { rule, draft });
    }

    fn edit(self, form: RuleForm) {
        self.dialogs.open(DialogKind::Rule(Box::new(form)));
    }

    /// Keeps a new rule, or a changed one.
    pub(crate) async fn keep(self, rule: Option<String>, draft: RuleDraft) -> Result<(), Failure> {
        let kept = match rule {
            Some(rule) => ipc::change_rule(ChangeRule { rule, draft }).await?,
            None => ipc::add_rule(draft).await?,
        };
        self.show_kept(kept);
        Ok(())
    }

    fn show_kept(self, kept: RuleView) {
        self.chosen.set(Some(kept.id));
        self.notices.done(&named(TextKey::RuleSaved, kept.name));
        self.count_everywhere();
    }

    /// Takes a rule away. It can be had back from the line that says so.
    pub(crate) fn remove(self, rule: String) {
        self.notices.run(async move {
            let removed = ipc::remove_rule(rule).await?;
            self.chosen.set(None);
            let words = named(TextKey::RuleRemoved, removed.name.clone());
            let back = NoticeRemedy::RestoreRule(Box::new(removed));
            self.notices.done_with(&words, back);
            self.count_everywhere();
            Ok(())
        });
    }

    /// Has a removed rule back.
    pub(crate) fn restore(self, rule: SavedRule) {
        self.notices.run(async move {
            let kept = ipc::restore_rule(rule).await?;
            self.show_kept(kept);
            Ok(())
        });
    }

    /// Counts anew here and in the list, whose search and whose facets may ask for the rule.
    fn count_everywhere(self) {
        self.ask();
        self.browse.refresh();
    }

    /// Newer data is here. What is read stays until somebody counts again.
    pub(super) fn data_changed(self) {
        if untrack(|| self.is_shown()) {
            self.is_stale.set(true);
        }
    }

    /// Forgets what was counted in another world.
    pub(super) fn begin_anew(self) {
        // An answer about the other world that is still on its way is dropped.
        self.take_turn();
        self.busy.set(false);
        self.failure.set(None);
        self.lines.set(None);
        self.chosen.set(None);
        self.query.set(String::new());
        if self.browse.page.get_untracked() == WorkspacePage::Rules {
            self.ask();
        }
    }
}

fn named(key: TextKey, name: String) -> Phrase {
    Phrase::new(key).with("name", PhraseArg::Text(name))
}
