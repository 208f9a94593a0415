//! The current time.

use std::cell::OnceCell;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar::small;
use super::moment::{Kind, Moment};

/// The time at which a transformation first asked for it: it is the same throughout.
#[derive(Debug, Default)]
pub(crate) struct Clock(OnceCell<Moment>);

impl Clock {
    /// The date and time in the system's time zone, in whole seconds.
    pub(super) fn now(&self) -> Moment {
        *self.0.get_or_init(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "date:date-time() is a look at the clock"
            )]
            let now = SystemTime::now();
            in_zone(Timestamp::try_from(now).unwrap_or_default(), TimeZone::system())
        })
    }
}

fn in_zone(now: Timestamp, zone: TimeZone) -> Moment {
    let now = now.to_zoned(zone);
    let minutes = now.offset().seconds() / 60;
    Moment {
        kind: Kind::DateTime,
        year: i64::from(now.year()),
        month: small(now.month().into()),
        day: small(now.day().into()),
        hour: small(now.hour().into()),
        minute: small(now.minute().into()),
        second: f64::from(now.second()),
        // As libxslt has it: a clock on universal time has no time zone.
        zone: i16::try_from(minutes).ok().filter(|minutes| *minutes != 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_the_time_of_its_zone() {
        let check = |seconds: i64, hours: i8, date_time: &str, date: &str| {
            let zone = TimeZone::fixed(jiff::tz::offset(hours));
            let found = in_zone(Timestamp::from_second(seconds).unwrap(), zone);
            assert_eq!(found.date_time(), date_time);
            assert_eq!(found.date(), date);
        };
        check(0, 0, "1970-01-01T00:00:00Z", "1970-01-01");
        check(1_298_898_855, 0, "2011-02-28T13:14:15Z", "2011-02-28");
        check(1_298_898_855, -5, "2011-02-28T08:14:15-05:00", "2011-02-28-05:00");
    }

    #[test]
    fn the_time_stands_still() {
        let clock = Clock::default();
        assert_eq!(clock.now(), clock.now());
        assert!(clock.now().seconds_since_epoch() > Some(1.7e9));
    }
}
