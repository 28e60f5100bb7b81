//! The keyboard of the whole window, off while something is typed or a dialog is open. What a key means stands
//! in one table; here it is only done.

use crate::browser::dom;
use crate::components::shared::{action_after_leader, action_anywhere, chord, is_leader};
use crate::state::{
    AppState, BrowsingState, DASHBOARD, DETAIL, DialogKind, LIST, RULE_PANEL, RULES, SettingsState,
    THEME_PANEL, THEMES, WorkspacePage,
};
use crate::view_model::export_form::ExportScope;
use crate::view_model::queues::QueueStep;
use crate::view_model::rules::RuleAnswer;
use crate::view_model::shortcuts::{KeyAction, KeyChord};
use crate::view_model::virtual_scroll::SelectionMove;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::request::{ListFilter, ListView};
use model::view::StartupStage;

/// Panes in the order of F6.
const PANES: [&str; 3] = ["nav", LIST, DETAIL];
/// The same on the dashboard.
const DASHBOARD_PANES: [&str; 2] = ["nav", DASHBOARD];
/// The same on the page of rules.
const RULES_PANES: [&str; 3] = ["nav", RULES, RULE_PANEL];
/// The same on the page of themes.
const THEMES_PANES: [&str; 3] = ["nav", THEMES, THEME_PANEL];

/// The button of the settings, by its name for tests.
const SETTINGS: &str = "settings";

/// Hears keys from now on.
pub(crate) fn listen(app: AppState) {
    // Whether the letter that begins a sequence was pressed just before.
    let leads = StoredValue::new(false);
    drop(window_event_listener(leptos::ev::keydown, move |event| {
        press(app, leads, &event)
    }));
    drop(window_event_listener(leptos::ev::contextmenu, |event| {
        keep_own_menu(&event)
    }));
    drop(window_event_listener(leptos::ev::focusout, move |event| {
        if event.related_target().is_none() {
            // Whoever took the keyboard gives it back within a frame, where there is somewhere to.
            request_animation_frame(move || {
                request_animation_frame(move || {
                    dom::catch_focus(app.browse.page.get_untracked().rest())
                });
            });
        }
    }));
}

/// The engine's own menu offers to go back and to load anew, which this page has no use for. Where something is
/// typed or marked, it copies and pastes, and stays.
fn keep_own_menu(event: &leptos::ev::MouseEvent) {
    if !dom::is_typing() && !dom::has_selected_text() {
        event.prevent_default();
    }
}

fn press(app: AppState, leads: StoredValue<bool>, event: &KeyboardEvent) {
    let follows = leads.get_value();
    leads.set_value(false);
    let is_ready = app.stage.get_untracked() == Some(StartupStage::Ready);
    if event.default_prevented() || !is_ready {
        return;
    }
    // WebKit says nothing when what has the keyboard is taken away; the next key finds the list.
    dom::catch_focus(app.browse.page.get_untracked().rest());
    if is_undo(event) && !dom::is_typing() && !dom::has_dialog() {
        if app.browse.undo(None) {
            event.prevent_default();
        }
        return;
    }
    let act = app.settings.chosen.with_untracked(|settings| {
        let own = &settings.own_keys;
        let sequence = follows.then(|| action_after_leader(event, own)).flatten();
        sequence.or_else(|| action_anywhere(event, own))
    });
    let Some(act) = act else {
        if is_leader(event) && acts_alone(app.settings) {
            leads.set_value(true);
        }
        return;
    };
    if may_act(app.settings, act, event) && perform(app, act) {
        event.prevent_default();
    }
}

/// Whether single keys act now: they do not while something is typed.
fn acts_alone(settings: SettingsState) -> bool {
    !dom::is_typing() && settings.keys_act()
}

fn may_act(settings: SettingsState, act: KeyAction, event: &KeyboardEvent) -> bool {
    match (act, chord(event)) {
        (KeyAction::NextPane | KeyAction::PreviousPane | KeyAction::Zoom(_), _) => true,
        (KeyAction::Lock, Some(KeyChord::Ctrl)) => true,
        (KeyAction::Palette | KeyAction::Export | KeyAction::View(_) | KeyAction::FindHere, _)
        | (KeyAction::GoSettings, Some(KeyChord::Ctrl)) => !dom::has_dialog(),
        // In a field these go from word to word.
        (_, Some(KeyChord::Alt)) => !dom::is_typing(),
        _ => acts_alone(settings),
    }
}

/// Ctrl+Z, or what stands for it on a Mac. In a field it is the field's own.
fn is_undo(event: &KeyboardEvent) -> bool {
    let chord = event.ctrl_key() || event.meta_key();
    chord && !event.shift_key() && !event.alt_key() && event.key() == "z"
}

/// Does what a key means everywhere; false for what has no meaning now.
pub(crate) fn perform(app: AppState, act: KeyAction) -> bool {
    let (browse, dialogs) = (app.browse, app.dialogs);
    let page = browse.page.get_untracked();
    let is_list = page == WorkspacePage::Conversations;
    if !is_list && act.is_of_list() {
        return false;
    }
    if act.lists_something_else() {
        app.queues.put_aside();
    }
    match act {
        KeyAction::NextPane => return walk_panes(panes(browse), 1),
        KeyAction::PreviousPane => return walk_panes(panes(browse), panes(browse).len() - 1),
        KeyAction::Search => dom::select(page.search()),
        KeyAction::Dashboard => app.dashboard.show(),
        KeyAction::Rules => app.rules.show(),
        KeyAction::Themes => app.themes.show(),
        KeyAction::RuleYes => return app.queues.answer(RuleAnswer::Meant),
        KeyAction::RuleNo => return app.queues.answer(RuleAnswer::NotMeant),
        KeyAction::Back if page == WorkspacePage::Dashboard => {
            return app.dashboard.close_evidence() || app.annotations.close();
        }
        KeyAction::Back if page == WorkspacePage::Rules => return app.rules.close(),
        KeyAction::Back if page == WorkspacePage::Themes => return app.themes.close(),
        KeyAction::GoBack if !is_list || app.dashboard.return_from_list() => {}
        KeyAction::Next => browse.step(SelectionMove::Next),
        KeyAction::Previous => browse.step(SelectionMove::Previous),
        KeyAction::NextOpen => browse.step_open(SelectionMove::Next),
        KeyAction::PreviousOpen => browse.step_open(SelectionMove::Previous),
        KeyAction::Open => browse.open_selected(),
        KeyAction::NextMatch => browse.step_match(1),
        KeyAction::PreviousMatch => browse.step_match(-1),
        KeyAction::Back if browse.reading.shown.get_untracked() => browse.back_to_list(),
        KeyAction::Back => return browse.pick_none(),
        KeyAction::Star => return browse.toggle_star(),
        KeyAction::Review => return browse.toggle_reviewed(),
        KeyAction::Tag => return browse.begin_tag(),
        KeyAction::Facets => browse.toggle_facets(),
        KeyAction::Pick => return browse.pick_selected(),
        KeyAction::Columns => browse.toggle_columns_menu(),
        KeyAction::Density => app.settings.turn_density(),
        KeyAction::FindHere => return browse.begin_find(),
        KeyAction::NextInQueue => app.queues.step(QueueStep::Next),
        KeyAction::PreviousInQueue => app.queues.step(QueueStep::Previous),
        KeyAction::Queues => app.queues.show(),
        KeyAction::Leads => app.leads.show(),
        KeyAction::Export => app.hand_over.show(ExportScope::Listed),
        KeyAction::Lock => app.idle.lock(),
        KeyAction::Report => app
            .hand_over
            .show_report(app.dashboard.request.get_untracked()),
        KeyAction::ExportOne => return app.hand_over.show_selected(),
        KeyAction::CopyReference => {
            return browse.records.copy_reference(browse.reading, app.links);
        }
        KeyAction::Record => return browse.records.show_read(browse.reading),
        KeyAction::Audit => app.audit.show(),
        KeyAction::Delete => return app.deletion.ask(),
        KeyAction::Deletions => app.deletion.show(),
        KeyAction::Person => return app.person.show_selected(),
        KeyAction::Zoom(step) => app.settings.zoom(step),
        KeyAction::GoBack => return browse.go_back(),
        KeyAction::GoForward => return browse.go_forward(),
        KeyAction::GoDay => dialogs.open(DialogKind::Day),
        KeyAction::GoAll => browse.filter(ListFilter::default()),
        KeyAction::GoEscalated => app.views.open_standing(ListView::Escalated),
        KeyAction::GoUnconverted => app.views.open_standing(ListView::Unconverted),
        KeyAction::GoWithLead => app.views.open_standing(ListView::WithLead),
        KeyAction::GoSettings => dom::press(SETTINGS),
        KeyAction::View(place) => return app.views.open_place(place),
        KeyAction::Palette => dialogs.open(DialogKind::Palette),
        KeyAction::Sheet => dialogs.open(DialogKind::Keys),
        _ => return false,
    }
    true
}

fn panes(browse: BrowsingState) -> &'static [&'static str] {
    match browse.page.get_untracked() {
        WorkspacePage::Conversations => &PANES,
        WorkspacePage::Dashboard => &DASHBOARD_PANES,
        WorkspacePage::Rules => &RULES_PANES,
        WorkspacePage::Themes => &THEMES_PANES,
    }
}

fn walk_panes(panes: &[&str], by: usize) -> bool {
    // A dialog keeps the keyboard.
    if dom::has_dialog() {
        return false;
    }
    let here = panes.iter().position(|pane| dom::has_focus(pane));
    let next = here.map_or(1, |at| (at + by) % panes.len());
    if let Some(pane) = panes.get(next) {
        dom::focus(pane);
    }
    true
}
