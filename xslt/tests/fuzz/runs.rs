//! Making inputs and trying them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::random::Random;
use crate::{seeds, targets};

#[expect(clippy::disallowed_methods, reason = "a run may be told its seed by the environment")]
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")))
}

/// One good input with a few changes: bytes changed, parts taken out, doubled, or taken from another input.
fn changed(random: &mut Random, inputs: &[Vec<u8>]) -> Vec<u8> {
    let mut data = inputs[random.below(inputs.len())].clone();
    for _ in 0..=random.below(4) {
        let (a, b) = (random.below(data.len() + 1), random.below(data.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match random.below(6) {
            0 if from < data.len() => data[from] = u8::try_from(random.below(256)).unwrap(),
            1 => drop(data.drain(from..to)),
            2 => {
                let part = data[from..to].to_vec();
                for _ in 0..=random.below(3) {
                    data.splice(from..from, part.iter().copied());
                }
            }
            3 => {
                let other = &inputs[random.below(inputs.len())];
                let start = random.below(other.len() + 1);
                let end = (start + random.below(60)).min(other.len());
                data.splice(from..to, other[start..end].iter().copied());
            }
            _ => {
                let token = random.pick(&seeds::TOKENS);
                data.splice(from..from, token.bytes());
            }
        }
    }
    data
}

#[expect(clippy::disallowed_methods, reason = "a run has another seed each time, which it prints")]
fn check(name: &str, target: fn(&[u8]), inputs: &[Vec<u8>]) {
    let n_runs = number("XSLT_FUZZ_RUNS").unwrap_or(2_000);
    let seed = number("XSLT_FUZZ_SEED").unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
    });
    println!("{name}: {n_runs} inputs from seed {seed}");
    let random = &mut Random::new(seed);
    let good = inputs.iter().cloned();
    let made: Vec<Vec<u8>> = (0..n_runs).map(|_| changed(random, inputs)).collect();
    for data in good.chain(made) {
        let tried = catch_unwind(AssertUnwindSafe(|| target(&data)));
        assert!(tried.is_ok(), "{name} panics on:\n{}", String::from_utf8_lossy(&data));
    }
}

#[test]
fn any_document_is_read_or_refused() {
    check("document", targets::document, &seeds::documents());
}

#[test]
fn any_expression_is_evaluated_or_refused() {
    check("expression", targets::expression, &seeds::expressions());
}

#[test]
fn any_stylesheet_is_run_or_refused() {
    check("stylesheet", targets::stylesheet, &seeds::stylesheets());
}

#[test]
fn any_body_is_run_on_any_document() {
    let mut pairs = Vec::new();
    for body in seeds::bodies() {
        for document in seeds::documents() {
            pairs.push([body.as_bytes(), b"\0", &document[..]].concat());
        }
    }
    check("transformation", targets::transformation, &pairs);
}
