//! The English of opening hours, of what comes outside of them, and of what the manager writes at a day of the trend.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_hours_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_rule_texts! { $receiver {
            $($texts)*

            // what a search asks
            FactHoursInside = "started while its space was open";
            FactHoursOutside = "started while its space was closed";
            FactHoursUnknown = "in a space whose opening hours are not known";

            // what cannot be used
            HoursEmpty = "No hours are there.";
            HoursTooLong = "That is more than can be kept.";
            HoursUnknownWord = "“{part}” is not understood.";
            HoursNoDay = "“{part}” says of no day what it says.";
            HoursNoTimes = "“{part}” has no times.";
            HoursNoSuchTime = "No clock shows “{part}”: times are written as in 09:00-18:00.";
            HoursEmptySpan = "“{part}” ends as it begins. The whole day is 00:00-24:00.";
            HoursDayTwice = "“{part}” names a day that was named before. All times of a day stand together, with commas between.";
            HoursDateWithTimes = "“{part}”: a date can be closed, and no more.";
            HoursDaysReversed = "“{part}” ends before it begins.";
            FailureHoursUnusable = "{why} Nothing was changed. Hours are typed as in: mon-fri 09:00-12:00, 13:00-18:00; sat 20:00-02:00; closed 2026-12-25";
            FailureNoSpace = "There is no such space. `daybook-cli hours list` shows those that there are.";
            FailureSpaceUnclear = "Several spaces are called so. Nothing was changed. Use the number that `daybook-cli hours list --json` shows.";
            TerminalHoursUnknown = "Nobody said when these are open: {spaces}. `daybook-cli hours set SPACE HOURS` does.";
            HoursUnknown = "not known";

            // the editor
            HoursTitle = "Opening hours";
            HoursText = "When your spaces are open. It stays on this laptop, and tells apart what comes after hours.";
            HoursSpace = "Space";
            HoursSpaceUnknown = "{name} (not known)";
            HoursNoSpaces = "No space is on this laptop yet.";
            HoursZone = "By the clock of the space, {zone}. Leave a day empty where it is closed; times may run over midnight.";
            HoursDayHint = "closed";
            HoursRepeat = "Tuesday to Friday as Monday";
            HoursAs = "As {name}";
            HoursAWeek = "Open {hours} hours a week.";
            HoursClosed = "Closed on";
            HoursClosedHint = "2026-12-25, 2027-01-01";
            HoursClosedHelp = "Holidays, with commas between. Several days: 2026-12-24..2026-12-26";
            HoursClosedAdd = "Add a closed day";
            HoursSave = "Save";
            HoursRemove = "Forget the hours";
            HoursSaved = "Opening hours of {name} saved";
            HoursRemoved = "Opening hours of {name} forgotten";
            HoursTakenBack = "Opening hours of {name} as before";

            // the card
            AfterHoursTitle = "After hours";
            HoursConversations = "Conversations";
            HoursOutcome = "Outcome";
            HoursOutcomeOutside = "After hours";
            HoursShare = "Share after hours";
            HoursBesideOpen = "Rate after hours beside open";
            HoursBesideOperator = "Rate of the AI alone";
            HoursDifference = "{points} pts ({low} to {high})";
            HoursHeadline = "After hours: {all} of conversations and {with} of those with an outcome.";
            HoursHeadlineNone = "After hours: {all} of conversations.";
            HoursUnknownOf = "one={n} conversation is in a space whose opening hours are not known: {spaces}. | other={n} conversations are in spaces whose opening hours are not known: {spaces}.";
            HoursSay = "Say when they are open";

            // annotations of the trend
            AnnotationAdd = "Annotate";
            AnnotationAddHelp = "Write what changed on a day";
            AnnotationNewTitle = "Annotate a day";
            AnnotationChangeTitle = "Change the annotation";
            AnnotationDay = "Day";
            AnnotationWords = "What changed";
            AnnotationWordsHint = "New prompt, price of day passes";
            AnnotationSpace = "Space";
            AnnotationEverySpace = "every space";
            AnnotationSpaceAbsent = "a space that is not on this laptop";
            AnnotationSave = "Save";
            AnnotationChange = "Change";
            AnnotationRemove = "Remove";
            AnnotationSaved = "Annotation saved";
            AnnotationChanged = "Annotation changed";
            AnnotationRemoved = "Annotation removed";
            AnnotationRestored = "Annotation as before";
            AnnotationsColumn = "Annotations";
            AnnotationFlag = "{day}, {space}: {words}";
            AnnotationFlagHelp = "Compare before and after";
            AnnotationFlags = "Annotations of these days";
            AnnotationBefore = "Before";
            AnnotationAfter = "After";
            AnnotationDifference = "After beside before";
            AnnotationSides = "one={n} day on each side, until today. | other={n} days on each side, until today.";
            AnnotationSidesUntil = "one={n} day on each side, until “{words}” of {day}. | other={n} days on each side, until “{words}” of {day}.";
            AnnotationAlsoBefore = "In the days before too:";
            AnnotationConverting = "Conversations from {day} on may still convert.";
            AnnotationShift = "Of the change of any outcome, {within} from the rates within the channels, {mix} from their mix.";
            AnnotationClose = "Close the comparison";
            FailureNoAnnotation = "There is no such annotation. `daybook-cli annotation list` shows those that there are.";
            FailureDayAhead = "That day has not come yet, so there is nothing after it to compare.";
            FailureAnnotationEmpty = "An annotation needs words. Nothing was changed. Write what changed on that day.";
            FailureAnnotationUnusable = "An annotation has at most 200 characters on one line. Nothing was changed.";
            DefineAfterHours = "Conversations by whether their space was open when they started, by its own clock and by the opening hours that you entered. Days that are closed by date count as closed; hours over midnight belong to the day on which they begin. Shares are of conversations of which it is known, with Wilson’s 95 % interval; differences have Newcombe’s interval and a test, adjusted for the number of outcomes after Benjamini and Hochberg. Where nobody entered hours, conversations are not known and in no share. After hours, the AI was alone where no operator wrote a message.";
        }}
    };
}
pub(crate) use with_hours_texts;
