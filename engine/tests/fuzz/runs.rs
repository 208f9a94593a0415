//! Making inputs and trying them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::simulation::values::Lot;

use crate::{seeds, targets};

#[expect(clippy::disallowed_methods, reason = "a run may be told its seed by the environment")]
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")))
}

#[expect(clippy::disallowed_methods, reason = "a run has another seed each time, which it prints")]
fn from_clock() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// One good input with a few changes: bytes changed, parts taken out, doubled, or taken from another input.
fn changed(lot: &mut Lot, inputs: &[Vec<u8>]) -> Vec<u8> {
    let mut data = inputs[lot.below(inputs.len())].clone();
    for _ in 0..=lot.below(4) {
        let (a, b) = (lot.below(data.len() + 1), lot.below(data.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        match lot.below(6) {
            0 if from < data.len() => data[from] = u8::try_from(lot.below(256)).unwrap(),
            1 => drop(data.drain(from..to)),
            2 => {
                let part = data[from..to].to_vec();
                data.splice(from..from, part);
            }
            3 => {
                let other = &inputs[lot.below(inputs.len())];
                let start = lot.below(other.len() + 1);
                let end = (start + lot.below(60)).min(other.len());
                data.splice(from..to, other[start..end].iter().copied());
            }
            _ => {
                let token = seeds::TOKENS[lot.below(seeds::TOKENS.len())];
                data.splice(from..from, token.bytes());
            }
        }
    }
    data
}

fn check(name: &str, target: fn(&[u8]), inputs: &[&str]) {
    let n_runs = number("USHER_FUZZ_RUNS").unwrap_or(1000);
    let seed = number("USHER_FUZZ_SEED").unwrap_or_else(from_clock);
    println!("{name}: {n_runs} inputs from seed {seed}");
    let lot = &mut Lot::new(seed);
    let good: Vec<Vec<u8>> = inputs.iter().map(|text| text.as_bytes().to_vec()).collect();
    let made: Vec<Vec<u8>> = (0..n_runs).map(|_| changed(lot, &good)).collect();
    for data in good.into_iter().chain(made) {
        let tried = catch_unwind(AssertUnwindSafe(|| target(&data)));
        assert!(tried.is_ok(), "{name} panics on:\n{}", String::from_utf8_lossy(&data));
    }
}

#[test]
fn any_process_is_compiled_or_refused() {
    check("process", targets::process, &seeds::PROCESSES);
}

#[test]
fn any_condition_is_decided_or_refused() {
    check("condition", targets::condition, &seeds::CONDITIONS);
}

#[test]
fn any_template_is_rendered_or_refused() {
    check("template", targets::template, &seeds::TEMPLATES);
}
