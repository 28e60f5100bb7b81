//! English, of what went wrong. The texts join those of [`crate::english`] in one list of keys.

/// Hands the texts, behind those that are given, to the macro that makes the list.
macro_rules! with_failure_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        $receiver! {
            $($texts)*

            // what went wrong: what happened, what is safe, what to do
            FailureHomeUnusable = "Daybook cannot use its folder. Nothing was changed. Check that the folder exists, that it belongs to you and that the disk is not full, then start again.";
            FailureHomeInUse = "Another Daybook uses this home, and one at a time may. Nothing was changed. Use the window that is open, or close it and try again.";
            FailureLocked = "Daybook is locked. Your data is safe. Unlock it.";
            FailureInternal = "Something went wrong inside Daybook. Your data is safe. Try again; if it fails again, restart Daybook.";
            FailureWrongPassphrase = "That is not the passphrase of this store. Nothing was changed; try again.";
            FailurePassphraseEmpty = "A passphrase cannot be empty.";
            FailurePassphraseTooShort = "This passphrase is too short. Nothing was saved. Use at least 8 characters; a few words are better than one.";
            FailureAlreadyProtected = "This home has its key already. Unlock it with the passphrase you chose.";
            FailureKeyLost = "The key that opens this store is gone from the system's key store. What was synced can be fetched again from the server after the store is wiped; until then nothing is changed.";
            FailureKeyStoreLocked = "The system's key store is locked and was not unlocked. Nothing was lost; unlock it and try again.";
            FailureKeyStoreSilent = "The system's key store does not answer, and it holds this store's key. Nothing was lost; sign in to the desktop (or start its key store) and try again.";
            FailureKeyStoreFailed = "The system's key store failed: {reason}. Nothing was lost; try again.";
            FailureKeyStoreForgot = "The system's key store did not keep what it was given. Nothing was encrypted with it.";
            FailureOtherKeyStore = "This store keeps its secrets in another way than the one that was tried.";
            FailureVaultExists = "This store has a passphrase (or a key) already. Nothing was changed.";
            FailureVaultDamaged = "The file vault.json, with the key to what is stored on this laptop, is damaged, and so is its copy: {reason}. Put it back from a backup, or open the store with its recovery key (`daybook-cli repair --recovery-key-stdin`). Without either, set this laptop up again: your server still holds every conversation.";
            FailureVaultGone = "The file vault.json, with the key to what is stored on this laptop, is gone. Nothing was changed. Put it back from a backup, or open the store with its recovery key (`daybook-cli repair --recovery-key-stdin`). Without either, set this laptop up again: your server still holds every conversation.";
            FailureRecoveryKeyMalformed = "That is no recovery key: a character is wrong or missing. Nothing was changed. Check it against the paper and try again.";
            FailureRecoveryKeyWrong = "This recovery key does not open what is stored on this laptop. Nothing was changed. It may belong to another home.";
            FailureVaultTooNew = "This store was written by a newer Daybook. Nothing was changed; update Daybook.";
            FailureNoRandomness = "The system gives no random numbers, so no key can be made.";
            FailureStoreKeyWrong = "The store on this laptop does not open with its key. Your server still holds every conversation. Set this laptop up again from Daybook's window: it makes a new store, and you connect your servers again.";
            FailureStoreDamaged = "Some of what was synced to this laptop is damaged. The list of your servers and what you wrote yourself are kept in another file, and your server still holds every conversation. Repair it, with the button here or with `daybook-cli repair`: the damaged file is put aside, and everything is fetched again.";
            FailureStoreTooNew = "This home was written by a newer Daybook. Nothing was changed. Install the newest version and open it with that.";
            FailureStoreForeign = "A database in this home is not one of Daybook's. It was not touched. Move it out of the folder and start again.";
            FailureStoreFailed = "The store on this laptop did not answer. What was synced so far is kept. Try again; if it fails again, restart Daybook.";
            FailureDiskFull = "The disk is full. What was synced so far is kept and can be read. Free some space, then sync again.";
            FailureListReplaced = "This list has been replaced by a newer one. Open it again.";
            FailureRowGone = "It is no longer on this laptop.";
            FailureUnknownKind = "This source was made by a newer Daybook, and this one does not know its kind of server. What was synced so far is kept. Install the newest version, or remove the source.";
            FailureNoConversation = "There is no such conversation on this laptop. It may have been deleted on the server, or not been synced yet.";
            FailureNoSource = "There is no source of this name. `source list` shows those that exist.";
            FailureServerOffline = "The server cannot be reached. Everything already on this laptop can still be read; the sync goes on when the server is back.";
            ConnectingOffline = "The server cannot be reached. Nothing was saved. Look at the address and at the network, and try again.";
            ConnectingTimedOut = "The server did not answer in time. Nothing was saved. Try again in a moment.";
            ConnectingRefused = "The server does not accept this sign-in. Nothing was saved. Look at what you typed, or have a new token made.";
            FailureServerTimedOut = "The server did not answer in time. Nothing was lost; the sync goes on where it stopped.";
            FailureSignInNeeded = "The server does not accept the sign-in (any more). What is on this laptop stays; sign in again, or with a new token where it was one.";
            FailureForbidden = "The token may not {what}. What is on this laptop stays; ask the operator of the server for a token with that role.";
            FailureThrottled = "The server asks for patience. Nothing was lost; the sync goes on {when}.";
            FailureServerFault = "The server failed (status {status}). Nothing was lost; try again later, and tell its operator if it stays.";
            FailureAnswerMalformed = "The server's answer could not be used: {detail}. Nothing of it was kept; the sync goes on where it stopped.";
            FailureAnswerTooLarge = "The server's answer is too large to be trusted. Nothing of it was kept; ask the operator of the server.";
            FailureFeedEndless = "The server gives far more changes than it said that it has, so the sync was ended. What arrived is kept, and the next sync goes on from there; tell the operator of the server if it stays.";
            FailureIntercepted = "Something on the way answers in the place of the server: the sign-in page of a guest network, a proxy, or a firewall. What is on this laptop can be read. Open a web page to sign in to the network, or check the address if this server is new, then sync again.";
            FailureNotDaybook = "What answers at this address is not a Daybook server. Check the address; a sign-in page of a guest network also looks like this.";
            FailureNotNexudus = "What answers at this address is not the Nexudus REST API. Check the address; a sign-in page of a guest network also looks like this.";
            FailureCursorRejected = "The server no longer knows where the last sync stopped. Everything is compared anew; nothing on this laptop is lost.";
            FailureAddressUnusable = "This address cannot be used: {reason}.";
            FailureConnectionRefused = "Daybook did not go on: {reason}. Nothing was lost.";
            FailurePasswordRefused = "Nexudus does not accept this e-mail and password. Nothing was saved. Check both, and add the code of your second factor if your account has one.";
            FailureCodeNeeded = "This account has a second factor. Nothing was saved. Sign in again with the current six-digit code.";
            FailureTokenLost = "The token of this source is no longer in the key store. Everything synced so far is kept. Remove the source and connect it again with a new token.";
            FailureBoundElsewhere = "The token or sign-in that is kept for this source was given for another address, so it was not sent. What is on this laptop can be read. Remove the source and connect it again.";
            FailureSignInLost = "The sign-in of this account is no longer in the key store. Everything synced so far is kept. Sign in again: on the account's page, or with `source sign-in` in a terminal.";
            FailureOtherStore = "Another store answers at this address: it was put back from a backup, or is a new one. Nothing was mixed: what is on this laptop stays as it was. If that store is right, sync the source anew (`source resync` in a terminal); what came after its backup is on this laptop alone, and goes then.";
            FailureAlreadySyncing = "This source syncs already. Nothing is wrong: wait until it has finished.";
            FailureCountSuperseded = "Another question to the dashboard took the place of this one, which was not answered. Nothing was changed. Ask again.";
            FailureSyncStopped = "The sync was stopped. What arrived is kept, and the next sync goes on from there.";
            FailurePracticeFailed = "The practice space could not be opened. Nothing else is affected. Try again; if it fails again, check that the disk is not full.";
            FailureAlreadyConnected = "This is connected already, as “{name}”. Nothing was saved, and nothing is counted twice. Use that source; to connect under another name, remove it first.";
            FailureNoView = "There is no view of this name. Nothing was changed. The navigation, and daybook-cli view list, show those that there are.";
            FailureViewNameTaken = "There is a view of this name already. Nothing was saved. Choose another name.";
            FailureViewNameEmpty = "A view needs a name. Nothing was saved. Type a name, for example what it shows.";
            FailureViewNameTooLong = "This name is too long. Nothing was saved. Use at most 80 characters.";
            FailureViewQueryEmpty = "A view without a search is the list itself. Nothing was saved. Type what the view is to show.";
            FailureViewFileTooNew = "A newer Daybook wrote this view. Nothing was saved. Update Daybook, or type its search by hand.";
            FailureViewFileUnusable = "This is no view of Daybook: {reason}. Nothing was saved. Have it exported again.";
            FailureSourceNameTaken = "There is a source of this name already. Nothing was saved. Choose another name.";
            FailureSourceNameEmpty = "A source needs a name. Nothing was saved. Type a name, for example the name of your company.";
            FailureSourceNameTooLong = "This name is too long. Nothing was saved. Use at most 80 characters.";
            FailureTokenEmpty = "The token is empty. Nothing was saved. Paste the token that the server's operator gave you.";
            FailureTokenMalformed = "This is not a token: it holds spaces or control characters. Nothing was saved. Copy the token again, alone on its line.";
            FailureEmailMalformed = "This is not an e-mail address. Nothing was saved. Type the address that you sign in to Nexudus with.";
            FailurePasswordEmpty = "The password is empty. Nothing was saved. Type the password of your Nexudus account.";
            FailureNotNexudusSource = "This source is not a Nexudus account, so there is nothing to ask it for.";
            FailureSameStore = "The store at this address is the one that this source was synced from. Nothing was changed. To compare everything with it, use a full sync.";
            FailureSettingsUnusable = "These settings cannot be used: {reason}. Nothing was changed.";
            FailureNoPracticeSpace = "There is no practice space here, and nothing real is handed over in its name. Leave --practice out.";
            FailureNoSuchDay = "This is no day. Type one as 2026-03-05, a month as 2026-03, or yesterday, or Monday.";
            FailureSearchTooLong = "This search is too long. Use at most 2,000 characters.";
            FailureTagEmpty = "A tag needs at least one letter. Nothing was changed.";
            FailureTagTooLong = "This tag is too long. Use at most 40 characters.";
            FailureMarkNoText = "A tag or a note can hold text alone, and this holds control characters. Type it without them.";
            FailureNoteEmpty = "A note needs at least one letter. To take a note away, remove it.";
            FailureQueueEmpty = "Nothing was drawn: no conversation fits. Widen the search.";
            FailureQueueTooLarge = "This is more than a queue can be drawn from. Narrow the search to 100,000 conversations, or draw a sample of at most 5,000.";
            FailureQueueNameTaken = "Another queue has this name. Choose another one.";
            FailureQueueNameUnusable = "The name of a queue or of a reviewer has 1 to 80 characters, on one line.";
            FailureNoQueueFile = "This is no file of a review queue, or it is damaged. Nothing was changed.";
            FailureQueueFileTooNew = "A newer Daybook wrote this file of a review queue. Update Daybook to open it.";
            FailureNoQueue = "There is no such queue. daybook-cli queue list shows those that there are.";
            FailureDeletionUnsupported = "A source of these conversations cannot delete, so nothing was deleted. Delete in the system that holds them: the next sync takes what is gone there from this laptop.";
            FailureDeletionTooLarge = "At most 500 conversations are deleted at once, and at least one. Nothing was deleted. Choose fewer.";
            FailureTracesStay = "What you deleted is gone from every list and search. Its bytes could not be overwritten yet, since the disk is full or something reads the store: the next sync tries again.";
            FailureSetAsideStays = "What you deleted is gone, but a file that was put aside after damage could not be removed, and may hold it. Remove the files of the home's folder with damaged in their names.";
            FailureNoLead = "This conversation has no such lead. daybook-cli leads lists those that there are.";
            FailureNoteTooLong = "This note is too long. Use at most 4,000 characters.";
            FailureTooMuchToRemember = "There is too much to remember. What was remembered before is kept.";
            FailureNotConfirmed = "The address was not confirmed, so nothing was sent to it and nothing was saved. Daybook asks in a window of its own; try again, and confirm it there.";
            FailureQuestionWaits = "Another question of Daybook waits for its answer, in a window of its own. Nothing was sent. Answer that one first, then try again.";
            FailureLinkRefused = "Daybook opens web and e-mail links only. This link was not opened.";
            FailureTextTooLong = "This text is too long to copy.";
            FailureNoBrowser = "No program opened this link. Nothing else is affected. Copy the link and open it by hand.";
            FailureNoClipboard = "The clipboard did not accept the text. Nothing else is affected. Try again.";
            FailureCommandMalformed = "{detail}";
            FailureRecorded = "{text}";
            RetrySoon = "in a moment";
            RetrySeconds = "one=in a second | other=in {n} seconds";
            RetryMinutes = "in about {n} minutes";
        }
    };
}

pub(crate) use with_failure_texts;
