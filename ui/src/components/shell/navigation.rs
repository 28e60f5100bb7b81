//! The navigation: conversations, standing views, spaces, and the sources at its foot.

use super::settings_menu::settings_menu;
use crate::components::shared::icon;
use crate::components::sources::source_list;
use crate::components::views::view_list;
use crate::i18n::{TextKey, number, t};
use crate::state::{
    AppState, BrowsingState, DashboardState, LeadsState, QueuesState, RulesState, ThemesState,
    ViewsState, WorkspacePage,
};
use crate::view_model::filter::{in_space, in_view, searching};
use crate::view_model::icon::Icon;
use crate::view_model::navigation::{MainColumn, NavLine, chosen_line};
use crate::view_model::person::initials;
use crate::view_model::views::is_open;
use leptos::prelude::*;
use model::SpaceId;
use model::request::{DataWorld, ListFilter, ListView};
use model::review_queue::QueueView;
use model::view::StatusView;

/// The navigation.
pub(crate) fn navigation(app: AppState) -> impl IntoView {
    let chosen = Memo::new(move |_| chosen_now(app.browse, app.queues, app.views));
    view! {
        <nav class="nav" id="nav" aria-label=t(TextKey::NavLabel) tabindex="-1">
            <div class="brand"><i aria-hidden="true">"D"</i><span>{t(TextKey::Brand)}</span></div>
            {move || world(app)}
            <div class="scroll">
                {views(app, chosen)}
                {view_list(app.views, app.queues, app.dialogs, chosen)}
                {move || spaces(app.browse, app.dashboard, app.counted)}
            </div>
            {source_list(app)}
            {settings_menu(app)}
        </nav>
    }
}

/// The line that is chosen now.
fn chosen_now(browse: BrowsingState, queues: QueuesState, views: ViewsState) -> NavLine {
    let shown = match browse.page.get() {
        WorkspacePage::Dashboard => MainColumn::Dashboard,
        WorkspacePage::Rules => MainColumn::Rules,
        WorkspacePage::Themes => MainColumn::Themes,
        WorkspacePage::Conversations if queues.reviewed().is_some() => MainColumn::Queue,
        WorkspacePage::Conversations => MainColumn::List,
    };
    let filter = browse.list.filter;
    views
        .lines
        .with(|lines| filter.with(|filter| chosen_line(shown, filter, lines)))
}

fn is_chosen(chosen: Memo<NavLine>, line: NavLine) -> Signal<bool> {
    Signal::derive(move || chosen.with(|chosen| *chosen == line))
}

/// The world that is shown: practice says so, and where there are two, this goes from one to the other.
fn world(app: AppState) -> Option<AnyView> {
    let world = app
        .status
        .with(|status| status.as_ref().map(|status| status.world))?;
    let practises = world.shown == DataWorld::Practice;
    if !practises && !world.has_other {
        return None;
    }
    let (title, text) = if practises {
        (TextKey::WorldPractice, TextKey::WorldPracticeText)
    } else {
        (TextKey::WorldReal, TextKey::WorldRealText)
    };
    let (go, wanted) = if practises {
        (TextKey::WorldLeave, DataWorld::Real)
    } else {
        (TextKey::WorldEnter, DataWorld::Practice)
    };
    // In a narrow window the signs alone stand here, so that each says in its title what it is.
    let switch = world.has_other.then(|| {
        view! {
            <button class="button" type="button" title=t(go) aria-label=t(go) data-testid="world-switch" on:click=move |_| app.enter_world(wanted)>
                {icon(Icon::Refresh)}
                <span class="name">{t(go)}</span>
            </button>
        }
    });
    let sign = if practises {
        Icon::Practice
    } else {
        Icon::Server
    };
    Some(
        view! {
            <div class="world" class:practice=practises title=t(text) data-testid="world">
                <p>{icon(sign)}<b>{t(title)}</b></p>
                <small>{t(text)}</small>
                {switch}
            </div>
        }
        .into_any(),
    )
}

fn views(app: AppState, chosen: Memo<NavLine>) -> impl IntoView {
    let (browse, counted, saved) = (app.browse, app.counted, app.views.lines);
    let is_view_open = move |filter: &ListFilter| {
        saved.with(|lines| lines.iter().any(|line| is_open(filter, line)))
    };
    let counts = move |pick: fn(&StatusView) -> u64| {
        Signal::derive(move || counted.with(|counted| counted.as_ref().map(pick)))
    };
    let view = move |sign: Icon, key: TextKey, view: ListView, count| {
        let on = is_chosen(chosen, NavLine::Standing(view.clone()));
        let test = match &view {
            ListView::Escalated => "view-escalated",
            ListView::Unconverted => "view-unconverted",
            ListView::WithLead => "view-with-lead",
            ListView::All | ListView::Converted(_) => "view-all",
        };
        let choose = move || {
            let filter = browse.list.filter.get_untracked();
            // Whoever leaves a view or a queue leaves its search.
            let filter = if app.queues.put_aside() || untrack(|| is_view_open(&filter)) {
                searching(&filter, "")
            } else {
                filter
            };
            browse.filter(in_view(&filter, view.clone()));
        };
        item(
            icon(sign),
            t(key).into_any(),
            t(key).to_owned(),
            count,
            on,
            test,
            choose,
        )
    };
    view! {
        {view(Icon::Conversations, TextKey::NavConversations, ListView::All, counts(|status| status.conversations))}
        {dashboard(app.dashboard, chosen)}
        {rules(app.rules, chosen)}
        {themes(app.themes, chosen)}
        {review(app.queues, chosen)}
        {leads(app.leads)}
        <h2>{t(TextKey::NavViews)}</h2>
        {view(Icon::Warning, TextKey::ViewEscalated, ListView::Escalated, counts(|status| status.views.escalated))}
        {view(Icon::Unconverted, TextKey::ViewUnconverted, ListView::Unconverted, counts(|status| status.views.unconverted))}
        {view(Icon::Contact, TextKey::ViewWithLead, ListView::WithLead, counts(|status| status.views.with_lead))}
    }
}

/// The numbers.
fn dashboard(dashboard: DashboardState, chosen: Memo<NavLine>) -> AnyView {
    let name = t(TextKey::NavDashboard);
    item(
        icon(Icon::Chart),
        name.into_any(),
        name.to_owned(),
        Signal::derive(|| None),
        is_chosen(chosen, NavLine::Dashboard),
        "nav-dashboard",
        move || dashboard.show(),
    )
}

/// The rules.
fn rules(rules: RulesState, chosen: Memo<NavLine>) -> AnyView {
    let name = t(TextKey::NavRules);
    item(
        icon(Icon::Rule),
        name.into_any(),
        name.to_owned(),
        Signal::derive(|| None),
        is_chosen(chosen, NavLine::Rules),
        "nav-rules",
        move || rules.show(),
    )
}

/// What is asked.
fn themes(themes: ThemesState, chosen: Memo<NavLine>) -> AnyView {
    let name = t(TextKey::NavThemes);
    item(
        icon(Icon::Unknown),
        name.into_any(),
        name.to_owned(),
        Signal::derive(|| None),
        is_chosen(chosen, NavLine::Themes),
        "nav-themes",
        move || themes.show(),
    )
}

/// The review queues, with how many conversations wait in them.
fn review(queues: QueuesState, chosen: Memo<NavLine>) -> AnyView {
    let waiting = Signal::derive(move || {
        let left = |queue: &QueueView| u64::from(queue.conversations - queue.reviewed);
        let waiting: u64 = queues.lines.with(|lines| lines.iter().map(left).sum());
        (waiting > 0).then_some(waiting)
    });
    let on = is_chosen(chosen, NavLine::Review);
    let name = t(TextKey::NavReview);
    item(
        icon(Icon::Queue),
        name.into_any(),
        name.to_owned(),
        waiting,
        on,
        "nav-review",
        move || queues.show(),
    )
}

/// Whom the assistant took down, with what became of them.
fn leads(leads: LeadsState) -> AnyView {
    let name = t(TextKey::NavLeads);
    item(
        icon(Icon::Phone),
        name.into_any(),
        name.to_owned(),
        Signal::derive(|| None),
        Signal::derive(|| false),
        "nav-leads",
        move || leads.show(),
    )
}

fn spaces(
    browse: BrowsingState,
    dashboard: DashboardState,
    counted: Memo<Option<StatusView>>,
) -> Option<AnyView> {
    let spaces = counted.with(|counted| counted.as_ref().map(|counted| counted.spaces.clone()))?;
    if spaces.is_empty() {
        return None;
    }
    let several = spaces.len() > 1;
    let all = several.then(|| {
        let on = chosen(browse, dashboard, None);
        let choose = move || choose_space(browse, dashboard, None);
        let name = t(TextKey::AllSpaces);
        item(
            icon(Icon::Space),
            name.into_any(),
            name.to_owned(),
            Signal::derive(|| None),
            on,
            "space-all",
            choose,
        )
    });
    let each = spaces.into_iter().map(|space| {
        let sign =
            view! { <i class="monogram" aria-hidden="true">{initials(&space.name)}</i> }.into_any();
        let name = view! { <bdi>{space.name.clone()}</bdi> }.into_any();
        let count = Signal::derive(move || Some(space.conversations));
        let id = space.id;
        let choose = move || choose_space(browse, dashboard, Some(id));
        item(
            sign,
            name,
            space.name,
            count,
            chosen(browse, dashboard, Some(id)),
            "space",
            choose,
        )
    });
    Some(view! { <h2>{t(TextKey::NavSpaces)}</h2>{all}{each.collect::<Vec<_>>()} }.into_any())
}

/// A space is that of the page which is shown.
fn chosen(
    browse: BrowsingState,
    dashboard: DashboardState,
    space: Option<SpaceId>,
) -> Signal<bool> {
    Signal::derive(move || match browse.page.get() {
        WorkspacePage::Conversations => browse.list.filter.with(|filter| filter.space == space),
        WorkspacePage::Dashboard => dashboard
            .request
            .with(|request| request.filter.space == space),
        // Rules and themes are counted over every space; one of them is a term of the search.
        WorkspacePage::Rules | WorkspacePage::Themes => space.is_none(),
    })
}

fn choose_space(browse: BrowsingState, dashboard: DashboardState, space: Option<SpaceId>) {
    if browse.page.get_untracked() == WorkspacePage::Dashboard {
        return dashboard.in_space(space);
    }
    let filter: ListFilter = browse.list.filter.get_untracked();
    browse.filter(in_space(&filter, space));
}

fn item(
    sign: AnyView,
    name: AnyView,
    title: String,
    count: Signal<Option<u64>>,
    on: Signal<bool>,
    test: &'static str,
    choose: impl Fn() + 'static,
) -> AnyView {
    let current = move || on.get().then_some("true");
    view! {
        <button class="item" type="button" title=title aria-current=current data-testid=test on:click=move |_| choose()>
            {sign}<span class="name">{name}</span><b>{move || count.get().map(number)}</b>
        </button>
    }
    .into_any()
}
