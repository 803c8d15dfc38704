//! The cue words, as data: a cue more is a word more. A cue that ends in `*`
//! also begins longer words. All are in lower case.

use super::cues::Cues;

/// Harm that may come.
pub static POTENTIAL: Cues = Cues::of(&[
    "potential", "potentially", "plausible", "plausibly", "could", "might", "may",
]);
/// Harm that may come, named as the very reason.
pub static POTENTIAL_REASON: Cues = Cues::of(&[
    "actual or potential", "potential or actual",
    "because of potential", "because of the potential", "due to potential",
    "due to the potential", "led to potential", "leads to potential",
]);
/// Harm that came.
pub static REALISED: Cues = Cues::of(&[
    "actual", "already", "caused", "causing", "has led", "have led", "led to", "materialised",
    "materialized", "occurred", "occurring", "ongoing", "realised", "realized", "resulted in",
]);
/// AI against a harm.
pub static PREVENTION: Cues = Cues::of(&[
    "block", "blocked", "blocking", "blocks", "detect", "detected", "detecting", "detects",
    "foil*", "mitigat*", "prevent*", "rescu*", "reunit*", "thwart*",
]);
/// AI against a harm, in words that speak of nothing else.
pub static PREVENTED_HARM: Cues = Cues::of(&[
    "addressing a serious harm", "addressing a significant harm", "avoiding harm",
    "harm mitigation", "harm prevention", "harm reduction", "mitigating harm", "preventing harm",
    "prevention of harm",
]);
/// A part of AI that is doubtful or missing.
pub static DOUBTFUL_ROLE: Cues = Cues::of(&[
    "ai involvement is inferred", "ai involvement is unclear", "does not explicitly mention ai",
    "does not explicitly mention an ai", "does not mention ai", "does not mention an ai",
    "implied use of ai", "implies ai", "implies the use of", "likely involves ai", "manual",
    "manually", "may involve ai", "no explicit mention of ai", "no mention of ai", "not clear if",
    "not clear whether", "not explicitly stated", "presumably", "suggests the use of ai",
    "unclear how", "unclear if", "unclear whether",
]);
/// News of a business.
pub static BUSINESS: Cues = Cues::of(&[
    "acquir*", "announc*", "deploys", "expands", "funding", "investors", "launch*", "partnership", "plans to", "raised",
    "raises", "to launch", "unveil*",
]);
/// Harms, as titles and summaries name them.
pub static HARMS: Cues = Cues::of(&[
    "abus*", "accident*", "attack*", "bias*", "breach*", "casualt*", "collision*", "concern*",
    "crash*", "danger*", "dead", "deadly", "death*", "deepfake*", "died", "discriminat*",
    "disinformation", "disrupt*", "exploit*", "fatal*", "fraud*", "harass*", "harm*", "hazard*",
    "injur*", "job loss*", "kill*", "layoff*", "leak*", "lethal", "misinformation", "misuse*",
    "outage*", "pollut*", "privacy", "risks", "safety", "scam*", "stolen", "suicid*", "surveill*",
    "theft", "threat*", "unsafe", "victim*", "violat*", "warn*", "weapon*", "wrongful*",
]);
/// Words at the head of a sentence that begin a second story.
pub const SECOND_STORY: &[&str] = &[
    "additionally,", "in a separate", "in an unrelated", "separately,",
];

/// Words that turn a cue down when they stand shortly before it.
pub static REFUSALS: Cues = Cues::of(&[
    "beyond", "cannot", "fail*", "instead of", "lack*", "neither", "never", "no", "nor", "not",
    "rather than", "unable", "without", "wrong*",
]);
