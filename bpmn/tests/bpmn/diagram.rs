//! Every element has its place, every flow joins its ends, and nothing lies on anything else.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::support::{exported, processes};

#[derive(Clone, Copy)]
struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

impl Bounds {
    fn of(node: Node<'_, '_>) -> Self {
        let (left, top) = (number(node, "x"), number(node, "y"));
        assert!(left >= 0.0 && top >= 0.0);
        Self {
            left,
            top,
            right: left + number(node, "width"),
            bottom: top + number(node, "height"),
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a point lies on the border, or in a diamond or circle of these bounds.
    fn touches(&self, (x, y): (f64, f64)) -> bool {
        let slack = 0.3;
        (self.left - slack..=self.right + slack).contains(&x)
            && (self.top - slack..=self.bottom + slack).contains(&y)
    }

    fn is_on_border(&self, (x, y): (f64, f64)) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < 0.3;
        self.touches((x, y))
            && (near(x, self.left)
                || near(x, self.right)
                || near(y, self.top)
                || near(y, self.bottom))
    }

    fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }
}

fn check(name: &str, xml: &str) {
    let document = Document::parse(xml).unwrap();
    let by_id: BTreeMap<&str, Node<'_, '_>> =
        document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut shapes: BTreeMap<&str, Bounds> = BTreeMap::new();
    for shape in document.descendants().filter(|node| node.has_tag_name_local("BPMNShape")) {
        let bounds = shape.children().find(|node| node.has_tag_name_local("Bounds")).unwrap();
        shapes.insert(shape.attribute("bpmnElement").unwrap(), Bounds::of(bounds));
    }
    let process = document.descendants().find(|node| node.has_tag_name_local("process")).unwrap();
    let tag = |id: &str| by_id[id].tag_name().name();
    for element in process.children().filter(Node::is_element) {
        let id = element.attribute("id");
        let is_edge = matches!(element.tag_name().name(), "sequenceFlow" | "association");
        if let (Some(id), false) = (id, is_edge) {
            assert!(shapes.contains_key(id), "{name}: `{id}` has no shape");
        }
    }
    for (a, first) in &shapes {
        if let Some(host) = by_id[a].attribute("attachedToRef") {
            assert!(
                shapes[host].is_on_border(first.middle()),
                "{name}: `{a}` is not at the border of {host}"
            );
        }
        for (b, second) in
            shapes.range::<str, _>((std::ops::Bound::Excluded(*a), std::ops::Bound::Unbounded))
        {
            let hosts = [by_id[a].attribute("attachedToRef"), by_id[b].attribute("attachedToRef")];
            let is_attached = hosts == [Some(*b), None] || hosts == [None, Some(*a)];
            assert!(is_attached || !first.overlaps(second), "{name}: `{a}` lies on `{b}`");
        }
    }
    let mut n_edges = 0;
    for edge in document.descendants().filter(|node| node.has_tag_name_local("BPMNEdge")) {
        let flow = by_id[edge.attribute("bpmnElement").unwrap()];
        let points: Vec<(f64, f64)> = edge
            .children()
            .filter(|node| node.has_tag_name_local("waypoint"))
            .map(|point| (number(point, "x"), number(point, "y")))
            .collect();
        for (end, point) in [("sourceRef", points[0]), ("targetRef", points[points.len() - 1])] {
            let id = flow.attribute(end).unwrap();
            let bounds = shapes[id];
            let is_task = !tag(id).ends_with("Gateway") && !tag(id).ends_with("Event");
            let meets = if is_task { bounds.is_on_border(point) } else { bounds.touches(point) };
            assert!(meets, "{name}: {} does not meet `{id}`", flow.attribute("id").unwrap());
        }
        n_edges += 1;
    }
    let flows = process
        .children()
        .filter(|node| matches!(node.tag_name().name(), "sequenceFlow" | "association"));
    assert_eq!(n_edges, flows.count(), "{name}");
}

trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

#[test]
fn every_element_has_its_place() {
    for (name, source) in processes() {
        check(&name, &exported(&name, &source));
    }
}
