//! Events: the hall for an evening, a long plan, catering, the members' own.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "event_quote",
        PersonKind::Guest,
        6,
        WRITTEN,
        &[
            "Event space for {guests}",
            "{hall} hire",
            "Launch party in {month}",
            "Venue for a meetup",
        ],
        &[
            You(&[
                "We're planning [a book launch|a product launch|a company party|an evening of talks] for about {guests} people in {month}. Is {hall} available?",
                "What does {hall} cost for an evening? We'd be {guests}.",
                "Looking for a venue for a meetup, {guests} people, with a projector. Do you do that?",
            ]),
            Bot(&[
                "{hall} takes up to {hall_seats} people and has {hall_gear}. It's {hall_rate} an hour, so {hall_total} for a four-hour evening:\n\n- set-up from 4 pm included\n- your own catering is welcome\n- a host of ours stays until the end\n\nWhich date do you have in mind?",
                "{hall} would suit you: {hall_seats} people standing, {hall_gear}. An evening of four hours is **{hall_total}**, {tax}, and the deposit is {hall_deposit}. What day would it be?",
            ]),
            Leave(34),
            You(&[
                "{date2}, from 6 to 10.",
                "Ideally {date2}. Can we bring our own drinks?",
                "Not fixed yet, some [Tuesday|Wednesday|Thursday] in {month}.",
            ]),
            Tool("check_availability", "room={hall}; date={iso2}", "free"),
            Bot(&[
                "That's free at the moment. You can hold it for a week without paying: {go:booking:Hold {hall}}",
                "{date2} is free. Own drinks are fine, we only ask for a small clearing fee. {go:booking:Reserve {hall}}",
            ]),
            Either(&[
                (
                    52,
                    &[
                        Outcome(OutcomeKind::Booking, OutcomeTiming::Mixed),
                        Thanks(60),
                    ],
                ),
                (
                    28,
                    &[
                        You(&["I'd like to see it first.", "Can we have a look before?"]),
                        Bot(&["Of course: {go:tour:Request a tour}"]),
                        Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed),
                    ],
                ),
                (
                    20,
                    &[You(&[
                        "Let me check with the others.",
                        "over our budget sadly. Thank you for the quick answer",
                    ])],
                ),
            ]),
        ],
    ),
    scene(
        "event_plan_long",
        PersonKind::Member,
        2,
        CHAT,
        &[],
        &[
            You(&[
                "I'm organising our annual meet-up in {hall} and have about a hundred questions",
                "Ok {agent}, I need to plan an offsite day for {guests} people with you. Ready?",
            ]),
            Bot(&[
                "Ready{c}. Let's go through it.",
                "Let's do it. {hall} holds {hall_seats}, so {guests} is comfortable.",
            ]),
            You(&["Date is {date2}, all day."]),
            Bot(&["{date2} is free in {hall}. I've pencilled it in."]),
            You(&["projector?"]),
            Bot(&["Yes. {hall} comes with {hall_gear}."]),
            You(&["And {room} for a side session, {time} to {end}"]),
            Tool(
                "check_availability",
                "room={room}; date={iso2}; from={time}",
                "free",
            ),
            Bot(&["{room} is free as well, {total}."]),
            You(&["Catering: half of us are vegetarian, three vegan, one gluten-free."]),
            Bot(&[
                "I'll put that on the order: half vegetarian, three vegan, one gluten-free. The usual caterer needs five working days.",
            ]),
            Faq(11, 15),
            You(&["Can we move the sofas?"]),
            Bot(&["Yes, if they're back in the evening. Two people can carry one."]),
            You(&["When do you need the final numbers?"]),
            Bot(&["Five working days before, please."]),
            You(&["ok book it. both rooms."]),
            Tool("create_booking", "room={hall}; date={iso2}", "confirmed"),
            Outcome(OutcomeKind::Booking, OutcomeTiming::Now),
            Bot(&[
                "Everything is booked. Here's the summary:\n\n| What | When | Price |\n|---|---|---:|\n| {hall} | {date2}, all day | {hall_total} |\n| {room} | {time} to {end} | {total} |\n\n{go:booking:View booking}",
            ]),
            Thanks(100),
        ],
    ),
    scene(
        "member_event",
        PersonKind::Member,
        4,
        WRITTEN,
        &[
            "Talk in the community evening",
            "Can I host a workshop?",
            "Next members' lunch",
        ],
        &[
            Ask(&[
                (
                    &[
                        "Could I give a talk at one of the members' evenings?",
                        "I'd like to run a free workshop for members on [taxes|portraits|pitching|bookkeeping]. Who do I ask?",
                    ],
                    &[
                        "Lovely idea! {op} plans those, and I've passed it on.",
                        "{op} keeps the calendar of talks and workshops. You'll hear from us about a date.",
                    ],
                ),
                (
                    &[
                        "When is the next community thing? I never see the e-mails.",
                        "Is there something for members this month?",
                    ],
                    &[
                        "The next regular one: {lunch}.",
                        "There's {lunch}. Everything else is on the board by the kitchen.",
                    ],
                ),
            ]),
            May(
                30,
                &[Propose(&[
                    "Invite {name} to the next members' evening",
                    "Plan a members' evening with {name}",
                ])],
            ),
            Thanks(45),
        ],
    ),
    scene(
        "event_photo",
        PersonKind::Guest,
        2,
        WRITTEN,
        &["Photo shoot", "Filming at {space}"],
        &[
            You(&[
                "Can we shoot [portraits|a short film|product photos] at your space on {day}? Small crew of four.",
                "Location scout here. Is it possible to film in {hall} for a day?",
            ]),
            Bot(&[
                "Possible, in {hall} and outside busy hours. It's {hall_rate} an hour, and faces of members must not be in the picture.",
                "That's something for {op} to decide. May I have your contact?",
            ]),
            Leave(35),
            You(&["{name}, {email}. It'd be a Saturday.", "Sure, {email}"]),
            Lead(&[
                "Photo shoot in {hall}, crew of four",
                "Filming request, Saturday",
            ]),
            Bot(&["Thanks, {first}. {op} will write to you."]),
        ],
    ),
];
