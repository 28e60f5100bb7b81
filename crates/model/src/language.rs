//! Languages in which conversations are held, as far as Daybook tells them apart: their codes of ISO 639-1 and their
//! names. How one is told stands in the cache.

/// What stands in the place of a code where nobody can tell.
pub const UNKNOWN_LANGUAGE: &str = "unknown";

/// Code, English name, and how its speakers call it.
const LANGUAGES: [(&str, &str, &str); 41] = [
    ("ar", "Arabic", "العربية"),
    ("bg", "Bulgarian", "български"),
    ("bn", "Bengali", "বাংলা"),
    ("ca", "Catalan", "català"),
    ("cs", "Czech", "čeština"),
    ("da", "Danish", "dansk"),
    ("de", "German", "Deutsch"),
    ("el", "Greek", "ελληνικά"),
    ("en", "English", "English"),
    ("es", "Spanish", "español"),
    ("et", "Estonian", "eesti"),
    ("fa", "Persian", "فارسی"),
    ("fi", "Finnish", "suomi"),
    ("fr", "French", "français"),
    ("he", "Hebrew", "עברית"),
    ("hi", "Hindi", "हिन्दी"),
    ("hr", "Croatian", "hrvatski"),
    ("hu", "Hungarian", "magyar"),
    ("id", "Indonesian", "bahasa Indonesia"),
    ("it", "Italian", "italiano"),
    ("ja", "Japanese", "日本語"),
    ("ko", "Korean", "한국어"),
    ("lt", "Lithuanian", "lietuvių"),
    ("lv", "Latvian", "latviešu"),
    ("nl", "Dutch", "Nederlands"),
    ("no", "Norwegian", "norsk"),
    ("pl", "Polish", "polski"),
    ("pt", "Portuguese", "português"),
    ("ro", "Romanian", "română"),
    ("ru", "Russian", "русский"),
    ("sk", "Slovak", "slovenčina"),
    ("sl", "Slovenian", "slovenščina"),
    ("sr", "Serbian", "српски"),
    ("sv", "Swedish", "svenska"),
    ("ta", "Tamil", "தமிழ்"),
    ("th", "Thai", "ไทย"),
    ("tr", "Turkish", "Türkçe"),
    ("uk", "Ukrainian", "українська"),
    ("ur", "Urdu", "اردو"),
    ("vi", "Vietnamese", "Tiếng Việt"),
    ("zh", "Chinese", "中文"),
];

/// The code of a language, by its code, its English name or its own, in any case; the word for none by itself.
#[must_use]
pub fn language_code(named: &str) -> Option<&'static str> {
    let wanted = named.trim().to_lowercase();
    if wanted == UNKNOWN_LANGUAGE {
        return Some(UNKNOWN_LANGUAGE);
    }
    let is_it = |(code, english, own): &&(&'static str, &'static str, &'static str)| {
        *code == wanted || english.to_lowercase() == wanted || own.to_lowercase() == wanted
    };
    LANGUAGES.iter().find(is_it).map(|(code, _, _)| *code)
}

/// The English name of a language; none of what is no code here.
#[must_use]
pub fn language_name(code: &str) -> Option<&'static str> {
    let found = LANGUAGES.iter().find(|(it, _, _)| *it == code);
    found.map(|(_, english, _)| *english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_however_it_is_called() {
        for (code, english, own) in LANGUAGES {
            for name in [code, english, own, &english.to_uppercase()] {
                assert_eq!(language_code(name), Some(code), "{name}");
            }
            assert_eq!(language_name(code), Some(english));
        }
        assert_eq!(language_code(" Unknown "), Some(UNKNOWN_LANGUAGE));
        assert_eq!(language_code("klingon"), None);
        assert_eq!(language_name(UNKNOWN_LANGUAGE), None);
    }
}
