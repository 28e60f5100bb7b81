//! What members need day by day: access, wifi, invoices, guests, notice.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "door_code",
        PersonKind::Member,
        9,
        TYPED,
        &[],
        &[
            You(&[
                "My fob [doesn't work|stopped working] [this morning|again]. I'm standing at the [front|side] door",
                "I'm locked out!! 😬",
                "hi the door won't open with my fob, anyone there?",
                "Fob shows red light, can you let me in?",
            ]),
            Tool("access_log", "customer={email}", "fob expired at midnight"),
            Bot(&[
                "Sorry! Your fob had expired; I've renewed it. Please wait ten seconds and try again.",
                "I see the fob ran out last night. It's active again now. Could you try once more?",
            ]),
            Either(&[
                (
                    70,
                    &[You(&[
                        "works now, thanks!",
                        "Green! I'm in.",
                        "Yes, open. Phew",
                    ])],
                ),
                (
                    30,
                    &[
                        You(&["No, still red", "nope. It's raining btw"]),
                        Bot(&[
                            "I'm calling the team.",
                            "One moment, I'm getting somebody to the door.",
                        ]),
                        Escalate(
                            &["Fob of {name} not working", "{name} locked out, fob red"],
                            &[
                                Op(&[
                                    "{op} here, coming down [now|in a second]!",
                                    "On my way to the door, sorry. {op}",
                                ]),
                                You(&["Thank you {op} 🙏", "I see you!"]),
                                Op(&["New fob issued, the old one was faulty. Sorry again."]),
                            ],
                        ),
                    ],
                ),
            ]),
            Thanks(30),
        ],
    ),
    scene(
        "wifi_trouble",
        PersonKind::Member,
        8,
        WRITTEN,
        &["Wifi", "Internet keeps dropping", "No connection in {room}"],
        &[
            You(&[
                "The wifi in {room} keeps [dropping|cutting out]. I have a call in ten minutes.",
                "Is there a problem with the internet? My uploads are crawling.",
                "can't connect to the wifi since yesterday, password is right",
            ]),
            Tool(
                "network_status",
                "area={room}",
                "one access point restarted",
            ),
            Bot(&[
                "One access point near {room} restarted a few minutes ago. Please forget the network and join it again. If the call is soon, booth 3 has a cable.",
                "I see a weak access point there. Could you switch wifi off and on? The long table has wired ports in the meantime.",
            ]),
            Either(&[
                (
                    62,
                    &[You(&[
                        "That did it.",
                        "ok works again",
                        "Better, thank you",
                    ])],
                ),
                (
                    38,
                    &[
                        You(&["Still bad, 2 Mbit/s", "No change. Others have it too"]),
                        Bot(&[
                            "Then I'm opening a ticket for the team.",
                            "I'm passing that to the team with your room and time.",
                        ]),
                        Escalate(
                            &[
                                "Wifi near {room}: drops and slow",
                                "Slow internet, several members",
                            ],
                            &[
                                Desk(&[
                                    "The access point above {room} is being replaced [today|tomorrow morning]. Sorry for the trouble.",
                                ]),
                                YouDesk(&["Thanks for the update. It was fine in the afternoon."]),
                                Desk(&[
                                    "Replaced and tested, 420 Mbit/s. I'll close this, shout if it comes back.",
                                ]),
                            ],
                        ),
                    ],
                ),
            ]),
        ],
    ),
    scene(
        "invoice_copy",
        PersonKind::Member,
        9,
        WRITTEN,
        &[
            "Invoice {no}",
            "Copy of an invoice",
            "Invoice for {month}",
            "Company name on the invoice",
        ],
        &[
            Ask(&[
                (
                    &[
                        "Could you send me invoice {no} again?",
                        "my accountant needs last month's invoice, can you resend",
                        "Where do I find my invoices? I need {no}.",
                    ],
                    &[
                        "Invoice {no} over {amount} is paid and in the portal under **Billing**. I've sent a copy to {email}.",
                        "All invoices are in the portal under Billing. {no} ({amount}) is on its way to your inbox again.",
                    ],
                ),
                (
                    &[
                        "We've moved, the address on invoice {no} is out of date.",
                        "How do I change the company address on our invoices?",
                    ],
                    &[
                        "You can change it in the portal under **Billing details**; it counts from the next invoice. {no} itself can't be changed any more.",
                        "In the portal under Billing details. Shall I ask the team to reissue {no} as well? Then just reply yes.",
                    ],
                ),
            ]),
            Thanks(55),
        ],
    ),
    scene(
        "invoice_wrong",
        PersonKind::Member,
        6,
        WRITTEN,
        &[
            "Wrong amount on invoice {no}",
            "Charged twice?",
            "Invoice {no}: question",
        ],
        &[
            You(&[
                "I was charged twice for {room} on invoice {no}.",
                "Invoice {no} says {amount}, but my plan is {plan_price}. What is the difference?",
                "Why is there a late fee on {no}? I paid on time.",
            ]),
            Tool("get_invoice", "number={no}", "{amount}: plan, extras"),
            Bot(&[
                "I see {amount}: your plan and one extra. I can't correct invoices myself, so I'm handing this to the team with the details.",
                "You may well be right. Corrections are for a person to make; I've opened a ticket.",
            ]),
            Escalate(
                &[
                    "Invoice {no}: question about the amount",
                    "Invoice {no}: {name} asks for a correction",
                ],
                &[
                    Desk(&[
                        "I've looked at invoice {no}: the second line shouldn't be there. A credit note is coming today. Sorry about that!",
                        "You're right, that extra was ours to carry. I've taken it off invoice {no}.",
                    ]),
                    YouDesk(&[
                        "Great, thanks for the quick fix.",
                        "Thank you. Will the direct debit be the right amount then?",
                    ]),
                    Desk(&["Yes, the credit is set against next month. Closing this one."]),
                ],
            ),
            Thanks(15),
        ],
    ),
    scene(
        "parcel",
        PersonKind::Member,
        6,
        TYPED,
        &[],
        &[
            You(&[
                "Has a parcel for {company} arrived?",
                "expecting a delivery today, can someone sign for it?",
                "Did the courier come yet? Tracking says delivered",
            ]),
            Tool("parcels", "company={company}", "1 parcel, shelf B"),
            Bot(&[
                "Yes, one parcel came this morning. It's on shelf B behind the front desk.",
                "It's here: shelf B, front desk. Please sign the sheet when you take it.",
            ]),
            Thanks(60),
        ],
    ),
    scene(
        "guest_register",
        PersonKind::Member,
        6,
        TYPED,
        &[],
        &[
            You(&[
                "I have a visitor on {day} at {time}, can you register [him|her|them]?",
                "Two guests from a client come at {time} on {day}. How do I tell the front desk?",
                "pls add a guest for {day}: comes at {time}, leaves about {end}",
            ]),
            Tool(
                "register_guest",
                "host={email}; date={iso}; from={time}",
                "registered",
            ),
            Bot(&[
                "Registered for {date}, {time}. You'll get a message when your guest arrives.",
                "Done, the front desk knows. Your guest just gives your name.",
            ]),
            Thanks(50),
        ],
    ),
    scene(
        "notice",
        PersonKind::Member,
        4,
        WRITTEN,
        &[
            "Cancelling my membership",
            "Notice",
            "Leaving at the end of {month}",
        ],
        &[
            You(&[
                "I'd like to cancel my membership. I'm moving to another city.",
                "How do I give notice? My company wants us back in the office.",
                "We've found our own office, so we'll be leaving. What's the notice period?",
            ]),
            Bot(&[
                "I'm sorry to see you go. Notice is 30 days to the end of a month. I can pass it on now; may I ask why?",
                "That's a pity. With 30 days' notice your plan ends with next month. Shall I hand this to the team?",
            ]),
            You(&[
                "Yes please. It was a great time, no complaints.",
                "please do. Nothing you could have done better",
                "Yes. I loved it here.",
            ]),
            Escalate(
                &["Notice from {name} ({company})", "{name} leaves"],
                &[
                    Desk(&[
                        "Sorry to lose you, {first}! Your notice is confirmed for the end of next month. Please leave the fob at the front desk.",
                    ]),
                    YouDesk(&["Will do. Thanks for everything."]),
                    Desk(&["All the best, and come back any time."]),
                ],
            ),
            May(
                30,
                &[Propose(&[
                    "Win back {name}: offer {ten}",
                    "Ask {name} for a short exit interview",
                ])],
            ),
        ],
    ),
    scene(
        "member_small_question",
        PersonKind::Member,
        16,
        TYPED,
        &[],
        &[Faq(1, 3), Thanks(50)],
    ),
    scene(
        "member_mail_question",
        PersonKind::Member,
        10,
        EMAIL,
        &[
            "Quick question",
            "A question",
            "Short question about my membership",
            "Can you help?",
        ],
        &[
            Ask(&[
                (
                    &[
                        "Are you open as usual [next week|over the holidays|on {day}]?",
                        "Could you tell me the hours over the holidays?",
                    ],
                    &[
                        "These are our regular hours:\n\n{times}\n\nHolidays follow the public calendar. With 24/7 access the door opens for you on every day.",
                    ],
                ),
                (
                    &[
                        "How much room credit do I have left, and does it carry over to next month?",
                        "Does unused room credit carry over?",
                    ],
                    &[
                        "Room credit ends with the month and doesn't carry over, I'm afraid. You see what's left in the portal under **My plan**.",
                    ],
                ),
                (
                    &[
                        "Is it possible to have a second fob for my colleague?",
                        "We need one more fob. How do I order it?",
                    ],
                    &[
                        "Yes, in the portal under **Extras**. It's ready at the front desk the next working day.",
                    ],
                ),
                (
                    &[
                        "What do I need to do to get a locker?",
                        "Are there any lockers free at the moment?",
                    ],
                    &[
                        "There are a few left. Order one in the portal under **Extras** and pick up the key at the front desk.",
                        "Yes, three are free. They're under **Extras** in the portal.",
                    ],
                ),
            ]),
            Thanks(60),
        ],
    ),
    scene(
        "broken_thing",
        PersonKind::Member,
        6,
        TYPED,
        &[],
        &[
            You(&[
                "The [screen|camera|whiteboard pens|air con] in {room} [doesn't work|gave up]",
                "coffee machine shows error {small} ☕",
                "The tap in the kitchen is dripping again",
                "There's a light flickering above desk {small}",
            ]),
            Bot(&[
                "Thanks for telling us! I've reported it to {op}.",
                "Oh no. {op} knows now, and somebody will look at it [this morning|today].",
            ]),
            May(
                35,
                &[Escalate(
                    &["Broken: reported by {name}", "Repair: reported by {name}"],
                    &[
                        Op(&[
                            "Just had a look, it's fixed 😅",
                            "Sorted! Please shout if it happens again.",
                        ]),
                        You(&["You're quick!", "great thanks"]),
                    ],
                )],
            ),
            Thanks(35),
        ],
    ),
];
