//! The functions of exslt.org/math.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::{Extension, ExtensionCall, Invocation, Type};
use crate::error::Result;
use crate::tree::Node;
use crate::value::{NodeSet, Value};

const NAMESPACE: &str = "http://exslt.org/math";

pub(super) static FUNCTIONS: &[Extension] = &[
    number("min", 1, |call, args| extreme(call, args, |a, b| a < b)),
    number("max", 1, |call, args| extreme(call, args, |a, b| a > b)),
    nodes("lowest", |call, args| outermost(call, args, |a, b| a < b)),
    nodes("highest", |call, args| outermost(call, args, |a, b| a > b)),
    number("constant", 2, constant),
    number("random", 0, |_, _| Ok(Value::Number(random()))),
    number("sqrt", 1, |call, args| real(call, args, f64::sqrt)),
    number("log", 1, |call, args| real(call, args, f64::ln)),
    number("sin", 1, |call, args| real(call, args, f64::sin)),
    number("cos", 1, |call, args| real(call, args, f64::cos)),
    number("tan", 1, |call, args| real(call, args, f64::tan)),
    number("asin", 1, |call, args| real(call, args, f64::asin)),
    number("acos", 1, |call, args| real(call, args, f64::acos)),
    number("atan", 1, |call, args| real(call, args, f64::atan)),
    number("exp", 1, |call, args| real(call, args, f64::exp)),
    number("abs", 1, |call, args| real(call, args, f64::abs)),
    number("atan2", 2, |call, args| real_of_two(call, args, f64::atan2)),
    number("power", 2, |call, args| real_of_two(call, args, power)),
];

const fn number(local: &'static str, n_args: usize, call: ExtensionCall) -> Extension {
    let (args, result) = ((n_args, n_args), Some(Type::Number));
    Extension { namespace: NAMESPACE, local, args, needs_scope: false, result, call }
}

const fn nodes(local: &'static str, call: ExtensionCall) -> Extension {
    let (args, result) = ((1, 1), Some(Type::Nodes));
    Extension { namespace: NAMESPACE, local, args, needs_scope: false, result, call }
}

fn real<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    function: fn(f64) -> f64,
) -> Result<Value<'r>> {
    Ok(Value::Number(function(call.number(args, 0)?)))
}

fn real_of_two<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    function: fn(f64, f64) -> f64,
) -> Result<Value<'r>> {
    Ok(Value::Number(function(call.number(args, 0)?, call.number(args, 1)?)))
}

/// Unlike the usual power, whatever is not a number gives none, as in `power('x', 0)`.
fn power(base: f64, exponent: f64) -> f64 {
    if base.is_nan() || exponent.is_nan() { f64::NAN } else { base.powf(exponent) }
}

/// The number of all nodes that is before all others, and the nodes that have it. Without nodes, or with one that is
/// no number, there is none.
fn best<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    before: fn(f64, f64) -> bool,
) -> Result<Option<(f64, Vec<Node>)>> {
    let nodes = call.nodes(args, 0)?;
    let mut best: Option<(f64, Vec<Node>)> = None;
    for node in nodes.iter().copied() {
        let number = call.run.number_of(node)?;
        if number.is_nan() {
            return Ok(None);
        }
        match &mut best {
            Some((least, _)) if before(*least, number) => {}
            Some((least, equal)) if !before(number, *least) => equal.push(node),
            Some(_) | None => best = Some((number, vec![node])),
        }
    }
    Ok(best)
}

fn extreme<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    before: fn(f64, f64) -> bool,
) -> Result<Value<'r>> {
    let best = best(call, args, before)?;
    Ok(Value::Number(best.map_or(f64::NAN, |(number, _)| number)))
}

fn outermost<'r>(
    call: &Invocation<'_, 'r>,
    args: &[Value<'r>],
    before: fn(f64, f64) -> bool,
) -> Result<Value<'r>> {
    let best = best(call, args, before)?;
    Ok(Value::Nodes(best.map_or(NodeSet::Empty, |(_, nodes)| NodeSet::from_sorted(nodes))))
}

fn constant<'r>(call: &Invocation<'_, 'r>, args: &[Value<'r>]) -> Result<Value<'r>> {
    let name = call.text(args, 0)?.unwrap_or_default();
    Ok(Value::Number(constant_to(&name, call.number(args, 1)?)))
}

/// A constant cut off after so many characters, the point included.
fn constant_to(name: &str, precision: f64) -> f64 {
    let digits = match name {
        "PI" => "3.14159265358979323846264338327950288",
        "E" => "2.71828182845904523536028747135266249",
        // EXSLT names the first; libxslt knows it by the second.
        "SQRT2" | "SQRRT2" => "1.41421356237309504880168872420969807",
        "LN2" => "0.69314718055994530941723212145817656",
        "LN10" => "2.30258509299404568401799145468436420",
        "LOG2E" => "1.44269504088896340735992468100189213",
        "SQRT1_2" => "0.70710678118654752440084436210484903",
        _ => return f64::NAN,
    };
    if precision.is_nan() || precision < 1.0 {
        return f64::NAN;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
    let length = (precision as usize).min(digits.len());
    digits.get(..length).and_then(|digits| digits.parse().ok()).unwrap_or(f64::NAN)
}

/// A number of [0, 1), different at each call. The standard library's hasher is keyed by the system's randomness, and
/// differently each time that one is made.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    // The 53 bits that a number holds.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    let numerator = (bits >> 11) as f64;
    numerator * (f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_cut_off_at_its_precision() {
        let check = |name: &str, precision: f64, expected: f64| {
            let found = constant_to(name, precision);
            assert!(
                found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(),
                "{name} {precision}: {found}"
            );
        };
        check("PI", 0.0, f64::NAN);
        check("PI", -1.0, f64::NAN);
        check("PI", f64::NAN, f64::NAN);
        check("PI", 1.0, 3.0);
        check("PI", 2.9, 3.0);
        check("PI", 3.0, 3.1);
        check("LN10", 5.0, 2.302);
        check("PI", 1e300, std::f64::consts::PI);
        check("E", 50.0, std::f64::consts::E);
        check("SQRRT2", 50.0, std::f64::consts::SQRT_2);
        check("SQRT2", 50.0, std::f64::consts::SQRT_2);
        check("LN2", 50.0, std::f64::consts::LN_2);
        check("LN10", 50.0, std::f64::consts::LN_10);
        check("LOG2E", 50.0, std::f64::consts::LOG2_E);
        check("SQRT1_2", 3.0, 0.7);
        check("pi", 5.0, f64::NAN);
    }

    #[test]
    fn random_numbers_differ_and_are_below_one() {
        let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(numbers.windows(2).all(|pair| pair.first() != pair.last()));
    }

    #[test]
    fn a_power_of_what_is_no_number_is_none() {
        assert!(power(f64::NAN, 0.0).is_nan());
        assert!(power(1.0, f64::NAN).is_nan());
        assert!(power(-8.0, 1.0 / 3.0).is_nan());
        assert_eq!(power(2.0, -1.0).to_bits(), 0.5_f64.to_bits());
    }
}
