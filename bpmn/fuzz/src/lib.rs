//! What the fuzzer tries: any bytes must be imported or refused, soon and without panic.
//!
//! `bpmn/tests/bpmn/fuzz.rs` runs the same function for a short while with every test run.

use engine::process::compile::{Surroundings, compile};

/// What is imported compiles, and is written so that it is imported again; what is refused says why, within the
/// file.
pub fn import(data: &[u8]) {
    match bpmn::import(data) {
        Ok(yaml) => {
            let xml = exported(&yaml);
            let again = match bpmn::import(xml.as_bytes()) {
                Ok(again) => again,
                Err(faults) => {
                    panic!("what is exported can be imported: {faults:?}\n{yaml}\n{xml}")
                }
            };
            assert_eq!(exported(&again), xml, "and is the same then:\n{yaml}\n{again}");
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "a refusal says why");
            let n_lines = data.split(|byte| *byte == b'\n').count();
            for fault in faults {
                let line = fault.place.line;
                // In other encodings than UTF-8, lines cannot be counted by bytes.
                assert!(
                    data.contains(&0) || (1..=n_lines).contains(&line),
                    "{fault}: no such line"
                );
                assert!(!fault.message.is_empty(), "a fault says what is wrong");
            }
        }
    }
}

fn exported(yaml: &str) -> String {
    let process = compile(yaml.as_bytes(), &Surroundings::default());
    let Ok(process) = process else { panic!("what is imported compiles:\n{yaml}") };
    let Ok(xml) = bpmn::export(yaml.as_bytes(), &process) else {
        panic!("what is imported can be exported:\n{yaml}")
    };
    xml
}
