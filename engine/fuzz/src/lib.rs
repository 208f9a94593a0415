//! What the fuzzers try: each function takes any bytes and must come back, soon and without panic.
//!
//! `engine/tests/fuzz` runs the same functions for a short while with every test run.

use engine::condition::cases::decide;
use engine::condition::{Condition, Fields};
use engine::diagnostic::{DIAGNOSTICS_MAX, render, to_json};
use engine::name::{Name, Scope};
use engine::process::Process;
use engine::process::compile::{Surroundings, compile};
use engine::process::format::format;
use engine::scenario::BEGINNING;
use engine::simulation::values::Lot;
use engine::simulation::walk::Walker;
use engine::template::Template;
use engine::value::Value;

/// A process whose fields conditions and templates read.
const FIELDS: &str = r"
process: fields
name: Fields
start: { activity: ask }
ticket: { title: T, queue: Misc }
fields:
  Text: { label: Text, type: text, max_length: 20, pattern: '[a-z]+' }
  Lines: { label: Lines, type: textarea }
  Mail: { label: Mail, type: email }
  Count: { label: Count, type: integer, min: -3, max: 30 }
  Price: { label: Price, type: decimal }
  Agreed: { label: Agreed, type: checkbox }
  Colour: { label: Colour, type: dropdown, options: { r: Red, g: Green } }
  Places: { label: Places, type: multiselect, options: [Rome, Paris] }
  Day: { label: Day, type: date }
  Moment: { label: Moment, type: date-time }
activities:
  ask: { user-task: Ask, dialogs: [ {} ], next: done }
  done: { end: closed successful }
";

fn fields() -> Process {
    match compile(FIELDS.as_bytes(), &Surroundings::default()) {
        Ok(process) => process,
        Err(faults) => panic!("{}", render(&faults, FIELDS, "fields.yaml")),
    }
}

/// The reader, the compiler and the formatter. What compiles is walked through.
pub fn process(data: &[u8]) {
    let compiled = compile(data, &Surroundings::default());
    let formatted = format(data);
    if let Ok(once) = &formatted {
        let again = format(once.as_bytes());
        assert_eq!(again.as_ref(), Ok(once), "the canonical form has another");
        let of_canonical = compile(once.as_bytes(), &Surroundings::default());
        assert_eq!(
            of_canonical.is_ok(),
            compiled.is_ok(),
            "in canonical form it is another:\n{once}"
        );
    }
    match compiled {
        Ok(process) => {
            let walker = Walker::new(&process);
            for seed in 0..3 {
                walker.walk(&mut Lot::new(seed), 20, BEGINNING);
            }
        }
        Err(faults) => {
            assert!((1..=DIAGNOSTICS_MAX).contains(&faults.len()), "a refusal says why");
            let text = String::from_utf8_lossy(data);
            render(&faults, &text, "p.yaml");
            to_json(&faults, &text, "p.yaml");
        }
    }
}

/// The parser of conditions, their types, and which of them hold.
pub fn condition(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let process = fields();
    let fields = Fields {
        by_name: process
            .fields()
            .iter()
            .filter_map(|field| Some((field.name.clone(), process.field_idx(&field.name)?)))
            .collect(),
        kinds: process.fields().iter().map(|field| Some(field.kind.clone())).collect(),
    };
    match Condition::parse(text, &fields) {
        Ok(condition) => {
            let Ok(cases) = decide(&[Some(&condition)], &fields) else { return };
            assert_eq!(cases.taken.len(), 1, "one flow, one answer");
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "a refusal says why");
            for fault in faults {
                let place = text.get(fault.at..fault.at + fault.length);
                assert!(place.is_some(), "a fault is in the text: {fault:?}");
            }
        }
    }
}

/// Names that all hold something that looks like a template.
struct Full;

impl Scope for Full {
    fn lookup(&self, _: Name) -> Option<Value> {
        Some(Value::Text("{{ Text }}".to_owned()))
    }
}

/// Templates: what a name holds is not read again.
pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let process = fields();
    let names = process
        .fields()
        .iter()
        .filter_map(|field| Some((field.name.clone(), process.field_idx(&field.name)?)))
        .collect();
    match Template::parse(text, &names) {
        Ok(template) => {
            let rendered = template.render(&Full);
            let n_names = template.reads().count();
            if rendered.len() < 1000 {
                assert!(rendered.matches("{{ Text }}").count() >= n_names, "{rendered}");
            }
            template.render_line(&Full, 20);
        }
        Err(faults) => assert!(!faults.is_empty(), "a refusal says why"),
    }
}
