//! The English of what leaves the laptop: exports, transcripts, production sets, the audit log.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_handover_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_person_texts! { $receiver {
            $($texts)*

            // outcomes in files and on paper
            OutcomeTour = "🎫 Tour";
            OutcomeCustomer = "👥 Customer";
            OutcomeContract = "📄 Contract";
            OutcomeBooking = "📅 Booking";
            OutcomeDayPass = "☀ Day pass";

            // transcripts
            TranscriptTitle = "Conversations";
            TranscriptWho = "With";
            TranscriptChannel = "Channel";
            TranscriptSpace = "Space";
            TranscriptTime = "Time";
            TranscriptSession = "Session";
            TranscriptOutcomes = "Outcomes";
            TranscriptAssistant = "AI agent";
            TranscriptOperator = "Operator";
            TranscriptCustomer = "Customer";
            TranscriptSystem = "System";
            TranscriptHidden = "hidden by the sender";
            TranscriptEarlier = "before it was changed, until";

            // exports
            ExportSheets = "A sheet holds 1,048,576 rows at most, so the rows go on over {n} sheets.";
            ExportCellsCut = "one={n} text is longer than a cell holds. It was cut there and ends with […]; JSON and CSV have it whole. | other={n} texts are longer than a cell holds. They were cut there and end with […]; JSON and CSV have them whole.";
            ExportChangedMeanwhile = "Something was synced while this was written: what was read later is newer.";
            ExportUnshown = "one={n} character has no font on this machine. It stands as its number, like [U+1F600]; HTML has it as it is. | other={n} characters have no font on this machine. They stand as their numbers, like [U+1F600]; HTML has them as they are.";
            ExportSystemLeftOut = "Messages of systems and tools are left out.";
            ExportMasked = "one={n} mask was put. No list of patterns is complete: read before you hand it on. | other={n} masks were put. No list of patterns is complete: read before you hand it on.";
            ExportDone = "one={n} conversation was written. | other={n} conversations were written.";

            // the report of a period
            ReportTitle = "Report on AI conversations";
            ReportOf = "Of";
            ReportDays = "Days";
            ReportBefore = "Before";
            ReportSpan = "{first} to {last}";
            ReportOpen = "–";
            ReportMade = "Counted";
            ReportZones = "Days by";
            ReportZoneNames = "{zones} (zone database {version})";
            ReportPractice = "Practice: every conversation is invented.";
            ReportNothing = "No conversation began in these days.";
            ReportNumbers = "Numbers";
            ReportNumbersNote = "Rates are of all conversations of these days, each with its 95 % interval (Wilson). Of fewer than 20 conversations no rate is told. A change is said where it is sure enough to be no chance.";
            ReportNumbersCaption = "Each number beside that of the days before";
            ReportNumber = "Number";
            ReportNow = "These days";
            ReportThen = "Days before";
            ReportChange = "Change";
            ReportRates = "Rates, with their intervals";
            ReportShare = "{count}: {rate} ({low} to {high})";
            ReportCountOf = "{count} of {total}";
            ReportPoints = "{points} points, {verdict}";
            ReportCauses = "What may cost outcomes";
            ReportCausesNote = "Where a rule holds, outcomes are compared with conversations of the same space, channel and month. What nobody measured may find other things than it means.";
            ReportNoCauses = "Of no rule can it be said for sure that it costs outcomes.";
            ReportCausesCaption = "The costliest first";
            ReportCause = "Cause";
            ReportFound = "Conversations";
            ReportRight = "Right in";
            ReportLost = "Outcomes lost a month";
            ReportLostIn = "{lost} ({low} to {high})";
            ReportUnmeasured = "not measured yet";
            ReportReadings = "Worth reading";
            ReportNoReadings = "No rule holds of any conversation of these days.";
            ReportReadingsCaption = "The newest of each cause";
            ReportConversation = "Conversation";
            ReportBegan = "Began";
            ReportWhy = "Why";
            ReportReference = "Id";
            ReportKnown = "What this laptop knows";
            ReportKnownUntil = "{name}, synced {when}: {what}";
            ReportNeverSynced = "never";
            ReportAudit = "Audit log";
            ReportAuditHead = "entry {entry}, head {head}";
            ReportDone = "one=The report counts {n} conversation. | other=The report counts {n} conversations.";

            // exporting in the window
            DoExport = "Export what is listed";
            DoExportOne = "Export this conversation";
            DoReport = "Report on the days of the dashboard";
            ReportDialog = "Report";
            ReportButton = "Report";
            ReportOfWhat = "Of";
            ReportOfSearch = "Search: {search}";
            ReportOfDashboard = "The days and the search are those of the dashboard.";
            ReportPdf = "PDF";
            ReportPdfHelp = "Pages to print or to send, with headings and reading order for who has them read aloud.";
            ReportPage = "Page";
            ReportPageHelp = "One page for a browser, which loads nothing and runs nothing.";
            ReportHolds = "What stands in it";
            ReportHoldsNumbers = "Each number with its interval, beside that of the days before";
            ReportHoldsCauses = "What may cost outcomes, the costliest first";
            ReportHoldsReadings = "Five conversations worth reading, and why";
            ReportHoldsKnown = "What this laptop knows, and the head of the audit log";
            ReportHoldsMasks = "People are masked: a report goes to somebody else";
            ExportLooking = "Looking …";
            ForgetOpen = "Forget this laptop…";
            ForgetTitle = "Forget this laptop";
            ForgetCopied = "one={n} conversation that was copied goes. Servers keep theirs. | other={n} conversations that were copied go. Servers keep theirs.";
            ForgetMade = "What you made here goes with them: notes, stars, tags, rules, views, queues and the audit log.";
            ForgetSources = "one={n} server is disconnected, and its sign-in leaves this laptop. | other={n} servers are disconnected, and their sign-ins leave this laptop.";
            ForgetWaiting = "one={n} deletion has not reached its server yet, and never will. | other={n} deletions have not reached their servers yet, and never will.";
            ForgetKey = "The key goes too: what a disk keeps of the files can be read by nobody. Files that you exported stay.";
            ForgetWord = "Type “forget” to go on";
            ForgetWordWrong = "That is not the word. Nothing was forgotten.";
            ForgetDo = "Forget everything here";
            ForgetRuns = "Forgetting …";
            ForgetDone = "Everything is forgotten. Daybook begins anew at its next start.";
            DoAudit = "The audit log";
            ExportTitle = "Export";
            ExportButton = "Export";
            ExportNothingLeaves = "Nothing leaves this laptop";
            ExportWhich = "Which conversations";
            ExportListed = "Those of the list, with its search and filter";
            ExportSelected = "The selected conversation";
            ExportEverything = "All of them";
            ExportAs = "As";
            ExportCsv = "CSV";
            ExportCsvHelp = "A table for spreadsheets and scripts. No text in it is calculated.";
            ExportXlsx = "XLSX";
            ExportXlsxHelp = "A workbook. A sheet holds 1,048,576 rows, then the next begins.";
            ExportJson = "JSON";
            ExportJsonHelp = "One array of objects, for programs.";
            ExportJsonl = "JSONL";
            ExportJsonlHelp = "An object a line, for programs that read line by line.";
            ExportHtml = "Transcripts";
            ExportHtmlHelp = "One page for a browser, which loads nothing and runs nothing. It prints well.";
            ExportPdf = "PDF";
            ExportPdfHelp = "Transcripts on pages, with headings and reading order for who has them read aloud.";
            ExportEml = "E-mail";
            ExportEmlHelp = "A folder with a message of a mail program for each conversation, to and from nobody.";
            ExportSet = "Production set";
            ExportSetHelp = "A folder that proves itself: numbered pages, the rows behind every number, what was masked and why, a signature, and a program of plain Python that recounts and checks all of it without Daybook.";
            ExportSeparator = "Between the fields";
            ExportComma = "Commas";
            ExportSemicolon = "Semicolons";
            ExportTab = "Tabs";
            ExportMark = "Begin with a byte order mark, for older spreadsheets";
            ExportRow = "A row is";
            ExportPerConversation = "A conversation";
            ExportPerMessage = "A message";
            ExportPeople = "People";
            ExportMask = "Mask people, addresses and numbers";
            ExportMaskHelp = "The same person has the same pseudonym everywhere. No list of patterns is complete: read before you hand it on.";
            ExportNoMaskHelp = "Names, addresses and numbers stand as they were written.";
            ExportSystem = "Include messages of systems and tools";
            ExportColumns = "Columns";
            ExportColumnsHelp = "Your own marks (starred, reviewed, rating) leave only where you tick them.";
            ExportLook = "How it begins";
            ExportNothing = "No conversation fits, so there is nothing to export. Choose others, or clear the search.";
            ExportUnencrypted = "What is written is not encrypted: whoever has it can read it.";
            ExportBegin = "Choose a place…";
            ExportChoosePlace = "Where to put it";
            ExportChooseButton = "Put it here";
            ExportFar = "{done} of {total}";
            ExportProgressLabel = "How far it is";
            ExportGoesOn = "It goes on while you work. It is put in its place whole, or not at all.";
            ExportStop = "Stop";
            ExportBehind = "Go on working";
            ExportRunning = "Exporting, {percent} %";
            ExportWillBe = "It will be";
            ExportIsAt = "It is";
            ExportManifestAt = "Its manifest";
            ExportRows = "one={n} row. | other={n} rows.";
            ExportWrittenAt = "Exported to {path}";
            ExportAgain = "Another export";
            ExportRevise = "Change it and try again";
            ExportFolder = "Show the folder";
            ProductionKeyAway = "Give the public key to whoever checks the set, on another way than the set. The certificate is there for you to sign.";
            ProductionKeyIs = "Public key";
            ProductionChecked = "Checked with";

            // the audit log in the window
            DoDelete = "Delete for privacy…";
            DoDeletions = "What was deleted for privacy";
            DeletionTitle = "Delete for privacy";
            DeletionGoes = "{conversations} with {messages}";
            DeletionMore = "one=and {n} more | other=and {n} more";
            DeletionNoted = "one=What you noted about {n} of them | other=What you noted about {n} of them";
            DeletionSetAside = "one={n} file that was put aside after damage: it may hold their words | other={n} files that were put aside after damage: they may hold their words";
            DeletionText = "They go for ever: from their server, or as soon as it can be reached, and from every file of this laptop. Nothing brings them back. Files that you exported before stay where you put them.";
            DeletionFirst = "Delete…";
            DeletionNumber = "How many conversations are deleted?";
            DeletionNumberHelp = "This cannot be undone. Type the number to go on.";
            DeletionNumberWrong = "This is not the number above. Nothing was deleted.";
            DeletionSecond = "Delete for ever";
            DeletionRuns = "Deleting: the words leave the search index and the free pages too. This may take a minute.";
            DeletionUnable = "{names} cannot delete, so nothing was deleted. Delete there: the next sync takes what is gone from this laptop.";
            DeletionDone = "one={n} conversation was deleted, at its server and here. | other={n} conversations were deleted, at their server and here.";
            DeletionWaits = "one={n} conversation was deleted here. Its server hears of it as soon as it can be reached. | other={n} conversations were deleted here. Their server hears of it as soon as it can be reached.";
            DeletionsTitle = "Deleted for privacy";
            DeletionsText = "Nothing is kept of a deleted conversation but the id that its server knew it by.";
            DeletionsNone = "Nothing was deleted on this laptop.";
            DeletionsWhich = "Conversation";
            DeletionsAsked = "Asked";
            DeletionsState = "State";
            DeletionsWaiting = "Gone here; waits for its server";
            DeletionsTraces = "Its bytes could not be overwritten yet: a later sync tries again.";
            DeletionsCarried = "Gone there and here since {at}";
            DeletionsWithdraw = "Forget the deletion";
            StatusDeletionsWait = "one={n} deletion waits for its server | other={n} deletions wait for their server";

            AuditTitle = "Audit log";
            AuditText = "Who did what on this laptop, and when. It holds ids, counts and keyed hashes, and never a word that was searched or said.";
            AuditCount = "one={n} entry | other={n} entries";
            AuditWhole = "one=The log is as it was written: {n} entry, looked at just now. | other=The log is as it was written: {n} entries, each looked at just now.";
            AuditWholeAnchored = "The log is as it was written: {entries}. The head that you gave is that of entry {at}.";
            AuditHeadIs = "Its head";
            AuditHead = "A head that was noted elsewhere";
            AuditHeadHelp = "It stands in the manifest of every export and in every production set.";
            AuditVerify = "Verify";
            AuditNumber = "No.";
            AuditWhen = "When";
            AuditWhat = "What";
            AuditWith = "With";
            AuditWho = "Who";
            AuditUnlock = "Unlocked";
            AuditSync = "Synced";
            AuditView = "Read";
            AuditSearch = "Searched";
            AuditAnnotate = "Noted";
            AuditExport = "Handed over";
            AuditDelete = "Deleted";

            // the audit log
            AuditEntries = "one={n} entry; its head: | other={n} entries; their head:";
            AuditWaiting = "one={n} entry of a program that only reads waits for the next one that writes. | other={n} entries of programs that only read wait for the next one that writes.";
            AuditChanged = "Entry {number} of the audit log is not as it was written. What stands before it is; keep the file work.db as it is, and ask who had this laptop.";
            AuditMissing = "Entries {first} to {last} of the audit log are missing. What stands before them is as it was written; keep the file work.db as it is, and ask who had this laptop.";
            AuditUnlinked = "Entry {number} of the audit log does not follow the one before it: one of them was written anew. Keep the file work.db as it is, and ask who had this laptop.";
            AuditHeadDiffers = "The audit log does not end with entry {number}, as its head says: its end was cut off or written anew. Keep the file work.db as it is, and ask who had this laptop.";
            AuditAnchorUnknown = "The head that you gave stands nowhere in this audit log: it is of another laptop, or the log was written anew since.";

            // production sets
            CertificateTitle = "CERTIFICATE OF A PRODUCTION SET";
            CertificateScope = "I made this set of {pages} pages (DB-000001 and following), {conversations} conversations and {messages} messages with Daybook {version} on {at}. It holds every conversation on this laptop that the search in manifest.json selects, and no other one.";
            CertificateSource = "Source “{name}”: last synced whole on {at}; compared with the server: {state}.";
            CertificateAudit = "The audit log of this laptop stood at entry {entry}, with the head {head}.";
            CertificateKey = "The set is signed with the minisign key {key}. Whoever checks it runs: python3 verify.py --key {key}";
            CertificateLimits = "What this does not say: that the server told Daybook everything, that pseudonyms hide everybody, or that nobody else had the key.";
            CertificateSign = "Name, place, date, signature: ______________________________";
            ProductionDone = "one={n} page was written and signed. | other={n} pages were written and signed.";
            ProductionKey = "The public key is {key}. Give it to whoever checks the set, on another way than the set.";
            ProductionCheck = "Anybody checks it with: python3 {path}/verify.py";

            // failures of handing over
            FailureExportTargetExists = "{path} is there already, and nothing was written over it. Give another name, or allow it to be replaced with --force.";
            FailureExportTargetForeign = "{path} is no export of Daybook, so it is not replaced, and nothing was written. Give another name.";
            FailureExportTargetUnusable = "{path} cannot be written: {reason}. Nothing was written. Choose a folder that you may write in and that has room.";
            FailureExportNoColumn = "There is no column “{name}”. Nothing was written. Those that there are: {known}.";
            FailureExportTooManyPages = "one=A PDF is made with {n} page at most, and this would have more. Nothing was written. Narrow the search, or export html, which has no end. | other=A PDF is made with {n} pages at most, and this would have more. Nothing was written. Narrow the search, or export html, which has no end.";
            FailureExportNoColumns = "A transcript has no columns. Nothing was written. Leave the columns out, or export csv, xlsx, json or jsonl.";
            FailureExportStopped = "The export was stopped. Nothing was written.";
            FailureExportChanged = "Something was synced while the numbers and their rows were read, so they would not agree. Nothing was written. Try again when no sync runs.";
            FailureExportFailed = "The export failed. Nothing was written, and what was synced is safe. Try again; if it happens again, report it.";
            FailureHandOverRuns = "Something is being handed over. Wait until it is done, or stop it, and try again.";
            FailureNoFileDialog = "No dialog for the place of a file could be shown, so nothing was written. What was synced is safe. Use `daybook-cli export` or `daybook-cli production`, which ask for the place as --out.";
            FailureNoFolderShown = "The system did not show the folder. What was written is where it is: copy its path and open it by hand.";
            FailureSqlRefused = "This question was refused: {reason}. Nothing was changed. Ask one SELECT over v_source, v_space, v_conversation, v_message, v_outcome, v_lead, v_ticket or v_inbox_item; their columns are in docs/handover.md.";
            FailureSqlTooSlow = "one=The question was not answered within {n} second, and was ended. Nothing was changed. Ask for less, or allow more with --timeout. | other=The question was not answered within {n} seconds, and was ended. Nothing was changed. Ask for less, or allow more with --timeout.";
            SqlCut = "There are more rows. Ask for more with --limit.";
            FailureAuditNotKept = "The audit log could not be written, so nothing was handed over. What was synced is safe. Make room on the disk, or close the other Daybook, and try again.";
        }}
    };
}
pub(crate) use with_handover_texts;
