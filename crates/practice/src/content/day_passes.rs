//! Day passes.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

const LINK: PhraseVariants = &[
    "A day pass is {pass} and covers a desk, wifi and coffee, {hours}. {go:day-pass:Get a day pass}",
    "Yes! {pass} for the day, any free desk, coffee included: {go:day-pass:Buy a day pass}",
    "Of course. Day passes are {pass}, {tax}. {go:day-pass:Get a day pass} and show the code at the front desk.",
];
const ASK: PhraseVariants = &[
    "Can I [work from yours|come in] for [a day|one day|the day] [on {day}|tomorrow]?",
    "how much is a day pass?",
    "Do you have day passes? I'm in {city} [on {day}|for two days|for a conference] and need a desk.",
    "I'm visiting from {from} and need somewhere [quiet|with good wifi] to work on {day}.",
    "Do I need to book a day pass in advance or can I just turn up?",
    "Hello, my {flat} has no internet [today|this week] 😩 can I come and work with you?",
    "Is there a drop-in rate?",
    "My [train|flight] is not until the evening. Could I use a desk for the afternoon?",
];

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "day_pass",
        PersonKind::Guest,
        16,
        WRITTEN,
        &[
            "Day pass",
            "Desk for a day",
            "Drop in on {day}?",
            "One day in {city}",
        ],
        &[
            You(ASK),
            Bot(LINK),
            Leave(30),
            Faq(0, 3),
            Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed),
            Resume(&[May(
                62,
                &[
                    You(&[
                        "got one, see you [tomorrow|on {day}]",
                        "Bought it. Where do I show the code?",
                        "Done ✅",
                        "Paid. Do I just walk in?",
                    ]),
                    Bot(&[
                        "Great. Show the code at the front desk, {address}.",
                        "Perfect, just walk in and show your code. The wifi password is on the back of the card you get.",
                    ]),
                ],
            )]),
            Thanks(42),
        ],
    ),
    scene(
        "day_pass_member_guest",
        PersonKind::Member,
        5,
        WRITTEN,
        &[
            "Day pass for a colleague",
            "Guest on {day}",
            "Pass for a freelancer",
        ],
        &[
            You(&[
                "A colleague from [abroad|our {city} office|head office] is with us on {day}. Can I get a day pass for [her|him]?",
                "I need [two|three] day passes for freelancers on {date}.",
                "My plan is used up this month, can I add a day?",
            ]),
            Bot(&[
                "Sure: {go:day-pass:Get a day pass}. It goes on your usual invoice at {pass}.",
                "Yes. Members pay the same {pass}, and it's added to your invoice: {go:day-pass:Buy a day pass}",
            ]),
            Leave(12),
            Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed),
            Thanks(50),
        ],
    ),
    scene(
        "day_pass_joins",
        PersonKind::Newcomer,
        34,
        WRITTEN,
        &[
            "Day pass on {day}",
            "First time at {space}",
            "Working from {space} for a day",
            "Day pass and an invoice",
        ],
        &[
            You(ASK),
            Bot(LINK),
            May(
                45,
                &[
                    You(&[
                        "Do I need an account for that?",
                        "Can I get an invoice for it?",
                        "Will you need my details?",
                    ]),
                    Bot(&[
                        "Yes, the purchase creates an account for you, so that you get an invoice and the door code.",
                        "You'll be asked for name and e-mail, and the invoice comes by itself.",
                    ]),
                ],
            ),
            Faq(0, 1),
            Joins(OutcomeKind::DayPass),
            Resume(&[May(
                60,
                &[
                    You(&[
                        "Ok that worked, I have the code.",
                        "bought!",
                        "Done, account and all. See you on {day}",
                    ]),
                    Bot(&[
                        "Welcome to {space}! Show the code at the front desk.",
                        "Lovely, see you then. We're at {address}.",
                    ]),
                ],
            )]),
            Thanks(45),
        ],
    ),
    scene(
        "day_pass_price_then_gone",
        PersonKind::Guest,
        9,
        WRITTEN,
        &["Day pass price", "What does a day cost?"],
        &[
            You(&[
                "whats the price for one day",
                "How much for a day?",
                "price day pass?",
                "Hi, what do you charge for a single day?",
            ]),
            Bot(LINK),
            Leave(72),
            You(&[
                "Hm, the café is cheaper 😅 thanks though",
                "ok, a bit much for just a laptop and coffee",
                "I'll think about it",
            ]),
            May(
                50,
                &[Bot(&[
                    "Fair enough! If you come more often, {ten} works out far cheaper per day.",
                    "I understand. You're welcome any time.",
                ])],
            ),
        ],
    ),
    scene(
        "day_pass_sold_out",
        PersonKind::Guest,
        4,
        WRITTEN,
        &["Desk today?", "Any space left on {day}?"],
        &[
            You(&[
                "Any desks left for [today|tomorrow]?",
                "Can I come in today or are you full?",
                "We're {team} people, could we all work with you on {day}?",
            ]),
            Tool("desk_occupancy", "date={iso}", "full"),
            Bot(&[
                "We're full on that day, sorry. {date2} has plenty of room: {go:day-pass:Get a day pass}",
                "All desks are taken then. The day after looks fine: {go:day-pass:Get a day pass}",
            ]),
            Either(&[
                (
                    40,
                    &[
                        You(&["ok {day2} it is", "Fine, {day2} then"]),
                        Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed),
                        Bot(&["Good, see you then!"]),
                    ],
                ),
                (
                    60,
                    &[
                        You(&["No, has to be that day. Thanks anyway", "pity, ok"]),
                        Leave(50),
                        Bot(&["Sorry about that. Better luck next time!"]),
                    ],
                ),
            ]),
        ],
    ),
    scene(
        "day_pass_three",
        PersonKind::Guest,
        4,
        WRITTEN,
        &["Three days in {month}", "Week pass?", "Desk for three days"],
        &[
            You(&[
                "Is there a week pass? I'd need about three days.",
                "I'm in town for three days, is it 3x the day price?",
            ]),
            Bot(&[
                "No week pass, but three day passes come to {pass3}, and {ten} is {ten_price} for ten days within a month. {go:day-pass:Get day passes}",
                "It's three day passes, so {pass3}. If you stay longer, look at {ten}: ten days for {ten_price}. {go:day-pass:Get day passes}",
            ]),
            Leave(30),
            Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed),
            Thanks(60),
        ],
    ),
];
