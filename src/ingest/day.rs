//! Days of publication, in the forms that news exports use. A form that could
//! mean several days (`03/06/2024`) is none.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

/// Nothing was published in print before; a date of an earlier year stands for none.
const FIRST_YEAR: i16 = 1600;

/// The day that a text names.
pub fn parse(text: &str) -> Option<Date> {
    named(text.trim()).filter(|date| date.year() >= FIRST_YEAR)
}

fn named(text: &str) -> Option<Date> {
    if let Some(date) = text.get(..10).and_then(iso) {
        // A time may follow, or a zone; anything else is no part of a day.
        let rest = text[10..].chars().next();
        let goes_on = rest.is_some_and(|c| c.is_alphanumeric() && !"TtZz".contains(c));
        return (!goes_on).then_some(date);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    // 20240603T090000Z, as in GDELT.
    if let Some((day, time)) = text.split_once('T')
        && day.len() == 8
        && day.bytes().all(|byte| byte.is_ascii_digit())
        && time.starts_with(|c: char| c.is_ascii_digit())
    {
        return digits(day);
    }
    if let Some(date) = year_first(text) {
        return Some(date);
    }
    let days_first = |sign: char| {
        let mut parts = text.splitn(3, sign);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let goes_on = year
            .get(4..)?
            .starts_with(|c: char| c.is_alphanumeric() || c == sign);
        let year = year.get(..4).filter(|_| !goes_on)?;
        iso(&format!("{year:0>4}-{month:0>2}-{day:0>2}"))
    };
    // With points the day comes first everywhere; with strokes it depends.
    if text.contains('.')
        && let Some(date) = days_first('.')
    {
        return Some(date);
    }
    if text.contains('/') {
        return with_strokes(text);
    }
    let spelled = || {
        // The day of the week says nothing that the date doesn't.
        let is_day = |word: &str| {
            let word = word.trim_end_matches([',', '.']);
            WEEK.iter().any(|day| *day == word || &day[..3] == word)
        };
        let rest = text.split_once(' ').filter(|(word, _)| is_day(word));
        let text = rest.map_or(text, |(_, date)| date);
        let forms = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];
        let mut days = forms.iter().map(|form| Date::strptime(form, text));
        days.find_map(Result::ok)
    };
    let zoned = rfc2822::parse(text).ok().map(|zoned| zoned.date());
    zoned.or_else(spelled)
}

const WEEK: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// `2026-3-2`, and a time after it.
fn year_first(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T']).next()?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    iso(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// `25/01/2026` and `01/25/2026`: one number is no month, or both are the same.
fn with_strokes(text: &str) -> Option<Date> {
    let day = text.split_whitespace().next()?;
    let mut parts = day.split('/').map(|part| part.parse::<u16>().ok());
    let (one, other, year) = (parts.next()??, parts.next()??, parts.next()??);
    let (month, day) = match (one <= 12, other <= 12) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ if one == other => (one, other),
        _ => return None,
    };
    let year = i16::try_from(year).ok().filter(|year| *year >= 1000)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn iso(text: &str) -> Option<Date> {
    let shape = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-' || byte == b'/',
        _ => byte.is_ascii_digit(),
    });
    (shape && text.len() == 10).then(|| text.replace('/', "-").parse().ok())?
}

/// `20240603`, or seconds or milliseconds since 1970.
fn digits(text: &str) -> Option<Date> {
    let at = |seconds: i64| {
        let time = Timestamp::from_second(seconds).ok()?;
        Some(time.to_zoned_datetime(TimeZone::UTC).date())
    };
    match text.len() {
        8 => iso(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])),
        10 => at(text.parse().ok()?),
        13 => at(text.parse::<i64>().ok()? / 1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_form_that_means_one() {
        for text in [
            "2024-06-03",
            "2024-06-03T09:00:00Z",
            "2024-06-03 09:00:00",
            "2024/06/03",
            "20240603",
            "1717405200",
            "1717405200000",
            "03.06.2024",
            "3.6.2024 09:00",
            "Mon, 03 Jun 2024 09:00:00 +0200",
            "June 3, 2024",
            "3 Jun 2024",
            "Monday, June 3, 2024",
            "Mon, 03 Jun 2024",
            "Monday 3 June 2024",
            "2024-6-3",
            "2024-6-3 09:00",
            "20240603T090000Z",
        ] {
            assert_eq!(
                parse(text).map(|date| date.to_string()).as_deref(),
                Some("2024-06-03"),
                "{text}"
            );
        }
    }

    #[test]
    fn strokes_are_read_where_only_one_number_can_be_the_month() {
        for text in ["25/01/2026", "01/25/2026", "25/1/2026 09:00"] {
            let day = parse(text).map(|date| date.to_string());
            assert_eq!(day.as_deref(), Some("2026-01-25"), "{text}");
        }
        assert_eq!(parse("03/03/2024"), parse("2024-03-03"));
        for text in ["25/13/2026", "01/02/2026", "25/01/26", "1/25", "40/01/2026"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in [
            "",
            "03/06/2024",
            "2024-02-30",
            "yesterday",
            "2024-06-031",
            "12",
            "é",
            "2024.06",
            "0001-01-01",
            "2024-6-3-1",
            "aéééaT1",
            "é-é-é",
            "été é-é-é",
            "24-6-3",
            "2024-06-03garbage",
            "1.2.20245",
            "123456789",
            "Mo, June 3, 2024 or so",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
