//! A parallel gateway of BPMN waits for a token on each of its flows: ours must have as many as tokens come.

use roxmltree::{Document, Node};

use crate::support::{exported, processes};

/// What we wrote about an activity.
fn own<'a, 'i>(node: Node<'a, 'i>) -> Node<'a, 'i> {
    node.descendants().find(|child| child.tag_name().name() == "activity").unwrap()
}

#[test]
fn parallel_gateways_have_one_flow_for_each_token() {
    let mut n_joins = 0;
    for (name, source) in processes() {
        let xml = exported(&name, &source);
        let document = Document::parse(&xml).unwrap();
        let is_gateway = |node: &Node<'_, '_>| {
            matches!(node.tag_name().name(), "parallelGateway" | "complexGateway")
        };
        let count = |node: Node<'_, '_>, flow: &str| {
            node.children().filter(|child| child.tag_name().name() == flow).count()
        };
        let gateways: Vec<Node<'_, '_>> = document.descendants().filter(is_gateway).collect();
        for gateway in &gateways {
            let join =
                own(*gateway).children().find(|entry| entry.attribute("key") == Some("join"));
            let Some(split) = join.and_then(|join| join.text()) else {
                assert_eq!(count(*gateway, "incoming"), 1, "{name}: a split");
                continue;
            };
            let split = gateways.iter().find(|other| own(**other).attribute("name") == Some(split));
            let (n_in, n_out) = (count(*gateway, "incoming"), count(*split.unwrap(), "outgoing"));
            if gateway.tag_name().name() == "complexGateway" {
                // It waits for fewer than all; the others may lead to a join of their own.
                assert!((1..=n_out).contains(&n_in), "{name}: {n_in} of {n_out}");
            } else {
                assert_eq!(n_in, n_out, "{name}");
            }
            n_joins += 1;
        }
    }
    assert!(n_joins > 1);
}
