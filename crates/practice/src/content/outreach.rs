//! The assistant writes first, out of the AI Inbox.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

const MAIL: &[ChannelKey] = &[ChannelKey::Email, ChannelKey::WhatsApp];

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("out_tour_follow_up", PersonKind::Guest, 9, MAIL, &["After your visit", "How did you like {space}?", "Your tour on {day}"],
        &[Sent(&["Follow up after the tour of {name}", "Tour last week, no sign-up yet: write to {name}"]),
          Bot(&["You visited us a few days ago, and I wanted to ask how you liked it. The desk you looked at is still free: {go:plan:Sign up for {plan}} ({plan_price} a month).", "Thank you for coming to see {space}. If you'd like to try a working day first, your first one is on us; just reply to this message."]),
          Leave(52), Ask(&[
              (&["I liked it a lot, but my start date has moved to {month}.", "Still interested. Need to sort out my contract first."], &["Good to know, thank you. I'll make a note and won't bother you before then."]),
              (&["Thanks for following up! We went with another place in the end.", "It was nice but too far for me."], &["Thank you for telling me. All the best!"]),
              (&["Yes! I'd like to try a day.", "Could I come in on {day} to try it?"], &["Great. Any day suits us, just tell the front desk your name."]),
          ]), May(16, &[Outcome(OutcomeKind::Contract, OutcomeTiming::Days)])]).begun(ConversationStart::Outbound),
    scene("out_unused_credit", PersonKind::Member, 10, MAIL, &["You have room credit left", "Room credit for {month}", "Before the month ends"],
        &[Sent(&["{name} has unused room credit", "Remind {company} of room credit"]),
          Bot(&["You have two hours of room credit left, and they end with the month. {room} is free on {date} at {time}. Would you like it?", "A quick note: your room credit runs out at the end of the month. Just tell me a day and I'll book {room} for you."]),
          Leave(48), Either(&[(72, &[You(&["Oh nice, yes please, {day} {time}.", "Good reminder. {room} on {date} from {time}, please."]), Tool("create_booking", "room={room}; date={iso}", "confirmed"), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["Booked: {room}, {date}, {time} to {end}. {go:booking:View booking}"])]), (28, &[You(&["No need this month, thanks.", "We're all travelling, so no. But thank you"]), Bot(&["All right, thank you for letting me know."])])])]).begun(ConversationStart::Outbound),
    scene("out_lapsed", PersonKind::Guest, 6, MAIL, &["It's been a while", "A desk is waiting", "We'd like you back"],
        &[Sent(&["Win back {name}, last day pass two months ago", "No visit for two months: {name}"]),
          Bot(&["It's been two months since your last day with us. If you need a desk again: {go:day-pass:Get a day pass}. We have new chairs, too.", "We haven't seen you for a while. A day pass is still {pass}, and the coffee has got better: {go:day-pass:Get a day pass}"]),
          Either(&[(74, &[May(30, &[Outcome(OutcomeKind::DayPass, OutcomeTiming::Days)]), Leave(100)]), (26, &[You(&["Haha, ok, see you on {day}!", "Please don't write to me any more.", "I've moved away, sadly. But say hi to {op}!"]), Bot(&["Thank you for answering. I've noted it.", "Understood, thanks!"])])])]).begun(ConversationStart::Outbound),
    scene("out_contract_end", PersonKind::Member, 6, EMAIL, &["Your contract ends on {start}", "Renewing your {plan}", "Your office: the next term"],
        &[Sent(&["Contract of {company} ends soon: offer a renewal", "Renewal for {name}"]),
          Bot(&["Your current term ends on {start}. If you'd like to stay, and we'd like that very much, you can renew here: {go:plan:Renew {plan}}. The price stays at {plan_price} a month.", "A reminder that your contract runs until {start}. You can renew, change or end it:\n\n- {go:plan:Renew {plan}}\n- reply to this e-mail to change anything\n\nHere is what the plans cost now:\n\n{plans}"]),
          Either(&[(45, &[Outcome(OutcomeKind::Contract, OutcomeTiming::Days), Leave(70), You(&["Renewed, thanks for the reminder."])]), (30, &[You(&["We're thinking about going down to {ten}. Can we decide by {day2}?", "Can you ask {op} to call me about it?"]), Bot(&["Of course. I've made a note, nothing changes until you decide.", "I've asked {op} to call you."]), May(50, &[Propose(&["Call {name} about the renewal"])])]), (25, &[Leave(100)])])]).begun(ConversationStart::Outbound),
    scene("out_review", PersonKind::Member, 4, WHATSAPP, &[],
        &[Sent(&["Ask {name} for a review"]), Bot(&["Hi {first}, you've been with us for a year! 🎉 How has it been?", "Hi {first}, a year at {space} this week! How do you like it?"]), Leave(40), You(&["Great! Best decision", "Really good, I've met half of my clients here", "good, only the wifi was slow at the start"]), Bot(&["That's lovely to hear, thank you!", "Thank you. I'll pass it on to {op}."])]).begun(ConversationStart::Outbound),
];
