//! Dates of news and times of decisions, with one spelling each.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

/// A calendar date, written `YYYY-MM-DD`; 30 February is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(jiff::civil::Date);

/// A text that isn't a calendar date in the form `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date in the form YYYY-MM-DD: {0:?}")]
pub struct BadDate(pub String);

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(BadDate(text.to_owned()));
        }
        text.parse().map(Self).map_err(|_| BadDate(text.to_owned()))
    }
}

impl TryFrom<String> for Date {
    type Error = BadDate;

    fn try_from(text: String) -> Result<Self, BadDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "description": "A calendar date, YYYY-MM-DD."
        })
    }
}

/// A moment in UTC, to the millisecond, written as RFC 3339
/// (`2026-01-31T09:14:02.120Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct At(jiff::Timestamp);

/// A text that isn't a time in RFC 3339 form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time in RFC 3339 form: {0:?}")]
pub struct BadTime(pub String);

impl At {
    /// From milliseconds since 1970; out-of-range values become 1970.
    pub fn from_unix_ms(ms: i64) -> Self {
        Self(jiff::Timestamp::from_millisecond(ms).unwrap_or_default())
    }

    /// Milliseconds since 1970.
    pub fn unix_ms(self) -> i64 {
        self.0.as_millisecond()
    }

    /// `HH:MM:SS` in the given zone, for the screen.
    pub fn clock(self, zone: &jiff::tz::TimeZone) -> String {
        self.0
            .to_zoned_datetime(zone.clone())
            .strftime("%H:%M:%S")
            .to_string()
    }

    /// `MM-DD HH:MM` in the given zone, where the screen has room for no more.
    pub fn short(self, zone: &jiff::tz::TimeZone) -> String {
        self.0
            .to_zoned_datetime(zone.clone())
            .strftime("%m-%d %H:%M")
            .to_string()
    }

    /// The calendar day in the given zone, for the screen.
    pub fn day(self, zone: &jiff::tz::TimeZone) -> Date {
        Date(self.0.to_zoned_datetime(zone.clone()).date())
    }
}

impl FromStr for At {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let time: jiff::Timestamp = text.parse().map_err(|_| BadTime(text.to_owned()))?;
        Ok(Self::from_unix_ms(time.as_millisecond()))
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = At;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time in RFC 3339 form")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<At, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Read)
    }
}

impl From<At> for String {
    fn from(at: At) -> Self {
        at.to_string()
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl JsonSchema for At {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "A moment in UTC, RFC 3339 with milliseconds."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_checked() {
        assert_eq!(
            "2024-06-03".parse::<Date>().unwrap().to_string(),
            "2024-06-03"
        );
        for bad in [
            "2024-02-30",
            "2024-6-3",
            "20240603",
            "",
            "2024-06-03T00:00",
            "２０24-06-03",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn times_round_trip_to_the_millisecond() {
        let at = At::from_unix_ms(1_790_000_000_120);
        assert_eq!(at.to_string().parse::<At>().unwrap(), at);
        assert!(at.to_string().ends_with(".120Z"), "{at}");
    }
}
