//! English. One line a text; `{name}` is a place for a value; `one=… | other=…` are plural forms,
//! chosen by the value of `{n}`. Another language is another file of the same keys.

macro_rules! catalogue {
    ($($key:ident = $text:literal;)*) => {
        /// What can be said.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum TextKey {
            $(#[doc = $text] $key,)*
        }

        impl TextKey {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// Its English text.
            pub(super) fn english(self) -> &'static str {
                const TEXTS: &[&str] = &[$($text,)*];
                TEXTS.get(self as usize).copied().unwrap_or_default()
            }
        }
    };
}

catalogue! {
    // everywhere
    Brand = "Daybook";
    Close = "Close";
    Cancel = "Cancel";
    Clear = "Clear";
    Retry = "Try again";
    StartOver = "Set this laptop up again";
    Copy = "Copy";
    Copied = "Copied";
    None = "–";
    Separator = " · ";
    AsItIs = "{text}";
    SkipToList = "Skip to the conversations";
    CountConversations = "one={n} conversation | other={n} conversations";
    CountMessages = "one={n} message | other={n} messages";
    StretchMinutes = "{m} min";
    StretchHours = "{h} h {m} min";
    StretchDays = "one={n} day | other={n} days";
    StretchDaysHours = "one={n} day {h} h | other={n} days {h} h";
    JustNow = "just now";
    NoAnswer = "Daybook did not answer. What is on this laptop is safe; try again, or start the application anew.";
    BadAnswer = "Daybook gave an answer that this window cannot read. What is on this laptop is safe; start the application anew.";

    // first start
    WelcomeTitle = "Welcome to Daybook";
    WelcomeLead = "Read, search and measure what your AI assistant said, on this laptop, with or without a network.";
    PracticeTitle = "Open the practice space";
    PracticeText = "Three invented coworking spaces with half a year of conversations. No account, nothing leaves this laptop.";
    PracticeButton = "Open practice space";
    PracticeBusy = "Preparing the practice space…";
    AddTitle = "Connect a source";
    ConnectTitle = "Connect a Daybook server";
    ConnectText = "Copies the conversations of your server into an encrypted store here. Daybook only reads.";
    ConnectName = "Name";
    ConnectNameHint = "Harbour Works";
    ConnectUrl = "Address";
    ConnectUrlHint = "https://daybook.example.com";
    ConnectToken = "Access token";
    ConnectTokenHelp = "A token with the role “read” is enough. It is kept in the key store, never in a file.";
    ConnectKind = "What to connect";
    KindDaybook = "Daybook server";
    KindDaybookText = "With an access token";
    KindNexudus = "Nexudus";
    KindNexudusText = "With your account";
    NexudusTitle = "Connect Nexudus";
    NexudusText = "Reads your account’s AI conversations and what came of them. Daybook cannot change anything there.";
    NexudusOffer = "Connect Nexudus…";
    NexudusEmail = "E-mail";
    NexudusEmailHint = "you@example.com";
    NexudusPassword = "Password";
    NexudusPasswordHelp = "Exchanged for a sign-in that lies in the key store. The password itself is kept nowhere.";
    NexudusCode = "Code of the second factor";
    NexudusCodeHint = "123456";
    NexudusCodeHelp = "The six digits that your authenticator app shows now.";
    NexudusCodeMaybe = "Only if your account has a second factor: the six digits that your authenticator app shows now. Without them Nexudus may refuse the right password too.";
    NexudusAddress = "Another address";
    NexudusUrl = "Address of the API";
    NexudusUrlHint = "https://spaces.nexudus.com/api";
    NexudusUrlHelp = "Leave it empty for the address that Nexudus documents.";
    NexudusBusy = "Signing in, then asking what it may read…";
    FieldEmail = "An e-mail address reads like you@example.com.";
    ConnectButton = "Connect";
    ConnectOffer = "Connect a server…";
    ConnectBack = "Back";
    ConnectBusy = "Connecting…";
    FieldNeeded = "This is needed.";
    FieldUrl = "An address starts with https:// (or http:// on this laptop).";
    WelcomeFoot = "Version {version}";
    Loading = "Opening…";

    // passphrase
    ChooseTitle = "Choose a passphrase";
    ChooseLead = "This machine offers no key store, so a passphrase protects what Daybook keeps. Nobody can recover it: if it is lost, the conversations are synced again, but notes are gone.";
    UnlockTitle = "Daybook is locked";
    UnlockLead = "The conversations on this laptop are encrypted. Your passphrase opens them.";
    Passphrase = "Passphrase";
    PassphraseAgain = "The same again";
    PassphraseShort = "At least eight characters.";
    PassphraseDiffers = "The two are not the same.";
    ChooseButton = "Protect and continue";
    UnlockButton = "Unlock";
    UnlockBusy = "Opening…";

    // navigation
    NavLabel = "Navigation";
    NavConversations = "Conversations";
    NavViews = "Views";
    ViewEscalated = "Escalated";
    ViewUnconverted = "Unconverted";
    ViewWithLead = "With a lead";
    NavSpaces = "Spaces";
    AllSpaces = "All spaces";
    NavSources = "Sources";
    AddSource = "Connect a source";
    SyncNow = "Sync now";
    SyncStop = "Stop";
    RemoveSource = "Remove {name}";
    OpenSource = "{name}: what it may read, rules, sign-in";
    RemoveTitle = "Remove “{name}”?";
    RemoveText = "Its conversations leave this laptop. On the server nothing changes, and connecting again brings them back.";
    RemoveButton = "Remove";

    AnewSource = "Sync {name} anew…";
    AnewTitle = "Sync “{name}” anew?";
    AnewText = "Another store answers at its address: one that was put back from a backup, or a new one. This laptop will hold what that store holds. Conversations that it lacks leave this laptop, and those that came after the backup may be nowhere else. The source’s name and your settings stay.";
    AnewButton = "Sync anew";
    Settings = "Settings";

    // a Nexudus account
    AccountTabs = "Parts of this page";
    AccountAccess = "What it may read";
    AccountRules = "Rules";
    AccountSignIn = "Sign-in";
    AccountFresh = "Connected. The first sync has begun, and conversations appear while it runs.";
    AccountReadable = "{open} of {all} kinds of record can be read";
    AccountReadableListed = "{open} of {all} kinds of record can be read, {listed} as a list only";
    AccountAsked = "asked {when}";
    AccountNeverAsked = "Nobody has asked yet what this account may read.";
    AskAgain = "Ask again";
    Asking = "Asking…";
    ColumnRecords = "Records";
    ColumnAccess = "Access";
    ColumnPath = "Path tried";
    ColumnMissing = "Missing in Daybook";
    AccessAvailable = "Available";
    AccessListOnly = "List only";
    AccessRefused = "No permission";
    AccessNotFound = "Not found";
    AccessUnusable = "Not usable";
    SureDocumented = "documented";
    SureObserved = "seen elsewhere";
    SureInferred = "inferred";
    SureSettings = "from Rules";
    DoGrant = "Grant the roles {list} and {read}.";
    DoGrantRead = "Grant the role {read} too.";
    LeftOutSessions = "Customers, subjects and outcomes of conversations, where the list leaves them out.";
    LeftOutMessages = "The texts of messages, where the list leaves them out.";
    LeftOutVisitors = "Which visits are tours of which conversation, where the list leaves it out.";
    LeftOutOthers = "What the list leaves out of these records.";
    DoPath = "If Nexudus has it elsewhere, write the path under Rules.";
    DoReason = "What came cannot be used: {reason}.";
    SentReads = "Read requests since it was connected";
    SentWrites = "Write requests since it was connected";
    SentHelp = "Daybook has no way to send anything but reads to Nexudus.";
    EntityBusinesses = "Locations";
    EntityTimePasses = "Time passes";
    EntityCustomFields = "Custom fields";
    EntitySessions = "Conversations";
    EntityMessages = "Messages";
    EntityProposedActions = "AI Inbox items";
    EntityCoworkers = "Customers";
    EntityVisitors = "Visitors and tours";
    EntityContracts = "Contracts";
    EntityBookings = "Bookings";
    EntityProducts = "Products sold";
    EntityAuditTrail = "Audit trail";
    EntityTickets = "Help-desk tickets";
    EntityCoworkerMessages = "Customer messages";
    EntityComments = "Comments on tickets";
    EntityPassLimits = "Limits of time passes";
    WithoutBusinesses = "Locations show as numbers, and their time zones are not known.";
    WithoutTimePasses = "Day passes are told by the name of the product alone.";
    WithoutCustomFields = "Which custom field of a tour holds the session id, where its value has no name; a long id is recognised all the same.";
    WithoutSessions = "No subjects, escalations and customers; conversations are grouped from their messages.";
    WithoutMessages = "Nothing that was said.";
    WithoutProposedActions = "No AI Inbox items, and not which conversations the assistant began.";
    WithoutCoworkers = "No new customers as outcomes, and no e-mail addresses.";
    WithoutVisitors = "No tours.";
    WithoutContracts = "No contracts as outcomes.";
    WithoutBookings = "No bookings as outcomes.";
    WithoutProducts = "No day passes.";
    WithoutAuditTrail = "Deleted outcomes leave at the next comparison by id, not at the next sync.";
    WithoutTickets = "Tickets show as numbers, without a subject.";
    WithoutCoworkerMessages = "A message that names no sender has an unknown one.";
    WithoutComments = "A message that names only a comment shows no ticket.";
    WithoutPassLimits = "Where a product does not say, day passes are told by its name alone.";
    RulesOutcomes = "Outcomes";
    RulesLinks = "Links to the dashboard";
    RulesLinksHelp = "{id} stands for the record. An empty line gives no link.";
    RulesPaths = "Paths";
    RulesPathsHelp = "Below the API’s address. An empty line means Daybook’s own path, shown in grey.";
    RuleHours = "Inference window";
    RuleHoursUnit = "hours";
    RuleHoursHelp = "An outcome of the same customer, e-mail or phone this long after a conversation is shown as inferred, and is in no metric. 0 infers nothing.";
    RuleWords = "Day-pass names";
    RuleWordsHelp = "Where time passes cannot be read, a product with one of these words in its name is a day pass. Commas between them.";
    RuleFields = "Session id field";
    RuleFieldsHelp = "A tour is confirmed by the session id in a custom field of one of these names, in any case and spacing. In any other field only a long one counts. Commas between them.";
    RuleZone = "Time zone";
    RuleZoneHint = "Europe/Lisbon";
    RuleZoneHelp = "For locations whose own zone Nexudus does not tell.";
    RuleDays = "Compare everything every";
    RuleDaysUnit = "days";
    RuleDaysHelp = "Finds by id what was deleted and what a list left out.";
    LinkCustomer = "Customer";
    LinkVisitor = "Visitor";
    LinkContract = "Contract";
    LinkBooking = "Booking";
    LinkProduct = "Product sold";
    LinkTicket = "Ticket";
    LinkInboxItem = "AI Inbox item";
    RulesSave = "Save";
    RulesUsual = "As usual";
    RulesSaved = "Saved. A sync applies it to what is here already.";
    WrongHours = "A whole number of hours, at most 8,760.";
    WrongDays = "A whole number of days, 1 to 365.";
    WrongZone = "A zone reads like Europe/Lisbon.";
    WrongLink = "A link begins with https:// and holds {id}.";
    WrongPath = "A path reads like sys/openaichatmessages.";
    SignInLapsed = "Not signed in to Nexudus: the sign-in has lapsed or was ended. Everything on this laptop stays readable; sign in again to go on syncing.";
    SignInGood = "Signed in. The sign-in is renewed by itself as long as Daybook is used now and then.";
    SignInAccount = "Account";
    SignInServer = "Address";
    SignInAgain = "Sign in again";
    SignInBusy = "Signing in…";
    SignInDone = "Signed in. The sync goes on.";
    SignOut = "Sign out";
    SignOutText = "The sign-in leaves the key store. What was read stays on this laptop.";
    ForgetText = "Its conversations, sign-in and rules leave this laptop. In Nexudus nothing changes.";
    Forget = "Remove…";

    // laptop and server
    KnownTitle = "Laptop and server";
    KnownOpen = "{name}: what is known of it";
    KnownSynced = "Sync";
    KnownCopy = "Copy";
    KnownNumbers = "Numbers";
    CopyWhole = "As many conversations and messages as on the server";
    KnownCompared = "compared {when}";
    KnownOffline = "The server cannot be reached now: this is the last comparison.";
    CompareNow = "Compare now";
    Comparing = "Comparing…";
    CheckUnknown = "Not compared yet. It happens by itself after a sync.";
    CheckNotOffered = "Not comparable: this kind of server has no numbers of its own.";
    CheckNotPermitted = "Not comparable: this token may not read the server’s numbers. One with the role “metrics” or “read” may.";
    CheckSame = "The server counts the same: {list}";
    CheckBehind = "one=The server was ahead: {n} number differs | other=The server was ahead: {n} numbers differ";
    CheckDiffers = "one=The server counts {n} number differently | other=The server counts {n} numbers differently";
    MeansBehind = "It had news that were not on this laptop yet, which explains a difference. The next sync brings them, and the numbers are compared again.";
    MeansFewer = "The server counts conversations that it did not offer to this laptop. Removing the source and connecting it again fetches everything anew; if the difference stays, tell the server’s operator.";
    MeansMore = "This laptop holds conversations that the server no longer counts, as after it was restored from an older copy. Removing the source and connecting it again makes this laptop follow.";
    MeansOtherwise = "Both hold as many conversations, but not the same outcomes, leads or messages in them. If it stays after the next sync, tell the server’s operator which number differs.";
    ListMore = "{list}, {more}";
    CountBookings = "one={n} booking | other={n} bookings";
    CountCustomers = "one={n} new customer | other={n} new customers";
    CountTours = "one={n} tour | other={n} tours";
    CountContracts = "one={n} contract | other={n} contracts";
    CountDayPasses = "one={n} day pass | other={n} day passes";
    CountLeads = "one={n} with a lead | other={n} with a lead";
    ColumnNumber = "Number";
    ColumnHere = "This laptop";
    ColumnThere = "Server";
    NumberAny = "With any outcome";
    NumberMessages = "Messages per conversation";
    NumberDiffers = "differs";

    // settings
    Theme = "Appearance";
    ThemeSystem = "System";
    ThemeLight = "Light";
    ThemeDark = "Dark";
    Zone = "Times";
    ZoneSpace = "The space’s zone";
    ZoneHere = "This laptop’s";
    Sides = "Customer’s messages";
    SidesStart = "At the start";
    SidesEnd = "At the end";
    Keys = "Single-key shortcuts";
    KeysOn = "On";
    KeysOff = "Off";
    KeysShow = "Show all shortcuts";

    // the sheet of keys
    KeysTitle = "Keyboard shortcuts";
    KeysOffNote = "Single keys are switched off in the settings; those in grey do nothing now.";
    KeysAnywhere = "Anywhere";
    KeysList = "In the list";
    KeysSearch = "In the search field";
    KeysConversation = "In the conversation";
    KeysTabs = "On a channel’s tab";
    KeysBorder = "On the conversation’s border";
    DoSearch = "Search";
    DoNext = "Next conversation";
    DoPrevious = "Previous conversation";
    DoOpen = "Read it";
    DoBack = "Back to the list";
    DoNextMatch = "Next match";
    DoPreviousMatch = "Previous match";
    DoNextPane = "Next pane";
    DoPreviousPane = "Previous pane";
    DoSheet = "This sheet";
    DoPageDown = "A screen down";
    DoPageUp = "A screen up";
    DoFirst = "First conversation";
    DoLast = "Last conversation";
    DoFind = "Whole words only, then to the list";
    DoClear = "Empty it; once empty, to the list";
    DoToList = "To the list";
    DoNextTab = "Next channel";
    DoPreviousTab = "Previous channel";
    DoWider = "Wider, with Shift faster";
    DoNarrower = "Narrower, with Shift faster";
    DoWidest = "Widest";
    DoNarrowest = "Narrowest";

    // metric strip
    MetricsLabel = "Outcomes of the conversations shown";
    MetricTotal = "Total conversations";
    MetricBookings = "Bookings created";
    MetricCustomers = "New customers";
    MetricTours = "Tours scheduled";
    MetricContracts = "Contracts created";
    MetricDayPasses = "Day passes sold";
    MetricAnyRate = "{rate} with an outcome";
    MetricAnyCount = "{k} with an outcome";
    MetricAverage = "{messages} messages each";
    MetricInterval = "{low}–{high}";
    MetricOf = "of {n}, too few for a percentage";
    MetricIntervalHelp = "95% interval of the percentage, {low} to {high}";
    MetricTrend = "one=Conversations per day over {n} day, seven-day average | other=Conversations per day over {n} days, seven-day average";

    // bar
    TabsLabel = "Channels";
    TabAll = "All";
    TabEmail = "Email";
    ChannelChat = "Chat";
    ChannelEmail = "Email (AI)";
    ChannelWhatsApp = "WhatsApp";
    ChannelVoice = "Voice";
    ChannelEmailMessage = "Email Message";
    ChannelHelpDesk = "Help Desk";
    SearchLabel = "Search every message, name, company, subject and identifier";
    SearchHint = "Search messages, people, sessions";
    SearchClear = "Clear the search";
    ResultCount = "one={n} result | other={n} results";
    NoticeNothing = "There is nothing to search for in this text: letters or digits are needed. All conversations are shown.";
    NoticeQuote = "The quotation mark is still open: the phrase runs to the end.";
    NoticeCut = "one=Only the first {used} words are searched for; {n} at the end was left out. | other=Only the first {used} words are searched for; {n} at the end were left out.";
    PeriodLabel = "Period";
    PeriodAll = "All time";
    Period7 = "Last 7 days";
    Period30 = "Last 30 days";
    Period90 = "Last 90 days";
    Period365 = "Last 12 months";
    PeriodOther = "Chosen span";

    // list
    ListLabel = "Conversations, newest activity first";
    ColumnSubject = "Subject";
    ColumnOutcome = "Conversion";
    ColumnPerson = "Customer";
    ColumnChannel = "Channel";
    ColumnTime = "Last activity";
    NoSubject = "(no text)";
    Visitor = "Visitor {token}";
    NobodyKnown = "Unknown visitor";
    FreshCount = "one={n} new | other={n} new";
    FreshSome = "Updated";
    FreshHelp = "Show the newest conversations";
    Escalated = "Escalated";
    Lead = "Lead";
    StatusActive = "Active";
    StatusEnded = "Ended";
    Inferred = "inferred";
    InferredHelp = "Inferred: the same person did this within the stated window; the server did not confirm the link.";
    BadgeHelp = "{label} · {record}, {when}";
    You = "You";

    // outcomes
    TourLong = "Tour booked";
    TourShort = "Tour";
    CustomerLong = "Customer created";
    CustomerShort = "Customer";
    ContractLong = "Contract created";
    ContractShort = "Contract";
    BookingLong = "Booking created";
    BookingShort = "Booking";
    DayPassLong = "Day pass purchased";
    DayPassShort = "Day pass";
    RecordTour = "Visitor {id}";
    RecordCustomer = "Coworker {id}";
    RecordContract = "Contract {id}";
    RecordBooking = "Booking {id}";
    RecordDayPass = "Product {id}";
    RecordOther = "Record {id}";
    Later = "{stretch} later";

    // empty states
    EmptyNeverTitle = "Nothing synced yet";
    EmptyNeverText = "The conversations appear here after the first sync.";
    EmptySyncingTitle = "The first conversations are on their way";
    EmptySyncingText = "They appear as they arrive. You can stop at any time; the sync resumes where it stopped.";
    EmptyOfflineTitle = "The server cannot be reached yet";
    EmptyOfflineText = "Nothing has been copied to this laptop so far. Daybook tries again by itself; once synced, everything works without a network.";
    EmptyFilteredTitle = "No conversation matches";
    EmptyFilteredText = "The filter hides all {n}.";
    EmptyFilteredSearch = "Nothing matches “{text}” under this filter.";
    EmptySearch = "Nothing matches “{text}”.";
    EmptyClearSearch = "Clear the search";
    EmptyClear = "Clear the filter";
    EmptySpaceTitle = "No conversations";
    EmptySpaceText = "The server holds none so far.";
    EmptyWaitTitle = "The server asked for patience";
    EmptyWaitText = "Nothing was lost. The sync goes on by itself when the wait is over.";
    EmptyLapsedText = "Nexudus does not accept the sign-in. Sign in again, and the first sync goes on.";
    EmptySignInText = "The server does not accept the sign-in. Sign in again; or, where it was a token, connect the source again with a valid one.";

    // detail
    DetailLabel = "Conversation";
    DetailEmptyTitle = "No conversation selected";
    DetailEmptyText = "Choose one from the list.";
    DetailGoneTitle = "This conversation is gone";
    DetailGoneText = "It was removed on the server, and so from this laptop.";
    HintMove = "next, previous";
    HintOpen = "read";
    HintBack = "back to the list";
    HintSearch = "search";
    HintMatch = "next match";
    HintSheet = "all shortcuts";
    BackToList = "Back to the list";
    ResizeDetail = "Width of the conversation pane";
    Session = "Session {id}";
    CopySession = "Copy the session id";
    CopiedSession = "Session id copied";
    Started = "Started {when}";
    Ended = "Ended {when}";
    MessagesOver = "one={n} message over {span} | other={n} messages over {span}";
    OriginInbound = "Inbound";
    OriginOutbound = "Proactive outbound";
    OriginReply = "Customer reply";
    OriginTakeover = "Operator takeover";
    ProfileHelp = "Open the profile of {name}";
    InboxCount = "one={n} linked action | other={n} linked actions";
    InboxIn = "in the AI Inbox";
    InboxOpen = "Open";
    InboxPending = "Pending";
    InboxApproved = "Approved";
    InboxRejected = "Rejected";
    InboxExpired = "Expired";
    InboxAuto = "Auto-executed";
    InboxSnoozed = "Snoozed";
    InboxDeferred = "Deferred";
    InboxAwaiting = "Awaiting reply";
    TicketOpen = "Open ticket";
    EscalationPending = "Escalated, waiting";
    EscalationActive = "Escalated, a person is on it";
    EscalationResolved = "Escalated and resolved";
    LeadCaptured = "Lead captured";
    Timeline = "Messages";
    Gap = "{stretch} without a message";
    HiddenShow = "one=Show {n} system message | other=Show {n} system messages";
    HiddenHide = "one=Hide {n} system message | other=Hide {n} system messages";
    SenderAi = "AI agent";
    SenderOperator = "Operator";
    SenderOperatorNamed = "{name} (operator)";
    SenderCustomer = "Customer";
    SenderSystem = "System";
    SenderTool = "Tool";
    DeliveryMessage = "Sent via Message";
    DeliveryEscalated = "Escalated to Help Desk";
    DeliveryEmail = "Replied via email";
    DeliveryHelpDesk = "Replied via Help Desk";
    ImageBlocked = "Image not loaded: {alt}";
    ImageBlockedBare = "Image not loaded";
    ImagesBlocked = "one={n} remote image was not loaded | other={n} remote images were not loaded";
    EmptyBody = "(empty message)";
    MatchNext = "Next match";
    MatchPrevious = "Previous match";
    MatchOf = "{at} of {n}";
    MatchNone = "No match in the messages";

    // links
    LinkTitle = "Open this page in the browser?";
    LinkTitleMail = "Write to this address?";
    LinkHost = "It leads to";
    LinkFull = "Full address";
    LinkRemember = "Do not ask again for {host} until Daybook closes";
    LinkOpen = "Open";
    LinkRefused = "This link cannot be opened: only web pages and mail addresses can.";

    // status bar
    StatusLabel = "State of the data";
    StatusSynced = "Synced {when}";
    StatusNever = "Not synced yet";
    StatusStarting = "Sync begins…";
    StatusProgress = "Syncing {done} of {total}";
    StatusFilling = "Filling the practice space: {done} of {total} conversations";
    StatusProgressOpen = "Syncing, {done} so far";
    StatusProgressLeft = "Syncing {done} of {total}, {left}";
    LeftMoment = "less than a minute left";
    LeftMinutes = "one=about {n} minute left | other=about {n} minutes left";
    LeftLong = "about {span} left";
    StatusWaits = "{who} asked to wait until {when}";
    StatusWaitsHelp = "Nothing was lost. The sync goes on by itself then.";
    WhoServer = "The server";
    ShortWaits = "Waits until {when}";
    ShortSignIn = "Sign-in needed";
    ShortFailed = "Sync failed";
    ShortStopped = "Stopped";
    ShortOffline = "Offline";
    ShortOtherStore = "Another store";
    ShortProgress = "{done} of {total}";
    StatusSignInAct = "Sign in";
    StatusOffline = "Offline, showing what was synced {when}";
    StatusOfflineNever = "Offline, nothing synced yet";
    StatusSignIn = "{name}: sign-in needed";
    StatusFailed = "{name}: the sync failed";
    StatusOtherStore = "{name}: another store answers";
    StatusStopped = "Sync stopped, it resumes where it stopped";
    StatusCounts = "{conversations} · {messages}";
    StatusComplete = "Complete since {date}";
    StatusCompleteBare = "Complete";
    StatusCompleteHelp = "Laptop and server agreed when compared, {when}";
    StatusBoth = "{counts}. {numbers}.";
    StatusNumbers = "one={n} number differs from the server’s | other={n} numbers differ from the server’s";
    StatusNumbersHelp = "The copy is whole, but the server counts otherwise. Open this for the numbers.";
    StatusGap = "one={n} conversation missing | other={n} conversations missing";
    StatusGapMessages = "one={n} message missing | other={n} messages missing";
    StatusGapMore = "More here than on the server";
    StatusGapHelp = "The server holds {conversations} and {messages} that are not here, compared {when}. The next sync fetches them.";
    StatusUnknown = "Not compared yet";
    StatusUnread = "one={n} kind of record cannot be read | other={n} kinds of record cannot be read";
    StatusUnreadHelp = "The account of {name} may not read them, or no more than a list of them, or they are not where they were looked for. What would come of them is missing, and no comparison shows it. Open this for what, and for what to grant.";
    StatusSources = "one={n} source | other={n} sources";
    StatusZone = "Times in {zone}";
    StatusZones = "Times in each space’s zone";
    StatusZoneHere = "Times in this laptop’s zone, {zone}";
    StatusZoneSwitch = "Switch between the space’s zone and this laptop’s";
    AnnounceSynced = "Synced";
    AnnounceResults = "one={n} conversation shown | other={n} conversations shown";
}
