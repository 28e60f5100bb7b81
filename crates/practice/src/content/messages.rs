//! Letters that operators send by the message tool, and the replies to them.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("late_payment", PersonKind::Member, 18, MESSAGE,
        &["Invoice {no} is still open", "Payment reminder: {no}", "A reminder about invoice {no}"],
        &[
            Op(&["Invoice **{no}** over {amount} was due last week and we haven't seen a payment yet. Could you have a look?\n\n| Invoice | Amount | Due |\n|---|---:|---|\n| {no} | {amount} | last week |\n\nIf it has crossed with your payment, please ignore this.", "A short reminder that invoice {no} ({amount}) is still open. If the card has expired, you can update it in the portal."]),
            Leave(36), AskOp(&[
                (&["Sorry, that slipped through. Paid today.", "Oh dear, paid it just now. Apologies."], &["Thanks, {first}, received. All good.", "It's here, thank you!"]),
                (&["We changed banks last month, the new details are in the portal now. Could you try again?", "My card had expired. I've added the new one."], &["It went through now. Thank you!", "Perfect, the second attempt worked."]),
                (&["I think I paid this on the 3rd? Could you check with reference {no}?", "Our records say this was paid. Can you look again?"], &["Found it, it was booked to another account. Sorry for the reminder!", "You're right, your payment was matched to the wrong invoice. My apologies."]),
            ]),
        ]).begun(ConversationStart::Takeover),
    scene("reply_to_welcome", PersonKind::Member, 16, MESSAGE,
        &["Re: Welcome to {space}", "Re: Your first week", "Re: How is it going?"],
        &[
            AskOp(&[
                (&["Thanks for asking! First week was great, only the chair at desk {small} squeaks.", "Lovely so far, apart from the squeaking chair at desk {small}."], &["Glad to hear it! The chair is swapped. Anything else, just reply.", "Happy you like it. I've oiled the chair, and if it goes on I'll bring you another."]),
                (&["All good so far. Two questions: can I get a second fob, and is there a bin for batteries?"], &["A second fob is no problem, it's at the front desk. Batteries go in the box under the printer."]),
                (&["Loving it. Would it be possible to switch to a desk by the window in {month}?", "It's great. Any chance of a window desk at some point?"], &["I've put you on the list for the window desks; one is free from {start}.", "There's a short list, and you're second on it now."]),
            ]), May(50, &[YouMail(&["You're the best.", "Great, thank you!"])]),
        ]).begun(ConversationStart::Reply),
    scene("room_change_notice", PersonKind::Member, 14, MESSAGE,
        &["Your booking on {date}: another room", "{room} on {day}", "Change to your booking"],
        &[
            Op(&["The screen in {room} is being repaired on {date}, so I'd like to move you to **{room2}** ({seats2} seats) at the same time, for the same price. Is that all right?", "There's a leak above {room}, nothing dramatic, but it will be closed on {day}. May I move your meeting to {room2}?"]),
            Leave(18), AskOp(&[
                (&["Fine with us, thanks for the notice.", "{room2} is even nicer. Yes please.", "No problem at all."], &["Thank you! Moved, and see you on {day}.", "Done. The confirmation follows."]),
                (&["Hm, we have two people on video. Is there a camera in {room2}?", "OK, as long as there's a screen for the slides?"], &["There is. I've moved you, the confirmation follows.", "Yes: {gear2}. You're moved."]),
            ]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
        ]).begun(ConversationStart::Takeover),
    scene("after_tour", PersonKind::Guest, 26, MESSAGE,
        &["Good to meet you", "After your tour of {space}", "Your visit: prices and next steps"],
        &[
            Op(&["It was good to meet you [yesterday|on {day}]. As promised, here's the overview:\n\n{plans}\n\nThe desk by the pillar is free from {start}. Shall I keep it for you?", "Thank you for coming by. You asked about an office for {team}: that would be {office_price} a month, free from {month}. I've attached the floor plan. Any questions, just reply."]),
            Leave(44), Either(&[
                (3, &[AskOp(&[(&["Thanks for showing us around! We're still waiting for our budget, can you hold it until {day2}?", "Still very interested. I need until {day2} to decide, is that all right?"], &["No problem, I've put a note on it until {day2}.", "Of course, take your time."])]), May(40, &[Outcome(OutcomeKind::Contract, OutcomeTiming::Days)])]),
                (2, &[AskOp(&[(&["It was lovely, but we've decided on a place closer to home. All the best!", "Thank you for your time. In the end we'll stay where we are."], &["Thanks for telling me, and good luck! The door is open.", "I understand. All the best to you all!"])])]),
                (2, &[AskOp(&[(&["We'd like to go ahead. What's the next step?", "Yes, please prepare the contract."], &["Wonderful. I'll prepare everything, you'll have it tomorrow.", "That's great news! The contract comes today, and the keys are here from {start}."])]), Outcome(OutcomeKind::Contract, OutcomeTiming::Days)]),
                (2, &[AskOp(&[(&["One question: does the price include the meeting rooms?", "Are meeting rooms extra?"], &["Room credit is included, and beyond that members pay {rate} an hour for {room}."])])]),
            ]),
        ]).begun(ConversationStart::Takeover),
    scene("reply_to_newsletter", PersonKind::Member, 10, MESSAGE,
        &["Re: What's on at {space} this month", "Re: News from {space}"],
        &[
            AskOp(&[
                (&["Can I still sign up for the lunch? I'd bring a colleague."], &["Of course, two places are yours.", "Yes! I've put you both down."]),
                (&["Please take me off this list, I get it twice.", "I get this at two addresses, could you delete one?"], &["Done, sorry about the double.", "Removed. Sorry!"]),
                (&["The talk on {day} looks interesting. Is it open to non-members?"], &["It is! Just have them give their name at the door."]),
            ]),
        ]).begun(ConversationStart::Reply),
    scene("prospect_reply", PersonKind::Guest, 16, MESSAGE,
        &["Re: Your enquiry", "Re: {space}: your question", "Re: Desk from {month}"],
        &[
            Either(&[
                (34, &[AskOp(&[(&["Sorry for the late reply, I was on leave. Is the offer for {plan} still good?", "Is {plan} still {plan_price}? Then I'd take it from {start}."], &["It is! {plan} at {plan_price}, from {start} if you like. You can sign up here: {go:plan:Sign up for {plan}}"])]), May(38, &[Outcome(OutcomeKind::Contract, OutcomeTiming::Days)])]),
                (66, &[AskOp(&[(&["Thanks for the information. Could we meet on {day} at {time}?", "We've talked it over and would like to see the office once more, this time with all {team} of us.", "Could I come by this week to see the desk?"], &["With pleasure. Please pick the time here: {go:tour:Request a tour}", "Gladly, {day} is good. If you confirm it here, I'll be at the door: {go:tour:Confirm the tour}"])]), May(62, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), May(40, &[YouMail(&["Great, will do.", "Perfect, thank you."])])]),
            ]),
        ]).begun(ConversationStart::Reply),
];
