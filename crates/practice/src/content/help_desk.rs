//! Tickets that begin at the help desk.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene(
        "desk_heating",
        PersonKind::Member,
        20,
        DESK,
        &[
            "Heating in the {room} corner",
            "Too cold / too hot",
            "Air conditioning at desk {small}",
        ],
        &[
            You(&[
                "It's freezing at desk {small}. Two of us sit here in coats.",
                "The air conditioning blows right onto my neck. Can it be turned down?",
                "{room} was at 27 degrees this afternoon.",
            ]),
            Escalate(
                &["Temperature near {room}", "Heating, desk {small}"],
                &[
                    Desk(&[
                        "Thanks for the report. The technician is in the building today and will look at it.",
                        "I've changed the setting for that corner. Please tell me whether it's better.",
                    ]),
                    YouDesk(&[
                        "Better, thanks.",
                        "It is now, thank you.",
                        "Yes, much more pleasant.",
                    ]),
                    Desk(&[
                        "The valve was stuck and has been replaced. Closing this.",
                        "Good. I'll close this one.",
                    ]),
                ],
            ),
        ],
    ),
    scene(
        "desk_access_new_colleague",
        PersonKind::Member,
        18,
        DESK,
        &[
            "Access for a new colleague",
            "New team member at {company}",
            "Fob for {start}",
        ],
        &[
            You(&[
                "We have a new colleague starting on {start}. Could you set up access and a fob?",
                "Please add one person to our office from {start}. She needs 24/7 access and printing.",
            ]),
            Bot(&[
                "Thank you. To set this up we need the name, the e-mail and a photo for the fob. Please upload them in the portal under **Team**.",
                "I've prepared it. Please enter the new person in the portal under **Team**; the fob is ready the next day.",
            ]),
            YouDesk(&["Done, uploaded.", "Entered just now. Thanks!"]),
            Desk(&[
                "The fob is at the front desk. Access starts on {start}.",
                "All set. Welcome to the new face!",
            ]),
        ],
    ),
    scene(
        "desk_lost",
        PersonKind::Member,
        12,
        DESK,
        &["Lost something", "Lost", "Did anybody find this?"],
        &[Either(&[
            (
                2,
                &[
                    You(&[
                        "I left [a charger|a grey scarf|my headphones|a notebook] in {room} on {day}. Has anybody found it?",
                        "Has anybody handed in [an umbrella|a water bottle|a pair of glasses]?",
                    ]),
                    Bot(&["I've asked the front desk. Lost things are kept for four weeks."]),
                    Desk(&[
                        "Found it, it's in the drawer at the front desk.",
                        "Good news, somebody handed it in.",
                    ]),
                    YouDesk(&["Amazing, thank you!", "Phew. Picking it up tomorrow."]),
                ],
            ),
            (
                1,
                &[
                    You(&[
                        "I've lost my fob, probably on the bus. Please block it.",
                        "My fob is gone. What do I do?",
                    ]),
                    Bot(&[
                        "I've blocked it, so that nobody can use it. The team will make you a new one.",
                    ]),
                    Desk(&[
                        "A new fob is waiting for you at the front desk. The first replacement is free.",
                    ]),
                    YouDesk(&["Thank you, that was fast.", "Great, coming by at noon."]),
                ],
            ),
        ])],
    ),
    scene(
        "desk_contract",
        PersonKind::Member,
        14,
        DESK,
        &[
            "Billing details of {company}",
            "Change to our contract",
            "Change of billing details",
        ],
        &[
            You(&[
                "Our company is now a limited company and has a new name. What do you need from us to change the contract?",
                "Could you put our purchase order number on every invoice? It's PO-{no}.",
            ]),
            Escalate(
                &["Change of billing details, {company}", "{company}: billing"],
                &[
                    Desk(&[
                        "Thank you. Please confirm it with a short letter on company paper; I'll change it for the next invoice.",
                    ]),
                    YouDesk(&["Attached. Let me know if anything is missing."]),
                    Desk(&[
                        "All complete, changed from {start}. You'll find the new contract in the portal.",
                    ]),
                ],
            ),
        ],
    ),
    scene(
        "desk_printer",
        PersonKind::Member,
        12,
        DESK,
        &["Printer", "Printing again", "Trouble with the printer"],
        &[
            Ask(&[
                (
                    &[
                        "The printer jams on every double-sided job.",
                        "Third paper jam this morning.",
                    ],
                    &[
                        "Please try tray 2, tray 1 has the heavier paper. If that doesn't help, I'll get somebody to look.",
                    ],
                ),
                (
                    &[
                        "The scanner says 'sent' but nothing arrives.",
                        "Scans don't reach my inbox any more.",
                    ],
                    &[
                        "Please check that your address is saved at the machine, under **Me**. Does that work for you?",
                    ],
                ),
                (
                    &[
                        "Could someone explain how to print from a phone?",
                        "I can't print from my tablet.",
                    ],
                    &[
                        "Send the file as an attachment to print@{host} and badge in at the machine. Does that work for you?",
                    ],
                ),
            ]),
            Either(&[
                (
                    60,
                    &[YouDesk(&["That works, thank you.", "It does! Thanks."])],
                ),
                (
                    40,
                    &[
                        YouDesk(&["No, same thing."]),
                        Escalate(
                            &["Printer needs service", "Printer: {name} needs help"],
                            &[
                                Desk(&["I've had a look, and the service company comes today."]),
                                YouDesk(&["OK, thanks."]),
                                Desk(&["Repaired, please try again."]),
                            ],
                        ),
                    ],
                ),
            ]),
        ],
    ),
    scene(
        "desk_security",
        PersonKind::Member,
        6,
        DESK,
        &["Door left open", "Side door", "Security"],
        &[
            You(&[
                "The side door was wide open when I left at 11 last night.",
                "When I came in early, the door to the courtyard stood open.",
            ]),
            Escalate(
                &["Security: reported by {name}", "Side door open at night"],
                &[
                    Desk(&[
                        "Thank you for writing. I've looked at the log and spoken with security; the door closer is being fixed today.",
                        "Thanks, that shouldn't be. The closer was worn, and a new one is on its way.",
                    ]),
                    YouDesk(&["Good to know, thanks."]),
                ],
            ),
        ],
    ),
];
