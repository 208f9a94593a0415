//! The functions of exslt.org/date that libxslt has: all but `format-date` and `parse-date`.
//!
//! What is no date, or has not the part that is asked for, gives NaN or the empty string.

mod arithmetic;
mod calendar;
mod clock;
mod duration;
mod format;
mod moment;
mod parse;

pub(crate) use clock::Clock;

use std::borrow::Cow;

use super::{Extension, ExtensionCall, Invocation, Type};
use crate::error::Result;
use crate::value::{Text, Value};
use duration::Duration;
use moment::Moment;

const NAMESPACE: &str = "http://exslt.org/dates-and-times";

pub(super) static FUNCTIONS: &[Extension] = &[
    text("date-time", (0, 0), |call, _| Ok(string(call.run.state.clock.now().date_time()))),
    text("date", (0, 1), |call, args| text_of(call, args, |at| at.has_date().then(|| at.date()))),
    text("time", (0, 1), |call, args| text_of(call, args, |at| at.has_time().then(|| at.time()))),
    text("month-name", (0, 1), |call, args| text_of(call, args, Moment::month_name)),
    text("month-abbreviation", (0, 1), |call, args| {
        text_of(call, args, |at| short(at.month_name()))
    }),
    text("day-name", (0, 1), |call, args| text_of(call, args, Moment::day_name)),
    text("day-abbreviation", (0, 1), |call, args| text_of(call, args, |at| short(at.day_name()))),
    number("year", |call, args| number_of(call, args, Moment::year)),
    number("month-in-year", |call, args| number_of(call, args, |at| at.month().map(f64::from))),
    number("week-in-year", |call, args| {
        number_of(call, args, |at| at.week_in_year().map(f64::from))
    }),
    number("week-in-month", |call, args| {
        number_of(call, args, |at| at.week_in_month().map(f64::from))
    }),
    number("day-in-year", |call, args| number_of(call, args, |at| at.day_in_year().map(f64::from))),
    number("day-in-month", |call, args| number_of(call, args, |at| at.day().map(f64::from))),
    number("day-of-week-in-month", |call, args| {
        number_of(call, args, |at| at.day_of_week_in_month().map(f64::from))
    }),
    number("day-in-week", |call, args| number_of(call, args, |at| at.day_in_week().map(f64::from))),
    number("hour-in-day", |call, args| number_of(call, args, |at| at.hour().map(f64::from))),
    number("minute-in-hour", |call, args| number_of(call, args, |at| at.minute().map(f64::from))),
    number("second-in-minute", |call, args| number_of(call, args, Moment::second)),
    number("seconds", seconds),
    function("leap-year", (0, 1), None, leap_year),
    text("duration", (0, 1), duration),
    text("add", (2, 2), add),
    text("add-duration", (2, 2), add_duration),
    text("difference", (2, 2), difference),
    text("sum", (1, 1), sum),
];

const fn function(
    local: &'static str,
    args: (usize, usize),
    result: Option<Type>,
    call: ExtensionCall,
) -> Extension {
    Extension { namespace: NAMESPACE, local, args, needs_scope: false, result, call }
}

const fn text(local: &'static str, args: (usize, usize), call: ExtensionCall) -> Extension {
    function(local, args, Some(Type::String), call)
}

const fn number(local: &'static str, call: ExtensionCall) -> Extension {
    function(local, (0, 1), Some(Type::Number), call)
}

fn string<'r>(text: impl Into<Text<'r>>) -> Value<'r> {
    Value::String(text.into())
}

/// A text if there is one, else the empty one.
fn maybe<'r>(text: Option<impl std::fmt::Display>) -> Value<'r> {
    text.map_or_else(|| string(""), |text| string(text.to_string()))
}

/// The first argument as a date or time; now if it is not given.
fn moment<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Option<Moment>> {
    let text = call.text(args, 0)?;
    Ok(text.map_or_else(|| Some(call.run.state.clock.now()), |text| parse::moment(&text)))
}

fn text_of<'r, T: Into<Cow<'static, str>>>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    part: impl Fn(&Moment) -> Option<T>,
) -> Result<Value<'r>> {
    let part = moment(call, args)?.as_ref().and_then(part);
    Ok(match part.map(Into::into) {
        None => string(""),
        Some(Cow::Borrowed(text)) => string(text),
        Some(Cow::Owned(text)) => string(text),
    })
}

fn number_of<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    part: impl Fn(&Moment) -> Option<f64>,
) -> Result<Value<'r>> {
    Ok(Value::Number(moment(call, args)?.as_ref().and_then(part).unwrap_or(f64::NAN)))
}

/// The abbreviation of a name.
fn short(name: Option<&'static str>) -> Option<&'static str> {
    name.and_then(|name| name.get(..3))
}

fn leap_year<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let is_leap = moment(call, args)?.as_ref().and_then(Moment::leap_year);
    Ok(is_leap.map_or(Value::Number(f64::NAN), Value::Boolean))
}

/// The seconds since 1970 of a date, or of a duration without months.
fn seconds<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let seconds = match call.text(args, 0)? {
        None => call.run.state.clock.now().seconds_since_epoch(),
        Some(text) => match parse::moment(&text) {
            Some(moment) => moment.seconds_since_epoch(),
            None => parse::duration(&text).and_then(Duration::in_seconds),
        },
    };
    Ok(Value::Number(seconds.unwrap_or(f64::NAN)))
}

/// A duration of so many seconds; of those since 1970 if none are given.
fn duration<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let seconds = match args.first() {
        Some(value) => Some(call.run.number(value)?),
        None => call.run.state.clock.now().seconds_since_epoch(),
    };
    Ok(maybe(seconds.and_then(Duration::of_seconds)))
}

fn add<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let moment = call.text(args, 0)?.and_then(|text| parse::moment(&text));
    let duration = call.text(args, 1)?.and_then(|text| parse::duration(&text));
    let sum = moment.zip(duration).and_then(|(moment, duration)| moment.plus(duration));
    Ok(maybe(sum))
}

fn add_duration<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let left = call.text(args, 0)?.and_then(|text| parse::duration(&text));
    let right = call.text(args, 1)?.and_then(|text| parse::duration(&text));
    Ok(maybe(left.zip(right).and_then(|(left, right)| left.plus(right))))
}

/// The duration from the first date to the second, as exact as the less exact one of them.
fn difference<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let from = call.text(args, 0)?.and_then(|text| parse::moment(&text));
    let to = call.text(args, 1)?.and_then(|text| parse::moment(&text));
    Ok(maybe(from.zip(to).and_then(|(from, to)| from.until(&to))))
}

/// The sum of the durations that the nodes have; none if one of them has none.
fn sum<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let nodes = call.nodes(args, 0)?;
    let mut sum = None;
    for (before, node) in nodes.iter().enumerate() {
        let next = parse::duration(&call.run.text_of(*node)?);
        sum = if before == 0 { next } else { sum.zip(next).and_then(|(sum, next)| sum.plus(next)) };
        if sum.is_none() {
            break;
        }
    }
    Ok(maybe(sum))
}
