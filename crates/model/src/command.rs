//! The commands: what the window may ask of the application. This is the one table of them. The
//! shell's handler, its permissions and its capability, the web host and the front's functions are
//! all made from it, so a command is a line here, a use case in `app` and a caller in `ui`.
//!
//! Nothing here does anything: it only names.

/// Hands the table to a macro.
///
/// A row is `who name(argument: Type) -> Answer;`, with no argument or with one. The argument's name
/// is its key on the wire: the arguments of a command are one JSON object. Who does it is
///
/// - `app`: the method of that name of `app::App`, which is asynchronous and may fail;
/// - `asked`: as `app`, after a person has confirmed the address in its argument. A command that makes
///   Daybook connect to an address that it is given is one of these, and no other may be;
/// - `host`: whoever holds the page, since a browser has other ways to open a link than a window has.
#[macro_export]
macro_rules! with_commands {
    ($receiver:ident) => {
        $receiver! {
            /// Where the application stands.
            app startup() -> $crate::view::StartupView;
            /// Sets the passphrase that protects a new store.
            app choose_passphrase(passphrase: $crate::request::Passphrase) -> $crate::view::StartupView;
            /// Opens the store.
            app unlock(passphrase: $crate::request::Passphrase) -> $crate::view::StartupView;
            /// Locks the store: nothing of it is read or synced until somebody unlocks it.
            app lock() -> ();
            /// Opens a locked store with the key store of the operating system.
            app unlock_with_key_store() -> $crate::view::StartupView;
            /// What this laptop holds, before it is forgotten.
            app laptop_holdings() -> $crate::view::LaptopHoldings;
            /// Forgets everything on this laptop, keys and sign-ins too. The servers are told nothing.
            app forget_laptop() -> ();
            /// Begins anew after the key was lost. What the manager wrote is kept beside, under another name.
            app start_over() -> $crate::view::StartupView;
            /// Puts a damaged cache aside and makes a new one, which the next sync fills.
            app repair() -> $crate::view::StartupView;

            /// Opens the practice space.
            app open_practice() -> $crate::view::SourceView;
            /// Connects a daybook-server.
            asked connect_daybook(request: $crate::request::ConnectDaybook) -> $crate::view::SourceView;
            /// Removes a source and what came from it.
            app remove_source(source: $crate::SourceId) -> ();
            /// Begins a source anew with the store that answers at its address; its rows come with the
            /// next sync. Answers how many conversations went.
            app reset_source(source: $crate::SourceId) -> u64;

            /// Connects a Nexudus account, and says what it may read.
            asked connect_nexudus(request: $crate::request::ConnectNexudus) -> $crate::view::ProbeView;
            /// A Nexudus account, as far as it is known on this laptop.
            app nexudus_account(source: $crate::SourceId) -> $crate::account::AccountView;
            /// Asks Nexudus again what an account may read.
            app probe_nexudus(source: $crate::SourceId) -> $crate::view::ProbeView;
            /// Changes the rules of a Nexudus account.
            app change_nexudus(request: $crate::account::ChangeAccount) -> ();
            /// Signs in to a Nexudus account again.
            app sign_in_nexudus(request: $crate::request::SignInNexudus) -> $crate::view::SourceView;
            /// Signs out of a Nexudus account; what was read stays.
            app sign_out_nexudus(source: $crate::SourceId) -> $crate::view::SourceView;

            /// A time zone of a space. It asks nobody.
            app zone(name: String) -> $crate::zone_view::ZoneView;
            /// Opens a list.
            app open_list(request: $crate::request::OpenList) -> $crate::view::ListOpened;
            /// What a search that is being typed may become, within the rest of the filter.
            app complete_search(filter: $crate::request::ListFilter) -> Vec<$crate::search::SearchCompletion>;
            /// The values that conversations of a list have, with how many have each.
            app facets(filter: $crate::request::ListFilter) -> Vec<$crate::facet::FacetCounts>;
            /// What a list would show without one of the parts of its filter.
            app relaxations(filter: $crate::request::ListFilter) -> Vec<$crate::relaxation::ListRelaxation>;
            /// Every number of a filter over a period, and beside the period before.
            app dashboard(request: $crate::dashboard::DashboardRequest) -> $crate::dashboard::DashboardView;
            /// How many conversations of a filter began when, and how many of them converted by now.
            app trend(request: $crate::trend::TrendRequest) -> Vec<$crate::trend::TrendBucket>;
            /// The numbers of a filter as they are shown, and counted once more from the rows.
            app recount(filter: $crate::request::ListFilter) -> $crate::metrics::MetricsRecount;
            /// Rows of an open list.
            app list_window(request: $crate::request::ListWindow) -> Vec<$crate::view::ConversationRow>;
            /// The conversation at which a list comes to a day.
            app conversation_of_day(request: $crate::request::DayPlaceRequest) -> Option<$crate::ConversationId>;
            /// One conversation, with the matches of a search marked.
            app conversation(request: $crate::request::OpenConversation) -> $crate::view::ConversationDetail;

            /// The record of a conversation or of a message in the form of the change feed, as JSON text in lines. Its words
            /// are a stranger's, and nothing else than text.
            app record_text(request: $crate::request::RecordRequest) -> String;

            /// The other conversations of a conversation's person, the newest first.
            app related_conversations(conversation: $crate::ConversationId) -> Vec<$crate::view::RelatedConversation>;

            /// Changes what the manager noted about a conversation.
            app set_marks(request: $crate::marks::SetMarks) -> $crate::marks::MarksChanged;
            /// Flags a message, or takes its flag away.
            app flag_message(request: $crate::marks::FlagMessage) -> $crate::marks::MessageFlagged;
            /// The tags that conversations have, the most used first.
            app tags() -> Vec<$crate::marks::TagCount>;
            /// The views of the list: those that every Daybook has, then the saved ones in their order.
            app views() -> Vec<$crate::saved_view::ViewLine>;
            /// Saves a view.
            app save_view(draft: $crate::saved_view::ViewDraft) -> $crate::saved_view::SavedView;
            /// Makes a saved view another one, or moves it.
            app change_view(request: $crate::saved_view::ChangeView) -> ();
            /// Removes a saved view, and answers what it was, so that it can be saved again.
            app remove_view(view: $crate::SavedViewId) -> $crate::saved_view::ViewDraft;
            /// A saved view as the text of a file for another Daybook.
            app export_view(view: $crate::SavedViewId) -> String;
            /// Saves the view of such a text.
            app import_view(text: String) -> $crate::saved_view::SavedView;

            /// Leads of the conversations that a filter selects, the newest first.
            app leads(request: $crate::lead::LeadsRequest) -> $crate::lead::LeadsPage;
            /// Says what became of a lead.
            app set_follow_up(request: $crate::lead::SetFollowUp) -> $crate::lead::FollowUpChanged;

            /// Everything that is held on a person, and why it is theirs.
            app person_holdings(request: $crate::person::PersonRequest) -> $crate::person::PersonHoldings;

            /// What a deletion for privacy would take away.
            app deletion_preview(request: $crate::deletion::DeletionRequest) -> $crate::deletion::DeletionPreview;
            /// Deletes conversations at their servers and everywhere on this laptop.
            app delete_conversations(request: $crate::deletion::DeletionRequest) -> $crate::deletion::DeletionReport;
            /// Every deletion, the newest first.
            app deletions() -> Vec<$crate::deletion::DeletionLine>;
            /// Forgets a deletion that its server refused, or that nobody is left to carry.
            app withdraw_deletion(deletion: $crate::deletion::DeletionName) -> ();

            /// Draws a review queue.
            app draw_queue(request: $crate::review_queue::DrawQueue) -> $crate::review_queue::QueueView;
            /// Every review queue, the newest first.
            app queues() -> Vec<$crate::review_queue::QueueView>;
            /// The conversations of a review queue, in their order.
            app queue_items(queue: $crate::QueueId) -> Vec<$crate::review_queue::QueueItemView>;
            /// Takes a review queue away. What was noted about its conversations stays.
            app remove_queue(queue: $crate::QueueId) -> ();
            /// Writes a review queue with what was noted here into a file for somebody else, and answers where it is.
            app export_queue_file(request: $crate::review_queue::ExportQueue) -> String;
            /// Opens the text of somebody else's file: their marks stand beside the own ones.
            app import_queue(text: String) -> $crate::review_queue::QueueView;
            /// How far others agree with what was noted here.
            app queue_agreement(queue: $crate::QueueId) -> Vec<$crate::review_queue::AgreementView>;

            /// Every rule over the conversations of a filter, with how often it is wrong and what it may cost.
            app rules(request: $crate::rule::RulesRequest) -> Vec<$crate::rule::RuleView>;
            /// How far the reading of messages is that rules wait for.
            app rule_progress() -> Option<(u64, u64)>;
            /// Writes a rule.
            app add_rule(draft: $crate::rule::RuleDraft) -> $crate::rule::RuleView;
            /// Makes a rule that the manager wrote another one.
            app change_rule(request: $crate::rule::ChangeRule) -> $crate::rule::RuleView;
            /// Removes a rule that the manager wrote, and answers what it was, so that it can be had back.
            app remove_rule(rule: String) -> $crate::rule::SavedRule;
            /// Has a removed rule back, as it was, with what measured it.
            app restore_rule(rule: $crate::rule::SavedRule) -> $crate::rule::RuleView;
            /// Draws the review queue by which a rule is measured.
            app try_rule(request: $crate::rule::TryRule) -> $crate::review_queue::QueueView;
            /// What the customers of a filter's conversations ask, in groups of near-same questions.
            app themes(request: $crate::theme::ThemesRequest) -> $crate::theme::ThemesView;
            /// How far the reading is that themes wait for.
            app theme_progress() -> Option<(u64, u64)>;
            /// One group of questions: how it is asked, and whether it is answered alike.
            app theme(request: $crate::theme::ThemeRequest) -> $crate::theme::ThemeDetail;
            /// A draft of an entry of frequent questions, with its evidence and people masked.
            app theme_faq(request: $crate::theme::ThemeRequest) -> String;
            /// Gives a group of questions a name.
            app rename_theme(request: $crate::theme::RenameTheme) -> $crate::theme::ThemeChange;
            /// Makes groups of questions one.
            app merge_themes(request: $crate::theme::MergeThemes) -> $crate::theme::ThemeChange;
            /// Puts wordings of a group apart, or takes back what was made a part of it.
            app split_theme(request: $crate::theme::SplitTheme) -> $crate::theme::ThemeChange;
            /// Takes a change of groups back.
            app restore_themes(decisions: Vec<$crate::theme::ThemeDecision>) -> ();
            /// How many conversations of a filter offered a call to action, and how many of those led to it.
            app funnel(request: $crate::funnel::FunnelRequest) -> $crate::funnel::FunnelView;
            /// The spaces, and when each is open.
            app opening_hours() -> Vec<$crate::opening_hours::SpaceHours>;
            /// Says when a space is open, and answers what takes that back.
            app set_opening_hours(request: $crate::opening_hours::SetOpeningHours) -> $crate::opening_hours::OpeningHoursChanged;
            /// The annotations of the trend, by day.
            app annotations() -> Vec<$crate::annotation::TrendAnnotation>;
            /// Writes an annotation at a day of the trend.
            app add_annotation(draft: $crate::annotation::AnnotationDraft) -> $crate::annotation::TrendAnnotation;
            /// Makes an annotation another one, and answers what has it back as it was.
            app change_annotation(request: $crate::annotation::ChangeAnnotation) -> $crate::annotation::StoredAnnotation;
            /// Takes an annotation away, and answers what has it back.
            app remove_annotation(annotation: $crate::AnnotationId) -> $crate::annotation::StoredAnnotation;
            /// Has an annotation as it was.
            app restore_annotation(kept: $crate::annotation::StoredAnnotation) -> ();
            /// As many days before an annotation as after it.
            app before_after(request: $crate::annotation::BeforeAfterRequest) -> $crate::annotation::BeforeAfterView;
            /// The numbers of a filter inside and outside of opening hours.
            app after_hours(request: $crate::after_hours::AfterHoursRequest) -> $crate::after_hours::AfterHoursView;
            /// What this laptop knows of the conversations of a filter, by day and channel.
            app coverage(request: $crate::coverage::CoverageRequest) -> $crate::coverage::CoverageView;

            /// What would be handed over.
            app preview_hand_over(order: $crate::handover::HandOverOrder) -> $crate::handover::HandOverPreview;
            /// Has a person choose a place, and begins to hand over; none where no place was chosen.
            host hand_over(order: $crate::handover::HandOverOrder) -> Option<$crate::handover::HandOverView>;
            /// How the last hand-over stands.
            app hand_over_view() -> Option<$crate::handover::HandOverView>;
            /// Stops the one that runs; nothing of it is then in its place.
            app stop_hand_over() -> ();
            /// Shows the folder of the last one in the system's own program for that.
            host show_handed_over() -> ();
            /// Entries of the audit log after a number, at most 1,000.
            app audit_entries(after: u64) -> Vec<$crate::audit::AuditEntry>;
            /// Looks at every entry of the audit log, and for a head that was noted elsewhere; empty for none.
            app check_audit(head: String) -> $crate::audit::AuditCheck;

            /// Everything that the status bar and the navigation show.
            app status() -> $crate::view::StatusView;
            /// Goes to the other world: from real data to the practice space, or back.
            app enter_world(world: $crate::request::DataWorld) -> $crate::view::StatusView;
            /// Asks for a sync of every source.
            app sync_now() -> ();
            /// Asks every run to stop at its next safe point.
            host cancel_sync() -> ();
            /// Compares the numbers of a source with those that its server counts.
            app compare_numbers(source: $crate::SourceId) -> $crate::view::CrossCheck;
            /// Says that somebody looks at what is here: after an hour without it, what comes is new.
            app look() -> ();
            /// Keeps what the window wants to find again.
            app save_window_state(value: String) -> ();

            /// Opens a web or mail link outside, after a person has confirmed where it leads.
            host open_link(url: String) -> ();
            /// Shows the page larger or smaller, in percent of its usual size.
            host zoom(percent: u16) -> ();
            /// Puts text on the clipboard.
            host copy_text(text: String) -> ();
        }
    };
}

macro_rules! names {
    ($($(#[$about:meta])* $who:ident $name:ident($($argument:ident: $type:ty)?) -> $answer:ty;)*) => {
        /// The name of every command, in the order of the table.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)*];
    };
}

with_commands!(names);
