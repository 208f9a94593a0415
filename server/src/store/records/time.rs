//! Times in rows: microseconds since 1970 UTC.

use jiff::Timestamp;

use crate::store::error::Inconsistent;

pub(in crate::store) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

pub(in crate::store) fn timestamp(
    table: &'static str,
    key: &impl ToString,
    micros: i64,
) -> Result<Timestamp, Inconsistent> {
    Timestamp::from_microsecond(micros)
        .map_err(|error| Inconsistent::new(table, key, format!("{micros} is not a time: {error}")))
}

pub(in crate::store) fn timestamp_or_none(
    table: &'static str,
    key: &impl ToString,
    micros: Option<i64>,
) -> Result<Option<Timestamp>, Inconsistent> {
    micros.map(|micros| timestamp(table, key, micros)).transpose()
}
