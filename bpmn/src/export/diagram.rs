//! Where everything stands (BPMNDI): the map's layout, with the sizes that BPMN tools use.

use engine::map::arrange::{
    Arrangement, Bounds, Line, Outline, Point, Shape as Box, arrange, text_width,
};

use super::model::{Model, Shape};
use super::semantic::label;
use crate::xml::{Element, Space};

const TASK_WIDTH: f64 = 160.0;
const TASK_HEIGHT: f64 = 80.0;
/// What a task's label leaves free at its sides.
const TASK_PADDING: f64 = 10.0;
const TASK_LINE: f64 = 16.0;
const GATEWAY: f64 = 50.0;
const EVENT: f64 = 36.0;
/// Between two lines at a task's border: two boundary events fit side by side.
const PORT_GAP: f64 = 52.0;

/// The one diagram.
pub(super) fn diagram(model: &Model) -> Element {
    let (shapes, edges) = Placed::of(model).written(model);
    let plane = Element::new(Space::Shapes, "BPMNPlane")
        .with("id", format!("{}.plane", model.definitions))
        .with("bpmnElement", &*model.process)
        .holding(shapes)
        .holding(edges);
    let id = format!("{}.diagram", model.definitions);
    Element::new(Space::Shapes, "BPMNDiagram").with("id", id).holding([plane])
}

struct Placed {
    /// The place of each node among those that are arranged; a boundary event has that of its host.
    place: Vec<usize>,
    arrangement: Arrangement,
}

impl Placed {
    fn of(model: &Model) -> Self {
        let mut boxes = Vec::new();
        let mut place = Vec::new();
        for node in &model.nodes {
            let host = node.host.and_then(|host| place.get(host).copied());
            place.push(host.unwrap_or_else(|| {
                boxes.push(size(node));
                boxes.len() - 1
            }));
        }
        let at = |node: usize| place.get(node).copied().unwrap_or_default();
        let is_aside = |from: usize| model.nodes.get(from).is_some_and(|node| node.host.is_some());
        let flows = model.flows.iter().map(|flow| Line {
            from: at(flow.from),
            to: at(flow.to),
            label: label(flow).map(str::to_owned).or_else(|| label_of_event(model, flow.from)),
            is_aside: is_aside(flow.from),
        });
        let associations = model.associations.iter().map(|(_, from, to)| Line {
            from: at(*from),
            to: at(*to),
            label: None,
            is_aside: true,
        });
        let lines: Vec<Line> = flows.chain(associations).collect();
        Self { arrangement: arrange(&boxes, &lines, PORT_GAP), place }
    }

    fn written(&self, model: &Model) -> (Vec<Element>, Vec<Element>) {
        let flows = model.flows.iter().map(|flow| (&flow.id, flow.from));
        let associations = model.associations.iter().map(|(id, from, _)| (id, *from));
        let mut edges = Vec::new();
        let mut events: Vec<Option<(Bounds, Option<Bounds>)>> = vec![None; model.nodes.len()];
        for ((id, from), path) in flows.chain(associations).zip(&self.arrangement.paths) {
            let mut points = path.points.clone();
            let mut beside = path.label;
            let is_attached = model.nodes.get(from).is_some_and(|node| node.host.is_some());
            if let (true, Some(middle), Some(event)) =
                (is_attached, points.first().copied(), events.get_mut(from))
            {
                // The label is that of the event.
                *event = Some((around(middle), beside.take()));
                leave(&mut points, middle);
            }
            edges.push(edge(id, &points, beside));
        }
        let shapes = model.nodes.iter().enumerate().map(|(index, node)| {
            let (bounds, beside) = events.get(index).copied().flatten().unwrap_or_else(|| {
                let at = self.place.get(index).copied().unwrap_or_default();
                let bounds = self.arrangement.shapes.get(at).copied();
                let beside = self.arrangement.labels.get(at).copied().flatten();
                (bounds.unwrap_or_else(|| around(Point { x: 0.0, y: 0.0 })), beside)
            });
            shape(node, bounds, beside)
        });
        (shapes.collect(), edges)
    }
}

/// The name of a boundary event, which stands beside the flow that leaves it.
fn label_of_event(model: &Model, from: usize) -> Option<String> {
    model.nodes.get(from).filter(|node| node.host.is_some()).and_then(|node| node.name.clone())
}

fn size(node: &Shape) -> Box {
    let outline = node.outline();
    let label = node.name.clone().unwrap_or_default();
    let (width, height) = match outline {
        Outline::Circle => (EVENT, EVENT),
        Outline::Diamond => (GATEWAY, GATEWAY),
        Outline::Rectangle => {
            let n_lines = (text_width(&label) / (TASK_WIDTH - 2.0 * TASK_PADDING)).ceil() + 1.0;
            (TASK_WIDTH, TASK_HEIGHT.max(n_lines * TASK_LINE + 2.0 * TASK_PADDING))
        }
    };
    Box { outline, width, height, label }
}

/// An event with its middle here.
fn around(middle: Point) -> Bounds {
    let at = Point { x: middle.x - EVENT / 2.0, y: middle.y - EVENT / 2.0 };
    Bounds { at, width: EVENT, height: EVENT }
}

/// Lets a line that begins in the middle of an event begin at its border.
fn leave(points: &mut Vec<Point>, middle: Point) {
    let reach = |point: &Point| (point.x - middle.x).hypot(point.y - middle.y);
    while points.len() > 2 && points.get(1).is_some_and(|point| reach(point) <= EVENT / 2.0) {
        points.remove(1);
    }
    let Some((second, distance)) = points.get(1).map(|point| (*point, reach(point))) else {
        return;
    };
    if let (true, Some(first)) = (distance > 0.0, points.first_mut()) {
        let part = (EVENT / 2.0 / distance).min(1.0);
        first.x += (second.x - middle.x) * part;
        first.y += (second.y - middle.y) * part;
    }
}

fn shape(node: &Shape, bounds: Bounds, beside: Option<Bounds>) -> Element {
    let mut element = Element::new(Space::Shapes, "BPMNShape")
        .with("id", format!("{}.shape", node.id))
        .with("bpmnElement", &*node.id);
    match node.tag {
        "exclusiveGateway" => element = element.with("isMarkerVisible", "true"),
        "subProcess" => element = element.with("isExpanded", "false"),
        _ => {}
    }
    element.holding([written(bounds)]).holding(beside.map(label_at))
}

fn edge(id: &str, points: &[Point], beside: Option<Bounds>) -> Element {
    let points = points.iter().map(|point| {
        Element::new(Space::Points, "waypoint")
            .with("x", number(point.x))
            .with("y", number(point.y))
    });
    Element::new(Space::Shapes, "BPMNEdge")
        .with("id", format!("{id}.edge"))
        .with("bpmnElement", id)
        .holding(points)
        .holding(beside.map(label_at))
}

fn label_at(bounds: Bounds) -> Element {
    Element::new(Space::Shapes, "BPMNLabel").holding([written(bounds)])
}

fn written(bounds: Bounds) -> Element {
    Element::new(Space::Bounds, "Bounds")
        .with("x", number(bounds.at.x))
        .with("y", number(bounds.at.y))
        .with("width", number(bounds.width))
        .with("height", number(bounds.height))
}

/// A number with at most one decimal, and without a negative zero.
fn number(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0 + 0.0)
}
