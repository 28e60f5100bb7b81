//! The page of rules: what was counted, which one is looked at, and drawing what measures it. Counting is the back end's;
//! an answer to an older question is dropped.

use super::browsing::{BrowsingState, WorkspacePage};
use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use super::queues::QueuesState;
use crate::browser::dom;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::rules::{RuleForm, rule_list};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::request::ListFilter;
use model::rule::{ChangeRule, RuleDraft, RuleMeasure, RuleView, RulesRequest, TryRule};
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

    /// Counts.
    pub(crate) fn ask(self) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
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

    /// Draws what measures a rule, and reads the first of it.
    pub(crate) fn try_rule(self, rule: String) {
        let request = TryRule { rule, seed: None };
        self.notices.run(async move {
            let queue = ipc::try_rule(request).await?;
            self.queues.add(&queue);
            self.queues.begin(&queue);
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
        self.chosen.set(Some(kept.id));
        self.say(TextKey::RuleSaved, kept.name);
        self.ask();
        Ok(())
    }

    /// Takes a rule away.
    pub(crate) fn remove(self, rule: String) {
        self.notices.run(async move {
            let removed = ipc::remove_rule(rule).await?;
            self.chosen.set(None);
            self.say(TextKey::RuleRemoved, removed.name);
            self.ask();
            Ok(())
        });
    }

    fn say(self, key: TextKey, name: String) {
        let words = Phrase::new(key).with("name", PhraseArg::Text(name));
        self.notices.done(&words);
    }

    /// Forgets what was counted in another world.
    pub(super) fn begin_anew(self) {
        self.lines.set(None);
        self.chosen.set(None);
        self.query.set(String::new());
        if self.browse.page.get_untracked() == WorkspacePage::Rules {
            self.ask();
        }
    }
}
