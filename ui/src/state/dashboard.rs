//! The dashboard: what is asked, the last whole answer, and where its numbers lead. Counting is the back end's; an
//! answer to an older question is dropped.

use super::browsing::{BrowsingState, WorkspacePage};
use crate::browser::dom::{self, FocusTarget};
use crate::ipc;
use crate::view_model::dashboard::days::usual_step;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::opening::take_list;
use crate::view_model::dashboard::places::{PlaceKind, PlaceMeasure, PlaceOrder, usual_kind};
use crate::view_model::filter::{counting, recounted};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::after_hours::{AfterHoursRequest, AfterHoursView};
use model::comparison::ComparisonSide;
use model::coverage::{CoverageRequest, CoverageView};
use model::dashboard::{DashboardPeriod, DashboardRequest, DashboardView};
use model::failure::Failure;
use model::funnel::{FunnelRequest, FunnelView};
use model::metrics::{MetricId, MetricsRecount};
use model::request::{InferredOutcomes, ListFilter};
use model::trend::{TrendRequest, TrendStep};
use model::{Channel, SpaceId};
use std::sync::Arc;
use std::time::Duration;

/// The id of the page's element.
pub(crate) const DASHBOARD: &str = "dashboard";
/// The id of its search field.
pub(crate) const DASHBOARD_SEARCH: &str = "dashboard-search";
/// How long newer data rests before it is said.
const STALE_REST: Duration = Duration::from_millis(400);

/// How a recount stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RecountProgress {
    /// Nobody asked.
    #[default]
    Unasked,
    /// It is counted.
    Running,
    /// It was counted.
    Done(Box<MetricsRecount>),
    /// It was not.
    Failed(Failure),
}

/// The dashboard.
#[derive(Clone, Copy)]
pub(crate) struct DashboardState {
    /// What is asked.
    pub(crate) request: RwSignal<DashboardRequest>,
    /// The last answer.
    pub(crate) view: RwSignal<Option<Arc<DashboardView>>>,
    /// Why there is none.
    pub(crate) failure: RwSignal<Option<Failure>>,
    /// Whether an answer is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// Whether newer data came since it was counted.
    pub(crate) is_stale: RwSignal<bool>,
    /// Whose rates are compared.
    pub(crate) outcome: RwSignal<MetricId>,
    /// Of which channel times are told; none for all.
    pub(crate) channel: RwSignal<Option<Channel>>,
    /// Which places are shown.
    pub(crate) places: RwSignal<PlaceKind>,
    /// By what they are coloured.
    pub(crate) measure: RwSignal<PlaceMeasure>,
    /// By what their table stands.
    pub(crate) order: RwSignal<PlaceOrder>,
    /// Whether the trend is a table.
    pub(crate) trend_as_table: RwSignal<bool>,
    /// Whether the funnel plot is a table.
    pub(crate) plot_as_table: RwSignal<bool>,
    /// Of what the evidence is open.
    pub(crate) evidence: RwSignal<Option<EvidenceSubject>>,
    /// The funnel over the same scope; none until it is counted.
    pub(crate) funnel: RwSignal<Option<Arc<FunnelView>>>,
    /// The numbers after hours; none until they are counted.
    pub(crate) after_hours: RwSignal<Option<Arc<AfterHoursView>>>,
    /// What is known of the scope; none until it is counted.
    pub(crate) coverage: RwSignal<Option<Arc<CoverageView>>>,
    /// How the recount stands.
    pub(crate) recount: RwSignal<RecountProgress>,
    /// The list that one of its numbers opened last.
    opened: StoredValue<Option<ListFilter>>,
    /// The number that opened it.
    left: StoredValue<Option<FocusTarget>, LocalStorage>,
    turn: StoredValue<u32>,
    /// Of which scope and of which data the funnel and what is known are, or are being counted.
    beside: StoredValue<Option<(ListFilter, u64)>>,
    pub(crate) browse: BrowsingState,
}

impl DashboardState {
    /// Nothing was asked yet.
    pub(super) fn new(browse: BrowsingState) -> Self {
        Self {
            request: RwSignal::new(DashboardRequest::default()),
            view: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_stale: RwSignal::new(false),
            outcome: RwSignal::new(MetricId::AnyOutcome),
            channel: RwSignal::new(None),
            places: RwSignal::new(PlaceKind::default()),
            measure: RwSignal::new(PlaceMeasure::default()),
            order: RwSignal::new(PlaceOrder::default()),
            trend_as_table: RwSignal::new(false),
            plot_as_table: RwSignal::new(false),
            evidence: RwSignal::new(None),
            funnel: RwSignal::new(None),
            after_hours: RwSignal::new(None),
            coverage: RwSignal::new(None),
            recount: RwSignal::new(RecountProgress::default()),
            opened: StoredValue::new(None),
            left: StoredValue::new_local(None),
            turn: StoredValue::new(0),
            beside: StoredValue::new(None),
            browse,
        }
    }

    /// Whether the dashboard is the page that is shown.
    pub(crate) fn is_shown(self) -> bool {
        self.browse.page.get() == WorkspacePage::Dashboard
    }

    /// Shows the dashboard of what the list shows; of what it was before, where one of its own numbers opened the
    /// list.
    pub(crate) fn show(self) {
        let listed = self.browse.list.filter.get_untracked();
        let is_own = self.is_opened(&listed);
        if !is_own {
            self.request.update(|request| take_list(request, listed));
        }
        self.browse.page.set(WorkspacePage::Dashboard);
        self.ask();
        request_animation_frame(move || {
            let left = self.left.with_value(Clone::clone);
            if let Some(left) = left.filter(|_| is_own) {
                left.return_to();
            }
            if !dom::has_focus(DASHBOARD) {
                dom::focus(DASHBOARD);
            }
        });
    }

    /// Goes back to the dashboard from a list that one of its numbers opened; false where none did.
    pub(crate) fn return_from_list(self) -> bool {
        let listed = self.browse.list.filter.get_untracked();
        let is_own = self.is_opened(&listed);
        let is_list = self.browse.page.get_untracked() == WorkspacePage::Conversations;
        if is_own && is_list {
            self.show();
        }
        is_own && is_list
    }

    /// Whether a list is the one that a number opened, however inferred outcomes count by now.
    fn is_opened(self, listed: &ListFilter) -> bool {
        let is_it = |opened: &Option<ListFilter>| {
            opened
                .as_ref()
                .is_some_and(|opened| opened.selects_as(listed))
        };
        self.opened.with_value(is_it)
    }

    /// Lists what a number counts.
    pub(crate) fn open(self, filter: ListFilter) {
        self.left.set_value(dom::focused_element());
        self.evidence.set(None);
        self.opened.set_value(Some(filter.clone()));
        self.browse.filter(filter);
        request_animation_frame(|| dom::focus(super::list_state::LIST));
    }

    /// Counts.
    pub(crate) fn ask(self) {
        self.is_stale.set(false);
        let mut request = self.request.get_untracked();
        request.filter.inferred = self.browse.inferred();
        self.replace(ipc::dashboard(request));
    }

    fn take(self, answer: Result<DashboardView, Failure>) {
        self.busy.set(false);
        match answer {
            Ok(view) => {
                let is_first = self.view.with_untracked(Option::is_none);
                if is_first {
                    self.places.set(usual_kind(&view));
                }
                self.failure.set(None);
                self.recount.set(RecountProgress::Unasked);
                // The cards are drawn anew; what had the keyboard has it again.
                let held = dom::focused_element();
                self.ask_beside(&view);
                self.view.set(Some(Arc::new(view)));
                request_animation_frame(move || {
                    if let Some(held) = held {
                        held.return_to();
                    }
                });
            }
            // The last good answer stays.
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Asks what stands beside the numbers: the funnel and what is known, over exactly what was counted.
    fn ask_beside(self, view: &DashboardView) {
        let of = (view.scope.clone(), view.generation);
        let before = self.beside.get_value();
        // Another step of the trend or another side changes neither.
        if before.as_ref() == Some(&of) {
            return;
        }
        // What was counted of other conversations must not stand under these numbers.
        if before.is_none_or(|(scope, _)| scope != of.0) {
            self.forget_beside();
        }
        self.beside.set_value(Some(of.clone()));
        let total = view.metrics.total;
        spawn_local(async move {
            let filter = of.0.clone();
            let request = FunnelRequest {
                filter: filter.clone(),
            };
            let funnel = ipc::funnel(request).await;
            let asked = AfterHoursRequest {
                filter: filter.clone(),
            };
            let after_hours = ipc::after_hours(asked).await;
            let coverage = ipc::coverage(CoverageRequest { filter }).await;
            if self.beside.with_value(|now| now.as_ref() == Some(&of)) {
                self.take_beside((funnel, after_hours, coverage), total);
            }
        });
    }

    fn forget_beside(self) {
        self.funnel.set(None);
        self.after_hours.set(None);
        self.coverage.set(None);
    }

    /// Somebody said when a space is open: what a search, a side or a card asks of it is counted anew.
    pub(super) fn hours_changed(self) {
        self.browse.refresh();
        self.beside.set_value(None);
        if untrack(|| self.is_shown()) {
            self.ask();
        }
    }

    fn take_beside(
        self,
        answers: (
            Result<FunnelView, Failure>,
            Result<AfterHoursView, Failure>,
            Result<CoverageView, Failure>,
        ),
        total: u64,
    ) {
        match answers {
            (Ok(funnel), Ok(after_hours), Ok(coverage)) => {
                // What was counted a moment later may be of newer data: it is said, as of all the rest.
                if funnel.scope.conversations != total || after_hours.total != total {
                    self.is_stale.set(true);
                }
                self.funnel.set(Some(Arc::new(funnel)));
                self.after_hours.set(Some(Arc::new(after_hours)));
                self.coverage.set(Some(Arc::new(coverage)));
            }
            (Err(failure), ..) | (_, Err(failure), _) | (.., Err(failure)) => {
                self.beside.set_value(None);
                self.forget_beside();
                self.failure.set(Some(failure));
            }
        }
    }

    /// Counts another period, by the steps that suit it.
    pub(crate) fn choose_period(self, period: DashboardPeriod) {
        self.request.update(|request| {
            request.period = period;
            request.step = usual_step(period);
        });
        self.ask();
    }

    /// Counts the trend by other steps. Of newer data, and of a period that begins with the oldest conversation, all is
    /// counted.
    pub(crate) fn choose_step(self, step: TrendStep) {
        self.request.update(|request| request.step = step);
        let shown = self.view.get_untracked();
        let begun = shown.filter(|view| view.days.span.first.is_some());
        let Some(view) = begun.filter(|_| self.is_current()) else {
            return self.ask();
        };
        let request = TrendRequest {
            filter: view.scope.clone(),
            step,
            days: None,
        };
        self.replace(async move {
            let trend = ipc::trend(request).await?;
            let view = DashboardView::clone(&view);
            Ok(DashboardView { trend, ..view })
        });
    }

    /// Compares by another side. All is counted: the limits of the rates and why they moved belong to the side too.
    pub(crate) fn choose_side(self, side: ComparisonSide) {
        self.request.update(|request| request.side = side);
        self.ask();
    }

    /// Whether what is shown is what was asked last, of the newest data, and nothing else is being counted.
    fn is_current(self) -> bool {
        let has_failed = self.failure.with_untracked(Option::is_some);
        !has_failed && !self.is_stale.get_untracked() && !self.busy.get_untracked()
    }

    /// Shows another answer, unless something else was asked meanwhile.
    fn replace(self, answer: impl Future<Output = Result<DashboardView, Failure>> + 'static) {
        let turn = self.take_turn();
        spawn_local(async move {
            let answer = answer.await;
            if self.turn.get_value() == turn {
                self.take(answer);
            }
        });
    }

    fn take_turn(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        turn
    }

    /// Counts what another search finds.
    pub(crate) fn search(self, text: String) {
        if self
            .request
            .with_untracked(|request| request.filter.text == text)
        {
            return;
        }
        self.request.update(|request| request.filter.text = text);
        self.ask();
    }

    /// Counts another space; none is every one.
    pub(crate) fn in_space(self, space: Option<SpaceId>) {
        self.request.update(|request| request.filter.space = space);
        self.ask();
    }

    /// Counts inferred outcomes or not, here and in the list.
    pub(crate) fn count_inferred(self, inferred: InferredOutcomes) {
        let before = self.browse.inferred();
        self.request.update(|request| {
            let filter = counting(request.filter.clone(), before);
            request.filter = recounted(&filter, inferred);
        });
        self.browse.count_inferred(inferred);
        self.ask();
    }

    /// Shows the evidence of a number.
    pub(crate) fn show_evidence(self, subject: EvidenceSubject) {
        self.recount.set(RecountProgress::Unasked);
        self.evidence.set(Some(subject));
    }

    /// Closes the evidence; false where none is open.
    pub(crate) fn close_evidence(self) -> bool {
        let was_open = self.evidence.with_untracked(Option::is_some);
        self.evidence.set(None);
        was_open
    }

    /// Counts the numbers once more from the rows.
    pub(crate) fn count_again_from_rows(self) {
        let Some(scope) = self
            .view
            .with_untracked(|view| view.as_ref().map(|it| it.scope.clone()))
        else {
            return;
        };
        self.recount.set(RecountProgress::Running);
        spawn_local(async move {
            let asked = scope.clone();
            let progress = match ipc::recount(scope).await {
                Ok(recount) => RecountProgress::Done(Box::new(recount)),
                Err(failure) => RecountProgress::Failed(failure),
            };
            let is_current = self
                .view
                .with_untracked(|view| view.as_ref().is_some_and(|it| it.scope == asked));
            if is_current {
                self.recount.set(progress);
            }
        });
    }

    /// Newer data is here. What is read stays until somebody counts again.
    pub(super) fn data_changed(self) {
        if self.browse.page.get_untracked() != WorkspacePage::Dashboard {
            return;
        }
        let is_empty = self
            .view
            .with_untracked(|view| view.as_ref().is_none_or(|it| it.metrics.total == 0));
        set_timeout(
            move || {
                if is_empty {
                    self.ask();
                } else {
                    self.is_stale.set(true);
                }
            },
            STALE_REST,
        );
    }

    /// Forgets what was asked of another world.
    pub(super) fn begin_anew(self) {
        self.request
            .update(|request| request.filter = ListFilter::default());
        // An answer about the other world that is still on its way is dropped.
        self.take_turn();
        self.busy.set(false);
        self.beside.set_value(None);
        self.opened.set_value(None);
        self.view.set(None);
        self.forget_beside();
        self.evidence.set(None);
        if self.browse.page.get_untracked() == WorkspacePage::Dashboard {
            self.ask();
        }
    }
}
