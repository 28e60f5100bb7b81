//! Every key that means something: where, which, what it does, and in which words. One line here is a key. It
//! must not decide how a press is read, which is `shortcuts`'.

use super::zoom::ZoomStep;
use crate::i18n::TextKey;

/// Where a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// Everywhere, unless something is typed or a dialog is open.
    Anywhere,
    /// In the list.
    List,
    /// In the field of the search.
    Search,
    /// In the facets.
    Facets,
    /// In the conversation.
    Conversation,
    /// On a channel's tab.
    Tabs,
    /// On the border between the list and the conversation.
    Border,
    /// In the palette of commands.
    Palette,
    /// In the menu of the list's columns.
    Columns,
    /// In the field for words in one conversation.
    FindHere,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAction {
    /// To the search.
    Search,
    /// The next conversation.
    Next,
    /// The one before.
    Previous,
    /// Reads the selected conversation.
    Open,
    /// Back to the list.
    Back,
    /// The next match.
    NextMatch,
    /// The match before.
    PreviousMatch,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// Gives the conversation a star, or takes it away.
    Star,
    /// The conversation is reviewed, or not.
    Review,
    /// Types a tag.
    Tag,
    /// Shows the facets, or hides them.
    Facets,
    /// Picks the selected conversation beside others, or picks it no more.
    Pick,
    /// Picks on to the next.
    PickNext,
    /// Picks on to the one before.
    PickPrevious,
    /// Chooses and arranges the columns of the list.
    Columns,
    /// Higher or lower rows.
    Density,
    /// Looks for words in the conversation that is read.
    FindHere,
    /// Puts a column before the one before it.
    Earlier,
    /// Puts it behind the one behind it.
    Later,
    /// The next conversation of the queue that was not reviewed.
    NextInQueue,
    /// The one before.
    PreviousInQueue,
    /// To the review queues.
    Queues,
    /// Show the leads.
    Leads,
    /// To the dashboard.
    Dashboard,
    /// To the rules.
    Rules,
    /// To what is asked.
    Themes,
    /// The conversation is what the rule means that the queue measures.
    RuleYes,
    /// It is not.
    RuleNo,
    /// Hands over what is listed.
    Export,
    /// Hands over the selected conversation.
    ExportOne,
    /// Hands over the report of what the dashboard counts.
    Report,
    /// Copies what points somebody else to the conversation that is read.
    CopyReference,
    /// Shows its record.
    Record,
    /// To the audit log.
    Audit,
    /// Deletes what is picked, or the selected conversation, for privacy. It asks twice.
    Delete,
    /// To what was deleted.
    Deletions,
    /// To everything on the person of the selected conversation.
    Person,
    /// Show the page in another size.
    Zoom(ZoomStep),
    /// Locks the window.
    Lock,
    /// The palette of commands.
    Palette,
    /// Reads the next conversation, wherever the keyboard is.
    NextOpen,
    /// Reads the one before.
    PreviousOpen,
    /// Back to the search or the filter before.
    GoBack,
    /// Forward again.
    GoForward,
    /// To a day in the list.
    GoDay,
    /// Lists everything.
    GoAll,
    /// Lists what was escalated.
    GoEscalated,
    /// Lists what led to nothing.
    GoUnconverted,
    /// Lists what has a lead.
    GoWithLead,
    /// To the settings.
    GoSettings,
    /// Lists a view, by its place in the navigation, from 1.
    View(u8),
    /// The sheet of keys.
    Sheet,
    /// A screen of rows down.
    PageDown,
    /// A screen of rows up.
    PageUp,
    /// The first conversation.
    First,
    /// The last conversation.
    Last,
    /// Takes the chosen proposal; else goes to the list.
    Find,
    /// Empties the search; an empty one is left.
    Clear,
    /// The next proposal of a search; where there is none, to the list.
    NextProposal,
    /// The proposal before.
    PreviousProposal,
    /// The next tab.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// A wider conversation.
    Wider,
    /// A narrower one.
    Narrower,
    /// The widest.
    Widest,
    /// The narrowest.
    Narrowest,
}

impl KeyAction {
    /// Whether it is about the list or the conversation that is read, so that it means nothing on another page.
    #[must_use]
    pub const fn is_of_list(self) -> bool {
        matches!(
            self,
            Self::Next
                | Self::Previous
                | Self::Open
                | Self::NextMatch
                | Self::PreviousMatch
                | Self::NextOpen
                | Self::PreviousOpen
                | Self::Star
                | Self::Review
                | Self::Tag
                | Self::Export
                | Self::ExportOne
                | Self::CopyReference
                | Self::Record
                | Self::Delete
                | Self::Person
                | Self::Facets
                | Self::Pick
                | Self::Columns
                | Self::Density
                | Self::FindHere
                | Self::NextInQueue
                | Self::PreviousInQueue
                | Self::RuleYes
                | Self::RuleNo
        )
    }
}

impl KeyAction {
    /// Whether it lists something else than the queue that is walked.
    #[must_use]
    pub const fn lists_something_else(self) -> bool {
        matches!(
            self,
            Self::GoAll
                | Self::GoEscalated
                | Self::GoUnconverted
                | Self::GoWithLead
                | Self::View(_)
        )
    }
}

/// One key at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyShortcut {
    /// Where.
    pub place: KeyScope,
    /// The key as the browser names it, for a page that reads from left to right; behind `Shift+`, `Ctrl+`
    /// or `Alt+` where only that is meant, and behind `g ` where it follows that letter.
    pub key: &'static str,
    /// What it does.
    pub act: KeyAction,
    /// In words.
    pub does: TextKey,
}

macro_rules! keys {
    ($($place:ident $key:literal => $act:expr, $does:ident;)*) => {
        /// Every key, in the order of the sheet.
        pub const SHORTCUTS: &[KeyShortcut] = &[$(KeyShortcut {
            place: KeyScope::$place,
            key: $key,
            act: $act,
            does: TextKey::$does,
        },)*];
    };
}

keys! {
    Anywhere "/" => KeyAction::Search, DoSearch;
    Anywhere "j" => KeyAction::Next, DoNext;
    Anywhere "k" => KeyAction::Previous, DoPrevious;
    Anywhere "o" => KeyAction::Open, DoOpen;
    Anywhere "Escape" => KeyAction::Back, DoBack;
    Anywhere "n" => KeyAction::NextMatch, DoNextMatch;
    Anywhere "N" => KeyAction::PreviousMatch, DoPreviousMatch;
    Anywhere "F6" => KeyAction::NextPane, DoNextPane;
    Anywhere "Shift+F6" => KeyAction::PreviousPane, DoPreviousPane;
    Anywhere "s" => KeyAction::Star, DoStar;
    Anywhere "r" => KeyAction::Review, DoReview;
    Anywhere "e" => KeyAction::Tag, DoTag;
    Anywhere "f" => KeyAction::Facets, DoFacets;
    Anywhere "m" => KeyAction::Pick, DoPick;
    Anywhere "c" => KeyAction::Columns, DoColumns;
    Anywhere "v" => KeyAction::Density, DoDensity;
    Anywhere "Ctrl+f" => KeyAction::FindHere, DoFindHere;
    Anywhere "q" => KeyAction::NextInQueue, DoNextInQueue;
    Anywhere "Q" => KeyAction::PreviousInQueue, DoPreviousInQueue;
    Anywhere "y" => KeyAction::RuleYes, DoRuleYes;
    Anywhere "x" => KeyAction::RuleNo, DoRuleNo;
    Anywhere "g q" => KeyAction::Queues, DoQueues;
    Anywhere "g d" => KeyAction::Dashboard, DoDashboard;
    Anywhere "g r" => KeyAction::Rules, DoRules;
    Anywhere "g w" => KeyAction::Themes, DoThemes;
    Anywhere "g c" => KeyAction::Leads, DoLeads;
    Anywhere "Ctrl+e" => KeyAction::Export, DoExport;
    Anywhere "E" => KeyAction::ExportOne, DoExportOne;
    Anywhere "g p" => KeyAction::Report, DoReport;
    Anywhere "l" => KeyAction::CopyReference, DoCopyReference;
    Anywhere "i" => KeyAction::Record, DoRecord;
    Anywhere "g a" => KeyAction::Audit, DoAudit;
    Anywhere "#" => KeyAction::Delete, DoDelete;
    Anywhere "g x" => KeyAction::Deletions, DoDeletions;
    Anywhere "w" => KeyAction::Person, DoPerson;
    Anywhere "]" => KeyAction::NextOpen, DoNextOpen;
    Anywhere "[" => KeyAction::PreviousOpen, DoPreviousOpen;
    Anywhere "g t" => KeyAction::GoDay, DoGoDay;
    Anywhere "g i" => KeyAction::GoAll, DoGoAll;
    Anywhere "g e" => KeyAction::GoEscalated, DoGoEscalated;
    Anywhere "g u" => KeyAction::GoUnconverted, DoGoUnconverted;
    Anywhere "g l" => KeyAction::GoWithLead, DoGoWithLead;
    Anywhere "g s" => KeyAction::GoSettings, DoGoSettings;
    Anywhere "Ctrl+," => KeyAction::GoSettings, DoGoSettings;
    Anywhere "Ctrl+l" => KeyAction::Lock, DoLock;
    Anywhere "Ctrl+k" => KeyAction::Palette, DoPalette;
    Anywhere "Ctrl++" => KeyAction::Zoom(ZoomStep::Larger), DoZoomLarger;
    Anywhere "Ctrl+-" => KeyAction::Zoom(ZoomStep::Smaller), DoZoomSmaller;
    Anywhere "Ctrl+0" => KeyAction::Zoom(ZoomStep::Usual), DoZoomUsual;
    Anywhere "Alt+ArrowLeft" => KeyAction::GoBack, DoGoBack;
    Anywhere "Alt+ArrowRight" => KeyAction::GoForward, DoGoForward;
    Anywhere "Ctrl+1" => KeyAction::View(1), DoView;
    Anywhere "Ctrl+2" => KeyAction::View(2), DoView;
    Anywhere "Ctrl+3" => KeyAction::View(3), DoView;
    Anywhere "Ctrl+4" => KeyAction::View(4), DoView;
    Anywhere "Ctrl+5" => KeyAction::View(5), DoView;
    Anywhere "Ctrl+6" => KeyAction::View(6), DoView;
    Anywhere "Ctrl+7" => KeyAction::View(7), DoView;
    Anywhere "Ctrl+8" => KeyAction::View(8), DoView;
    Anywhere "Ctrl+9" => KeyAction::View(9), DoView;
    Anywhere "?" => KeyAction::Sheet, DoSheet;
    List "ArrowDown" => KeyAction::Next, DoNext;
    List "ArrowUp" => KeyAction::Previous, DoPrevious;
    List "Shift+ArrowDown" => KeyAction::PickNext, DoPickNext;
    List "Shift+ArrowUp" => KeyAction::PickPrevious, DoPickPrevious;
    List "PageDown" => KeyAction::PageDown, DoPageDown;
    List "PageUp" => KeyAction::PageUp, DoPageUp;
    List "Home" => KeyAction::First, DoFirst;
    List "End" => KeyAction::Last, DoLast;
    List "Enter" => KeyAction::Open, DoOpen;
    Search "Enter" => KeyAction::Find, DoFind;
    Search "Escape" => KeyAction::Clear, DoClear;
    Search "ArrowDown" => KeyAction::NextProposal, DoNextProposal;
    Search "ArrowUp" => KeyAction::PreviousProposal, DoPreviousProposal;
    Facets "Escape" => KeyAction::Back, DoBack;
    Conversation "Escape" => KeyAction::Back, DoBack;
    Tabs "ArrowRight" => KeyAction::NextTab, DoNextTab;
    Tabs "ArrowLeft" => KeyAction::PreviousTab, DoPreviousTab;
    Border "ArrowLeft" => KeyAction::Wider, DoWider;
    Border "ArrowRight" => KeyAction::Narrower, DoNarrower;
    Border "End" => KeyAction::Widest, DoWidest;
    Border "Home" => KeyAction::Narrowest, DoNarrowest;
    Columns "ArrowDown" => KeyAction::NextProposal, DoNextLine;
    Columns "ArrowUp" => KeyAction::PreviousProposal, DoPreviousLine;
    Columns "Shift+ArrowUp" => KeyAction::Earlier, DoColumnEarlier;
    Columns "Shift+ArrowDown" => KeyAction::Later, DoColumnLater;
    Columns "ArrowRight" => KeyAction::Wider, DoColumnWider;
    Columns "ArrowLeft" => KeyAction::Narrower, DoColumnNarrower;
    Columns "Escape" => KeyAction::Back, DoBack;
    FindHere "Enter" => KeyAction::NextMatch, DoNextMatch;
    FindHere "Shift+Enter" => KeyAction::PreviousMatch, DoPreviousMatch;
    FindHere "Escape" => KeyAction::Back, DoBack;
    Palette "Enter" => KeyAction::Find, DoRun;
    Palette "ArrowDown" => KeyAction::NextProposal, DoNextLine;
    Palette "ArrowUp" => KeyAction::PreviousProposal, DoPreviousLine;
    Palette "PageUp" => KeyAction::First, DoFirstLine;
    Palette "PageDown" => KeyAction::Last, DoLastLine;
}
