//! Versions of one document that differ in one thing each.

use proptest::prelude::*;

use super::*;

const BASE: &str = r#"
process: order
name: Order
start: { activity: ask, by: requester }
fields:
  Thing: { label: Thing, type: text, max_length: 20 }
activities:
  ask:
    user-task: Say what you need
    dialogs:
      - { name: Order, fields: { Thing: required }, submit: Send }
    next:
      - { when: Thing == "x", to: buy }
      - to: bought
  buy:
    service-task: purchase
    next: bought
    on-error: { any: { to: bought, do: [ { note: { subject: A, body: B } } ] } }
  bought: { end: closed successful }
"#;

fn check(old: &str, new: &str, expected: &[&str]) {
    assert!(BASE.contains(old), "{old}");
    let changed = BASE.replace(old, new);
    let found = difference(BASE.as_bytes(), changed.as_bytes()).unwrap();
    let found: Vec<String> = found.iter().map(Change::to_string).collect();
    assert_eq!(found, expected, "{old} -> {new}");
}

#[test]
fn how_it_is_written_makes_no_difference() {
    check("name: Order\n", "name: \"Order\" # a comment\n", &[]);
    check("next: bought\n", "next: [ { to: bought } ]\n", &[]);
    check("- to: bought\n", "- bought\n", &[]);
    check("by: requester", "by: { people: requester }", &[]);
    check("{ Thing: required }", "{ Thing: { mode: required } }", &[]);
    check("label: Thing, type: text", "type: text, label: Thing", &[]);
}

#[test]
fn what_is_changed_is_said_with_its_place() {
    check("max_length: 20", "max_length: 9", &["~ field Thing, max_length: 20 -> 9"]);
    check(
        "Thing: required",
        "Thing: optional",
        &["~ activity ask, dialogs, \"Order\", fields, Thing, mode: required -> optional"],
    );
    check(
        "== \"x\"",
        "== \"y\"",
        &["~ activity ask, next, flow 1 to buy, when: Thing == \"x\" -> Thing == \"y\""],
    );
    check(
        "body: B",
        "body: C",
        &["~ activity buy, on-error, any, do, note (1), note, body: B -> C"],
    );
    check(
        "service-task: purchase",
        "user-task: Purchase",
        &["- activity buy, service-task: purchase", "+ activity buy, user-task: Purchase"],
    );
}

#[test]
fn what_comes_and_goes_is_said() {
    check("name: Order\n", "name: Order\ndescription: Buys.\n", &["+ description: Buys."]);
    check(
        "  bought: { end",
        "  gone: { end: closed successful }\n  bought: { end",
        &["+ activity gone: { end: closed successful }"],
    );
    check(
        "      - { when: Thing == \"x\", to: buy }\n",
        "",
        &["- activity ask, next, flow 1 to buy: { when: Thing == \"x\", to: buy }"],
    );
    check(", submit: Send", "", &["- activity ask, dialogs, \"Order\", submit: Send"]);
}

#[test]
fn another_order_of_flows_is_a_difference() {
    check(
        "      - { when: Thing == \"x\", to: buy }\n      - to: bought\n",
        "      - to: bought\n      - { when: Thing == \"x\", to: buy }\n",
        &["~ activity ask, next: in another order -> now in this order"],
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let (side, faults) = difference(BASE.as_bytes(), b"a: [").unwrap_err();
    assert_eq!((side, faults.len()), (Side::New, 1));
}

proptest! {
    #[test]
    fn items_are_paired_once_and_in_order(
        old in prop::collection::vec("[abc]", 0..8), new in prop::collection::vec("[abc]", 0..8)
    ) {
        let tree = |texts: &[String]| texts.iter().cloned().map(Meaning::Text).collect::<Vec<_>>();
        let partner = meaning::common(&tree(&old), &tree(&new));
        let paired: Vec<usize> = partner.iter().flatten().copied().collect();
        prop_assert!(paired.windows(2).all(|pair| pair[0] < pair[1]));
        for (at, position) in partner.iter().enumerate() {
            if let Some(position) = position {
                prop_assert_eq!(&new[at], &old[*position]);
            }
        }
        if old == new {
            prop_assert_eq!(paired.len(), old.len());
        }
    }
}
