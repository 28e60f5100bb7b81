//! The rules of an account, as a form. What is wrong is said at its place; nothing is sent before all
//! of it can be used.

use super::context::AccountContext;
use crate::browser::dom;
use crate::components::shared::{icon, raw};
use crate::i18n::{Phrase, TextKey, explain, intl, say, t};
use crate::ipc;
use crate::view_model::icon::Icon;
use crate::view_model::nexudus_account::{LINKS, RuleField, RulesDraft, name};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::account::{AccountSettings, AccountView, ChangeAccount};

/// The inputs, in the shape of a [`RulesDraft`].
#[derive(Clone)]
struct RulesInputs {
    hours: NodeRef<Input>,
    words: NodeRef<Input>,
    fields: NodeRef<Input>,
    zone: NodeRef<Input>,
    days: NodeRef<Input>,
    links: Vec<NodeRef<Input>>,
    paths: Vec<(String, NodeRef<Input>)>,
}

impl RulesInputs {
    fn of(draft: &RulesDraft) -> Self {
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

    fn draft(&self) -> RulesDraft {
        let read = raw;
        RulesDraft {
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
    fn id(&self, place: RuleField) -> String {
        match place {
            RuleField::Hours => "rule-hours".to_owned(),
            RuleField::Words => "rule-words".to_owned(),
            RuleField::Fields => "rule-fields".to_owned(),
            RuleField::Zone => "rule-zone".to_owned(),
            RuleField::Days => "rule-days".to_owned(),
            RuleField::Link(at) => format!("rule-link-{at}"),
            RuleField::Path(at) => self
                .paths
                .get(at)
                .map_or_else(String::new, |(entity, _)| format!("rule-path-{entity}")),
        }
    }

    fn write(&self, draft: &RulesDraft) {
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
struct RulesFormState {
    wrong: RwSignal<Vec<(RuleField, TextKey)>>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    saved: RwSignal<bool>,
}

/// The part.
pub(super) fn rules(page: AccountContext, account: &AccountView) -> AnyView {
    let draft = RulesDraft::of(&account.settings, &account.table);
    let usual = RulesDraft::of(&account.usual, &account.table);
    let inputs = RulesInputs::of(&draft);
    let state = RulesFormState {
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
                <output class="saved" data-testid="rules-saved">{move || state.saved.get().then(|| view! { {icon(Icon::Check)}{t(TextKey::RulesSaved)} })}</output>
                <button class="button" type="button" data-testid="rules-usual" on:click=move |_| reset.write(&usual)>{t(TextKey::RulesUsual)}</button>
                <button class="button primary" type="submit" data-testid="rules-save" aria-disabled=move || state.busy.get().to_string()>{t(TextKey::RulesSave)}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn outcomes(inputs: &RulesInputs, draft: &RulesDraft, state: RulesFormState) -> AnyView {
    let hours = RuleLine {
        kind: "number",
        unit: Some(TextKey::RuleHoursUnit),
        help: Some(TextKey::RuleHoursHelp),
        ..RuleLine::new(
            inputs.hours,
            RuleField::Hours,
            &inputs.id(RuleField::Hours),
            &draft.hours,
        )
    };
    let words = RuleLine {
        help: Some(TextKey::RuleWordsHelp),
        ..RuleLine::new(
            inputs.words,
            RuleField::Words,
            &inputs.id(RuleField::Words),
            &draft.words,
        )
    };
    let fields = RuleLine {
        help: Some(TextKey::RuleFieldsHelp),
        ..RuleLine::new(
            inputs.fields,
            RuleField::Fields,
            &inputs.id(RuleField::Fields),
            &draft.fields,
        )
    };
    let zone = RuleLine {
        hint: Some(t(TextKey::RuleZoneHint).to_owned()),
        help: Some(TextKey::RuleZoneHelp),
        ..RuleLine::new(
            inputs.zone,
            RuleField::Zone,
            &inputs.id(RuleField::Zone),
            &draft.zone,
        )
    };
    let days = RuleLine {
        kind: "number",
        unit: Some(TextKey::RuleDaysUnit),
        help: Some(TextKey::RuleDaysHelp),
        ..RuleLine::new(
            inputs.days,
            RuleField::Days,
            &inputs.id(RuleField::Days),
            &draft.days,
        )
    };
    view! {
        <section>
            <h3>{t(TextKey::RulesOutcomes)}</h3>
            {line(hours, &TextKey::RuleHours.into(), state)}
            {line(words, &TextKey::RuleWords.into(), state)}
            {line(fields, &TextKey::RuleFields.into(), state)}
            {line(zone, &TextKey::RuleZone.into(), state)}
            {line(days, &TextKey::RuleDays.into(), state)}
        </section>
    }
    .into_any()
}

fn links(inputs: &RulesInputs, draft: &RulesDraft, state: RulesFormState) -> AnyView {
    let each = inputs.links.iter().zip(&draft.links).zip(LINKS).enumerate();
    let lines: Vec<_> = each
        .map(|(at, ((input, text), label))| {
            let place = RuleField::Link(at);
            line(
                RuleLine::new(*input, place, &inputs.id(place), text),
                &label.into(),
                state,
            )
        })
        .collect();
    group(
        TextKey::RulesLinks,
        TextKey::RulesLinksHelp,
        "rules-links",
        lines,
        state,
        |place| matches!(place, RuleField::Link(_)),
    )
}

fn paths(
    inputs: &RulesInputs,
    draft: &RulesDraft,
    account: &AccountView,
    state: RulesFormState,
) -> AnyView {
    let own = |entity: &str| {
        let row = account.table.iter().find(|row| row.entity == entity);
        row.filter(|row| row.sureness != "settings")
            .map(|row| row.path.clone())
    };
    let each = inputs.paths.iter().zip(&draft.paths).enumerate();
    let lines: Vec<_> = each
        .map(|(at, ((entity, input), (_, text)))| {
            let place = RuleField::Path(at);
            let hinted = RuleLine {
                hint: own(entity),
                ..RuleLine::new(*input, place, &inputs.id(place), text)
            };
            line(hinted, &name(entity), state)
        })
        .collect();
    group(
        TextKey::RulesPaths,
        TextKey::RulesPathsHelp,
        "rules-paths",
        lines,
        state,
        |place| matches!(place, RuleField::Path(_)),
    )
}

/// Lines behind a disclosure; it opens when one of them is wrong.
fn group(
    title: TextKey,
    help: TextKey,
    id: &'static str,
    lines: Vec<AnyView>,
    state: RulesFormState,
    is_ours: fn(&RuleField) -> bool,
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
struct RuleLine {
    input: NodeRef<Input>,
    place: RuleField,
    id: String,
    text: String,
    kind: &'static str,
    unit: Option<TextKey>,
    hint: Option<String>,
    help: Option<TextKey>,
}

impl RuleLine {
    fn new(input: NodeRef<Input>, place: RuleField, id: &str, text: &str) -> Self {
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

fn line(line: RuleLine, label: &Phrase, state: RulesFormState) -> AnyView {
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

fn save(page: AccountContext, inputs: &RulesInputs, state: RulesFormState) {
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

fn send(page: AccountContext, settings: AccountSettings, state: RulesFormState) {
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
            Err(failure) if is_gone => page.app.notices.failed(&failure),
            Err(failure) => state.failed.set(Some(explain(&failure))),
        }
    });
}
