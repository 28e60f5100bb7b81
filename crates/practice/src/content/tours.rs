//! Tours: people who want to see the place.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

const CONFIRM: PhraseVariants = &[
    "You can [pick|choose] a slot here, it takes a minute: {go:tour:Request a tour}",
    "Here you go: {go:tour:Request a tour}. [Someone from the team|The community team] will confirm [within the hour|the same day].",
    "Please use this form, so that someone is free for you: {go:tour:Book a tour}\n\nTours take about 20 minutes.",
    "Sure. {go:tour:Request a tour of {space}}, and mention anything you'd like to see.",
];

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("tour_simple", PersonKind::Guest, 10, WRITTEN,
        &["Tour", "Visit next week?", "Can I come and have a look?", "Looking for a desk in {city}", "Viewing"],
        &[
            You(&["[Can I|Could I] come [by|over|round] [for a tour|to see the space]?", "Do you do tours? [I live nearby and|] I'd like to see the desks [before I decide|first].",
                "I'd like to visit {space} [this week|next week|on {day}], is that possible?", "Hey, can i get a look around before signing up for anything?",
                "I'm moving to {city} in {month} and looking for somewhere to work. Could I visit on {day}?"]),
            Bot(CONFIRM),
            Leave(30), Faq(0, 4),
            Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed),
            Resume(&[May(60, &[You(&["Done, [see you on {day}|booked for {day} at {time}]!", "ok I requested {day} [morning|afternoon]", "Sent the form, looking forward to it."]),
                Bot(&["I see your request for {date}, {time}. When you arrive, ring at the front door and ask for {op}.", "Got it. {op} will show you around on {date}. We're at {address}."])])]),
            Thanks(45),
        ]),
    scene("tour_office", PersonKind::Guest, 10, WRITTEN,
        &["Private office for {team}", "Office space, {company}", "Team of {team} looking for an office from {month}", "Availability of private offices"],
        &[
            You(&["We are a team of {team} and [need|are looking for] a private office from [{month}|{start}]. What do you have?", "Do you have offices for {team} people? We'd like to [move in|start] in {month}.",
                "Our lease is ending and we need space for {team} in {city}. What would [an office|that] cost with you?", "Hi, {company} here. We've outgrown our current place ({team} of us now). Any private offices coming up?"]),
            Tool("search_offices", "desks={team}; from={start}", "2 matches"),
            Bot(&["For {team} people I'd plan with **{office_price} a month** ({office_desk} per desk, {tax}). That includes 24/7 access, cleaning, and room credit.\n\nTwo offices of that size are free from {month}. Would you like to see them?",
                "We have two that fit:\n\n- one on the quiet side, {team} desks, {office_price} a month\n- one by the kitchen with a glass front, same price, a little larger\n\nBoth are free from {start}. Shall I arrange a tour?"]),
            Either(&[
                (58, &[You(&["Yes please. [Is {day} possible?|Any day next week works.]", "Could we see both? There would be [two|three] of us.", "I'd need to see it before I talk to my [boss|co-founder|partners]."]),
                    Bot(&["With pleasure: {go:tour:Request a tour of the offices}", "Here's the link, choose any slot: {go:tour:Request an office tour}\n\n{op} takes care of offices and will be there."]),
                    May(40, &[You(&["I'm {first} by the way, {email}.", "Great. {name}, {email}, if you need it.", "Our contact is {name}, {phone}."]), Lead(&["Office for {team}, from {month}", "{company}: {team} desks, move in {start}"])]),
                    Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed), Thanks(40)]),
                (30, &[You(&["That's [more than we hoped|over our budget|a bit steep]. Is there any room for negotiation?", "hm ok, our limit is about 20% below that. Any flexibility?"]),
                    Bot(&["I can't change prices, but for contracts of twelve months the team can. Shall I pass on your details?", "There's 10% off on a twelve-month term. Anything beyond that is for {op} to decide; may I hand over your contact?"]),
                    Leave(40),
                    You(&["OK. {name}, {email}", "Yes please, {email}. {first} {last}", "sure, {phone}, ask for {first}"]),
                    Lead(&["Office for {team}, price is the sticking point", "{team} desks from {month}, wants a better price on a longer term"]),
                    Bot(&["Thank you, {first}. {op} will be in touch [tomorrow|by the end of the day].", "Passed on. You'll hear from {op} soon."]),
                    May(35, &[Propose(&["Offer {name} a 12-month term for {team} desks", "Call {name} about an office for {team}"])])]),
                (12, &[Leave(100)]),
            ]),
        ]),
    scene("tour_then_many_questions", PersonKind::Guest, 3, TYPED, &[],
        &[
            You(&["Hi! I have quite a few questions before I visit, is that ok?", "Hello, I'm comparing four coworking spaces and have a list of questions 🙂", "ok so I've been to two other places this week and want to ask you what I asked them"]),
            Bot(&["Ask away, I have all day.", "Of course, go ahead.", "Sure! One at a time or all at once, as you like."]),
            Faq(18, 23),
            You(&["Last one: can I come and see it?", "alright, you've earned a visit. how do I book one?"]),
            Bot(CONFIRM), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed), Thanks(80),
        ]),
    scene("tour_asked_then_silence", PersonKind::Guest, 4, WRITTEN,
        &["Tour?", "Question about visiting", "Interested"],
        &[
            You(&["do i need to book a tour or can i just walk in?", "Can I see the space [tomorrow|today]?", "I'd be interested in a tour. What times do you have on {day}?"]),
            Bot(&["Walking in is fine {hours}, but nobody may be free. This way somebody is: {go:tour:Request a tour}", "Tours run {hours}. On {day} there are slots at {time} and {time2}: {go:tour:Request a tour}"]),
            Leave(55), You(&["ok let me check my calendar", "I'll talk to my colleague and come back to you.", "Thanks, will get back to you"]), May(50, &[Bot(&["Take your time. The link stays valid.", "No rush, you can use the link whenever it suits you."])]),
        ]),
    scene("tour_reschedule", PersonKind::Guest, 3, WRITTEN,
        &["Need to move my tour", "Tour on {day}", "Running late for the tour"],
        &[
            You(&["I have a tour booked for {date} at {time} but [my train is cancelled|something came up at work|my son is ill]. Can I move it?", "sorry, can't make the tour on {day}. is {day2} ok?"]),
            Tool("find_visit", "email={email}; date={iso}", "1 visit"),
            Bot(&["No problem at all. {date2} at {time2} is free. Please confirm the new time here: {go:tour:Change my tour}", "Of course. Would {date2}, {time2}, work? If so: {go:tour:Confirm the new time}"]),
            Leave(15), You(&["Perfect, done.", "confirmed, sorry for the hassle", "Yes that works. Thank you for being flexible!"]),
            Outcome(OutcomeKind::Tour, OutcomeTiming::Now), Bot(&["See you on {day2} then!", "All set for {date2}. See you then."]),
        ]),
    scene("tour_takeover", PersonKind::Guest, 4, CHAT, &[],
        &[
            You(&["Can somebody show us around {day} evening, after 8? We're [a team of {team}|{team} people] and all work during the day.", "Could we see {space} outside your tour hours? We can only do evenings, and there are {team} of us.", "Any chance of a tour on Sunday? The {team} of us are only in {city} for the weekend."]),
            Bot(&["That's outside what I can arrange by myself. Let me ask the team; one moment please.", "I'd like a person to answer that. I'm bringing in {op} from the community team."]),
            Note(&["Operator {operator} took over"]),
            Op(&["Hi, {op} here, I manage the community side. Happy to do that, I'll stay a little longer. Could I have a name and a number in case the door is locked?",
                "Hello! This is {op}. That's fine with me, I'm around anyway. What's your name, and how do I reach you?"]),
            You(&["Great! {name}, {phone}", "I'm {first} from {company}. {phone}", "That's kind. {name}, and my email is {email}"]),
            Lead(&["Tour outside hours for {team}", "{company}, {team} people, tour in the evening"]),
            Op(&["Thanks {first}, you're in the book.", "Perfect. Ring the bell with our name, I'll come down."]),
            Outcome(OutcomeKind::Tour, OutcomeTiming::Now), Thanks(50),
        ]).begun(ConversationStart::Takeover),
];
