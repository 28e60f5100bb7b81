//! Complaints, and what a person makes of them.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "noise",
        PersonKind::Member,
        4,
        WRITTEN,
        &[
            "Noise in the quiet room",
            "Phone calls at the desks",
            "Please do something about the noise",
        ],
        &[
            You(&[
                "There's someone taking calls in the quiet room all [morning|day]. [Every day this week.|] Can you say something?",
                "It's impossible to work. The group next to desk {small} is having a party.",
                "I pay {plan_price} a month to concentrate, and the people behind me have been on speakerphone for an hour.",
            ]),
            Bot(&[
                "I'm sorry, that's not how it should be. I'm telling {op} right now.",
                "I understand, and I'm sorry. A person should deal with this, so I'm passing it on at once.",
            ]),
            Escalate(
                &["Noise: complaint by {name}", "Quiet room: calls"],
                &[
                    Op(&[
                        "Hi {first}, {op} here. I've had a word with them, it should be quieter now. Please tell me if it isn't.",
                        "{first}, thank you for saying it. I've spoken to the people there and put up the signs again.",
                    ]),
                    You(&[
                        "Thanks. Let's see.",
                        "Much better, thank you for being so quick",
                        "ok. It's the third time though",
                    ]),
                    Op(&[
                        "I know. I've put an hour of room credit on your account, so you can move to a room when it happens.",
                        "I'll check in with you on {day}.",
                    ]),
                ],
            ),
        ],
    ),
    scene(
        "dirty",
        PersonKind::Member,
        3,
        WRITTEN,
        &[
            "Cleaning of {room}",
            "State of {room} this morning",
            "Cleaning",
        ],
        &[
            You(&[
                "{room} was [filthy|a mess] when we came in with a client today. Embarrassing.",
                "We had {room} at {time} and it looked as if nobody had cleaned since the last booking.",
            ]),
            Bot(&[
                "That's unacceptable, I'm sorry. I've told the team, and somebody will be in touch.",
                "Sorry, that must have been awkward. I'm handing this to {op}.",
            ]),
            Escalate(
                &[
                    "{room} not cleaned, client present",
                    "Cleaning complaint by {name}",
                ],
                &[
                    Desk(&[
                        "I'm sorry, {first}. The evening clean was missed. You won't be charged for that booking.",
                        "Thank you for telling us. I've talked to the cleaning company and they come twice a day now.",
                    ]),
                    YouDesk(&["Appreciated.", "OK, thanks for taking it seriously."]),
                    Desk(&["Of course. Sorry once more."]),
                ],
            ),
        ],
    ),
    scene(
        "refund",
        PersonKind::Guest,
        4,
        WRITTEN,
        &[
            "Refund",
            "Day pass not used",
            "Money back please",
            "Paid but no code",
        ],
        &[
            You(&[
                "I bought a day pass and [couldn't come|was ill]. Can I have my money back?",
                "paid twice for the same day pass, please refund one",
                "I paid {pass} and never got a code. I ended up in a café.",
            ]),
            Tool("find_order", "email={email}", "1 day pass, {pass}"),
            Bot(&[
                "I found the order. Refunds are decided by a person; I've passed yours on and you'll hear within two working days.",
                "I see it: {pass}. I can't send money back myself, so I've opened a ticket for the team.",
            ]),
            Escalate(
                &["Refund of a day pass, {email}", "Paid twice: {email}"],
                &[
                    Op(&[
                        "Hello {first}, the {pass} are on their way back to your card, it takes three to five days.",
                        "Hi {first}, {op} here. You'll have the {pass} back within the week. Sorry about this.",
                    ]),
                    You(&[
                        "Thank you!",
                        "That was quick. Thanks",
                        "ok great, thank you",
                    ]),
                    Op(&["Thank you for your patience."]),
                ],
            ),
        ],
    ),
    scene(
        "assistant_wrong",
        PersonKind::Anyone,
        3,
        TYPED,
        &[],
        &[
            You(&[
                "You told me {room} was free and there were people in it!",
                "your answer from yesterday was wrong. there IS a fee for cancelling",
                "The price you gave me isn't the one on the website.",
            ]),
            Bot(&[
                "I'm sorry about that. I may have given you outdated information, and a person should put it right.",
                "Then I made a mistake, and I apologise. Let me get a person.",
            ]),
            You(&[
                "Yes please. [This is frustrating.|]",
                "A human would be good, yes",
                "fine",
            ]),
            Note(&["Operator {operator} took over"]),
            Op(&[
                "Hi, this is {op}, a human. I've checked: you're right, and I'm correcting it now.",
                "{op} from the team here. Sorry, our data was out of step for an hour. We'll put it right on your next invoice.",
            ]),
            You(&[
                "ok thank you, that's fair",
                "Appreciate that.",
                "Thanks {op}",
            ]),
            May(
                60,
                &[Op(&[
                    "Thanks for letting us know, it helps us get the assistant right.",
                ])],
            ),
        ],
    ),
    scene(
        "angry_silence",
        PersonKind::Guest,
        2,
        WRITTEN,
        &["Very disappointed", "Nobody picked up", "Unbelievable"],
        &[
            You(&[
                "Third time I'm writing. Does anyone actually read this??",
                "I rang the bell for ten minutes for my tour and NOBODY came.",
                "So you advertise 24/7 and then the door is locked on a Sunday. Great.",
            ]),
            Bot(&[
                "I'm really sorry. I've alerted the team. How can we reach you?",
                "That shouldn't happen, and I'm sorry. Would you leave me a number, so that {op} can call you?",
            ]),
            Leave(64),
            You(&["{phone}", "forget it", "You have my email, {email}"]),
            Escalate(
                &[
                    "Unhappy visitor, please call",
                    "Nobody at the door for a tour",
                ],
                &[
                    Desk(&[
                        "I'm so sorry about this. I'd like to make up for it with a free day whenever you like.",
                    ]),
                    YouDesk(&["Alright. That's decent of you."]),
                ],
            ),
        ],
    ),
];
