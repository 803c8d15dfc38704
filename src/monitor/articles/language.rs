//! The language of an article: the one its source names, else the one its words
//! are in.

use whatlang::{Detector, Lang, Script, detect};

use crate::text::floor;

use super::RawArticle;

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 1200;

/// Small words that tell languages apart where a headline is all there is.
const SMALL: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "to", "in", "for", "on", "with", "after", "is", "at", "by", "from",
            "over", "says", "as", "a", "an", "that", "it", "its", "was", "were", "not", "be",
            "has", "have", "who", "when", "how", "what", "why", "will", "could", "into", "out",
            "up", "down", "off", "during", "before", "under", "against", "about", "their", "your",
            "her", "his", "he", "she", "they", "this", "these", "new", "two", "three", "more",
            "than", "maker", "crash", "kills", "hits", "sued", "sues",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "von", "mit", "nach", "für", "im", "bei", "ein", "eine",
            "durch", "gegen", "den", "auf", "wegen", "zu", "sich", "nicht", "ist", "dem", "des",
            "vor", "aus", "wird", "werden", "über", "sind", "neue", "neues", "neuer", "noch",
            "als", "um", "jetzt", "gibt", "bis", "zum", "zur", "vom", "beim", "einer", "einen",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "et", "une", "un", "du", "par", "après", "pour", "dans",
            "sur", "avec", "est", "au", "aux", "son", "sans", "ses", "qui", "contre", "pas", "ce",
            "cette", "ont", "sont", "leur", "ne", "chez", "sous", "selon",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "una", "un", "y", "por", "tras", "para", "con", "del", "en", "su",
            "al", "se", "más", "que", "sobre", "sin", "contra", "es", "han", "ha", "según", "sus",
            "como", "lo", "entre", "pese",
        ],
    ),
    (
        "it",
        &[
            "il", "gli", "della", "di", "che", "una", "per", "con", "dopo", "nel", "dei", "alla",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "uma", "um", "por", "após", "para", "com", "do", "da", "em", "no", "na",
            "não",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "van", "met", "voor", "na", "bij", "door", "op", "niet", "zijn",
        ],
    ),
];

/// Codes of three letters and names, with the tag they stand for.
const TAGS: &[(&str, &str)] = &[
    ("eng", "en"),
    ("english", "en"),
    ("deu", "de"),
    ("ger", "de"),
    ("german", "de"),
    ("deutsch", "de"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("french", "fr"),
    ("français", "fr"),
    ("spa", "es"),
    ("spanish", "es"),
    ("español", "es"),
    ("epo", "eo"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

/// The language of an article as a tag: what its source says, else what its words say.
pub fn of(article: &RawArticle) -> Option<String> {
    let given = article
        .language
        .as_deref()
        .map(str::trim)
        .filter(|tag| !tag.is_empty());
    if let Some(tag) = given {
        return Some(tag.to_owned());
    }
    let mut text = article.title.clone();
    for more in [&article.lead, &article.body].into_iter().flatten() {
        if text.len() < LOOKED_AT {
            text.push('\n');
            text.push_str(&more[..floor(more, LOOKED_AT)]);
        }
    }
    guess(&text)
}

fn guess(text: &str) -> Option<String> {
    let found = detect(text)?;
    if found.is_reliable() {
        return Some(tag(found.lang()));
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .collect();
    let count = |small: &[&str]| {
        words
            .iter()
            .filter(|word| small.contains(&word.as_str()))
            .count()
    };
    // The earlier row wins a tie.
    let best = SMALL.iter().rev().max_by_key(|(_, small)| count(small));
    match best {
        Some((tag, small)) if count(small) > 0 => Some((*tag).to_owned()),
        // Few letters are alike in many languages: one that news comes in is
        // likelier than one that is rarely met.
        _ if found.script() == Script::Latin => {
            let usual = vec![
                Lang::Eng,
                Lang::Deu,
                Lang::Fra,
                Lang::Spa,
                Lang::Ita,
                Lang::Por,
                Lang::Nld,
            ];
            let among = Detector::with_allowlist(usual).detect_lang(text);
            among.map(tag)
        }
        _ => Some(tag(found.lang())),
    }
}

/// The tag of a language that was told by its words.
fn tag(lang: Lang) -> String {
    base(Some(lang.code()))
}

/// The tag without its region, in lower case; empty where there is none.
pub fn base(language: Option<&str>) -> String {
    let tag = language.unwrap_or_default().trim().to_lowercase();
    let tag = tag.split(['-', '_']).next().unwrap_or_default();
    let known = TAGS.iter().find(|(name, _)| *name == tag);
    known.map_or(tag, |(_, tag)| tag).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_is_told_has_a_tag_of_two_letters() {
        for lang in Lang::all() {
            assert_eq!(tag(*lang).len(), 2, "{lang}");
        }
    }

    #[test]
    fn languages_are_told_from_headlines_too() {
        for (text, tag) in [
            ("Robotaxi hits cyclist after running a red light", "en"),
            ("Roboter verletzt Arbeiter bei der Montage im Werk", "de"),
            (
                "Un robot blesse une ouvrière dans une usine près de Lyon",
                "fr",
            ),
            (
                "Un robot hiere a una trabajadora en la fábrica de Vigo",
                "es",
            ),
            ("Tesla Autopilot crash kills two", "en"),
            ("Deepfake scam hits pensioners", "en"),
            ("Chatbot maker sued", "en"),
            ("Chatbot gibt falsche Auskunft", "de"),
            ("ロボットが作業員を負傷させた", "ja"),
        ] {
            assert_eq!(guess(text).as_deref(), Some(tag), "{text}");
        }
        assert_eq!(guess("12"), None);
    }

    #[test]
    fn tags_come_down_to_their_base() {
        for (tag, want) in [
            ("en-GB", "en"),
            ("ENG", "en"),
            ("pt_BR", "pt"),
            ("German", "de"),
            ("", ""),
        ] {
            assert_eq!(base(Some(tag)), want);
        }
    }
}
