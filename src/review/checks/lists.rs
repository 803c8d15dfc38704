//! The cue words, as data: a cue more is a word more. A cue that ends in `*`
//! also begins longer words. All are in lower case.

/// Harm that may come.
pub const POTENTIAL: &[&str] = &[
    "potential", "potentially", "plausible", "plausibly", "could", "might", "may",
];
/// Harm that may come, named as the very reason.
pub const POTENTIAL_REASON: &[&str] = &[
    "actual or potential", "potential or actual",
    "because of potential", "because of the potential", "due to potential",
    "due to the potential", "led to potential", "leads to potential",
];
/// Harm that came.
pub const REALISED: &[&str] = &[
    "actual", "already", "caused", "causing", "has led", "have led", "led to", "materialised",
    "materialized", "occurred", "occurring", "ongoing", "realised", "realized", "resulted in",
];
/// AI against a harm.
pub const PREVENTION: &[&str] = &[
    "block", "blocked", "blocking", "blocks", "detect", "detected", "detecting", "detects",
    "foil*", "mitigat*", "prevent*", "rescu*", "reunit*", "thwart*",
];
/// AI against a harm, in words that speak of nothing else.
pub const PREVENTED_HARM: &[&str] = &[
    "addressing a serious harm", "addressing a significant harm", "avoiding harm",
    "harm mitigation", "harm prevention", "harm reduction", "mitigating harm", "preventing harm",
    "prevention of harm",
];
/// A part of AI that is doubtful or missing.
pub const DOUBTFUL_ROLE: &[&str] = &[
    "ai involvement is inferred", "ai involvement is unclear", "does not explicitly mention ai",
    "does not explicitly mention an ai", "does not mention ai", "does not mention an ai",
    "implied use of ai", "implies ai", "implies the use of", "likely involves ai", "manual",
    "manually", "may involve ai", "no explicit mention of ai", "no mention of ai", "not clear if",
    "not clear whether", "not explicitly stated", "presumably", "suggests the use of ai",
    "unclear how", "unclear if", "unclear whether",
];
/// News of a business.
pub const BUSINESS: &[&str] = &[
    "acquir*", "announc*", "deploys", "expands", "funding", "investors", "launch*", "partnership", "plans to", "raised",
    "raises", "to launch", "unveil*",
];
/// Harms, as titles and summaries name them.
pub const HARMS: &[&str] = &[
    "abus*", "accident*", "attack*", "bias*", "breach*", "casualt*", "collision*", "concern*",
    "crash*", "danger*", "dead", "deadly", "death*", "deepfake*", "died", "discriminat*",
    "disinformation", "disrupt*", "exploit*", "fatal*", "fraud*", "harass*", "harm*", "hazard*",
    "injur*", "job loss*", "kill*", "layoff*", "leak*", "lethal", "misinformation", "misuse*",
    "outage*", "pollut*", "privacy", "risks", "safety", "scam*", "stolen", "suicid*", "surveill*",
    "theft", "threat*", "unsafe", "victim*", "violat*", "warn*", "weapon*", "wrongful*",
];
/// Words at the head of a sentence that begin a second story.
pub const SECOND_STORY: &[&str] = &[
    "additionally,", "in a separate", "in an unrelated", "separately,",
];

/// Words that turn a cue down when they stand shortly before it.
pub const REFUSALS: &[&str] = &[
    "beyond", "cannot", "fail*", "instead of", "lack*", "neither", "never", "no", "nor", "not",
    "rather than", "unable", "without", "wrong*",
];
