//! What people say around a matter, by language: greetings, thanks, good-byes, the line above a quoted
//! letter. Text only.

use super::scenario::{PhraseVariants, SpokenLanguage};

/// The courtesies of one language.
#[derive(Debug)]
pub(super) struct CourtesyLines {
    /// The assistant opens the chat to somebody unknown.
    pub(super) hello: PhraseVariants,
    /// The assistant opens the chat to a customer who is signed in.
    pub(super) hello_known: PhraseVariants,
    /// A letter's greeting, the assistant's.
    pub(super) dear: PhraseVariants,
    /// A letter's close, the assistant's.
    pub(super) regards: PhraseVariants,
    /// A letter's greeting, the person's.
    pub(super) to_us: PhraseVariants,
    /// A letter's close, the person's.
    pub(super) from_them: PhraseVariants,
    pub(super) thanks: PhraseVariants,
    pub(super) welcome: PhraseVariants,
}

static EN: CourtesyLines = CourtesyLines {
    hello: &[
        "Hi, I'm {agent}, the assistant at {space}. How can I help?",
        "Hello and welcome to {space}! I'm {agent}, the AI assistant here. What are you looking for today?",
        "Hi there! {agent} here, {space}'s assistant. Ask me about desks, rooms, tours or anything else.",
        "Hello! How may I assist you today?",
    ],
    hello_known: &[
        "Hi {first}, good to see you again. What can I do for you?",
        "Hello {first}! How can I help today?",
        "Welcome back, {first}. What do you need?",
    ],
    dear: &[
        "Hi {first},",
        "Hello {first},",
        "Hi {first}, thanks for your message.",
        "Dear {first},",
    ],
    regards: &[
        "Best wishes,\n{agent}",
        "Kind regards,\n{agent}",
        "All the best,\n{agent}",
        "Best,\n{agent}",
    ],
    to_us: &[
        "Hi,",
        "Hello,",
        "Hi there,",
        "Hi {space} team,",
        "Good [morning|afternoon],",
        "Hey,",
        "Hi all,",
    ],
    from_them: &[
        "Thanks,\n{first}",
        "Many thanks,\n{first}",
        "Best,\n{first}",
        "Cheers,\n{first}",
        "Kind regards,\n{first} {last}",
        "Thank you!\n{first}",
        "Best regards\n{first} {last}",
        "{first}",
    ],
    thanks: &[
        "[Great|Perfect|Brilliant|Lovely], [thanks|thank you]!",
        "Thanks, that's [all I needed|really helpful|everything]",
        "Ok thanks",
        "thank you so much 🙏",
        "Cheers, [that helps|much appreciated|that's me sorted]",
        "Awesome, thanks {agent}",
        "That's great, thank you.",
        "Good to know. Thanks!",
        "Got it, thank you 👍",
        "Super [quick|helpful], thanks",
        "ty!",
        "[Nice one|Amazing], thanks for your help",
        "All clear, thanks. Have a good [day|one]!",
        "Wonderful, thank you {agent}.",
    ],
    welcome: &[
        "You're welcome{c}! [Have a good day|Enjoy the rest of your day|Talk soon].",
        "Any time{c}.",
        "Happy to help. [Just write if anything else comes up|I'm here if you need anything else].",
        "My pleasure{c}! 😊",
        "You're very welcome. [See you soon|We look forward to seeing you].",
        "Glad that helped. Have a [great|lovely] day!",
        "No problem at all{c}.",
        "Good, [have a nice day|all the best]. If anything changes, just reply here.",
        "Of course. [Take care|Bye for now]!",
    ],
};

static DE: CourtesyLines = CourtesyLines {
    hello: &[
        "Hallo, ich bin {agent}, die Assistenz von {space}. Wie kann ich helfen?",
        "Willkommen bei {space}! Worum geht es?",
    ],
    hello_known: &[
        "Hallo {first}, schön, dass du da bist. Was kann ich für dich tun?",
        "Hi {first}! Womit kann ich helfen?",
    ],
    dear: &["Hallo {first},", "Guten Tag {name},"],
    regards: &["Viele Grüße\n{agent}", "Herzliche Grüße\n{agent}"],
    to_us: &[
        "Hallo,",
        "Guten Tag,",
        "Hallo zusammen,",
        "Liebes {space}-Team,",
    ],
    from_them: &[
        "Viele Grüße\n{first} {last}",
        "Danke und Gruß\n{first}",
        "Mit freundlichen Grüßen\n{first} {last}",
        "LG {first}",
    ],
    thanks: &[
        "Super, danke!",
        "Perfekt, vielen Dank 🙂",
        "Alles klar, danke dir",
        "Das hilft mir sehr, danke.",
        "Danke für die schnelle Antwort!",
        "Top, danke",
    ],
    welcome: &[
        "Gern geschehen! Bis bald.",
        "Sehr gerne. Meld dich, wenn noch etwas ist.",
        "Gerne, einen schönen Tag noch!",
        "Immer gerne{c}.",
    ],
};

static ES: CourtesyLines = CourtesyLines {
    hello: &[
        "¡Hola! Soy {agent}, la asistente de {space}. ¿En qué puedo ayudarte?",
        "¡Bienvenido a {space}! Cuéntame qué necesitas.",
    ],
    hello_known: &[
        "¡Hola, {first}! ¿Qué necesitas hoy?",
        "Hola {first}, me alegra verte de nuevo. ¿En qué te ayudo?",
    ],
    dear: &["Hola {first}:", "Buenos días, {first}:"],
    regards: &["Un saludo,\n{agent}", "Saludos cordiales,\n{agent}"],
    to_us: &[
        "Hola:",
        "Buenas,",
        "Buenos días:",
        "Hola, equipo de {space}:",
    ],
    from_them: &[
        "Gracias,\n{first}",
        "Un saludo,\n{first} {last}",
        "Muchas gracias de antemano.\n{first}",
    ],
    thanks: &[
        "¡Perfecto, muchas gracias!",
        "Genial, gracias 😊",
        "Muy amable, gracias",
        "Vale, me queda claro. ¡Gracias!",
        "Mil gracias por la ayuda",
    ],
    welcome: &[
        "¡De nada! Que tengas un buen día.",
        "Un placer{c}. ¡Hasta pronto!",
        "Para eso estamos. Escríbenos cuando quieras.",
    ],
};

static FR: CourtesyLines = CourtesyLines {
    hello: &[
        "Bonjour, je suis {agent}, l'assistante de {space}. Comment puis-je vous aider ?",
        "Bienvenue chez {space} ! Que cherchez-vous ?",
    ],
    hello_known: &["Bonjour {first}, ravie de vous revoir. Que puis-je faire pour vous ?"],
    dear: &["Bonjour {first},", "Bonjour,"],
    regards: &["Bien à vous,\n{agent}", "Belle journée,\n{agent}"],
    to_us: &["Bonjour,", "Bonjour à toute l'équipe,"],
    from_them: &[
        "Merci d'avance,\n{first} {last}",
        "Cordialement,\n{first} {last}",
        "Bonne journée,\n{first}",
    ],
    thanks: &[
        "Parfait, merci beaucoup !",
        "Super, merci 🙏",
        "Merci pour votre réponse rapide",
        "C'est noté, merci bien.",
    ],
    welcome: &[
        "Avec plaisir{c}, bonne journée !",
        "Je vous en prie. À bientôt !",
        "N'hésitez pas si vous avez d'autres questions.",
    ],
};

static PT: CourtesyLines = CourtesyLines {
    hello: &[
        "Olá! Sou a {agent}, assistente do {space}. Como posso ajudar?",
        "Olá, bem-vindo ao {space}. O que procura?",
    ],
    hello_known: &["Olá {first}, que bom ver-te por aqui. Em que posso ajudar?"],
    dear: &["Olá {first},", "Bom dia {first},"],
    regards: &["Um abraço,\n{agent}", "Cumprimentos,\n{agent}"],
    to_us: &["Olá,", "Bom dia,", "Boa tarde,"],
    from_them: &[
        "Obrigado,\n{first}",
        "Cumprimentos,\n{first} {last}",
        "Muito obrigada,\n{first} {last}",
    ],
    thanks: &[
        "Perfeito, muito obrigado!",
        "Ótimo, obrigada 😊",
        "Combinado, obrigado pela ajuda",
        "Era isso mesmo, obrigada!",
    ],
    welcome: &[
        "De nada{c}! Até breve.",
        "Sempre às ordens. Até à próxima!",
        "Com todo o gosto. Qualquer coisa, é só escrever.",
    ],
};

static AR: CourtesyLines = CourtesyLines {
    hello: &[
        "مرحبًا، أنا {agent}، المساعدة الذكية في {space}. كيف يمكنني مساعدتك؟",
        "أهلًا وسهلًا بك في {space}! بماذا أخدمك اليوم؟",
    ],
    hello_known: &["أهلًا {first}، يسعدنا تواصلك من جديد. كيف أساعدك؟"],
    dear: &["مرحبًا {first}،", "السلام عليكم {first}،"],
    regards: &["مع أطيب التحيات،\n{agent}", "تحياتي،\n{agent}"],
    to_us: &["السلام عليكم،", "مرحبًا،", "مساء الخير،"],
    from_them: &[
        "مع الشكر،\n{first} {last}",
        "تحياتي،\n{first}",
        "شكرًا جزيلًا\n{first} {last}",
    ],
    thanks: &[
        "ممتاز، شكرًا جزيلًا!",
        "شكرًا لك على السرعة 🌷",
        "تمام، الله يعطيك العافية",
        "واضح، شكرًا",
    ],
    welcome: &[
        "على الرحب والسعة! نهارك سعيد.",
        "العفو، نحن بانتظارك.",
        "بكل سرور، راسلنا متى شئت.",
    ],
};

/// The courtesies of a language.
pub(super) fn manners(lang: SpokenLanguage) -> &'static CourtesyLines {
    match lang {
        SpokenLanguage::En => &EN,
        SpokenLanguage::De => &DE,
        SpokenLanguage::Es => &ES,
        SpokenLanguage::Fr => &FR,
        SpokenLanguage::Pt => &PT,
        SpokenLanguage::Ar => &AR,
    }
}

/// The assistant answers the phone.
pub(super) const PHONE_HELLO: PhraseVariants = &[
    "{space}, good [morning|afternoon]. You're speaking with {agent}, the AI assistant, and this call is transcribed. How can I help?",
    "Thanks for calling {space}. This is {agent}, the virtual assistant. What can I do for you?",
    "Hello, {space}, {agent} speaking, the automated assistant. How can I help you today?",
];

/// The platform's row at the start of a chat.
pub(super) const OPENED: PhraseVariants = &[
    "Session opened on /{page}",
    "Visitor opened the chat window on /{page}",
    "Widget opened, page /{page}, referrer: search",
    "Session opened on /{page}, referrer: newsletter",
    "Widget opened, page /{page}, returning visitor",
];

/// Pages that a chat begins on.
pub(super) const PAGES: PhraseVariants = &[
    "",
    "pricing",
    "meeting-rooms",
    "day-pass",
    "private-offices",
    "contact",
    "events",
    "members/bookings",
    "about",
    "virtual-office",
];

/// The line above a quoted letter: date, hour, sender, in each language.
pub(super) fn intro(lang: SpokenLanguage, date: &str, clock: &str, sender: &str) -> String {
    match lang {
        SpokenLanguage::En => format!("On {date} at {clock}, {sender} wrote:"),
        SpokenLanguage::De => format!("Am {date} um {clock} schrieb {sender}:"),
        SpokenLanguage::Es => format!("El {date} a las {clock}, {sender} escribió:"),
        SpokenLanguage::Fr => format!("Le {date} à {clock}, {sender} a écrit :"),
        SpokenLanguage::Pt => format!("Em {date} às {clock}, {sender} escreveu:"),
        SpokenLanguage::Ar => format!("في {date} الساعة {clock} كتب {sender}:"),
    }
}
