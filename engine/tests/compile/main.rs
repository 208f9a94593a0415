//! What the compiler accepts, and how it says what it refuses.

#[cfg(test)]
mod accepted;
#[cfg(test)]
mod bound;
#[cfg(test)]
mod document;
#[cfg(test)]
mod names;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use engine::diagnostic::render;
use engine::process::compile::{InvokerFacts, Surroundings, compile};

const REGISTRATION: &str = include_str!("../../../processes/customer-user-registration.yaml");

/// A process with one of everything; the tests break it in one place each.
const BASE: &str = r#"process: holiday
name: Holiday
start: { activity: ask, by: customer-users }
ticket: { title: "Holiday of {{ ticket.customer_user }}", queue: Staff, priority: 3 normal }
company: { groups: [heads] }
fields:
  Days: { label: Days, type: integer, min: 1, max: 30, default: 5 }
  Kind: { label: Kind, type: dropdown, options: { paid: Paid, free: Unpaid }, default: paid }
  Why: { label: Why, type: textarea, max_length: 500, hint: If unpaid }
activities:
  ask:
    user-task: Ask for holiday
    on-enter:
      - set-state: open
    dialogs:
      - name: Holiday
        by: requester
        fields: { Days: required, Kind: optional, Why: optional }
        submit: Ask
    next:
      - { when: Kind == "free" && Days > 10, to: refused }
      - to: book
  book:
    service-task: book-holiday
    next: done
    on-error:
      Holiday.NoneLeft: { to: ask, field: Days, tell: "You do not have {{ Days }} days left." }
      any: { to: failed, tell: "Your holiday could not be booked: {{ error.message }}" }
  done: { end: closed successful, tell: Have a good time. }
  refused: { end: closed unsuccessful, tell: "Please talk to your head first." }
  failed: { end: closed unsuccessful, tell: Please ask the staff office., notify: admins }
"#;

fn surroundings() -> Surroundings {
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    let facts = InvokerFacts { fields: set(&["Days"]), sets: Some(BTreeSet::new()) };
    Surroundings {
        invokers: Some(BTreeMap::from([("book-holiday".to_owned(), facts)])),
        queues: Some(set(&["Staff", "Office"])),
        processes: None,
    }
}

#[expect(clippy::panic, reason = "what compiles although it should not fails its test")]
fn refused(source: &[u8]) -> String {
    match compile(source, &surroundings()) {
        Ok(process) => panic!("`{}` compiles", process.name()),
        Err(faults) => render(&faults, &String::from_utf8_lossy(source), "p.yaml"),
    }
}

/// Checks what is said about the process with `part` replaced by `other`.
fn check(part: &str, other: &str, expected: &str) {
    assert!(BASE.contains(part), "{part}");
    check_source(BASE.replacen(part, other, 1).as_bytes(), expected);
}

fn check_source(source: &[u8], expected: &str) {
    assert_eq!(refused(source).trim(), expected.trim());
}
