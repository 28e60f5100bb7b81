//! What comes to nothing, as in life: windows opened and closed, wrong numbers, sellers, job seekers.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "opened_and_left",
        PersonKind::Guest,
        4,
        CHAT,
        &[],
        &[
            Bot(&[
                "Hello! How may I assist you today?",
                "Hi, I'm {agent}. Looking for a desk, a room or a tour?",
            ]),
            Leave(100),
        ],
    ),
    scene(
        "one_word",
        PersonKind::Guest,
        3,
        TYPED,
        &[],
        &[
            You(&[
                "hi",
                "Hello",
                "test",
                "?",
                "👋",
                "anyone there",
                "asdf",
                "Prices",
            ]),
            Bot(&[
                "Hello! What can I do for you?",
                "Hi! Are you looking for a desk, a meeting room or a tour?",
            ]),
            Leave(100),
        ],
    ),
    scene(
        "one_question",
        PersonKind::Guest,
        9,
        WRITTEN,
        &[
            "A question",
            "Quick question",
            "Question about {space}",
            "Info please",
        ],
        &[
            Ask(&[
                (
                    &[
                        "What are your opening hours?",
                        "What time does the front desk close today?",
                        "Are you open on {day}?",
                    ],
                    &[
                        "We're open {hours}, and {saturday}.",
                        "Here's when somebody is at the front desk:\n\n{times}",
                    ],
                ),
                (
                    &[
                        "Where exactly are you?",
                        "what's the address?",
                        "How do I find you from the station?",
                    ],
                    &[
                        "We're at {address}, {transit}.",
                        "{address}. That's {transit}.",
                    ],
                ),
                (
                    &["Do you take cash?", "Can I pay by card on the day?"],
                    &["Card only, I'm afraid.", "Cards and phones, no cash."],
                ),
                (
                    &["Is there parking?", "Where can I park near you?"],
                    &["About parking: {parking}."],
                ),
            ]),
            Thanks(35),
        ],
    ),
    scene(
        "wrong_number",
        PersonKind::Guest,
        3,
        WHATSAPP,
        &[],
        &[
            You(&[
                "Hi [mum|mate|Steve], did you get home ok?",
                "Is this the dentist? I need to move my appointment",
                "Order for {first}: 2x margherita, 1x diavola pls",
            ]),
            Bot(&[
                "I think you've got the wrong number: this is {space}, a coworking space in {city}.",
                "Hello! This is {agent} at {space}. I'm afraid that's not for us.",
            ]),
            May(
                65,
                &[
                    You(&["oh sorry!! 🙈", "oops, wrong number", "haha sorry"]),
                    Bot(&["No worries!"]),
                ],
            ),
        ],
    ),
    scene(
        "seller",
        PersonKind::Guest,
        5,
        EMAIL,
        &[
            "Quick question about your website",
            "Partnership opportunity",
            "Re: office plants",
            "Save 30% on coffee",
            "Boost your reviews",
        ],
        &[
            You(&[
                "I came across {space} and noticed that your website doesn't rank for \"coworking {city}\". We could change that. Do you have 15 minutes on {day}?",
                "We supply [coffee|plants|cleaning|fruit baskets] to over {small} offices in {city} and would love to send you a free sample. Who is the right person?",
                "Would you be open to a link exchange? We run a blog about remote work with {no} readers.",
            ]),
            May(
                70,
                &[Bot(&[
                    "Thank you for writing. I've noted your offer; the team gets in touch if it's of interest.",
                    "Thanks for the offer. I only handle questions about desks, rooms and visits, but I've kept your message for the team.",
                ])],
            ),
        ],
    ),
    scene(
        "job_seeker",
        PersonKind::Guest,
        3,
        WRITTEN,
        &["Front desk job", "Application", "Internship?"],
        &[
            You(&[
                "Are you hiring? I have two years of front desk experience.",
                "Do you offer internships for students? I study [events|business|hospitality].",
                "hi, do u have part time jobs",
            ]),
            Bot(&[
                "I don't have any open positions listed at the moment. You can send a CV to jobs@{host}.",
                "Nice that you ask! Please send a few lines and your CV to jobs@{host}; the team reads everything.",
            ]),
            Thanks(40),
        ],
    ),
    scene(
        "is_it_a_bot",
        PersonKind::Anyone,
        2,
        TYPED,
        &[],
        &[
            You(&[
                "Am I talking to a robot?",
                "are you a real person?",
                "Is this AI",
            ]),
            Bot(&[
                "You are: I'm {agent}, an AI assistant. I can answer questions and make bookings, and I fetch a person whenever you like.",
                "Yes, I'm an AI. If you'd prefer a human, just say so.",
            ]),
            Either(&[
                (
                    45,
                    &[
                        You(&[
                            "ok cool",
                            "Fair enough. And it works?",
                            "lol you type faster than me",
                        ]),
                        Leave(60),
                        Faq(1, 2),
                    ],
                ),
                (
                    55,
                    &[
                        You(&["human please", "I'd prefer a person, yes"]),
                        Escalate(
                            &["Visitor asks for a person", "Please take over the chat"],
                            &[
                                Op(&[
                                    "Hi, {op} here, in the flesh. What can I do?",
                                    "Hello, {op} speaking, 100% human.",
                                ]),
                                You(&[
                                    "Hi! Only wanted to know whether you have an office for {team} in {month}",
                                    "ah great. What would an office for {team} be?",
                                ]),
                                Op(&[
                                    "We do, roughly {office_price} a month for a closed one. Shall I send you details?",
                                    "About {office_price} a month for {team}, free from {month}. Want to have a look?",
                                ]),
                                You(&[
                                    "Yes please: {email}",
                                    "ok nice, thanks. Mail me at {email}",
                                ]),
                            ],
                        ),
                    ],
                ),
            ]),
        ],
    ),
    scene(
        "accessibility_check",
        PersonKind::Guest,
        3,
        WRITTEN,
        &["Accessibility", "Step-free access"],
        &[
            You(&[
                "I use a powered wheelchair. Can I get to the desks and the toilets without help?",
                "Is {room} accessible? One of our guests can't do stairs.",
            ]),
            Bot(&[
                "Yes: level entrance, lift, and an accessible toilet on our floor. {room} has a wide door; only the phone booths have a threshold of 2 cm.",
                "It is. If you tell me when you come, the front desk opens the wide door for you.",
            ]),
            May(20, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Days)]),
            Thanks(70),
        ],
    ),
    scene(
        "not_in_town",
        PersonKind::Guest,
        3,
        WRITTEN,
        &["Other locations?", "Do you have a space in {from}?"],
        &[
            You(&[
                "Do you have a location in [Leeds|Chicago|Vienna|Toronto]?",
                "Is {city} your only place? I'm in {from} most of the time.",
            ]),
            Bot(&[
                "Only in {city} for now, I'm afraid.",
                "Just the one in {city}. When you're here, day passes are {pass}.",
            ]),
            Thanks(45),
        ],
    ),
];
