//! Leads, and what became of calling them. Which there are, and what was said of them, is the back end's business.

use super::browsing::BrowsingState;
use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use crate::ipc;
use leptos::prelude::*;
use model::lead::{LeadLine, LeadsPage, LeadsRequest, SetFollowUp};
use model::request::{ListFilter, ListView};
use model::{ConversationId, FollowUp};

/// Leads read at once: more than a person calls in a week.
const WINDOW: u32 = 200;

/// The leads that are looked at.
#[derive(Clone, Copy)]
pub(crate) struct LeadsState {
    /// Those that were read; none while the first are on their way.
    pub(crate) page: RwSignal<Option<LeadsPage>>,
    /// The state that is looked at; none for all.
    pub(crate) follow_up: RwSignal<Option<FollowUp>>,
    browse: BrowsingState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl LeadsState {
    /// None are known yet.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            page: RwSignal::new(None),
            follow_up: RwSignal::new(None),
            browse,
            notices,
            dialogs,
        }
    }

    /// Shows the leads, those to be called first.
    pub(crate) fn show(self) {
        self.dialogs.open(DialogKind::Leads);
        self.choose(Some(FollowUp::Open));
    }

    /// Looks at those of a state, or at all.
    pub(crate) fn choose(self, follow_up: Option<FollowUp>) {
        self.follow_up.set(follow_up);
        self.load(WINDOW);
    }

    /// Reads on.
    pub(crate) fn more(self) {
        let shown = self.page.with_untracked(|page| {
            let page = page.as_ref();
            page.map_or(0, |page| {
                u32::try_from(page.leads.len()).unwrap_or(u32::MAX)
            })
        });
        self.load(shown.saturating_add(WINDOW));
    }

    fn load(self, count: u32) {
        let request = LeadsRequest {
            follow_up: self.follow_up.get_untracked(),
            count,
            ..LeadsRequest::default()
        };
        self.notices.run(async move {
            let asked = request.follow_up.clone();
            let page = ipc::leads(request).await?;
            // Another state may have been chosen meanwhile.
            if asked == self.follow_up.get_untracked() {
                self.page.set(Some(page));
            }
            Ok(())
        });
    }

    /// Says what became of a lead. It stays in sight until another state is chosen.
    pub(crate) fn set(self, lead: &LeadLine, follow_up: FollowUp) {
        let request = SetFollowUp {
            conversation: lead.conversation,
            lead: lead.lead.clone(),
            follow_up,
        };
        self.notices.run(async move {
            let (conversation, lead) = (request.conversation, request.lead.clone());
            let changed = ipc::set_follow_up(request).await?;
            self.page.update(|page| {
                let page = page.iter_mut().flat_map(|page| &mut page.leads);
                for line in page.filter(|it| it.conversation == conversation && it.lead == lead) {
                    line.follow_up = changed.follow_up.clone();
                    line.followed_up_at = changed.followed_up_at;
                }
            });
            self.count();
            Ok(())
        });
    }

    /// Counts the states again, and leaves the lines as they stand.
    fn count(self) {
        self.notices.run(async move {
            let counted = ipc::leads(LeadsRequest::default()).await?;
            self.page.update(|page| {
                if let Some(page) = page {
                    page.states = counted.states;
                }
            });
            Ok(())
        });
    }

    /// Reads the conversation in which a lead was captured, among those with leads.
    pub(crate) fn read(self, conversation: ConversationId) {
        self.dialogs.close();
        let filter = ListFilter {
            view: ListView::WithLead,
            ..ListFilter::default()
        };
        self.browse.visit(conversation, filter);
    }
}
