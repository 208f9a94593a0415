//! Which rules nodes are tried against, and in which order.

use super::program;
use crate::names::{Atom, Name};
use crate::program::{Mode, Program};

fn mode(program: &Program) -> &Mode {
    program.modes.first().unwrap()
}

/// The labels of the rules in a list.
fn labels(program: &Program, list: &[u32]) -> Vec<String> {
    let rule = |place: &u32| &mode(program).rules[usize::try_from(*place).unwrap()];
    let template = |place: u32| &program.templates[usize::try_from(place).unwrap()];
    let label = |place: &u32| template(rule(place).template).label.replace("match=", "");
    list.iter().map(label).map(|label| label.replace('"', "")).collect()
}

fn rules(program: &Program, list: &[(Name, Box<[u32]>)], local: &str) -> Vec<String> {
    let name = crate::names::Names::new(&program.names).find_name(Atom::EMPTY, local).unwrap();
    let (_, list) = list.iter().find(|(n, _)| *n == name).unwrap();
    labels(program, list)
}

#[test]
fn nodes_are_tried_against_the_rules_that_may_match() {
    let patterns = [
        "a",
        "*",
        "b/a",
        "@x",
        "@*",
        "text()",
        "node()",
        "/",
        "key('k', 'v')",
        "a[1]",
        "p:*",
        "//comment()",
    ];
    let template = |pattern| format!("<xsl:template match=\"{pattern}\"/>");
    let templates = patterns.map(template).concat();
    let program = program(&templates);
    let mode = mode(&program);
    // `*` matches whatever `node()` would.
    assert_eq!(rules(&program, &mode.elements, "a"), ["a[1]", "key('k', 'v')", "b/a", "a"]);
    assert_eq!(rules(&program, &mode.attributes, "x"), ["key('k', 'v')", "@x"]);
    assert_eq!(labels(&program, &mode.any_element), ["key('k', 'v')", "p:*", "node()"]);
    assert_eq!(labels(&program, &mode.any_attribute), ["key('k', 'v')", "@*"]);
    assert_eq!(labels(&program, &mode.text), ["key('k', 'v')", "node()"]);
    assert_eq!(labels(&program, &mode.comment), ["//comment()", "key('k', 'v')", "node()"]);
    assert_eq!(labels(&program, &mode.root), ["key('k', 'v')", "/"]);
    assert_eq!(labels(&program, &mode.namespace), ["key('k', 'v')"]);
    assert!(mode.elements.is_sorted_by_key(|(name, _)| *name));
}

#[test]
fn a_rule_of_higher_priority_comes_first() {
    let program = program(
        "<xsl:template match='a' priority='-3'/><xsl:template match='a|*' priority='2.5' mode='m'/>\
         <xsl:template match='a[1]'/><xsl:template match='a[2]' priority='7'/>\
         <xsl:template match='/'><xsl:apply-templates mode='n'/></xsl:template>",
    );
    let mode = mode(&program);
    assert_eq!(rules(&program, &mode.elements, "a"), ["a[2]", "a[1]", "a"]);
    let priorities: Vec<_> = mode.rules.iter().map(|rule| rule.priority).collect();
    assert_eq!(priorities, [7.0, 0.5, 0.5, -3.0]);
    let names = crate::names::Names::new(&program.names);
    let modes = program.modes.iter().map(|mode| mode.name.map(|name| names.local(name).to_owned()));
    assert_eq!(modes.collect::<Vec<_>>(), [None, Some("m".to_owned()), Some("n".to_owned())]);
}

#[test]
fn a_hostile_number_of_rules_does_not_multiply() {
    let names: Vec<String> = (0..3000).map(|n| format!("a{n}")).collect();
    let general = vec!["*[1]"; 3000];
    let templates = format!("<xsl:template match='{}|{}'/>", names.join("|"), general.join("|"));
    let program = program(&templates);
    assert!(mode(&program).elements.is_empty());
    assert_eq!(mode(&program).any_element.len(), 6000);
}
