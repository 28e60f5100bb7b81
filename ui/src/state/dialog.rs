//! Which dialog stands over the page. One at a time: a dialog is a question, and a person answers one.

use crate::browser::dom::{self, FocusTarget};
use crate::view_model::dashboard::annotations::AnnotationForm;
use crate::view_model::rules::RuleForm;
use crate::view_model::views::ViewForm;
use leptos::prelude::*;
use model::SourceId;
use model::review_queue::QueueView;
use model::view::SourceView;

/// A dialog over the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DialogKind {
    /// Connect another source.
    Connect,
    /// Remove a source.
    Remove(Box<SourceView>),
    /// Begin a source anew with the store that answers now.
    Anew(Box<SourceView>),
    /// Look at a Nexudus account.
    Account(AccountPage),
    /// Look at what is known of a source beside its server, or of all.
    Known(Option<SourceId>),
    /// Go to a day in the list.
    Day,
    /// Look at the keys.
    Keys,
    /// Look for a command.
    Palette,
    /// Look at the review queues.
    Queues,
    /// Look at how far others agree on a queue.
    Agreement(Box<QueueView>),
    /// Look at the leads.
    Leads,
    /// Say when spaces are open.
    Hours,
    /// Annotate a day of the trend, or change what was written.
    Annotation(Box<AnnotationForm>),
    /// Write a rule, or change one.
    Rule(Box<RuleForm>),
    /// Hand over conversations.
    Export,
    /// Look at the record of what is read.
    Record,
    /// Look at the audit log.
    Audit,
    /// Delete conversations for privacy.
    Delete,
    /// Look at what was deleted.
    Deletions,
    /// Look at everything on a person.
    Person,
    /// Forget everything on this laptop.
    Forget,
    /// Save a view, or change one.
    View(Box<ViewForm>),
}

/// The page of a Nexudus account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AccountPage {
    pub(crate) source: SourceId,
    pub(crate) part: AccountTab,
    pub(crate) occasion: VisitReason,
}

/// A part of that page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountTab {
    /// What it may read.
    Access,
    /// Its rules.
    Rules,
    /// Signing in and out.
    SignIn,
}

/// Why the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitReason {
    /// It was connected just now.
    Connected,
    /// Somebody asked for it.
    Asked,
}

/// The dialog over the page, if any.
#[derive(Clone, Copy)]
pub(crate) struct DialogState {
    /// The one that is open.
    pub(crate) shown: RwSignal<Option<DialogKind>>,
    /// Where the keyboard was before the first of a chain of dialogs.
    origin: StoredValue<Option<FocusTarget>, LocalStorage>,
}

impl DialogState {
    /// None is open.
    pub(super) fn new() -> Self {
        Self {
            shown: RwSignal::new(None),
            origin: StoredValue::new_local(None),
        }
    }

    /// Where the keyboard goes when the dialog that opens now is closed. Where that takes the place of another one, it
    /// goes where it was before that: what has it now is about to be gone.
    pub(crate) fn origin(self) -> Option<FocusTarget> {
        let now = dom::focused_element();
        if !now.as_ref().is_some_and(FocusTarget::is_in_dialog) {
            self.origin.set_value(now);
        }
        self.origin.get_value()
    }

    /// Opens one, in the place of any other.
    pub(crate) fn open(self, dialog: DialogKind) {
        self.shown.set(Some(dialog));
    }

    /// Closes the one that is open.
    pub(crate) fn close(self) {
        self.shown.set(None);
    }

    /// Opens a part of a Nexudus account's page.
    pub(crate) fn open_account(self, source: SourceId, part: AccountTab, occasion: VisitReason) {
        self.open(DialogKind::Account(AccountPage {
            source,
            part,
            occasion,
        }));
    }
}
