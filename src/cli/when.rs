//! Moments, as people write and read them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Reads `90m`, `2h`, `3d` or `1w` (ago), `today`, or a date such as `2026-11-03`, of which the beginning counts.
pub fn read(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let wrong = || format!("'{text}' is no time: write 2h, 3d, today, or a date such as 2026-11-03");
    let text = text.trim();
    let day = if text == "today" { Some(now.to_zoned_datetime(zone.clone()).date()) } else { text.parse::<Date>().ok() };
    if let Some(day) = day {
        return day.to_zoned_datetime(zone.clone()).map(|begin| begin.timestamp()).map_err(|_| wrong());
    }
    let mut unit = text.chars();
    let hours_or_so = match unit.next_back() {
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        Some('w') => 604_800,
        _ => return Err(wrong()),
    };
    let count: u32 = unit.as_str().parse().map_err(|_| wrong())?;
    now.checked_sub(SignedDuration::from_secs(i64::from(count) * hours_or_so)).map_err(|_| wrong())
}

/// "today 14:31", "yesterday 14:31", "3 Nov", "3 Nov 2025".
pub fn short(moment: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (moment.to_zoned_datetime(zone.clone()), now.to_zoned_datetime(zone.clone()));
    let day = then.date();
    let form = if day == today.date() {
        "today %H:%M"
    } else if today.date().yesterday().is_ok_and(|yesterday| day == yesterday) {
        "yesterday %H:%M"
    } else if today.date().tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        "tomorrow %H:%M"
    } else if day.year() == today.date().year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    then.strftime(form).to_string()
}

/// "14:31", or as [`short`] on another day.
pub fn clock(moment: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let short = short(moment, now, zone);
    short.strip_prefix("today ").map_or(short.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(2))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_read_as_people_write_them() {
        let now = at("2026-11-03T12:00:00Z");
        for (text, want) in [
            ("90m", Some("2026-11-03T10:30:00Z")),
            ("2h", Some("2026-11-03T10:00:00Z")),
            (" 3d ", Some("2026-10-31T12:00:00Z")),
            ("1w", Some("2026-10-27T12:00:00Z")),
            ("today", Some("2026-11-02T22:00:00Z")),
            ("2026-10-01", Some("2026-09-30T22:00:00Z")),
            ("2x", None),
            ("h", None),
            ("-2h", None),
            ("4294967295w", None),
            ("2026-13-01", None),
            ("ö", None),
            ("", None),
        ] {
            assert_eq!(read(text, now, &zone()).ok(), want.map(at), "{text}");
        }
    }

    #[test]
    fn moments_are_shown_short() {
        let now = at("2026-11-03T12:00:00Z");
        for (moment, want) in [
            ("2026-11-03T12:31:00Z", "today 14:31"),
            ("2026-11-02T22:00:00Z", "today 00:00"),
            ("2026-11-02T21:59:00Z", "yesterday 23:59"),
            ("2026-11-03T22:00:00Z", "tomorrow 00:00"),
            ("2026-10-03T12:00:00Z", "3 Oct"),
            ("2025-11-03T12:00:00Z", "3 Nov 2025"),
        ] {
            assert_eq!(short(at(moment), now, &zone()), want, "{moment}");
        }
        assert_eq!(clock(at("2026-11-03T12:31:00Z"), now, &zone()), "14:31");
        assert_eq!(clock(at("2026-11-03T22:05:00Z"), now, &zone()), "tomorrow 00:05");
    }
}
