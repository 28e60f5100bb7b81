//! German.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("de_preise", PersonKind::Guest, 20, WRITTEN, &["Preise", "Frage zu den Tarifen", "Arbeitsplatz ab {month}", "Schreibtisch gesucht"],
        &[You(&["[Hallo, was|Was] kostet bei euch ein Schreibtisch im Monat?", "Ich suche ab {month} einen Arbeitsplatz für zwei bis drei Tage die Woche. Was habt ihr da?", "Gibt es bei euch auch einen festen Platz, und was kostet der?"]),
          Bot(&["Gerne, das sind unsere Tarife (zzgl. Steuer):\n\n{plans}\n\nAlle sind monatlich kündbar. Wie oft würdest du kommen?", "Hier die Übersicht:\n\n{plans}\n\nWLAN, Kaffee und Telefonkabinen sind immer dabei."]), Leave(34),
          Either(&[(55, &[You(&["Und kann man vorher mal vorbeikommen?", "Klingt gut. Kann ich mir das anschauen?"]), Bot(&["Klar, hier kannst du einen Termin wählen: {go:tour:Besichtigung anfragen}", "Sehr gern: {go:tour:Termin für einen Rundgang}. {op} zeigt dir alles."]), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), (45, &[You(&["Okay, ich überlege es mir.", "Gut zu wissen, ich melde mich."]), Bot(&["Mach das in Ruhe. Ich bin hier, wenn noch Fragen kommen."])])]), Thanks(45)]).spoken(SpokenLanguage::De),
    scene("de_tageskarte", PersonKind::Guest, 16, WRITTEN, &["Tageskarte", "Einen Tag arbeiten", "Platz am {day}?"],
        &[You(&["Kann ich am {day} einfach für einen Tag kommen?", "Was kostet ein Tag bei euch? Ich bin nur kurz in {city}.", "Habt ihr Tageskarten? Mein Internet zu Hause ist ausgefallen 🙈"]), Bot(&["Ja, eine Tageskarte kostet {pass}: freier Platz, WLAN und Kaffee, von {open} bis {close} Uhr. {go:day-pass:Tageskarte kaufen}", "Na klar. {pass} für den Tag: {go:day-pass:Tageskarte kaufen}"]), Leave(24), Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed), Resume(&[May(55, &[You(&["Gekauft, bis morgen!", "Hat geklappt. Wo muss ich hin?"]), Bot(&["Super. {address}, Code am Empfang zeigen, fertig."])])]), Thanks(45)]).spoken(SpokenLanguage::De),
    scene("de_tageskarte_konto", PersonKind::Newcomer, 20, WRITTEN, &["Tageskarte und Rechnung", "Erster Tag bei euch"],
        &[You(&["Ich würde gern am {day} bei euch arbeiten. Brauche ich dafür ein Konto?", "Tageskarte für {day} bitte, mit Rechnung auf meine Firma. Wie geht das?"]), Bot(&["Das Konto entsteht beim Kauf von selbst, die Rechnung kommt per Mail. {go:day-pass:Tageskarte kaufen} ({pass})"]), Joins(OutcomeKind::DayPass), Resume(&[You(&["Erledigt, danke!", "Alles gekauft, bis {day}."]), Bot(&["Willkommen bei {space}, {first}!"])]), Thanks(30)]).spoken(SpokenLanguage::De),
    scene("de_mitglied_werden", PersonKind::Newcomer, 14, WRITTEN, &["Mitglied werden", "Vertrag ab {month}", "Anmeldung {plan}"],
        &[You(&["Ich war letzte Woche zur Besichtigung da und möchte {plan} nehmen.", "Wie werde ich Mitglied? Am liebsten ab {start}."]), Bot(&["Wie schön! **{plan}** kostet {plan_price} im Monat. Hier geht es zur Anmeldung: {go:plan:{plan} abschließen}"]), May(40, &[You(&["Gibt es eine Mindestlaufzeit?"]), Bot(&["Nein, monatlich kündbar mit 30 Tagen Frist."])]), Joins(OutcomeKind::Contract), Resume(&[You(&["Angemeldet! Wann bekomme ich den Schlüssel?"]), Bot(&["Dein Chip liegt am Empfang bereit. Bring bitte einen Ausweis mit. Willkommen!"])]), Thanks(50)]).spoken(SpokenLanguage::De),
    scene("de_raum", PersonKind::Member, 30, WRITTEN, &["Raum am {day}", "Besprechungsraum {date}", "{room} frei?"],
        &[You(&["Ist {room} am {day} um {time} frei?", "Ich brauche einen Raum für {people} Leute am {date}, {time} bis {end}.", "hi, {room} am {day} ab {time} für {h} Stunden bitte"]), Tool("check_availability", "room={room}; date={iso}; from={time}", "free"),
          Bot(&["**{room}** ist am {date} von {time} bis {end} frei, {total} insgesamt. Soll ich buchen?", "Ja, {room} ist frei ({total}). Buchen?"]), Leave(8), You(&["Ja bitte", "Gerne!", "Passt, bitte buchen.", "ja, danke"]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["Gebucht: {room}, {date}, {time} bis {end}. {go:booking:Buchung ansehen}", "Erledigt, der Raum gehört euch. {go:booking:Bestätigung}"]), Thanks(50)]).spoken(SpokenLanguage::De),
    scene("de_stoerung", PersonKind::Member, 16, WRITTEN, &["Störung", "Es funktioniert etwas nicht", "Kleine Meldung"],
        &[You(&["Das WLAN im {room} bricht ständig ab.", "Der Drucker zieht kein Papier mehr ein.", "Bei uns im Büro ist es seit gestern richtig kalt."]), Bot(&["Das tut mir leid. Ich gebe es gleich an {op} weiter.", "Danke für den Hinweis, ich habe ein Ticket aufgemacht."]), Escalate(&["Störung, gemeldet von {name}", "{name}: WLAN oder Heizung"], &[Op(&["Hallo {first}, ist behoben. Sag Bescheid, wenn es wieder auftritt.", "{op} hier, wir haben es repariert. Danke fürs Melden!"]), You(&["Läuft wieder, danke!", "Super, danke {op}"])])]).spoken(SpokenLanguage::De),
    scene("de_mitglied_frage", PersonKind::Member, 14, WRITTEN, &["Kurze Frage", "Frage"],
        &[Ask(&[
              (&["Könnt ihr mir die Rechnung {no} noch mal schicken?"], &["Die Rechnung {no} ist unterwegs an {email}."]),
              (&["Kann ich am {day} einen Gast mitbringen?"], &["Klar, zwei Stunden sind kostenlos. Melde den Gast einfach im Portal an."]),
              (&["Wann ist der Empfang am {day} besetzt?", "Bis wann ist heute jemand da?"], &["Von {open} bis {close} Uhr. Dein Chip funktioniert unabhängig davon wie gewohnt."]),
          ]), Thanks(60)]).spoken(SpokenLanguage::De),
];
