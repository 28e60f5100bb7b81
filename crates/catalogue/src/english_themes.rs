//! The English of themes: what is asked, how it is answered, and the draft of an entry of frequent questions.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_theme_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_handover_texts! { $receiver {
            $($texts)*

            // in a search
            FactAsks = "it asks “{what}”";

            // the page of themes
            NavThemes = "Themes";
            DoThemes = "What is asked, and how it is answered";
            ThemesText = "What customers ask, gathered from nearly the same words, and whether it is answered alike. The question with most conversations without an outcome stands first.";
            ThemesWaiting = "Reading…";
            ThemesProgress = "{done} of {of} conversations read";
            ThemesOver = "one={n} question asked in several conversations, of {of} | other={n} questions asked in several conversations, of {of}";
            ThemesSearchHint = "Count within…";
            ThemesNothing = "Nothing is asked in several of these conversations.";
            ThemesAlone = "one={n} question is asked in one conversation alone, and is not listed. | other={n} questions are asked in one conversation each, and are not listed.";
            ThemesLeftOut = "one={n} more question is asked in several conversations. Search within to see it. | other={n} more questions are asked in several conversations. Search within to see them.";
            ThemesFoot = "Told by words alone: a question has a question mark or begins as questions do, and two are one where most of their words, weighed by how seldom they are asked with, are the same. What is asked in other words or another language stands apart until you merge it.";
            ThemeColumn = "Question";
            ThemeConversations = "Asked in";
            ThemeConverted = "With outcome";
            ThemeUnconverted = "Without";
            ThemeRate = "Rate";
            ThemeOpen = "Look at “{name}”";
            ThemeClose = "Close";
            ThemeListed = "one=List its {n} conversation | other=List its {n} conversations";
            ThemeListedPart = "one={n} conversation | other={n} conversations";
            ThemeRateTold = "{rate} ({low}–{high})";
            ThemeRateFew = "{converted} of {n}";
            ThemeNamed = "named by you";
            ThemeMerged = "merged by you";
            ThemeAsked = "one=asked once | other=asked {n} times";
            ThemePhrases = "What is asked before an outcome, and before none";
            ThemePhrasesText = "Phrases that one side asks more often (weighted log-odds). A difference that was seen is no proof of a cause.";
            ThemePhrasesBefore = "Before an outcome";
            ThemePhrasesNone = "Before none";
            ThemePhrasesEmpty = "No phrase tells one side from the other yet.";
            ThemePhraseTold = "{phrase}: {converted} with, {unconverted} without";
            ThemeWordings = "Asked as";
            ThemeAnswers = "Answered";
            ThemeAnswersTold = "one={n} answer | other={n} answers";
            ThemeAnswersNone = "The assistant gave no answer to it.";
            ThemeAnswersUnread = "one=The answers of {n} older conversation were not read. | other=The answers of {n} older conversations were not read.";
            ThemeAnswersLeftOut = "one={n} more answer was given otherwise. | other={n} more answers were given otherwise.";
            ThemeAnswerTold = "one=given once, {first} | other=given {n} times, {first} to {last}";
            ThemeAtOdds = "At odds";
            ThemeAgreed = "No two answers state another price, time, contact, street or link.";
            ThemeContradiction = "{kind}: stated side by side";
            ThemeChanged = "{kind}: another one since {when}";
            ThemeKindPrice = "Price";
            ThemeKindTime = "Time";
            ThemeKindContact = "Contact";
            ThemeKindStreet = "Street";
            ThemeKindLink = "Link";
            ThemeRename = "Rename";
            ThemeName = "Name";
            ThemeNameHelp = "Nothing for its commonest wording";
            ThemeMerge = "Merge";
            ThemeMergeInto = "Into which question?";
            ThemeSplit = "Put apart";
            ThemeSplitText = "Tick the wordings that ask something else.";
            ThemeUnmerge = "Take the merge back";
            ThemeFaq = "Copy an FAQ draft";
            ThemeFaqCopied = "The draft is on the clipboard, with its evidence and people masked.";
            ThemeRenamed = "The question was renamed.";
            ThemesMerged = "The questions were merged.";
            ThemeWasSplit = "The question was put apart.";
            ThemeSave = "Save";

            // the draft of an entry of frequent questions
            FaqNoAnswer = "No consistent answer: what the assistant said is at odds.";
            FaqUnanswered = "No answer: the assistant gave none.";
            FaqEvidence = "Evidence";
            FaqAsked = "Asked {asked} times in {n} conversations.";
            FaqOutcomes = "{converted} of these conversations have a confirmed outcome, {unconverted} have none.";
            FaqRate = "{converted} of these conversations have a confirmed outcome ({rate}, 95 % interval {low} to {high}), {unconverted} have none.";
            FaqGiven = "This answer was given {given} of {n} times, from {first} to {last}.";
            FaqSides = "{values}: {given} times, from {first} to {last}";
            FaqConversations = "one=The conversation | other=The {n} newest conversations";
            FaqMade = "Drafted by Daybook from words alone on {when}. People are masked by rules, and none are complete: read it before you publish it.";
            FaqWritten = "The draft was written.";

            // what cannot be done with a theme
            FailureNoTheme = "There is no such question here. daybook-cli themes shows those that there are.";
            FailureThemeNameUnusable = "The name of a question has up to 120 characters on one line. Nothing was changed.";
            FailureThemeNotSplit = "Name wordings of this question, and not all of them. Nothing was changed. daybook-cli themes show lists them.";
        }}
    };
}
pub(crate) use with_theme_texts;
