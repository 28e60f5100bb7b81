//! The English of what leaves the laptop: exports, transcripts, production sets, the audit log.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_handover_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_outcome_texts! { $receiver {
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
            ExportSystemLeftOut = "Messages of systems and tools are left out.";
            ExportMasked = "one={n} mask was put. No list of patterns is complete: read before you hand it on. | other={n} masks were put. No list of patterns is complete: read before you hand it on.";
            ExportDone = "one={n} conversation was written. | other={n} conversations were written.";

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
            FailureExportNoColumns = "A transcript has no columns. Nothing was written. Leave the columns out, or export csv, xlsx, json or jsonl.";
            FailureExportStopped = "The export was stopped. Nothing was written.";
            FailureExportChanged = "Something was synced while the numbers and their rows were read, so they would not agree. Nothing was written. Try again when no sync runs.";
            FailureExportFailed = "The export failed. Nothing was written, and what was synced is safe. Try again; if it happens again, report it.";
            FailureSqlRefused = "This question was refused: {reason}. Nothing was read and nothing was changed. Ask one SELECT over v_source, v_space, v_conversation, v_message, v_outcome, v_lead, v_ticket or v_inbox_item; their columns are in docs/handover.md.";
            SqlCut = "There are more rows. Ask for more with --limit.";
            FailureAuditNotKept = "The audit log could not be written, so nothing was handed over. What was synced is safe. Make room on the disk, or close the other Daybook, and try again.";
        }}
    };
}
pub(crate) use with_handover_texts;
