//! The rules of an account, as a form. What is wrong is said at its place; nothing is sent before all
//! of it can be used.

use super::super::icon;
use super::Page;
use crate::browser::{dom, intl, say, t};
use crate::i18n::{Key, Phrase};
use crate::ipc;
use crate::view_model::account::{Draft, LINKS, Place, name};
use crate::view_model::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::account::{AccountSettings, AccountView, ChangeAccount};

/// The inputs, in the shape of a [`Draft`].
#[derive(Clone)]
struct Inputs {
    hours: NodeRef<Input>,
    words: NodeRef<Input>,
    fields: NodeRef<Input>,
    zone: NodeRef<Input>,
    days: NodeRef<Input>,
    links: Vec<NodeRef<Input>>,
    paths: Vec<(String, NodeRef<Input>)>,
}

impl Inputs {
    fn of(draft: &Draft) -> Self {
        let fresh = |(entity, _): &(String, String)| (entity.clone(), NodeRef::new());
        Self {
            hours: NodeRef::new(),
            words: NodeRef::new(),
            fields: NodeRef::new(),
            zone: NodeRef::new(),
            days: NodeRef::new(),
            links: draft.links.iter().map(|_| NodeRef::new()).collect(),
            paths: draft.paths.iter().map(fresh).collect(),
        }
    }

    fn draft(&self) -> Draft {
        let read = super::super::connect::raw;
        Draft {
            hours: read(self.hours),
            words: read(self.words),
            fields: read(self.fields),
            zone: read(self.zone),
            days: read(self.days),
            links: self.links.iter().map(|input| read(*input)).collect(),
            paths: self
                .paths
                .iter()
                .map(|(entity, input)| (entity.clone(), read(*input)))
                .collect(),
        }
    }

    /// The id of the input at a place.
    fn id(&self, place: Place) -> String {
        match place {
            Place::Hours => "rule-hours".to_owned(),
            Place::Words => "rule-words".to_owned(),
            Place::Fields => "rule-fields".to_owned(),
            Place::Zone => "rule-zone".to_owned(),
            Place::Days => "rule-days".to_owned(),
            Place::Link(at) => format!("rule-link-{at}"),
            Place::Path(at) => self
                .paths
                .get(at)
                .map_or_else(String::new, |(entity, _)| format!("rule-path-{entity}")),
        }
    }

    fn write(&self, draft: &Draft) {
        let write = |input: NodeRef<Input>, text: &str| {
            if let Some(input) = input.get_untracked() {
                input.set_value(text);
            }
        };
        write(self.hours, &draft.hours);
        write(self.words, &draft.words);
        write(self.fields, &draft.fields);
        write(self.zone, &draft.zone);
        write(self.days, &draft.days);
        let links = self.links.iter().zip(&draft.links);
        links.for_each(|(input, text)| write(*input, text));
        let paths = self.paths.iter().zip(&draft.paths);
        paths.for_each(|((_, input), (_, text))| write(*input, text));
    }
}

/// What the form knows beside what is typed.
#[derive(Clone, Copy)]
struct State {
    wrong: RwSignal<Vec<(Place, Key)>>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    saved: RwSignal<bool>,
}

/// The part.
pub(super) fn rules(page: Page, account: &AccountView) -> AnyView {
    let draft = Draft::of(&account.settings, &account.table);
    let usual = Draft::of(&account.usual, &account.table);
    let inputs = Inputs::of(&draft);
    let state = State {
        wrong: RwSignal::new(Vec::new()),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
        saved: RwSignal::new(false),
    };
    let (sent, reset) = (inputs.clone(), inputs.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save(page, &sent, state);
    };
    view! {
        <form class="rules" novalidate autocomplete="off" data-testid="rules-form" on:submit=submit>
            <div class="sheet">
                {outcomes(&inputs, &draft, state)}
                {links(&inputs, &draft, state)}
                {paths(&inputs, &draft, account, state)}
            </div>
            {move || state.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="rules-error">{words}</p> })}
            <footer>
                <output class="saved" data-testid="rules-saved">{move || state.saved.get().then(|| view! { {icon(Icon::Check)}{t(Key::RulesSaved)} })}</output>
                <button class="button" type="button" data-testid="rules-usual" on:click=move |_| reset.write(&usual)>{t(Key::RulesUsual)}</button>
                <button class="button primary" type="submit" data-testid="rules-save" aria-disabled=move || state.busy.get().to_string()>{t(Key::RulesSave)}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn outcomes(inputs: &Inputs, draft: &Draft, state: State) -> AnyView {
    let hours = Line {
        kind: "number",
        unit: Some(Key::RuleHoursUnit),
        help: Some(Key::RuleHoursHelp),
        ..Line::new(
            inputs.hours,
            Place::Hours,
            &inputs.id(Place::Hours),
            &draft.hours,
        )
    };
    let words = Line {
        help: Some(Key::RuleWordsHelp),
        ..Line::new(
            inputs.words,
            Place::Words,
            &inputs.id(Place::Words),
            &draft.words,
        )
    };
    let fields = Line {
        help: Some(Key::RuleFieldsHelp),
        ..Line::new(
            inputs.fields,
            Place::Fields,
            &inputs.id(Place::Fields),
            &draft.fields,
        )
    };
    let zone = Line {
        hint: Some(t(Key::RuleZoneHint).to_owned()),
        help: Some(Key::RuleZoneHelp),
        ..Line::new(
            inputs.zone,
            Place::Zone,
            &inputs.id(Place::Zone),
            &draft.zone,
        )
    };
    let days = Line {
        kind: "number",
        unit: Some(Key::RuleDaysUnit),
        help: Some(Key::RuleDaysHelp),
        ..Line::new(
            inputs.days,
            Place::Days,
            &inputs.id(Place::Days),
            &draft.days,
        )
    };
    view! {
        <section>
            <h3>{t(Key::RulesOutcomes)}</h3>
            {line(hours, &Key::RuleHours.into(), state)}
            {line(words, &Key::RuleWords.into(), state)}
            {line(fields, &Key::RuleFields.into(), state)}
            {line(zone, &Key::RuleZone.into(), state)}
            {line(days, &Key::RuleDays.into(), state)}
        </section>
    }
    .into_any()
}

fn links(inputs: &Inputs, draft: &Draft, state: State) -> AnyView {
    let each = inputs.links.iter().zip(&draft.links).zip(LINKS).enumerate();
    let lines: Vec<_> = each
        .map(|(at, ((input, text), label))| {
            let place = Place::Link(at);
            line(
                Line::new(*input, place, &inputs.id(place), text),
                &label.into(),
                state,
            )
        })
        .collect();
    group(
        Key::RulesLinks,
        Key::RulesLinksHelp,
        "rules-links",
        lines,
        state,
        |place| matches!(place, Place::Link(_)),
    )
}

fn paths(inputs: &Inputs, draft: &Draft, account: &AccountView, state: State) -> AnyView {
    let own = |entity: &str| {
        let row = account.table.iter().find(|row| row.entity == entity);
        row.filter(|row| row.sureness != "settings")
            .map(|row| row.path.clone())
    };
    let each = inputs.paths.iter().zip(&draft.paths).enumerate();
    let lines: Vec<_> = each
        .map(|(at, ((entity, input), (_, text)))| {
            let place = Place::Path(at);
            let hinted = Line {
                hint: own(entity),
                ..Line::new(*input, place, &inputs.id(place), text)
            };
            line(hinted, &name(entity), state)
        })
        .collect();
    group(
        Key::RulesPaths,
        Key::RulesPathsHelp,
        "rules-paths",
        lines,
        state,
        |place| matches!(place, Place::Path(_)),
    )
}

/// Lines behind a disclosure; it opens when one of them is wrong.
fn group(
    title: Key,
    help: Key,
    id: &'static str,
    lines: Vec<AnyView>,
    state: State,
    is_ours: fn(&Place) -> bool,
) -> AnyView {
    let chosen = RwSignal::new(false);
    let open = Memo::new(move |_| {
        let wrong = state
            .wrong
            .with(|wrong| wrong.iter().any(|(place, _)| is_ours(place)));
        chosen.get() || wrong
    });
    view! {
        <section>
            <h3>
                <button class="inline" type="button" aria-expanded=move || open.get().to_string() aria-controls=id data-testid=id on:click=move |_| chosen.update(|open| *open = !*open)>
                    <i class="turn" class:open=move || open.get()>{icon(Icon::Down)}</i>{t(title)}
                </button>
            </h3>
            <div id=id hidden=move || !open.get()>
                <p class="help">{t(help)}</p>
                {lines}
            </div>
        </section>
    }
    .into_any()
}

/// A line of the form.
struct Line {
    input: NodeRef<Input>,
    place: Place,
    id: String,
    text: String,
    kind: &'static str,
    unit: Option<Key>,
    hint: Option<String>,
    help: Option<Key>,
}

impl Line {
    fn new(input: NodeRef<Input>, place: Place, id: &str, text: &str) -> Self {
        Self {
            input,
            place,
            id: id.to_owned(),
            text: text.to_owned(),
            kind: "text",
            unit: None,
            hint: None,
            help: None,
        }
    }
}

fn line(line: Line, label: &Phrase, state: State) -> AnyView {
    let place = line.place;
    let wrong = move || {
        state.wrong.with(|wrong| {
            let mut here = wrong.iter().filter(|(at, _)| *at == place);
            here.next().map(|(_, why)| *why)
        })
    };
    let described = format!("{}-help", line.id);
    let numeric = line.kind == "number";
    view! {
        <div class="field line">
            <label for=line.id.clone()>{say(label)}</label>
            <div class="value">
                <input
                    id=line.id.clone()
                    type="text"
                    inputmode=numeric.then_some("numeric")
                    class:short=numeric
                    value=line.text
                    node_ref=line.input
                    placeholder=line.hint
                    spellcheck="false"
                    aria-describedby=described.clone()
                    aria-invalid=move || wrong().is_some().to_string()
                    data-testid=line.id
                />
                {line.unit.map(|unit| view! { <span>{t(unit)}</span> })}
            </div>
            <small id=described class:wrong=move || wrong().is_some()>{move || wrong().or(line.help).map(t)}</small>
        </div>
    }
    .into_any()
}

fn save(page: Page, inputs: &Inputs, state: State) {
    state.failed.set(None);
    state.saved.set(false);
    let read = inputs
        .draft()
        .read(|zone| intl::with(|formats| formats.is_zone(zone)));
    match read {
        Err(wrong) => {
            // What is wrong may be out of sight.
            let first = wrong.first().map(|(place, _)| inputs.id(*place));
            state.wrong.set(wrong);
            request_animation_frame(move || dom::focus(&first.unwrap_or_default()));
        }
        Ok(_) if state.busy.get_untracked() => {}
        Ok(settings) => {
            state.wrong.set(Vec::new());
            send(page, settings, state);
        }
    }
}

fn send(page: Page, settings: AccountSettings, state: State) {
    state.busy.set(true);
    let request = ChangeAccount {
        source: page.source,
        settings,
    };
    spawn_local(async move {
        let answer = ipc::change_nexudus(request).await;
        let is_gone = state.busy.try_set(false).is_some();
        match answer {
            Ok(()) => {
                // A page that was closed meanwhile says nothing.
                let _ = state.saved.try_set(true);
                page.look().await;
            }
            Err(failure) if is_gone => page.app.failed(&failure),
            Err(failure) => state.failed.set(Some(failure.message)),
        }
    });
}
