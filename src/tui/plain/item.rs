//! What the dialogue shows of the incident or article in focus, a fact a line.

use std::io::{self, Write};

use crate::domain::verdict::{SpanRole, band};
use crate::domain::{Date, Incident, Verdict};
use crate::review::tally::Tally;
use crate::text::one_line as safe;
use crate::tui::app::App;
use crate::tui::view::answers;
use crate::tui::words;

/// The item in focus, in words.
pub fn item(app: &App, out: &mut dyn Write) -> io::Result<()> {
    let Some(incident) = app.incident() else {
        return writeln!(out, "{}", safe(app.unreadable().unwrap_or("No incident.")));
    };
    match app.article() {
        None => whole(app, incident, out)?,
        Some((at, article)) => {
            writeln!(
                out,
                "ON ARTICLE {} of {}: {}",
                at + 1,
                incident.articles.len(),
                line(article.title.as_deref())
            )?;
            let outlet = line(article.outlet.as_deref());
            writeln!(out, "  outlet {outlet}, {}", day(article.date))?;
            verdict(app, &article.verdict, out)?;
        }
    }
    if let Some(target) = app.target() {
        writeln!(out, "  yours: {}", safe(&app.yours(&target, true)))?;
        told(out, "apart", &answers::apart(app, &target))?;
        if app.answered(&target) {
            told(
                out,
                "changed since",
                &answers::changed(app, incident, &target),
            )?;
            told(out, "others", &answers::others(app, &target))?;
        }
    }
    Ok(())
}

fn told(out: &mut dyn Write, name: &str, what: &[String]) -> io::Result<()> {
    match what {
        [] => Ok(()),
        some => writeln!(out, "  {name}: {}", safe(&some.join(", "))),
    }
}

fn line(text: Option<&str>) -> String {
    text.map_or_else(|| "not given".to_owned(), safe)
}

/// A text under its name, and what was hidden of it.
fn text(out: &mut dyn Write, name: &str, text: Option<&str>) -> io::Result<()> {
    writeln!(out, "  {name}: {}", line(text))?;
    match text.and_then(|text| words::hidden(text, false)) {
        Some(said) => writeln!(out, "  it {said}"),
        None => Ok(()),
    }
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "no date".to_owned(), |date| date.to_string())
}

fn label_of(app: &App, verdict: &Verdict) -> String {
    let label = verdict.label.as_ref();
    safe(label.map_or("no label", |label| app.vocabulary.short(label)))
}

fn whole(app: &App, incident: &Incident, out: &mut dyn Write) -> io::Result<()> {
    let progress = app.progress;
    writeln!(out)?;
    writeln!(
        out,
        "ON INCIDENT {} of {}{} ({} decided): {}",
        app.cursor + 1,
        app.queue.len(),
        safe(&app.narrowed()),
        progress.decided,
        safe(incident.heading())
    )?;
    let country = line(incident.country.as_deref());
    writeln!(out, "  {}, {country}", day(incident.date))?;
    text(out, "summary", incident.summary.as_deref())?;
    verdict(app, &incident.verdict, out)?;
    for flag in app.flags() {
        writeln!(out, "  flag {}: {}", flag.badge, safe(&flag.reason))?;
    }
    for (at, article) in incident.articles.iter().enumerate() {
        let target = incident.target_of(article);
        let yours = app.yours(&target, true);
        writeln!(
            out,
            "  article {}: {}: {}; machine {}, yours {}",
            at + 1,
            line(article.outlet.as_deref()),
            line(article.title.as_deref()),
            label_of(app, &article.verdict),
            safe(&yours)
        )?;
    }
    if !incident.articles.is_empty() {
        writeln!(
            out,
            "  tally: {}",
            safe(&Tally::machine(&app.vocabulary, incident).text(&app.vocabulary))
        )?;
    }
    Ok(())
}

fn verdict(app: &App, verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    let label = label_of(app, verdict);
    writeln!(out, "  machine: {label} ({})", words::how(verdict))?;
    text(out, "rationale", verdict.rationale.as_deref())?;
    if let Some(span) = verdict
        .spans
        .iter()
        .find(|span| span.role == SpanRole::Verdict)
    {
        writeln!(out, "  deciding phrase: {}", safe(&span.quote))?;
    }
    if let Some(sure) = verdict.confidence {
        writeln!(out, "  sure: {}", band(sure))?;
    }
    for (name, role) in [("for", SpanRole::For), ("against", SpanRole::Against)] {
        let spans = verdict.spans.iter().filter(|span| span.role == role);
        let quotes: Vec<String> = spans.map(|span| format!("\"{}\"", span.quote)).collect();
        if !quotes.is_empty() {
            writeln!(out, "  words {name} it: {}", safe(&quotes.join(", ")))?;
        }
    }
    Ok(())
}
