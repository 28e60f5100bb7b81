//! The English of rules, of what was offered and of what is known.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_rule_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_theme_texts! { $receiver {
            $($texts)*

            // in a search
            FactOffer = "a call to action was offered";
            FactOffered = "a call to action was offered: {what}";
            FactRule = "the rule “{what}” holds";
            OfferTour = "tour";
            OfferPlan = "plan";
            OfferBooking = "booking";
            OfferDayPass = "day pass";
            OfferOther = "of another kind";

            // what is known
            CoverageComplete = "complete";
            CoverageOngoing = "complete so far";
            CoverageHeldOnlyHere = "held only here";
            CoveragePartial = "partial";
            CoverageRefused = "refused by role";
            LacksNeverWhole = "never read to its end yet";
            LacksNotSince = "what came after {when} is not here yet";
            LacksMissing = "{conversations} conversations and {messages} messages of the server are not here";
            LacksSetAside = "one={n} row could not be used and was set aside | other={n} rows could not be used and were set aside";
            LacksRefused = "the account may not read: {what}";
            LacksBound = "the token sees these spaces alone: {spaces}";
            LacksPurged = "one={n} conversation was deleted, and is in no number | other={n} conversations were deleted, and are in no number";
            LacksHeldOnlyHere = "one={n} conversation is held only here: the server has it no more | other={n} conversations are held only here: the server has them no more";

            // the page of rules
            NavRules = "Rules";
            DoRules = "The rules";
            RulesText = "What happens in conversations, how often it is counted wrongly, and what it may cost.";
            RulesWaiting = "Reading…";
            RulesProgress = "{done} of {of} conversations read";
            RulesOver = "one={n} rule over {of} | other={n} rules over {of}";
            RulesSearchHint = "Count them over what a search finds";
            RuleNew = "New rule";
            RuleColumn = "Rule";
            RuleCount = "Count";
            RulePrecision = "Right, 95 %";
            RuleInTruth = "In truth";
            RuleMisses = "Misses ≤";
            RuleLost = "Lost a month";
            RuleBuiltIn = "every Daybook has it";
            RuleOwn = "yours";
            RuleUnmeasured = "not measured yet";
            RuleNoLoss = "no clear loss";
            RuleNotTold = "–";
            RuleLostOf = "{lost} ({low} to {high})";
            RuleRead = "List its conversations";
            RuleReadAll = "one=List its {n} conversation | other=List its {n} conversations";
            RuleOpen = "About {name}";
            RuleClose = "Close the rule";
            RuleTry = "Try it";
            RuleTryAgain = "Try it anew";
            RuleGoOn = "Go on";
            RuleTryText = "50 of its conversations and 50 others are drawn and mixed. You say of each whether it is what the rule means; which of them the rule found is not shown.";
            RuleTried = "{done} of {n} answered, drawn {when}";
            RuleHits = "Found";
            RuleRest = "Others";
            RuleHitsTold = "{right} right, {wrong} wrong, {open} open";
            RuleRestTold = "{right} rightly left out, {wrong} missed, {open} open";
            RulePrecisionTold = "{rate} ({low}–{high})";
            RuleMissesTold = "at most {bound}; {rate} in the sample";
            RuleInTruthTold = "{count} ({low} to {high}) of {of}";
            RuleLostTold = "{lost} outcomes a month ({low} to {high}), over {n} compared";
            RuleLostNone = "too few to compare, or the rule asks for outcomes itself";
            RuleFoot = "Ranked by outcomes lost a month: its conversations against comparable ones of the same space, channel and month, first contact or not. A difference that was seen is no proof of a cause. “In truth” corrects the count by what was found right and missed; “Misses” is the greatest share of the rest that may be meant too.";
            RuleEdit = "Change";
            RuleRemove = "Remove";
            RuleRemoved = "The rule “{name}” was removed. What was noted by its tag stays.";
            RuleSaved = "The rule “{name}” was saved.";
            RuleNewTitle = "A new rule";
            RuleChangeTitle = "Change the rule";
            RuleName = "Name";
            RuleNameHint = "Asked about parking";
            RuleQuery = "Search";
            RuleQueryHint = "customer-said:parking -outcome:any";
            RuleQueryHelp = "All that the search knows, but nothing that depends on the day on which it is asked. With another search it counts as a new rule, of which nothing is measured yet.";
            RuleSave = "Save";
            RuleQuestion = "Is this meant: {name}?";
            RuleYes = "Yes";
            RuleNo = "No";
            RuleSaidYes = "It is meant";
            RuleSaidNo = "It is not meant";
            DoRuleYes = "It is what the rule means, and on to the next";
            DoRuleNo = "It is not what the rule means, and on to the next";
            RuleNoQueue = "Its review queue is not here any more. Try it anew.";

            // the cards of the dashboard
            FunnelTitle = "Offered, then taken";
            FunnelLink = "Link";
            FunnelAny = "any";
            FunnelOffered = "Offered";
            FunnelTaken = "Taken";
            FunnelOpen = "Not taken";
            FunnelElse = "Without";
            FunnelRate = "Rate";
            FunnelNote = "Without: confirmed with no such link, so lost in no step";
            FunnelUnclicked = "No source here tells which links were followed.";
            FunnelNone = "No call to action was offered in these conversations.";
            DefineFunnel = "Conversations in which a link was offered that carries their session, and of these the ones with the outcome to which it leads. Bookings that were confirmed in the conversation itself have no link: they stand in “without” and are lost in no step.";
            CoverageTitle = "Coverage";
            CoverageKnown = "{known} of {n} channel-days whole";
            CoverageCell = "one={day}, {channel}: {state}, {n} conversation here | other={day}, {channel}: {state}, {n} conversations here";
            CoverageWeek = "one={day} and the days after it, {channel}: {state}, {n} conversation here | other={day} and the days after it, {channel}: {state}, {n} conversations here";
            CoverageOf = "{source}: {why}";
            DefineCoverage = "What this laptop knows of each day and channel. Where something may be missing, a number over those days may be less than there is.";

            // what cannot be done with a rule
            FailureNoRule = "There is no such rule. daybook-cli rules shows those that there are.";
            FailureRuleBuiltIn = "Every Daybook has this rule, so it is neither changed nor removed. Nothing was changed. Write one of your own instead.";
            FailureRuleNameTaken = "Another rule has this name. Nothing was saved. Choose another one.";
            FailureRuleNameUnusable = "The name of a rule has 1 to 60 characters on one line, with a letter or a digit among them.";
            FailureRuleQueryEmpty = "A rule needs a search: without one it would find everything. Nothing was saved.";
            FailureRuleNotUnderstood = "Some of this search is not understood, and a rule must not leave anything out in silence. Nothing was saved. `daybook-cli explain` says what it is.";
            FailureRuleDependsOnDay = "This search finds something else tomorrow (last:, this:, today, a day of the week), and a rule must not. Nothing was saved. Name the days, as in after:2026-03-01, or leave them out: rules can be counted over any period.";
            FailureRuleOfRules = "A rule may name those that every Daybook has, and none of your own. Nothing was saved. Write what that one asks in its place.";
        }}
    };
}
pub(crate) use with_rule_texts;
