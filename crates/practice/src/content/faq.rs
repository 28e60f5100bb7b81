//! Questions that anybody may ask in passing, with their answers.

use crate::scenario::PhraseVariants;

/// Questions that members ask as well as strangers.
pub(crate) const FAQ: &[(PhraseVariants, PhraseVariants)] = &[
    (
        &[
            "[Is there|Do you have] parking?",
            "where do people [park|leave the car]?",
            "Can I drive in? Where would I park?",
        ],
        &[
            "About parking: {parking}.",
            "Good question. On parking, {parking}.",
        ],
    ),
    (
        &[
            "Can I bring my dog?",
            "are dogs [allowed|ok]?",
            "I have a [small|very calm|slightly anxious] dog. Is that a problem?",
        ],
        &["On dogs: {dogs}.", "We like dogs. The rule is that {dogs}."],
    ),
    (
        &[
            "Is there [somewhere|a place] to lock a bike?",
            "do you have bike storage and [a shower|showers]?",
            "I'd cycle in. What do you have for bikes?",
        ],
        &["Yes: {bikes}.", "We have {bikes}."],
    ),
    (
        &[
            "How [fast|good] is the wifi?",
            "whats the internet like",
            "I upload big video files. Is the connection up to it?",
        ],
        &[
            "It's a symmetric gigabit line with a second provider as backup. On wifi you'll usually see 300 to 500 Mbit/s, and there are wired ports at the long tables.",
            "Gigabit up and down, with a failover line. For big uploads use one of the wired ports by the windows.",
        ],
    ),
    (
        &[
            "Can I print [stuff|a few pages]?",
            "Do you have a printer?",
            "how does printing work",
        ],
        &[
            "We have a printer and scanner by the front desk. Black and white is free up to 50 pages a month, colour is charged by the page.",
            "Print from the portal or by e-mail, and badge in at the machine. The first 50 pages each month are free.",
        ],
    ),
    (
        &[
            "Can I come in at the weekend?",
            "what about weekends?",
            "Are you open on Saturdays?",
        ],
        &[
            "The front desk is staffed {saturday}. With {fix} you can come in at any time.",
            "Day passes and {flex} count at the weekend too: {saturday}. Sundays are for 24/7 members.",
        ],
    ),
    (
        &[
            "When are you open?",
            "what are your hours",
            "How [late|early] can I [stay|come in]?",
        ],
        &[
            "These are our hours:\n\n{times}\n\nMembers with {fix} have a fob and can come and go as they like.",
            "We're staffed {hours}, and {saturday}.",
        ],
    ),
    (
        &[
            "Can I bring a guest?",
            "Could a client come by for an hour?",
            "am i allowed to bring a colleague along",
        ],
        &[
            "A guest for up to two hours is free, just register them in the portal so the front desk knows. Longer than that needs a day pass ({pass}).",
            "Sure. Register your guest when you arrive. Two hours are free, after that it's a day pass.",
        ],
    ),
    (
        &[
            "Are there lockers?",
            "can I leave my [monitor|things] overnight?",
            "Is there somewhere to keep my stuff?",
        ],
        &[
            "Yes, small lockers can be rented by the month, and {fix} comes with one.",
            "There are lockers by the lounge. They come with {fix} and can be added to any other plan.",
        ],
    ),
    (
        &[
            "Do you have monitors?",
            "Are there [external screens|monitors] I can use?",
            "any desks with a second screen?",
        ],
        &[
            "There are twelve desks with a 27\" screen, USB-C, first come, first served.",
            "Yes, a dozen desks by the wall have a 27\" monitor and a dock.",
        ],
    ),
    (
        &[
            "Is the building [step-free|wheelchair accessible]?",
            "One of us uses a wheelchair. Is everything reachable?",
            "is there a lift / elevator",
        ],
        &[
            "Yes, step-free from the street, and there's an accessible toilet on our floor. The booths have a small threshold of 2 cm.",
            "It is: level entrance, lift to every floor, accessible restroom next to the kitchen. Tell us if you need a particular desk height.",
        ],
    ),
    (
        &[
            "Do you have standing desks?",
            "any height adjustable desks?",
        ],
        &[
            "About a third of the open desks are height-adjustable, and all dedicated ones are.",
            "Yes, ten in the open area, the ones with the grey legs.",
        ],
    ),
    (
        &[
            "Can I get an invoice with our company name?",
            "Will I get a proper VAT / tax invoice?",
            "do you invoice or is it card only",
        ],
        &[
            "Of course. Add the company details in the portal, and every invoice carries them. Prices are {tax}.",
            "Card or direct debit, and a proper invoice by e-mail every month.",
        ],
    ),
    (
        &[
            "What happens with the post / mail?",
            "Can I receive parcels?",
            "could I have packages sent there?",
        ],
        &[
            "Members can receive parcels; the front desk signs for them and you get a message. Letters need {mail_plan}.",
            "Parcels yes, up to 20 kg, we keep them for a week.",
        ],
    ),
    (
        &[
            "Is there a kitchen?",
            "can I [warm up|bring] my own lunch?",
            "Where do people eat?",
        ],
        &[
            "There's a full kitchen with fridge, microwave and oven. Label your food, the fridge gets emptied on Fridays.",
            "Yes, and a long table that is phone-free between 12 and 2.",
        ],
    ),
    (
        &[
            "And how secure is it?",
            "Who has access at night?",
            "do you have cctv",
        ],
        &[
            "Access by personal fob, cameras at the entrances only, and a night patrol.",
            "Fobs are personal and logged, cameras cover the doors but not the desks.",
        ],
    ),
    (
        &[
            "Can I book a room on my phone?",
            "is there an app?",
            "how do members book rooms",
        ],
        &[
            "Yes, in the members' portal, which works as an app on your phone. Or just ask me.",
            "Portal, app, or a message to me. All three end up in the same calendar.",
        ],
    ),
];

/// Questions of people who do not know the space yet.
pub(crate) const STRANGERS_FAQ: &[(PhraseVariants, PhraseVariants)] = &[
    (
        &[
            "How do I get [there|to you] [by public transport|without a car]?",
            "what's the nearest station",
            "Are you close to [a station|public transport]?",
        ],
        &["We're {transit}.", "Easy: {address}, {transit}."],
    ),
    (
        &[
            "Are there phone booths [for calls|]?",
            "where do I take calls?",
            "I'm on Zoom half the day. Is there anywhere [quiet|private] to talk?",
        ],
        &[
            "There are six phone booths, free for everyone, 45 minutes at a time. For longer calls the small rooms are better.",
            "Yes, six soundproofed booths. You can't reserve them, but it's rare that all are taken.",
        ],
    ),
    (
        &[
            "Is coffee included?",
            "is the coffee any good 😄",
            "What about coffee and tea?",
        ],
        &[
            "Coffee, tea and fruit are included in every plan and day pass. The espresso machine is looked after by people with opinions.",
            "Included, yes. Filter all day, espresso from the machine in the kitchen, and oat milk on the house.",
        ],
    ),
    (
        &[
            "Do I have to sign a long contract?",
            "what's the notice period",
            "How do I cancel if it's not for me?",
        ],
        &[
            "No long contract: plans run month to month, with 30 days' notice.",
            "Everything except private offices is monthly. Give notice before the 1st and you're out at the end of that month.",
        ],
    ),
    (
        &[
            "Is there a deposit?",
            "do you take a deposit for memberships",
        ],
        &[
            "Not for desks. Private offices have a deposit of one month.",
            "Only for private offices, one month's fee, paid back when you leave.",
        ],
    ),
    (
        &[
            "Is it loud?",
            "how noisy does it get",
            "Is there a quiet area? I get distracted [easily|by chatter].",
        ],
        &[
            "The back room is a quiet zone: no calls, no chatting. The front is more of a hum.",
            "It depends on where you sit. There is a silent room with 14 desks and a livelier front area.",
        ],
    ),
    (
        &[
            "Do you have a [prayer|multi-faith] room?",
            "Is there a room for nursing / pumping?",
            "somewhere private to pray twice a day?",
        ],
        &[
            "Yes, the quiet room next to the phone booths locks from the inside. Ask at the front desk for the key.",
            "There's a small wellness room with a lock, a chair and a fridge. No booking needed, just ask for the key.",
        ],
    ),
    (
        &[
            "Do you do a student discount?",
            "any discount for charities?",
            "Is there a [freelancer|student|non-profit] rate?",
        ],
        &[
            "Registered charities and students get 15% off {ten} and {flex}. Bring proof on your first day.",
            "Yes, 15% for students and non-profits, on all desk plans except {fix}.",
        ],
    ),
    (
        &[
            "Do you run any events?",
            "is there a community side to it?",
            "Do people actually talk to each other there?",
        ],
        &[
            "There's {lunch}, and members run small talks about twice a month.",
            "Yes, {lunch}. No forced networking, promise.",
        ],
    ),
    (
        &[
            "Can I have a trial day?",
            "is there a free trial?",
            "Could I try it before I commit?",
        ],
        &[
            "We don't do free trials, but if you sign up within a week your day pass ({pass}) comes off the first month.",
            "The day pass is the trial: {pass}, taken off your first invoice if you join within seven days.",
        ],
    ),
    (
        &[
            "How many people work there?",
            "how busy is it on [Tuesdays|an average day]?",
        ],
        &[
            "Around 140 members, 60 to 80 of them in on a typical day. Tuesday to Thursday are the busy ones.",
            "It varies: Mondays and Fridays about half full, midweek closer to 85%.",
        ],
    ),
    (
        &[
            "Is there air conditioning?",
            "does it get hot in summer",
            "Was freezing in my last coworking. How's the heating?",
        ],
        &[
            "The whole floor is climate-controlled, 21 to 23 °C. The front by the windows runs a little warmer.",
            "Yes, heating and cooling in every room, each meeting room has its own dial.",
        ],
    ),
];
