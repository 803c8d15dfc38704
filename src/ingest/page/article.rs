//! The articles of an incident page: headline, date, outlet, rationale, each
//! on a line of its own. An image begins an article; where the images are
//! missing, the line above a date is a headline.

use crate::domain::Article;

use super::super::field;
use super::super::report::Repair;
use super::line::{Kind, Line};
use super::{is_whole, joined};

/// Reads the lines under the heading of the articles. `last` says that the text
/// ends with them, so that the last article may have been cut.
pub fn read(lines: &[Line<'_>], last: bool, repairs: &mut Vec<(u64, Repair)>) -> Vec<Article> {
    let starts = starts(lines);
    let mut articles = Vec::new();
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(lines.len());
        let Some(part) = lines.get(*start..end) else {
            continue;
        };
        let number = part.first().map_or(0, |line| line.number);
        if let Some((mut article, whole)) = article(part, repairs) {
            if last && end == lines.len() && !whole {
                let title = article.title.clone().unwrap_or_default();
                repairs.push((number, Repair::ArticleCut { article: title }));
                field::keep(&mut article.extra, "cut", &true);
            }
            articles.push(article);
        }
    }
    articles
}

/// Where articles begin: at an image, or at the headline above a date.
fn starts(lines: &[Line<'_>]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut dated = false;
    for (at, line) in lines
        .iter()
        .enumerate()
        .take_while(|(_, line)| line.kind != Kind::Elsewhere)
    {
        match line.kind {
            Kind::Thumbnail => {
                starts.push(at);
                dated = false;
            }
            Kind::Date(_) | Kind::BadDate => {
                if dated && at > 0 && is_text(&lines[at - 1]) {
                    starts.push(at - 1);
                }
                dated = true;
            }
            _ => {}
        }
    }
    if let Some(end) = lines.iter().position(|line| line.kind == Kind::Elsewhere) {
        starts.push(end);
    }
    starts.dedup();
    starts
}

/// Among articles a line that looks like a heading or furniture is a headline or an outlet.
fn is_text(line: &Line<'_>) -> bool {
    !matches!(
        line.kind,
        Kind::Thumbnail | Kind::Why | Kind::Date(_) | Kind::BadDate | Kind::Address
    )
}

/// One article, and whether it looks whole; none where the lines hold none.
fn article(lines: &[Line<'_>], repairs: &mut Vec<(u64, Repair)>) -> Option<(Article, bool)> {
    if lines.first()?.kind == Kind::Elsewhere {
        return None;
    }
    let why = lines.iter().position(|line| line.kind == Kind::Why);
    let (head, rationale) = lines.split_at(why.unwrap_or(lines.len()));
    let mut one = Article::default();
    let dated = head
        .iter()
        .position(|line| matches!(line.kind, Kind::Date(_) | Kind::BadDate));
    let texts = |lines: &[Line<'_>]| -> Vec<String> {
        lines
            .iter()
            .filter(|line| is_text(line))
            .map(|line| line.text.to_owned())
            .collect()
    };
    let outlet = match dated {
        Some(at) => {
            one.title = filled(texts(&head[..at]).join(" "));
            date(&mut one, &head[at], repairs);
            texts(&head[at + 1..])
        }
        None => {
            let mut texts = texts(head);
            // Headline, a date in words, outlet.
            if texts.len() == 3 {
                let line = Line {
                    text: &texts.remove(1),
                    ..head[0]
                };
                date(&mut one, &line, repairs);
            }
            let outlet = texts.split_off(texts.len().min(1));
            one.title = texts.pop().and_then(filled);
            outlet
        }
    };
    one.outlet = filled(outlet.join(" "));
    let reasons: Vec<Line<'_>> = rationale.iter().skip(1).copied().filter(is_text).collect();
    let text = joined(&reasons);
    field::rationale(&mut one.verdict, &text);
    if one.title.is_none() && one.outlet.is_none() && text.is_empty() {
        return None;
    }
    let whole = match why {
        Some(_) => is_whole(&text),
        None => dated.is_some() && one.outlet.is_some(),
    };
    Some((one, whole))
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn date(one: &mut Article, line: &Line<'_>, repairs: &mut Vec<(u64, Repair)>) {
    match field::date(line.text, &mut one.extra) {
        Ok(date) => one.date = Some(date),
        Err(repair) => repairs.push((line.number, repair)),
    }
}
