//! The command palette: a field, and under it everything that can be done or gone to. What is found and
//! what it does stands in the view model; here it is only drawn and done.

use super::shortcuts::perform;
use crate::browser::dom;
use crate::components::shared::{action_for, framed, icon};
use crate::components::views::name_of;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::ipc;
use crate::state::{AppState, DialogKind, SEARCH, WorkspacePage};
use crate::view_model::filter::in_space;
use crate::view_model::icon::Icon;
use crate::view_model::palette::{
    PaletteAct, PaletteHit, PaletteLine, acts_now, find, key_commands,
};
use crate::view_model::settings::{ColourTheme, SingleKeys, ZoneChoice};
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use crate::view_model::sorting::SORTS;
use crate::view_model::views::ViewForm;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::saved_view::ViewDraft;

/// The id of the list of lines.
const LINES: &str = "palette-lines";
/// The id of the field.
const FIELD: &str = "palette-field";
/// The shape of the palette.
const SHAPE: &str = "palette";

/// What is found, and which of it the arrow keys are on.
#[derive(Clone, Copy)]
struct PaletteState {
    app: AppState,
    hits: RwSignal<Vec<PaletteHit>>,
    chosen: RwSignal<usize>,
    lines: StoredValue<Vec<PaletteLine>>,
}

/// The palette.
pub(super) fn palette(app: AppState) -> AnyView {
    let lines = all_lines(app);
    let state = PaletteState {
        app,
        hits: RwSignal::new(find(&lines, "")),
        chosen: RwSignal::new(0),
        lines: StoredValue::new(lines),
    };
    let field = NodeRef::<Input>::new();
    let typed = move |_| {
        let text = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        state
            .hits
            .set(state.lines.with_value(|lines| find(lines, &text)));
        state.chosen.set(0);
    };
    request_animation_frame(|| dom::focus(FIELD));
    let active = move || {
        let some = state.hits.with(|hits| !hits.is_empty());
        some.then(|| line_id(state.chosen.get()))
    };
    let counted = move || {
        let count = state.hits.with(Vec::len);
        say(&Phrase::count(TextKey::PaletteFound, count))
    };
    let inside = view! {
        <div class="palette-field">
            {icon(Icon::Search)}
            <input
                id=FIELD
                type="text"
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                placeholder=t(TextKey::PaletteHint)
                aria-label=t(TextKey::PaletteHint)
                role="combobox"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls=LINES
                aria-activedescendant=active
                data-testid="palette-field"
                on:input=typed
                on:keydown=move |event: KeyboardEvent| state.on_key(&event)
            />
            <kbd aria-hidden="true">"Esc"</kbd>
        </div>
        <ul id=LINES class="palette-lines" role="listbox" aria-label=t(TextKey::PaletteTitle) data-testid="palette-lines">
            {move || state.drawn()}
        </ul>
        <p class="palette-foot" role="status">{counted}</p>
    };
    let title = t(TextKey::PaletteTitle).into_any();
    framed(
        app.dialogs,
        title,
        "palette-dialog",
        SHAPE,
        inside.into_any(),
    )
}

fn line_id(at: usize) -> String {
    format!("{LINES}-{at}")
}

impl PaletteState {
    fn on_key(self, event: &KeyboardEvent) {
        let last = self.hits.with_untracked(Vec::len).saturating_sub(1);
        let at = self.chosen.get_untracked();
        let to = match action_for(KeyScope::Palette, event) {
            Some(KeyAction::NextProposal) => {
                if at >= last {
                    0
                } else {
                    at + 1
                }
            }
            Some(KeyAction::PreviousProposal) => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
            Some(KeyAction::First) => 0,
            Some(KeyAction::Last) => last,
            Some(KeyAction::Find) => {
                event.prevent_default();
                return self.run(at);
            }
            _ => return,
        };
        event.prevent_default();
        self.chosen.set(to);
        request_animation_frame(move || dom::keep_in_sight(&line_id(to)));
    }

    fn run(self, at: usize) {
        let hit = self.hits.with_untracked(|hits| hits.get(at).cloned());
        let Some(hit) = hit else { return };
        self.app.dialogs.close();
        // The palette gives the keyboard back first; what is done may take it elsewhere.
        request_animation_frame(move || {
            request_animation_frame(move || run(self.app, hit.line.act));
        });
    }

    fn drawn(self) -> Vec<AnyView> {
        let single = self
            .app
            .settings
            .chosen
            .with_untracked(|settings| settings.keys);
        let hits = self.hits.get();
        let mut drawn = Vec::new();
        let mut group = None;
        for (at, hit) in hits.into_iter().enumerate() {
            if group != Some(hit.line.group) {
                group = Some(hit.line.group);
                drawn.push(
                    view! { <li class="group" role="presentation">{t(hit.line.group)}</li> }
                        .into_any(),
                );
            }
            drawn.push(self.line(at, &hit, single));
        }
        drawn
    }

    fn line(self, at: usize, hit: &PaletteHit, single: SingleKeys) -> AnyView {
        let caps = if acts_now(&hit.line.act, single) {
            hit.line.caps.clone()
        } else {
            Vec::new()
        };
        let caps = caps.into_iter().map(|cap| view! { <kbd>{cap}</kbd> });
        let chosen = move || self.chosen.get() == at;
        view! {
            <li
                id=line_id(at)
                role="option"
                aria-selected=move || chosen().to_string()
                data-testid="palette-line"
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| self.run(at)
            >
                <span class="title"><bdi>{marked(hit)}</bdi></span>
                <span class="caps">{caps.collect::<Vec<_>>()}</span>
            </li>
        }
        .into_any()
    }
}

/// The title of a line, the letters marked that were found.
fn marked(hit: &PaletteHit) -> Vec<AnyView> {
    let letters = hit.line.title.chars().enumerate();
    letters
        .map(|(at, letter)| {
            let letter = letter.to_string();
            if hit.letters.contains(&at) {
                view! { <mark>{letter}</mark> }.into_any()
            } else {
                letter.into_any()
            }
        })
        .collect()
}

fn all_lines(app: AppState) -> Vec<PaletteLine> {
    let line = |title: String, group: TextKey, act: PaletteAct| PaletteLine {
        title,
        group,
        caps: Vec::new(),
        act,
    };
    let own = app.settings.chosen.with_untracked(|it| it.own_keys.clone());
    let mut lines = key_commands(|key| t(key).to_owned(), &own);
    let commands = [
        (TextKey::ViewSave, PaletteAct::SaveView),
        (TextKey::SyncNow, PaletteAct::Sync),
        (TextKey::AddTitle, PaletteAct::Connect),
        (TextKey::HoursTitle, PaletteAct::Hours),
    ];
    lines.extend(commands.map(|(key, act)| line(t(key).to_owned(), TextKey::PaletteCommands, act)));
    let views = app.views.lines.get_untracked().into_iter();
    lines.extend(views.map(|view| {
        line(
            name_of(&view),
            TextKey::PaletteViews,
            PaletteAct::View(Box::new(view)),
        )
    }));
    let orders = SORTS.iter().map(|(_, sort, words)| {
        let said =
            Phrase::new(TextKey::PaletteSort).with("order", PhraseArg::Text(t(*words).to_owned()));
        line(say(&said), TextKey::PaletteOrders, PaletteAct::Sort(*sort))
    });
    lines.extend(orders);
    if let Some(status) = app.status.get_untracked() {
        lines.push(line(
            t(TextKey::AllSpaces).to_owned(),
            TextKey::PaletteSpaces,
            PaletteAct::Space(None),
        ));
        lines.extend(status.spaces.into_iter().map(|space| {
            line(
                space.name,
                TextKey::PaletteSpaces,
                PaletteAct::Space(Some(space.id)),
            )
        }));
        lines.extend(status.sources.into_iter().map(|source| {
            line(
                source.name,
                TextKey::PaletteSources,
                PaletteAct::Source(source.id),
            )
        }));
    }
    lines.extend(setting_lines());
    let is_list = app.browse.page.get_untracked() == WorkspacePage::Conversations;
    lines.retain(|line| is_list || !line.act.is_of_list());
    lines
}

fn setting_lines() -> Vec<PaletteLine> {
    let line = |title: TextKey, value: TextKey, act: PaletteAct| PaletteLine {
        title: format!("{}: {}", t(title), t(value)),
        group: TextKey::Settings,
        caps: Vec::new(),
        act,
    };
    vec![
        line(
            TextKey::Theme,
            TextKey::ThemeSystem,
            PaletteAct::Theme(ColourTheme::System),
        ),
        line(
            TextKey::Theme,
            TextKey::ThemeLight,
            PaletteAct::Theme(ColourTheme::Light),
        ),
        line(
            TextKey::Theme,
            TextKey::ThemeDark,
            PaletteAct::Theme(ColourTheme::Dark),
        ),
        line(
            TextKey::Zone,
            TextKey::ZoneSpace,
            PaletteAct::Zone(ZoneChoice::Space),
        ),
        line(
            TextKey::Zone,
            TextKey::ZoneHere,
            PaletteAct::Zone(ZoneChoice::Here),
        ),
        line(
            TextKey::Keys,
            TextKey::KeysOn,
            PaletteAct::Keys(SingleKeys::On),
        ),
        line(
            TextKey::Keys,
            TextKey::KeysOff,
            PaletteAct::Keys(SingleKeys::Off),
        ),
    ]
}

fn run(app: AppState, act: PaletteAct) {
    match act {
        PaletteAct::Key(act) => drop(perform(app, act)),
        PaletteAct::View(view) => {
            app.queues.put_aside();
            app.views.open(&view);
        }
        PaletteAct::Space(space) => {
            let filter = app.browse.list.filter.get_untracked();
            app.browse.filter(in_space(&filter, space));
        }
        PaletteAct::Source(source) => app.dialogs.open(DialogKind::Known(Some(source))),
        PaletteAct::Sort(sort) => app.browse.sort(sort),
        PaletteAct::Theme(theme) => app.settings.update(|settings| settings.theme = theme),
        PaletteAct::Zone(zone) => app.settings.update(|settings| settings.zone = zone),
        PaletteAct::Keys(keys) => app.settings.update(|settings| settings.keys = keys),
        PaletteAct::Hours => app.hours.show(),
        PaletteAct::Connect => app.dialogs.open(DialogKind::Connect),
        PaletteAct::Sync => app.notices.run(async move { ipc::sync_now().await }),
        PaletteAct::SaveView => save_view(app),
    }
}

/// A view of the present search; where nothing is searched for, the field of the search comes first.
fn save_view(app: AppState) {
    let query = app
        .browse
        .list
        .filter
        .with_untracked(|filter| filter.text.trim().to_owned());
    if query.is_empty() {
        return dom::select(SEARCH);
    }
    let draft = ViewDraft {
        name: query.clone(),
        query,
        sort: app.browse.list.sort.get_untracked(),
        place: None,
        columns: None,
    };
    app.dialogs
        .open(DialogKind::View(Box::new(ViewForm { view: None, draft })));
}
