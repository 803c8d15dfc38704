//! The verdict of a record: label, rationale and confidence beside the other
//! fields, in an object of their own, or in what a model answered, as JSON or as
//! JSON in a text.

use serde_json::value::RawValue;

use crate::domain::object::read_record;
use crate::domain::strict::check;
use crate::domain::verdict::{Run, Span};
use crate::domain::vocabulary::Label;
use crate::domain::{Verdict, Vocabulary};

use super::Work;
use super::pool::{Pool, Record, aside, elements, is_list, is_object, put, spelled, text};

/// Names of what can be nothing but a label.
pub const LABEL: &[&str] = &[
    "label",
    "ailabel",
    "predictedlabel",
    "labelname",
    "machinelabel",
    "modellabel",
    "incidentlabel",
];
/// Names of what is a label where it is a word for one.
pub const WORD: &[&str] = &[
    "verdict",
    "classification",
    "category",
    "class",
    "prediction",
    "predictedclass",
    "result",
    "answer",
    "output",
];
/// Names of the reasons.
pub const RATIONALE: &[&str] = &[
    "rationale",
    "reasoning",
    "reason",
    "reasons",
    "explanation",
    "justification",
    "evidences",
    "airationale",
    "modelrationale",
    "machinerationale",
    "aireasoning",
    "modelreasoning",
    "machinereasoning",
    "modelexplanation",
    "machineexplanation",
    "why",
    "motivation",
    "begrundung",
];
/// Names of how sure the machine is.
pub const CONFIDENCE: &[&str] = &[
    "confidence",
    "confidencescore",
    "modelconfidence",
    "machineconfidence",
    "certainty",
    "probability",
];
/// Names under which a verdict may lie by itself.
pub const HOLDERS: &[&str] = &[
    "verdict",
    "classification",
    "result",
    "answer",
    "output",
    "modeloutput",
    "prediction",
    "response",
    "assessment",
    "judgement",
    "judgment",
];
/// Where to look on inside an answer.
const INSIDE: &[&str] = &[
    "verdict",
    "classification",
    "result",
    "answer",
    "output",
    "response",
    "body",
    "choices",
    "message",
    "messages",
    "content",
    "text",
    "outputtext",
    "data",
];
/// How deep an answer nests its verdict.
const DEEP: usize = 8;
/// Words for no label at all.
const NONE: &[&str] = &["none", "n/a", "na", "null", "-", "unknown", "unclear"];

impl Work<'_> {
    /// Takes the verdict of a record out of its fields; none where there is nothing.
    /// An object that is a set's own verdict says all there is: what stands beside it
    /// under names that others use is something else.
    pub fn verdict(&mut self, pool: &mut Pool) -> Option<Box<RawValue>> {
        let mut verdict = Record::new();
        let mut is_own = false;
        if let Some((_, own)) = pool.take(&["verdict"], &is_object) {
            let mut own = Pool::of(own.get()).ok()?;
            let is_label = |raw: &RawValue| text(raw).is_some() && !self.is_none(raw);
            is_own = own
                .see(&["label"], &is_label)
                .or(own.see(&["how"], &|_| true))
                .is_some();
            self.fill(&mut own, &mut verdict, "verdict.");
            own.leave(&mut verdict);
            self.odd_of_verdict(&mut verdict);
        }
        if !is_own {
            self.label(pool, &mut verdict, "");
            if let Some((name, mut held)) = self.held(pool, &verdict) {
                // Where it lies it stays: an answer may hold more than is read of it.
                self.fill(&mut held, &mut verdict, &format!("{name}."));
            }
            self.fill(pool, &mut verdict, "");
            self.model(pool, &mut verdict);
        }
        (!verdict.is_empty()).then(|| spelled(&verdict))
    }

    fn model(&mut self, pool: &mut Pool, verdict: &mut Record) {
        if !verdict.is_empty()
            && !verdict.contains_key("run")
            && let Some((name, raw)) =
                pool.take(&["model", "modelname"], &|raw| text(raw).is_some())
        {
            let mut run = Record::new();
            put(&mut run, "model", &text(&raw));
            verdict.insert("run".to_owned(), spelled(&run));
            self.tell(&name, "verdict.run.model");
        }
    }

    /// The fields of a verdict that weren't found yet.
    fn fill(&mut self, pool: &mut Pool, verdict: &mut Record, within: &str) {
        self.label(pool, verdict, within);
        let is_reasons = |raw: &RawValue| reasons(raw).is_some();
        if !verdict.contains_key("rationale")
            && let Some((name, raw)) = pool.take(RATIONALE, &is_reasons)
        {
            put(verdict, "rationale", &reasons(&raw));
            self.tell(&format!("{within}{name}"), "verdict.rationale");
        }
        if !verdict.contains_key("confidence")
            && (verdict.contains_key("label") || !within.is_empty())
        {
            self.confidence(pool, verdict, within);
        }
        if !verdict.contains_key("severity")
            && let Some((name, raw)) = pool.take(&["severity"], &|raw| self.rung(raw).is_some())
        {
            let rung = self.rung(&raw).unwrap_or_default();
            put(verdict, "severity", &rung);
            self.tell(&format!("{within}{name}"), "verdict.severity");
            let mut labels = self.vocabulary.labels.iter();
            let is_its = |label: &&Label| label.severities.iter().any(|it| it.as_str() == rung);
            if let (false, Some(label)) = (verdict.contains_key("label"), labels.find(is_its)) {
                put(verdict, "label", &label.id);
                self.tell(&format!("{within}{name}"), "verdict.label");
            }
        }
    }

    /// The label, where none was found yet: a word that the vocabulary knows goes before
    /// one it doesn't, wherever it stands.
    fn label(&mut self, pool: &mut Pool, verdict: &mut Record, within: &str) {
        if verdict.contains_key("label") {
            return;
        }
        let vocabulary = self.vocabulary;
        let is_word = |raw: &RawValue| meant(vocabulary, raw).is_some();
        let is_one = |raw: &RawValue| raw.get().starts_with('"') && !self.is_none(raw);
        let taken = pool
            .take(LABEL, &is_word)
            .or_else(|| pool.take(WORD, &is_word))
            .or_else(|| pool.take(LABEL, &is_one));
        let Some((name, raw)) = taken else {
            return;
        };
        self.tell(&format!("{within}{name}"), "verdict.label");
        let said = text(&raw).unwrap_or_default();
        let label = meant(vocabulary, &raw).unwrap_or_else(|| said.clone());
        if label != said {
            self.tell_value(&said, &label);
        }
        put(verdict, "label", &label);
    }

    /// A share of one; percent are read as such.
    fn confidence(&mut self, pool: &mut Pool, verdict: &mut Record, within: &str) {
        let Some((name, raw)) = pool.take(CONFIDENCE, &|raw| share(raw).is_some()) else {
            return;
        };
        if let Some(share) = share(&raw) {
            put(verdict, "confidence", &share);
            let is_plain = raw.get().parse() == Ok(share);
            let from = if is_plain {
                name
            } else {
                // One line of the report, however many values there are.
                format!("{name} (percent, or spelled as text)")
            };
            self.tell(&format!("{within}{from}"), "verdict.confidence");
        }
    }

    /// The rung of the ladder that a text names.
    fn rung(&self, raw: &RawValue) -> Option<String> {
        let said = text(raw)?;
        let mut rungs = self.vocabulary.severities.iter();
        let rung =
            rungs.find(|rung| rung.name.eq_ignore_ascii_case(&said) || rung.id.as_str() == said);
        rung.map(|rung| rung.id.to_string())
    }

    /// A verdict that lies in a field of another name: an object, or a text of JSON;
    /// not one of another label than is known already, whose reasons are none for that.
    fn held(&self, pool: &Pool, known: &Record) -> Option<(String, Pool)> {
        HOLDERS.iter().find_map(|name| {
            let (name, raw) = pool.see(&[name], &|_| true)?;
            let held = self.dig(raw, DEEP)?;
            let is_word = |raw: &RawValue| meant(self.vocabulary, raw).is_some();
            let its = held.see(LABEL, &is_word).or(held.see(WORD, &is_word));
            let its = its.and_then(|(_, raw)| meant(self.vocabulary, raw));
            let known = known.get("label").and_then(|raw| text(raw));
            let is_another = its.zip(known).is_some_and(|(its, known)| its != known);
            (!is_another).then(|| (name.to_owned(), held))
        })
    }

    fn dig(&self, raw: &RawValue, depth: usize) -> Option<Pool> {
        let depth = depth.checked_sub(1)?;
        if is_object(raw) {
            let pool = Pool::of(raw.get()).ok()?;
            let is_word = |raw: &RawValue| meant(self.vocabulary, raw).is_some();
            let is_text = |raw: &RawValue| text(raw).is_some();
            if pool
                .see(LABEL, &is_text)
                .or(pool.see(WORD, &is_word))
                .is_some()
            {
                return Some(pool);
            }
            // What a model thought before it answered is no reason of the answer.
            let inside = INSIDE.iter().find_map(|name| {
                let (_, raw) = pool.see(&[name], &|_| true)?;
                self.dig(raw, depth)
            });
            let has_reasons = pool.see(RATIONALE, &is_text).is_some();
            return inside.or_else(|| has_reasons.then_some(pool));
        }
        if is_list(raw) {
            return elements(raw)
                .iter()
                .rev()
                .find_map(|raw| self.dig(raw, depth));
        }
        let said = text(raw)?;
        let json = unfenced(&said);
        check(json).ok()?;
        let inner: &RawValue = serde_json::from_str(json).ok()?;
        if is_object(inner) {
            self.dig(inner, depth)
        } else {
            None
        }
    }

    /// Whether a label says that there is none, in a word that is no label itself.
    fn is_none(&self, raw: &RawValue) -> bool {
        let said = text(raw).unwrap_or_default().to_lowercase();
        let is_word = said.is_empty() || NONE.contains(&said.as_str());
        is_word && meant(self.vocabulary, raw).is_none()
    }

    /// What a verdict of a set may not hold in its fields goes beside them.
    fn odd_of_verdict(&mut self, verdict: &mut Record) {
        if verdict.get("label").is_some_and(|raw| self.is_none(raw)) {
            aside(verdict, "label");
        }
        let is_share = |raw: &RawValue| {
            let number = raw.get().parse::<f64>();
            number.is_ok_and(|it| (0.0..=1.0).contains(&it))
        };
        let are_spans = |raw: &RawValue| {
            let mut spans = elements(raw).into_iter();
            is_list(raw) && spans.all(|raw| read_record::<Span>(raw.get()).is_ok())
        };
        if verdict.get("confidence").is_some_and(|raw| !is_share(raw)) {
            aside(verdict, "confidence");
            self.odd("verdict.confidence", "a number from 0 to 1");
        }
        if verdict.get("spans").is_some_and(|raw| !are_spans(raw)) {
            aside(verdict, "spans");
            self.odd("verdict.spans", "a list of spans");
        }
        if let Some(raw) = verdict.get("run") {
            let mut run = Record::new();
            if is_object(raw) {
                run = serde_json::from_str(raw.get()).unwrap_or_default();
                self.fit::<Run>(&mut run, "verdict.run.");
                verdict.insert("run".to_owned(), spelled(&run));
            } else if let Some(model) = text(raw) {
                put(&mut run, "model", &model);
                verdict.insert("run".to_owned(), spelled(&run));
            }
        }
        self.fit::<Verdict>(verdict, "verdict.");
    }
}

/// The label of the vocabulary that a value is a word for.
pub fn meant(vocabulary: &Vocabulary, raw: &RawValue) -> Option<String> {
    let said = raw.get().starts_with('"').then(|| text(raw)).flatten()?;
    let label = vocabulary.label_meant(&said);
    label.map(|label| label.id.to_string())
}

/// Reasons: a text, or several.
fn reasons(raw: &RawValue) -> Option<String> {
    if !is_list(raw) {
        return text(raw).filter(|_| raw.get().starts_with('"'));
    }
    let all = elements(raw);
    let texts: Option<Vec<String>> = all.iter().map(|raw| text(raw)).collect();
    texts
        .filter(|all| !all.is_empty())
        .map(|all| all.join("\n\n"))
}

/// A share of one: a number up to 1; percent above 10, or where it says so.
pub fn share(raw: &RawValue) -> Option<f64> {
    let said = text(raw)?;
    let (number, percent) = match said.strip_suffix('%') {
        Some(number) => (number.trim(), true),
        None => (said.as_str(), false),
    };
    // Where tables are divided by semicolons, numbers have commas.
    let number: f64 = number.replacen(',', ".", 1).parse().ok()?;
    // From 1 to 10 it may be of a scale of ten, or a slip.
    let share = match number {
        number if percent || number > 10.0 => number / 100.0,
        number => number,
    };
    (0.0..=1.0).contains(&share).then_some(share)
}

/// What stands in a fence of Markdown, else the text itself.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix("```") else {
        return text;
    };
    let inner = inner.split_once('\n').map_or(inner, |(_, inner)| inner);
    inner.trim_end().trim_end_matches('`').trim()
}
