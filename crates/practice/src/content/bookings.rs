//! Meeting rooms: booked, changed, looked for in vain.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

const ASK_ROOM: PhraseVariants = &[
    "Is [there|] a room for {people} free on {day} [at|from] {time}?",
    "I need a meeting room for {people} people on {date}, {time} to {end}.",
    "Can I book {room} for {day}, {time} [please|]?",
    "[Hi|Hey], do you have anything for {people} of us on {date} around {time}? [We'd need it for {hrs}.|]",
    "Need a room {day} {time}-{end}, {people} people, [with a screen|nothing fancy]",
    "Could you check {room} for me on {date}? {hrs} from {time}.",
    "We have [a client|candidates|our accountant|an investor] coming in on {day}. Is there a room for {people} from {time}?",
    "is {room} free on {day} {time}",
];
const OFFER: PhraseVariants = &[
    "**{room}** is free on {date} from {time} to {end}. It seats {seats} and has {gear}. That would be {total} ({rate} an hour). Shall I book it?",
    "Yes, {room} is available then: up to {seats} people, {gear}. {hrs} come to **{total}**. Do you want me to confirm?",
    "I can offer {room} on {date}, {time} to {end}, for {total}. There's {gear}. Should I go ahead?",
];
const YES: PhraseVariants = &[
    "Yes please",
    "[Perfect|Great|Lovely], [book it|go ahead|please do]",
    "yes go ahead",
    "Yes, please book it [under {company}|on my account].",
    "That works, thanks. Please confirm.",
    "ok do it 👍",
    "Sounds good, yes",
    "Please do. {people} people.",
];
const BOOKED: PhraseVariants = &[
    "Done. {room} is yours on {date}, {time} to {end}. You can change or cancel it free of charge until 24 hours before: {go:booking:View booking}",
    "Booked{c}! {room}, {date}, {time} to {end}, {total}. The invitation is on its way, and here are the details: {go:booking:Booking confirmation}",
    "All set for {date}. **{room}** from {time} to {end}. {go:booking:See or change your booking}",
];

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "room_member",
        PersonKind::Member,
        42,
        WRITTEN,
        &[
            "Room for {day}",
            "Meeting room {date}",
            "{room} on {day}?",
            "Booking a room for {people}",
            "Room booking",
        ],
        &[
            You(ASK_ROOM),
            Tool(
                "check_availability",
                "room={room}; date={iso}; from={time}; to={end}; people={people}",
                "free",
            ),
            Bot(OFFER),
            May(
                22,
                &[Ask(&[
                    (
                        &[
                            "Does that come off my room credit?",
                            "Is there credit left on my plan for this?",
                        ],
                        &[
                            "You have a little credit left this month; I'll use that first and the rest goes on the next invoice.",
                            "Yes, your plan covers the first hour, and the rest goes on your monthly invoice.",
                        ],
                    ),
                    (
                        &[
                            "Can this go on the company invoice?",
                            "Is that paid now or at the end of the month?",
                        ],
                        &[
                            "It will be on the {company} invoice at the end of the month.",
                            "It goes on the monthly invoice, nothing to pay today.",
                        ],
                    ),
                ])],
            ),
            Leave(7),
            You(YES),
            Tool(
                "create_booking",
                "room={room}; date={iso}; from={time}; to={end}",
                "confirmed",
            ),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
            Bot(BOOKED),
            May(
                24,
                &[Ask(&[
                    (
                        &[
                            "Could we have [water and glasses|a flip chart|extra chairs] in the room?",
                            "We'd need [two more chairs|an HDMI adapter|a flip chart], is that possible?",
                        ],
                        &[
                            "I've added a note for the front desk, it'll be ready when you arrive.",
                            "Noted, the front desk puts it into the room.",
                        ],
                    ),
                    (
                        &[
                            "One of them is vegetarian, do you do [lunch|catering] too?",
                            "Can we order lunch for everybody?",
                        ],
                        &[
                            "Yes, through the café downstairs. I've asked them to send you the menu.",
                            "We do, with two days' notice. The order form comes with the confirmation.",
                        ],
                    ),
                    (
                        &[
                            "How do my guests get in?",
                            "Do I have to register the guests?",
                        ],
                        &[
                            "Your guests give your name at the front door, and we call you.",
                            "Just send me their names and the front desk will have badges ready.",
                        ],
                    ),
                ])],
            ),
            Thanks(52),
        ],
    ),
    scene(
        "room_taken_other",
        PersonKind::Member,
        15,
        WRITTEN,
        &[
            "{room} on {day}",
            "Is {room} free?",
            "Room for {people}, {date}",
        ],
        &[
            You(&[
                "Is {room} free on {day} at {time}?",
                "I'd like {room} again on {date}, {time} to {end}.",
                "can i get {room} {day} {time}? same as last time",
            ]),
            Tool(
                "check_availability",
                "room={room}; date={iso}; from={time}; to={end}",
                "taken",
            ),
            Bot(&[
                "{room} is taken at that time, I'm afraid. {room2} is free, though: {seats2} seats, {gear2}, {rate2} an hour. Or {room} on {date2}.",
                "Somebody was faster: {room} is booked until {end}. You could have **{room2}** instead ({total2} for {hrs}), or {room} a day later.",
            ]),
            Either(&[
                (
                    56,
                    &[
                        You(&[
                            "{room2} then please",
                            "Ok {room2} is fine, book it",
                            "Fine, [let's take|I'll have] {room2}.",
                        ]),
                        Tool(
                            "create_booking",
                            "room={room2}; date={iso}; from={time}; to={end}",
                            "confirmed",
                        ),
                        Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
                        Bot(&[
                            "{room2} is booked for {date}, {time} to {end}. {go:booking:View booking}",
                            "Done: {room2}, {date}, {total2} in all. {go:booking:Booking confirmation}",
                        ]),
                    ],
                ),
                (
                    24,
                    &[
                        You(&[
                            "Is there anything at {time2} instead?",
                            "what about an hour later in {room}?",
                        ]),
                        Tool(
                            "check_availability",
                            "room={room}; date={iso}; from={time2}",
                            "free",
                        ),
                        Bot(&[
                            "At {time2} {room} is free. Shall I take it?",
                            "Yes, from {time2} it's free.",
                        ]),
                        You(YES),
                        Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
                        Bot(&[
                            "Good, {room} is yours from {time2} on {date}. {go:booking:View booking}",
                        ]),
                    ],
                ),
                (
                    20,
                    &[
                        You(&[
                            "Hmm no, we really need {room}. I'll ask around.",
                            "No, that's too [big|expensive] for us. Never mind",
                            "ok, then we'll do it online",
                        ]),
                        Bot(&[
                            "I understand. If {room} becomes free I'll let you know.",
                            "Sorry about that. I've put you on the waiting list for {room}.",
                        ]),
                    ],
                ),
            ]),
            Thanks(35),
        ],
    ),
    scene(
        "room_list_guest",
        PersonKind::Guest,
        9,
        WRITTEN,
        &[
            "Meeting room hire",
            "Room hire {date}",
            "Prices for meeting rooms",
            "Room for a workshop",
        ],
        &[
            You(&[
                "What meeting rooms do you have and what do they cost?",
                "Hi, do you [hire|rent] out meeting rooms to non-members?",
                "Looking for a room for {people} on {date}. Can you send me prices?",
                "how much is a meeting room for {hrs}",
            ]),
            Bot(&[
                "Yes, to everybody. These are the rooms:\n\n{rooms}\n\nPrices are {tax}. Which day do you have in mind?",
                "Here's the list:\n\n{room_list}\n\nTell me the day and the number of people, and I'll check what is free.",
            ]),
            Leave(26),
            You(&[
                "{date}, {time} to {end}, {people} people",
                "{room} on {day}, {time} for {hrs} please",
                "We'd be {people}, on {date} from {time}. {room} looks right.",
            ]),
            Tool(
                "check_availability",
                "room={room}; date={iso}; from={time}",
                "free",
            ),
            Bot(&[
                "{room} is free then, {total} in all. You can reserve and pay here: {go:booking:Reserve {room}}",
                "Good choice. {hrs} in {room} come to {total}. {go:booking:Confirm and pay}",
            ]),
            Leave(18),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Mixed),
            Resume(&[May(
                50,
                &[Ask(&[
                    (
                        &[
                            "Done. Do we need to bring anything, adapters and so on?",
                            "Booked! Is there a screen we can plug into?",
                        ],
                        &[
                            "HDMI and USB-C are in the room, so nothing but yourselves.",
                            "There's {gear}, and adapters for everything. Just bring your laptops.",
                        ],
                    ),
                    (
                        &[
                            "Just booked, where do we go when we arrive?",
                            "paid, thanks. how do we find you",
                        ],
                        &[
                            "Thank you! We're at {address}, {transit}. The front desk expects you.",
                            "{address}, the front desk is right behind the door. See you then!",
                        ],
                    ),
                ])],
            )]),
            Thanks(40),
        ],
    ),
    scene(
        "booking_cancel",
        PersonKind::Member,
        7,
        WRITTEN,
        &["Cancel {room} on {day}", "Cancellation", "Booking {no}"],
        &[
            You(&[
                "I need to cancel {room} on {day}.",
                "Please cancel my booking on {date}, the client [moved|cancelled].",
                "can you cancel booking {no} pls",
            ]),
            Tool(
                "find_booking",
                "customer={email}; date={iso}",
                "{room}, {time} to {end}",
            ),
            Bot(&[
                "I found {room} on {date}, {time} to {end}. Cancelling is free until 24 hours before. Shall I?",
                "That's {room} on {date}. You're in time, so there's no charge. Cancel it?",
            ]),
            You(&["Yes", "yes please", "Yes, cancel it. Thanks"]),
            Bot(&[
                "It's cancelled and nothing will be charged.",
                "Done. The credit is back on your account.",
            ]),
            Thanks(45),
        ],
    ),
    scene(
        "booking_move",
        PersonKind::Member,
        6,
        WRITTEN,
        &[
            "Move our meeting",
            "{room}: other day?",
            "Change of booking {no}",
        ],
        &[
            You(&[
                "Can you move our booking from {day} to {day2}, same time?",
                "We have {room} on {date}, could that be {date2} instead?",
            ]),
            Tool("check_availability", "room={room}; date={iso}", "free"),
            Bot(&[
                "{room} is free on {date2} at {time} too. Shall I move it?",
                "Yes, that's possible: {date2}, {time} to {end}. Change it?",
            ]),
            You(YES),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
            Bot(&[
                "Moved. The new confirmation: {go:booking:View booking}",
                "Your booking is now on {date2}. {go:booking:See the details}",
            ]),
            Thanks(45),
        ],
    ),
    scene(
        "room_late_decision",
        PersonKind::Anyone,
        4,
        WRITTEN,
        &[
            "Boardroom for a workshop",
            "Quote for a room",
            "Workshop on {date2}",
        ],
        &[
            You(&[
                "I'm planning a workshop with {people} people in {month}. What would {room} cost for half a day?",
                "Could you send me a quote for {room}, 4 hours, {people} people? I need it for approval.",
            ]),
            Bot(&[
                "For half a day in {room} I'd count four hours at {rate}. If you want to hold it, use this link and you can still change the date: {go:booking:Hold {room}}",
                "It's {rate} an hour, so four times that, {tax}. Once it's approved you can confirm here: {go:booking:Confirm the room}",
            ]),
            You(&[
                "Thanks, I'll [pass it on|forward it to my manager] and get back to you.",
                "ok need to check with finance first",
            ]),
            Bot(&[
                "No problem, the link stays valid for two weeks.",
                "Of course. Rooms in {month} usually fill about ten days ahead.",
            ]),
            May(58, &[Outcome(OutcomeKind::Booking, OutcomeTiming::Days)]),
        ],
    ),
    scene(
        "room_not_what_we_have",
        PersonKind::Guest,
        5,
        WRITTEN,
        &[
            "Recording studio?",
            "Room with a kitchen",
            "Unusual request",
            "Therapy room",
        ],
        &[
            You(&[
                "Do you have a [dance studio|room with a piano|darkroom|dental chair] we could use on {day}?",
                "Looking for a room to [see patients|hold a yoga class|teach pottery] once a week. Possible?",
                "is there a room where I can cook for {people} people?",
                "Do you rent rooms overnight? We need somewhere for a 24-hour hackathon on {day}.",
            ]),
            Bot(&[
                "I'm afraid we don't have that. Our rooms are meeting rooms with tables and screens, and I'd rather not promise something that doesn't fit.",
                "That's not something we can offer, sorry. All of our rooms are for meetings and workshops, and the building closes to guests in the evening.",
            ]),
            May(
                55,
                &[
                    You(&[
                        "ok pity, thanks for the honest answer",
                        "Do you know anybody who does?",
                        "Alright, thank you anyway",
                    ]),
                    Bot(&[
                        "I don't have a recommendation, sorry. Good luck with your search!",
                        "You could try the community centre around the corner; good luck!",
                    ]),
                ],
            ),
        ],
    ),
    scene(
        "room_one_line",
        PersonKind::Member,
        3,
        &[ChannelKey::WhatsApp, ChannelKey::Chat],
        &[],
        &[
            You(&[
                "same room as last [week|time] pls, {day} {time}",
                "{room} {day} {time}-{end} 🙏",
                "room {day} {time}, {people} ppl",
            ]),
            Tool(
                "create_booking",
                "room={room}; date={iso}; from={time}; to={end}",
                "confirmed",
            ),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
            Bot(&[
                "Booked: {room}, {date}, {time} to {end}. {go:booking:View booking}",
                "{room} is yours on {day} from {time}. {go:booking:Details}",
            ]),
            May(50, &[You(&["👍", "legend", "🙌 ty", "perfect"])]),
        ],
    ),
];
