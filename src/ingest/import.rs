//! The way from files to incidents: read, recognise, take apart, then give
//! ids, fold copies, have verdicts read, and count what the vocabulary doesn't
//! know. Everything that happened on the way is in the report.

use std::collections::HashMap;

use crate::disk::Fs;
use crate::domain::{Digest, How, Incident, Source, Verdict, Vocabulary};

use super::field::Found;
use super::input::{self, Input};
use super::report::{Entry, Repair, Report, Skip, Taken};
use super::shape::{Reader, Shape};
use super::{facets, identify, verdict};

/// What came of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// The incidents, in the order of the inputs; no two have the same id.
    pub incidents: Vec<Incident>,
    /// What was taken, repaired and skipped.
    pub report: Report,
}

/// Imports files, folders and bytes. Nothing that goes wrong with one of them
/// stops the others; the report says what did.
pub fn import(
    fs: &dyn Fs,
    vocabulary: &Vocabulary,
    inputs: &[Input],
    forced: Option<Shape>,
) -> Imported {
    let mut import = Import {
        vocabulary,
        forced,
        known: HashMap::new(),
        done: Imported::default(),
    };
    for input in inputs {
        match input {
            Input::Bytes { name, bytes } => import.bytes(name, bytes),
            Input::Path(path) => {
                for file in input::files(fs, path, &mut import.done.report.skipped) {
                    let name = file.display().to_string();
                    match input::read(fs, &file) {
                        Ok(bytes) => import.bytes(&name, &bytes),
                        Err(skip) => import.skip(&name, None, skip),
                    }
                }
            }
        }
    }
    import.done
}

struct Import<'a> {
    vocabulary: &'a Vocabulary,
    forced: Option<Shape>,
    /// Ids that were taken, each with its place among the incidents.
    known: HashMap<String, First>,
    done: Imported,
}

/// The first record with an id.
struct First {
    file: String,
    line: u64,
    /// Hash of the record without its source.
    content: Digest,
}

impl Import<'_> {
    fn skip(&mut self, file: &str, line: Option<u64>, what: Skip) {
        self.done.report.skipped.push(Entry {
            file: file.to_owned(),
            line,
            what,
        });
    }

    fn repair(&mut self, file: &str, line: u64, what: Repair) {
        let line = Some(line);
        self.done.report.repaired.push(Entry {
            file: file.to_owned(),
            line,
            what,
        });
    }

    fn bytes(&mut self, file: &str, bytes: &[u8]) {
        let text = match input::strip(bytes) {
            Ok((text, false)) => text,
            Ok((text, true)) => {
                self.repair(file, 1, Repair::ByteOrderMark);
                text
            }
            Err(skip) => return self.skip(file, None, skip),
        };
        let detected = || Shape::detect(self.vocabulary, input::readable(text));
        let Some(shape) = self.forced.or_else(detected) else {
            // What isn't text at all is better told so than by its shape.
            let (line, skip) = match input::text(text, bytes.len() - text.len()) {
                Err((line, skip)) => (Some(line), skip),
                Ok(_) => (
                    None,
                    Skip::Unrecognised {
                        expected: Shape::names(),
                    },
                ),
            };
            return self.skip(file, line, skip);
        };
        let mut found = Found::default();
        match shape.format().read {
            Reader::Bytes(read) => read(text, &mut found),
            Reader::Text(read) => match input::text(text, bytes.len() - text.len()) {
                Ok(text) => read(self.vocabulary, text, &mut found),
                Err((line, skip)) => return self.skip(file, Some(line), skip),
            },
        }
        self.take(file, shape, found);
    }

    fn take(&mut self, file: &str, shape: Shape, found: Found) {
        if found.incidents.is_empty() && found.skipped.is_empty() {
            return self.skip(file, None, Skip::Nothing { shape });
        }
        for (line, what) in found.skipped {
            self.skip(file, Some(line), what);
        }
        for (line, what) in found.repaired {
            self.repair(file, line, what);
        }
        let mut taken = Taken {
            shape,
            incidents: 0,
            articles: 0,
            stated: found.stated,
        };
        for (line, incident) in found.incidents {
            if let Some(articles) = self.incident(file, line, shape, incident) {
                taken.incidents += 1;
                taken.articles += articles;
            }
        }
        self.done.report.taken.push(Entry {
            file: file.to_owned(),
            line: None,
            what: taken,
        });
    }

    /// Finishes one incident; how many articles it has, where it was taken.
    fn incident(
        &mut self,
        file: &str,
        line: u64,
        shape: Shape,
        mut incident: Incident,
    ) -> Option<usize> {
        for repair in identify::identify(&mut incident) {
            self.repair(file, line, repair);
        }
        let url = incident.source.url.take();
        // A record of a set keeps where it came from before.
        if incident.source == Source::default() {
            incident.source.shape = Some(shape.to_string());
            incident.source.file = Some(file.to_owned());
            incident.source.line = Some(line);
        }
        incident.source.url = url;
        if !self.is_first(file, line, &incident) {
            return None;
        }
        complete(self.vocabulary, &mut incident);
        facets::count_unknown(self.vocabulary, &incident, &mut self.done.report.unknown);
        let articles = incident.articles.len();
        self.done.incidents.push(incident);
        Some(articles)
    }

    /// Reports a record whose id is taken: the same again, or another one.
    fn is_first(&mut self, file: &str, line: u64, incident: &Incident) -> bool {
        let content = Digest::of_bytes(content(incident).as_bytes());
        let Some(first) = self.known.get(incident.id.as_str()) else {
            let first = First {
                file: file.to_owned(),
                line,
                content,
            };
            self.known.insert(incident.id.0.clone(), first);
            return true;
        };
        let (id, first_file, first_line) = (incident.id.clone(), first.file.clone(), first.line);
        if first.content == content {
            self.repair(
                file,
                line,
                Repair::SameAgain {
                    id,
                    file: first_file,
                    line: first_line,
                },
            );
        } else {
            self.skip(
                file,
                Some(line),
                Skip::IdTaken {
                    id,
                    file: first_file,
                    line: first_line,
                },
            );
        }
        false
    }
}

/// A record as text, without where it came from.
pub fn content(incident: &Incident) -> String {
    let bare = Incident {
        source: Source::default(),
        ..incident.clone()
    };
    bare.to_json().unwrap_or_default()
}

/// Has every verdict read whose rationale nobody has read yet.
fn complete(vocabulary: &Vocabulary, incident: &mut Incident) {
    let articles = incident
        .articles
        .iter_mut()
        .map(|article| &mut article.verdict);
    std::iter::once(&mut incident.verdict)
        .chain(articles)
        .filter(|verdict| is_unread(verdict))
        .for_each(|verdict| verdict::complete(vocabulary, verdict));
}

/// A set that was read before keeps its readings: reading it again with newer
/// rules would change the machine's labels under the decisions on them.
fn is_unread(verdict: &Verdict) -> bool {
    verdict.rationale.is_some()
        && match verdict.how {
            How::Field => verdict.prose.is_none(),
            How::Unclear => verdict.guess.is_none(),
            How::Prose | How::Model => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryFs;
    use crate::domain::Article;

    fn imported(inputs: &[(&str, &[u8])], forced: Option<Shape>) -> Imported {
        let inputs: Vec<_> = inputs
            .iter()
            .map(|(name, bytes)| Input::Bytes {
                name: (*name).to_owned(),
                bytes: bytes.to_vec(),
            })
            .collect();
        import(
            &MemoryFs::default(),
            &Vocabulary::shipped(),
            &inputs,
            forced,
        )
    }

    #[test]
    fn a_record_gets_source_and_ids() {
        let done = imported(
            &[(
                "a",
                b"{\"title\":\"T\",\"articles\":[{\"title\":\"H\",\"date\":\"2024-01-02\"}]}",
            )],
            None,
        );
        let one = &done.incidents[0];
        assert_eq!(one.id, Incident::hashed_id(Some("T"), None));
        assert_eq!(
            one.articles[0].id,
            Article::hashed_id("H", "", "2024-01-02")
        );
        let source = (
            one.source.shape.as_deref(),
            one.source.file.as_deref(),
            one.source.line,
        );
        assert_eq!(source, (Some("set"), Some("a"), Some(1)));
        assert_eq!((done.report.incidents(), done.report.articles()), (1, 1));
    }

    #[test]
    fn a_record_of_a_set_keeps_its_source() {
        let done = imported(
            &[(
                "a",
                br#"{"id":"i","source":{"shape":"aim-html","file":"p.html"}}"#,
            )],
            None,
        );
        assert_eq!(done.incidents[0].source.file.as_deref(), Some("p.html"));
        assert_eq!(done.incidents[0].source.line, None);
    }

    #[test]
    fn the_same_again_folds_and_another_with_its_id_is_skipped() {
        let done = imported(
            &[
                (
                    "a",
                    b"{\"id\":\"i\",\"title\":\"T\"}\n{\"id\":\"i\",\"title\":\"U\"}",
                ),
                ("b", b"{\"id\":\"i\",\"title\":\"T\"}"),
            ],
            None,
        );
        assert_eq!(done.incidents.len(), 1);
        assert_eq!(
            done.report.skipped[0].to_string(),
            "a:2: the id i belongs to another record, a:1; give it an id of its own"
        );
        assert!(matches!(
            done.report.repaired[0].what,
            Repair::SameAgain { line: 1, .. }
        ));
    }

    #[test]
    fn values_outside_the_vocabulary_are_counted() {
        let done = imported(
            &[(
                "a",
                br#"{"id":"i","facets":{"harm_types":["Pride","Psychological"],"mood":["low"]}}"#,
            )],
            None,
        );
        let unknown = &done.report.unknown;
        assert_eq!(unknown[&"harm_types".into()]["Pride"], 1);
        assert_eq!(unknown[&"mood".into()]["low"], 1);
        assert_eq!(unknown[&"harm_types".into()].len(), 1);
    }

    #[test]
    fn what_can_not_be_read_is_named() {
        let done = imported(
            &[
                ("empty", b""),
                ("odd", b"Just words."),
                ("utf", b"Just\nw\xfcrds."),
                ("page", b"<html>\n<p>\xff"),
                ("bom", b"\xef\xbb\xbf{\"id\":\"i\"}"),
            ],
            None,
        );
        let lines: Vec<_> = done
            .report
            .skipped
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(lines[0].starts_with("empty: is empty"));
        assert!(lines[1].starts_with("odd: has no known shape; expected aim-json"));
        assert_eq!(
            lines[2],
            "utf:2: is not UTF-8 (first bad byte at 6); save it as UTF-8"
        );
        assert!(lines[3].starts_with("page:2: is not UTF-8 (first bad byte at 10)"));
        assert_eq!(done.report.repaired[0].what, Repair::ByteOrderMark);
        assert_eq!(done.incidents.len(), 1);
    }

    #[test]
    fn a_shape_can_be_forced() {
        let text = b"A title\nA summary.\n";
        assert_eq!(imported(&[("a", text)], None).incidents.len(), 0);
        let done = imported(&[("a", text)], Some(Shape::AimPageA));
        assert_eq!(done.incidents[0].title.as_deref(), Some("A title"));
        let done = imported(&[("a", b"[]")], Some(Shape::AimJson));
        assert!(matches!(
            done.report.skipped[0].what,
            Skip::Nothing {
                shape: Shape::AimJson
            }
        ));
    }
}
