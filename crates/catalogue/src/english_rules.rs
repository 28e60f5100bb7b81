//! The English of rules, of what was offered and of what is known.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_rule_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_handover_texts! { $receiver {
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
