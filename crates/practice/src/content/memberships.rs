//! Memberships: prices asked, plans compared, sign-ups, virtual offices.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

const PRICES: PhraseVariants = &[
    "[What are your|Can you send me your] prices?",
    "how much is a desk per month",
    "Could you tell me what memberships you offer and what they cost?",
    "Hi! I work remotely for [a company in {from}|an agency|a start-up] and look for a desk [two|three] days a week. What are the options?",
    "What does a full-time desk cost?",
    "I'm freelance and going mad at home 😅 what do you offer?",
    "Do you have monthly plans? [I don't need an office, just a desk.|]",
];
const TABLE: PhraseVariants = &[
    "Here are our plans, {tax}:\n\n{plans}\n\nAll of them run month to month. How often would you come in?",
    "Gladly:\n\n{plans}\n\nEverything includes wifi, coffee and the booths. Which sounds closest?",
    "It depends on how often you come:\n\n{plans}\n\nA private office is {office_desk} per desk on top of that list.",
];

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "plans_question",
        PersonKind::Guest,
        17,
        WRITTEN,
        &[
            "Prices",
            "Membership options",
            "Question about plans",
            "Cost of a desk",
            "Monthly desk",
        ],
        &[
            You(PRICES),
            Bot(TABLE),
            Leave(36),
            Faq(0, 5),
            You(&[
                "Thanks, I'll think about it.",
                "ok I'll discuss it at home and come back",
                "Good to know. We're still comparing.",
                "That's clear, thank you. Not right now, but maybe in {month}.",
            ]),
            May(
                55,
                &[Bot(&[
                    "Of course. I'm here when you need me.",
                    "Sure. If you'd like to see it first: {go:tour:Request a tour}",
                ])],
            ),
            May(8, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Days)]),
        ],
    ),
    scene(
        "plan_sign_up",
        PersonKind::Newcomer,
        30,
        WRITTEN,
        &[
            "Joining from {month}",
            "{plan} membership",
            "Sign up",
            "Ready to join",
            "Membership for one",
        ],
        &[
            You(&[
                "I was on a tour [last week|on {day}] and would like to sign up for {plan}.",
                "I'd like to become a member. What do I have to do?",
                "Is {plan} still {plan_price} a month? Then I'd like to start on {start}.",
                "Hey, ready to join 🙌 which plan is right for [three|four|five] days a week?",
            ]),
            May(
                50,
                &[
                    Bot(&[
                        "Good to hear! To be sure we mean the same, these are the plans:\n\n{plans}",
                        "Lovely! A quick overview, {tax}:\n\n{plans}",
                    ]),
                    You(&[
                        "{plan} please",
                        "I'll take {plan}.",
                        "{plan} it is, from {start}",
                    ]),
                ],
            ),
            Bot(&[
                "**{plan}** is {plan_price} a month: {plan_about}. You can sign up here, it takes three minutes: {go:plan:Sign up for {plan}}",
                "{plan} it is. {go:plan:Sign up for {plan}}. You choose your start date on the way, and the first month is charged then.",
            ]),
            Faq(0, 2),
            Joins(OutcomeKind::Contract),
            Resume(&[May(
                65,
                &[
                    You(&[
                        "Done! When do I get my [fob|key]?",
                        "signed up. what happens on the first day?",
                        "All filled in, the payment went through.",
                    ]),
                    Bot(&[
                        "Welcome to {space}, {first}! Your fob is ready at the front desk, bring some ID. {op} will show you around.",
                        "Wonderful, welcome! On your first day ask for {op}: fob, wifi and a tour take 15 minutes.",
                    ]),
                ],
            )]),
            Thanks(50),
        ],
    ),
    scene(
        "plan_upgrade",
        PersonKind::Member,
        5,
        WRITTEN,
        &[
            "Change of plan",
            "Upgrade to {fix}",
            "Moving from {ten} to {flex}",
            "More days",
        ],
        &[
            You(&[
                "I'm on {ten} and always run out of days. What would {flex} cost me?",
                "Can I upgrade to {fix} from next month?",
                "I'd like my own desk. Is there one free [by the window|in the quiet room]?",
            ]),
            Tool("get_contract", "customer={email}", "{ten}, monthly"),
            Bot(&[
                "Happily. {flex} is {flex_price} and {fix} {fix_price} a month. The change counts from {start}: {go:plan:Change plan}",
                "Yes. Choose the plan here and the old one ends by itself on the last of the month: {go:plan:Sign up for {fix}} ({fix_price}) or {go:plan:Sign up for {flex}} ({flex_price}).",
            ]),
            Leave(32),
            Outcome(OutcomeKind::Contract, OutcomeTiming::Mixed),
            Resume(&[
                You(&["Done, thanks", "Signed. That was easy", "ok switched"]),
                Bot(&[
                    "All set from {start}{c}.",
                    "Thank you, your new plan starts on {start}.",
                ]),
            ]),
            Thanks(30),
        ],
    ),
    scene(
        "virtual_office",
        PersonKind::Guest,
        6,
        WRITTEN,
        &[
            "Business address",
            "{mail_plan}",
            "Company registration address",
            "Mail handling",
        ],
        &[
            You(&[
                "Can I use your address [as my registered office|for my company|on my website]?",
                "Do you offer a business address? I work from home and don't want that one on invoices.",
                "what does the virtual office include",
            ]),
            Bot(&[
                "Yes: **{mail_plan}**, {mail_price} a month, {mail_about}. {go:plan:Sign up for {mail_plan}}",
                "That's {mail_plan} for {mail_price} a month ({mail_about}). We need an ID check and proof of the company. {go:plan:Sign up for {mail_plan}}",
            ]),
            May(
                50,
                &[Ask(&[
                    (
                        &[
                            "Do you forward post abroad?",
                            "could you forward letters once a week?",
                        ],
                        &[
                            "Yes, weekly or on request, at cost.",
                            "We do, every Friday, and you pay the postage only.",
                        ],
                    ),
                    (
                        &[
                            "How quickly is mail scanned?",
                            "do i get a message when something arrives?",
                        ],
                        &[
                            "On the day it arrives, with a notification by e-mail.",
                            "You get a scan of the envelope within a few hours and decide what happens to it.",
                        ],
                    ),
                    (
                        &[
                            "Can I still come in sometimes?",
                            "Does that include a desk?",
                        ],
                        &[
                            "A desk isn't part of it, but a day pass is always an option, {pass} a day.",
                            "For the odd day you can buy a day pass at {pass}.",
                        ],
                    ),
                ])],
            ),
            Leave(55),
            May(45, &[Outcome(OutcomeKind::Contract, OutcomeTiming::Mixed)]),
            Thanks(60),
        ],
    ),
    scene(
        "lead_callback",
        PersonKind::Guest,
        8,
        TYPED,
        &[],
        &[
            You(&[
                "We're [a company of {small}|{team} consultants|a team of {team}] looking for flexible desks in {city}. Can somebody call me?",
                "I'd rather talk to a human about a bigger contract. Is that possible?",
                "Need a custom quote: {team} desks, three days a week, from {month}.",
            ]),
            Bot(&[
                "Certainly. May I have your name, e-mail and, if you like, a number? {op} will call you.",
                "Of course. Who should {op} ask for, and how do we reach you?",
            ]),
            Leave(24),
            You(&[
                "{name}, {email}, {phone}",
                "{first} {last} from {company}. Best by mail: {email}",
                "Sure. {name} / {phone} / {email}. Mornings are best.",
            ]),
            Lead(&[
                "{company}: {team} desks, three days a week",
                "Call back about {team} desks from {month}",
                "Flexible desks for {team}, wants a person",
            ]),
            Bot(&[
                "Thank you, {first}. {op} will call you [today|tomorrow morning|by {day}].",
                "Got it, {first}. You'll hear from us [by {day}|within one working day].",
            ]),
            May(
                28,
                &[Propose(&[
                    "Send {company} a quote for {team} flexible desks",
                    "Call {name} back",
                ])],
            ),
            May(30, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Days)]),
            Thanks(35),
        ],
    ),
    scene(
        "competitor_compare",
        PersonKind::Guest,
        4,
        WRITTEN,
        &["Why you?", "Comparing spaces", "Match a price?"],
        &[
            Ask(&[
                (
                    &[
                        "The place [down the road|two streets away] offers a desk for 20% less. Can you match that?",
                        "I have an offer from another space that is cheaper than {flex}. Any room for manoeuvre?",
                    ],
                    &[
                        "I can't match prices, and I don't know theirs in detail. What's included here: coffee, booths, printing, and rooms at member rates. {go:tour:See for yourself on a tour}",
                        "Prices are the same for everybody, so no. It's month to month though, so trying us costs little: {go:day-pass:Get a day pass}",
                    ],
                ),
                (
                    &[
                        "Honestly, what makes you better than the big chains?",
                        "Why should I come to you and not to one of the big ones?",
                    ],
                    &[
                        "Fair question. We're smaller, month to month, and nobody charges you for the booths. The best test is a day: {go:day-pass:Get a day pass}",
                        "We know our members by name, and the person who shows you around is the one who fixes the wifi. {go:tour:Come and see}",
                    ],
                ),
            ]),
            Leave(55),
            You(&[
                "ok fair",
                "Hm. I'll come by then.",
                "Appreciate the honest answer",
            ]),
            May(35, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]),
        ],
    ),
    scene(
        "email_transcript",
        PersonKind::Guest,
        3,
        CHAT,
        &[],
        &[
            You(PRICES),
            Bot(TABLE),
            Faq(1, 3),
            You(&[
                "Can you [email|send] me this conversation so I can show my [partner|boss]?",
                "could you send all that to my email? {email}",
            ]),
            May(50, &[Bot(&["Sure, to which address?"]), You(&["{email}"])]),
            Tool("email_conversation", "to={email}", "sent"),
            Lead(&["Asked for a transcript, compares plans"]),
            Bot(&[
                "Sent. It should arrive in a minute or two.",
                "It's on its way to {email}.",
            ]),
            Thanks(60),
        ],
    ),
];
