//! Calls, transcribed: spoken sentences, no links, now and then a word that was not understood.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "call_room",
        PersonKind::Member,
        34,
        VOICE,
        &[],
        &[
            You(&[
                "Hi, it's {first} from {company}. I'd like a room on {day} for {people} people, about {time}.",
                "Hello, um, could you check whether {room} is free on {day}?",
                "Yeah hi, I need a meeting room on {day}, {time}, for {hrs}.",
            ]),
            Bot(&[
                "Let me check. {room} is free on {date}, {time} to {end}. It's {total} in total. Shall I book it?",
                "One moment. Yes, {room} is available from {time} until {end}, for {total}. Would you like it?",
            ]),
            You(&[
                "Yes, please.",
                "Perfect, yeah, go ahead.",
                "Uh, yes. That's fine.",
            ]),
            Tool(
                "create_booking",
                "room={room}; date={iso}; from={time}",
                "confirmed",
            ),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
            Bot(&[
                "It's booked, and the confirmation goes to your e-mail. Anything else?",
                "Done. You'll have the confirmation in your inbox in a moment. Is there anything else?",
            ]),
            You(&[
                "No, that's all. Thanks. Bye.",
                "No, thank you. Bye-bye.",
                "That's it. Cheers.",
            ]),
        ],
    ),
    scene(
        "call_tour",
        PersonKind::Guest,
        14,
        VOICE,
        &[],
        &[
            You(&[
                "Hello, I saw your place online and was wondering if I could have a look at it?",
                "Hi, we're looking for an office, about {team} desks. Can we come and visit?",
                "Hello? Oh. Hi. I'd like to book a viewing.",
            ]),
            Bot(&[
                "Of course. Tours are {hours}. Would {day} at {time} suit you?",
                "With pleasure. I have {date} at {time}. Does that work?",
            ]),
            You(&[
                "{day} is good, yeah.",
                "Could we do {day2} instead?",
                "Yes. The name's {first} {last}.",
            ]),
            Bot(&[
                "I'll text you a link to confirm it, at this number. Is that all right?",
                "I've noted it. I'm sending the form to this number, so that you can choose the exact time.",
            ]),
            You(&[
                "Yes, that's my mobile.",
                "Perfect, thank you.",
                "Sure. Bye.",
            ]),
            May(72, &[Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]),
            May(
                45,
                &[Lead(&[
                    "Called about a tour, {day}",
                    "Phone: office for {team}, wants a viewing",
                ])],
            ),
        ],
    ),
    scene(
        "call_prices",
        PersonKind::Guest,
        16,
        VOICE,
        &[],
        &[
            You(&[
                "Hi, what do you charge for a desk?",
                "Good morning, I just wanted to ask about prices for, um, coming in two or three days a week.",
                "Yeah, how much is it per month?",
            ]),
            Bot(&[
                "For ten days a month it's {ten}, at {ten_price}. Unlimited weekdays are {flex_price}, and your own desk is {fix_price}.",
                "{flex} is {flex_price} a month, {ten} with ten days is {ten_price}. A single day is {pass}.",
            ]),
            Ask(&[
                (
                    &[
                        "Right. And is there a contract?",
                        "Okay, and how long do I have to sign for?",
                    ],
                    &["It's month to month, with thirty days' notice."],
                ),
                (
                    &["Okay. And parking?", "I'd come by car. Can I park there?"],
                    &["On parking: {parking}."],
                ),
                (
                    &[
                        "Hm. That's more than I thought.",
                        "Oh. Okay. That's quite a bit.",
                    ],
                    &["I understand. A day pass at {pass} may be a good start."],
                ),
            ]),
            You(&[
                "Okay. I'll think about it. Thank you, bye.",
                "Alright, thanks very much.",
                "Thanks, I'll call again.",
            ]),
        ],
    ),
    scene(
        "call_wrong",
        PersonKind::Guest,
        7,
        VOICE,
        &[],
        &[
            You(&[
                "Is that the vet?",
                "Hello, is this the ... [inaudible] ... garage?",
                "Hi, can I speak to Linda, please?",
            ]),
            Bot(&[
                "No, this is {space}, a coworking space. I think you have the wrong number.",
                "I'm sorry, this is {space} in {city}.",
            ]),
            You(&["Oh. Sorry. Bye.", "Ah, my mistake!", "[inaudible] sorry"]),
        ],
    ),
    scene(
        "call_hang_up",
        PersonKind::Guest,
        5,
        VOICE,
        &[],
        &[May(
            50,
            &[You(&[
                "Oh, it's a machine.",
                "... hello?",
                "[background noise]",
            ])],
        )],
    ),
    scene(
        "call_locked_out",
        PersonKind::Anyone,
        9,
        VOICE,
        &[],
        &[
            You(&[
                "Hi, I'm at the door and nobody's opening.",
                "Hello, I can't get in. My fob isn't working.",
                "Hi, I have a meeting at {time} in {room} and the door's locked.",
            ]),
            Bot(&[
                "I'm sorry. I'm calling someone to the door now. Can I have your name?",
                "One moment, I'm alerting the front desk. Who is it, please?",
            ]),
            You(&["{first} {last}.", "It's {first}, from {company}."]),
            Bot(&[
                "Thank you, {first}. Somebody is on the way.",
                "Thanks. Please stay by the door.",
            ]),
            Escalate(&["{name} at the door", "Caller locked out: {name}"], &[]),
        ],
    ),
    scene(
        "call_complaint",
        PersonKind::Member,
        8,
        VOICE,
        &[],
        &[
            You(&[
                "Yes, hello, I want to talk to someone about my invoice. It's wrong again.",
                "Hi. It's about the heating. It's eighteen degrees in here.",
            ]),
            Bot(&[
                "I'm sorry to hear that. I can open a ticket and {op} will call you back. Would that be all right?",
                "I understand. A person should look at that. Shall I ask {op} to call you?",
            ]),
            You(&["Yes. Today, please.", "Fine. But soon."]),
            Bot(&[
                "It's noted. You'll be called back today.",
                "I've passed it on, {op} will ring you.",
            ]),
            You(&["Alright. Bye.", "Okay, thank you."]),
            Escalate(
                &["Call back: {name}", "Call back {name} (phone complaint)"],
                &[],
            ),
        ],
    ),
    scene(
        "call_member_question",
        PersonKind::Member,
        20,
        VOICE,
        &[],
        &[
            Ask(&[
                (
                    &[
                        "Hi, quick one, are you open on {day}?",
                        "Hi, it's {first}. How late is somebody at the desk?",
                    ],
                    &[
                        "Yes, the front desk is staffed {hours}.",
                        "We're staffed {hours}, and {saturday}.",
                    ],
                ),
                (
                    &[
                        "Hello, did a parcel for {company} come in?",
                        "Hi, {first} here. Is there any post for {company}?",
                    ],
                    &[
                        "I have one parcel on the list for {company}, shelf B.",
                        "Let me look. Yes, one, it's on shelf B behind the front desk.",
                    ],
                ),
                (
                    &[
                        "Hi, I left my laptop charger yesterday. Has anybody handed one in?",
                        "Hello, did somebody find a grey jacket?",
                    ],
                    &[
                        "There's one in the lost property drawer. You can pick it up at the front desk.",
                        "Nothing has been handed in so far. I'll leave a note for the team.",
                    ],
                ),
            ]),
            You(&[
                "Great, thanks. Bye.",
                "Lovely. Thanks.",
                "Perfect, cheers, bye.",
            ]),
        ],
    ),
    scene(
        "call_day_pass",
        PersonKind::Guest,
        8,
        VOICE,
        &[],
        &[
            You(&[
                "Hi, can I come in just for today?",
                "Hello, do you have desks for a day?",
            ]),
            Bot(&[
                "Yes, a day pass is {pass}. I can text you the link.",
                "Of course, {pass} for the day. Shall I send the link to this number?",
            ]),
            You(&["Yes, please do.", "Great, yeah, this number."]),
            Bot(&["Sent. Just show the code at the front desk."]),
            May(66, &[Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed)]),
            You(&["Thank you, bye.", "Thanks!"]),
        ],
    ),
];
