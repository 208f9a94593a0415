//! Maps of whole graphs.

use proptest::collection::vec;
use proptest::prelude::*;
use quick_xml::events::Event;

use super::layout::{Beside, Layout, Line, Placed, Point};
use super::*;
use crate::process::ActivityIdx;
use crate::process::compile::{Surroundings, compile};

fn node(name: &str, label: &str, kind: NodeKind) -> Node {
    Node { name: name.to_owned(), label: label.to_owned(), kind, start: false }
}

fn flow(from: usize, to: usize, label: &str) -> Edge {
    let label = (!label.is_empty()).then(|| label.to_owned());
    Edge { from, to, label, kind: EdgeKind::Flow }
}

fn error(from: usize, to: usize, code: &str) -> Edge {
    Edge { from, to, label: Some(code.to_owned()), kind: EdgeKind::Error }
}

const SUCCESSFUL: NodeKind = NodeKind::End(TicketState::ClosedSuccessful);
const UNSUCCESSFUL: NodeKind = NodeKind::End(TicketState::ClosedUnsuccessful);

/// The customer-user registration.
fn registration() -> Graph {
    let mut nodes = vec![
        node("request", "Enter the new customer user", NodeKind::UserTask),
        node("create", "CustomerUserAdd", NodeKind::ServiceTask),
        node("active", "Customer user maintenance", NodeKind::UserTask),
        node("deactivate", "CustomerUserUpdate", NodeKind::ServiceTask),
        node("removed", "removed", SUCCESSFUL),
        node("failed", "failed", UNSUCCESSFUL),
    ];
    nodes[0].start = true;
    let edges = vec![
        flow(0, 1, ""),
        flow(1, 2, ""),
        error(1, 0, "CustomerUser.LoginExists"),
        error(1, 5, "undelivered"),
        error(1, 5, "any"),
        flow(2, 3, "ValidState != \"1\""),
        flow(2, 2, "otherwise"),
        flow(3, 4, ""),
        error(3, 2, "any"),
    ];
    Graph { title: "Customer user self-administration".to_owned(), nodes, edges }
}

/// A larger process with every kind of activity.
fn purchase() -> Graph {
    let mut nodes = vec![
        node("order", "Say what you need & why", NodeKind::UserTask),
        node("size", "How much does it cost?", NodeKind::Choice),
        node(
            "approve",
            "Approval by the head of department and by the controller",
            NodeKind::UserTask,
        ),
        node("log", "Note the order", NodeKind::Do),
        node("buy", "PurchaseOrderCreate", NodeKind::ServiceTask),
        node("ship", "ShipmentTrack", NodeKind::ServiceTask),
        node("receive", "Confirm the delivery", NodeKind::UserTask),
        node("done", "Delivered", SUCCESSFUL),
        node("refused", "Refused", UNSUCCESSFUL),
        node("failed", "Failed", UNSUCCESSFUL),
        node("later", "Waiting for the next year", NodeKind::End(TicketState::PendingReminder)),
    ];
    nodes[0].start = true;
    let edges = vec![
        flow(0, 1, ""),
        flow(1, 2, "Price >= 1000.0 && Department != \"board\""),
        flow(1, 10, "Budget == 0"),
        flow(1, 3, "otherwise"),
        flow(2, 3, "Approved"),
        flow(2, 0, "Question != \"\""),
        flow(2, 8, "otherwise"),
        flow(3, 4, ""),
        flow(4, 5, ""),
        error(4, 0, "Purchase.ItemUnknown"),
        error(4, 2, "Purchase.LimitExceeded"),
        error(4, 9, "any"),
        flow(5, 6, ""),
        error(5, 9, "undelivered"),
        error(5, 9, "any"),
        flow(6, 7, "Complete"),
        flow(6, 5, "Missing > 0"),
        flow(6, 6, "otherwise"),
    ];
    Graph { title: "Purchase".to_owned(), nodes, edges }
}

/// A ticket that came to the maintenance at its second try.
fn second_try() -> Overlay {
    let activity = ActivityIdx;
    Overlay {
        at: vec![activity(2)],
        taken: vec![
            (activity(0), activity(1), None),
            (activity(1), activity(0), Some("CustomerUser.LoginExists".to_owned())),
            (activity(1), activity(2), None),
        ],
        visits: [(activity(0), 2), (activity(1), 2), (activity(2), 1)].into(),
        covered: None,
        marks: None,
    }
}

/// Counts how often each of some texts occurs in a map.
fn check_counts(svg: &str, expected: &[(&str, usize)]) {
    for (text, count) in expected {
        assert_eq!(svg.matches(text).count(), *count, "`{text}` in {svg}");
    }
}

/// Reads the whole map; the reader refuses what is not well-formed.
fn check_well_formed(svg: &str) {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {svg}")) {
            Event::Start(tag) => {
                depth += 1;
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            Event::End(_) => depth -= 1,
            Event::Empty(tag) => tag.attributes().for_each(|attribute| drop(attribute.unwrap())),
            Event::GeneralRef(_) | Event::Text(_) => {}
            Event::Eof => break,
            Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {
                panic!("unexpected")
            }
        }
    }
    assert_eq!(depth, 0);
    for forbidden in
        [" style=", "<style", "<script", " on", "javascript:", " id=", "url(", "href", "NaN", "inf"]
    {
        let outside_text = svg.split('<').map(|part| part.split('>').next().unwrap());
        let markup: String = outside_text.flat_map(|tag| ["<", tag]).collect();
        assert!(!markup.contains(forbidden), "`{forbidden}` in {markup}");
    }
}

/// A rectangle: left, top, right, bottom.
type Area = (f64, f64, f64, f64);

fn area(placed: &Placed) -> Area {
    let Point { x, y } = placed.middle;
    let (a, b) = (placed.card.width / 2.0, placed.card.height / 2.0);
    (x - a, y - b, x + a, y + b)
}

fn condition_area(beside: &Beside) -> Area {
    (beside.at.x, beside.at.y, beside.at.x + beside.width, beside.at.y + beside.height)
}

fn is_inside(point: Point, (left, top, right, bottom): Area) -> bool {
    left + 0.5 < point.x && point.x < right - 0.5 && top + 0.5 < point.y && point.y < bottom - 0.5
}

/// Points along a line, close together.
fn points(line: &Line) -> Vec<Point> {
    let bend = |a: Point, b: Point, c: Point, d: Point| {
        (0..=20).map(move |step| {
            let t = f64::from(step) / 20.0;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                let s = 1.0 - t;
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            };
            Point { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
        })
    };
    match line {
        Line::Through(stretches) => {
            let straight = stretches.iter().flat_map(|stretch| {
                let point = |y| Point { x: stretch.x, y };
                bend(
                    point(stretch.begin),
                    point(stretch.begin),
                    point(stretch.end),
                    point(stretch.end),
                )
            });
            let curves = stretches.windows(2).flat_map(|pair| {
                let middle = f64::midpoint(pair[0].end, pair[1].begin);
                let point = |x, y| Point { x, y };
                bend(
                    point(pair[0].x, pair[0].end),
                    point(pair[0].x, middle),
                    point(pair[1].x, middle),
                    point(pair[1].x, pair[1].begin),
                )
            });
            straight.chain(curves).collect()
        }
        Line::Loop { begin, end, reach } => bend(
            *begin,
            Point { x: (reach - begin.x / 4.0) / 0.75, y: begin.y },
            Point { x: (reach - end.x / 4.0) / 0.75, y: end.y },
            *end,
        )
        .collect(),
    }
}

/// Nothing overlaps, nothing is cut off, and no line runs through a box or a condition.
fn check_layout(graph: &Graph) {
    let layout = Layout::of(graph, &second_try());
    let boxes: Vec<Area> = layout.boxes.iter().map(area).collect();
    let conditions =
        layout.flows.iter().filter_map(|flow| flow.condition.as_ref()).map(condition_area);
    let areas: Vec<Area> = boxes.iter().copied().chain(conditions).collect();
    for (nth, a) in areas.iter().enumerate() {
        assert!(
            a.0 >= 0.0 && a.1 >= 0.0 && a.2 <= layout.width && a.3 <= layout.height,
            "{a:?} is cut off"
        );
        for b in &areas[nth + 1..] {
            assert!(
                a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1,
                "{a:?} overlaps {b:?} in {graph:?}"
            );
        }
    }
    for flow in &layout.flows {
        // A diamond's border is inside its rectangle, so a line's own boxes do not count.
        let (from, to) = flow.edge.map_or_else(
            || (graph.nodes.len(), graph.nodes.iter().position(|node| node.start).unwrap()),
            |edge| (graph.edges[edge].from, graph.edges[edge].to),
        );
        let ends = [boxes[from], boxes[to]];
        for point in points(&flow.line) {
            let hit = areas.iter().find(|area| !ends.contains(area) && is_inside(point, **area));
            assert_eq!(
                hit,
                None,
                "a line runs through it, {:?} in {graph:?}",
                flow.edge.map(|edge| &graph.edges[edge])
            );
        }
    }
}

#[test]
fn every_activity_and_flow_is_drawn_once() {
    let svg = registration().svg(&Overlay::default());
    check_counts(
        &svg,
        &[
            ("<g class=\"map-node user-task\">", 2),
            ("<g class=\"map-node service-task\">", 2),
            ("<g class=\"map-node end successful\">", 1),
            ("<g class=\"map-node end unsuccessful\">", 1),
            ("<g class=\"map-node start\">", 1),
            ("<g class=\"map-flow\">", 6),
            ("<g class=\"map-flow error\">", 4),
            ("stroke-dasharray", 4),
            ("class=\"map-arrow\"", 10),
            ("<title>CustomerUserAdd (Service task): create</title>", 1),
            ("<title>From CustomerUserAdd, on error undelivered, to failed</title>", 1),
            (">error: undelivered</tspan>", 1),
            (">ValidState != &quot;1&quot;</tspan>", 1),
            (">otherwise</tspan>", 1),
            ("taken", 0),
            ("map-ring", 0),
        ],
    );
    check_well_formed(&svg);
}

#[test]
fn the_overlay_marks_the_way_and_the_place() {
    let svg = registration().svg(&second_try());
    check_counts(
        &svg,
        &[
            ("<g class=\"map-flow taken\">", 3),
            ("<g class=\"map-flow error taken\">", 1),
            ("<g class=\"map-node user-task visited here\">", 1),
            ("class=\"map-ring\"", 1),
            (">here, 1 visit</text>", 1),
            (">2 visits</text>", 2),
            ("stroke-width=\"3.2\"", 4),
        ],
    );
    check_well_formed(&svg);
}

#[test]
fn an_overlay_of_other_activities_is_ignored() {
    let far = ActivityIdx(99);
    let overlay = Overlay {
        at: vec![far],
        taken: vec![(far, far, Some(String::new()))],
        visits: [(far, 3)].into(),
        covered: None,
        marks: None,
    };
    check_counts(
        &registration().svg(&overlay),
        &[("map-ring", 0), ("map-node user-task visited", 0)],
    );
}

#[test]
fn the_description_tells_the_map_in_words() {
    let words = words::describe(&registration(), &second_try());
    assert_eq!(
        words,
        "Process map with 6 activities. It starts at Enter the new customer user. The ticket is at Customer user \
         maintenance. Enter the new customer user (User task), visited 2 times: to CustomerUserAdd (taken). \
         CustomerUserAdd (Service task), visited 2 times: to Customer user maintenance (taken); on error \
         CustomerUser.LoginExists, to Enter the new customer user (taken); on error undelivered, to failed; on error \
         any, to failed. Customer user maintenance (User task), visited 1 time: if ValidState != \"1\", to \
         CustomerUserUpdate; otherwise to Customer user maintenance. CustomerUserUpdate (Service task): to removed; \
         on error any, to Customer user maintenance. removed (End: closed successful). failed (End: closed \
         unsuccessful)."
    );
}

#[test]
fn nothing_overlaps_in_the_examples() {
    check_layout(&registration());
    check_layout(&purchase());
}

#[test]
fn the_same_map_is_the_same_text() {
    for graph in [registration(), purchase(), large(60)] {
        assert_eq!(graph.svg(&second_try()), graph.clone().svg(&second_try()));
    }
}

#[test]
fn parallel_flows_are_kept_apart() {
    let layout = Layout::of(&registration(), &Overlay::default());
    let ends: Vec<f64> = layout
        .flows
        .iter()
        .filter_map(|flow| match (&flow.line, flow.edge) {
            (Line::Through(stretches), Some(3 | 4)) => stretches.last().map(|last| last.x),
            (Line::Through(_) | Line::Loop { .. }, _) => None,
        })
        .collect();
    assert!(matches!(ends.as_slice(), [a, b] if (a - b).abs() >= 15.0), "{ends:?}");
}

#[test]
fn text_cannot_become_markup() {
    let mut graph = registration();
    let hostile = "</text><script>alert('1')</script>\u{0}\u{FFFF}]]>&amp;<![CDATA[";
    hostile.clone_into(&mut graph.title);
    hostile.clone_into(&mut graph.nodes[0].label);
    hostile.clone_into(&mut graph.nodes[1].name);
    graph.edges[5].label = Some(hostile.to_owned());
    check_well_formed(&graph.svg(&Overlay::default()));
    check_layout(&graph);
}

#[test]
fn long_text_is_cut_on_the_map_and_whole_in_the_title() {
    let mut graph = registration();
    let long = "word ".repeat(100);
    graph.nodes[2].label.clone_from(&long);
    graph.edges[5].label = Some(long.clone());
    let svg = graph.svg(&Overlay::default());
    check_counts(&svg, &[("…", 2), (&format!("<title>{long} (User task): active</title>"), 1)]);
    check_layout(&graph);
}

#[test]
fn empty_and_broken_graphs_are_drawn() {
    let empty = Graph { title: String::new(), nodes: vec![], edges: vec![] };
    check_well_formed(&empty.svg(&Overlay::default()));
    // The second flow leads to no activity: there is nothing to draw.
    let lone = Graph {
        nodes: vec![node("a", "", NodeKind::Do)],
        edges: vec![flow(0, 0, ""), flow(0, 7, "")],
        ..empty
    };
    let svg = lone.svg(&Overlay::default());
    check_counts(&svg, &[("map-flow", 1)]);
    check_well_formed(&svg);
}

/// A long process in which every service task has a common way out and some lead back.
fn large(count: usize) -> Graph {
    let kinds = [
        NodeKind::UserTask,
        NodeKind::ServiceTask,
        NodeKind::Do,
        NodeKind::ServiceTask,
        NodeKind::Choice,
    ];
    let mut nodes: Vec<Node> = (0..count - 2)
        .map(|n| node(&format!("a{n}"), &format!("Activity {n}"), kinds[n % 5]))
        .collect();
    nodes.extend([node("done", "Done", SUCCESSFUL), node("failed", "Failed", UNSUCCESSFUL)]);
    nodes[0].start = true;
    let mut edges = vec![];
    for n in 0..count - 2 {
        edges.push(flow(n, n + 1, if n % 5 == 4 { "Amount > 100" } else { "" }));
        match n % 5 {
            4 => edges.push(flow(n, (n + 7).min(count - 2), "otherwise")),
            1 | 3 => edges.extend([error(n, count - 1, "any"), error(n, n - 1, "Order.Unknown")]),
            _ => {}
        }
    }
    Graph { title: "Large".to_owned(), nodes, edges }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test is about time")]
fn a_map_of_500_activities_takes_less_than_two_seconds_even_unoptimised() {
    let graph = large(500);
    let begin = std::time::Instant::now();
    let svg = graph.svg(&Overlay::default());
    let took = begin.elapsed();
    assert!(took.as_secs_f64() < 2.0, "took {took:?}");
    check_counts(
        &svg,
        &[("<g class=\"map-node", 501), ("<g class=\"map-flow", graph.edges.len() + 1)],
    );
    assert!(svg.len() < 2_000_000, "{} bytes", svg.len());
}

#[test]
fn a_layer_of_700_activities_does_not_exhaust_the_stack() {
    let mut nodes: Vec<Node> =
        (0..700).map(|n| node(&format!("a{n}"), "A", NodeKind::Do)).collect();
    nodes[0].start = true;
    let edges = (1..700).map(|n| flow(0, n, "")).collect();
    let graph = Graph { title: "Wide".to_owned(), nodes, edges };
    check_counts(&graph.svg(&Overlay::default()), &[("<g class=\"map-flow", 700)]);
}

#[test]
fn a_tangle_of_500_activities_is_bounded() {
    let kinds = [NodeKind::UserTask, NodeKind::Choice];
    let mut nodes: Vec<Node> =
        (0..500).map(|n| node(&format!("a{n}"), "A", kinds[n % 2])).collect();
    nodes[0].start = true;
    // Steps of many different lengths, forwards and back.
    let edges: Vec<Edge> =
        (0..2000).map(|n| flow(n % 500, (n * 7919 + n / 500 * 131) % 500, "x")).collect();
    let graph = Graph { title: "Tangle".to_owned(), nodes, edges };
    let svg = graph.svg(&Overlay::default());
    check_counts(&svg, &[("<g class=\"map-flow", 2001)]);
    assert!(svg.len() < 4_000_000, "{} bytes", svg.len());
}

fn any_graph() -> impl Strategy<Value = Graph> {
    let kind = prop_oneof![
        Just(NodeKind::UserTask),
        Just(NodeKind::ServiceTask),
        Just(NodeKind::Do),
        Just(NodeKind::Choice),
        Just(SUCCESSFUL),
        Just(UNSUCCESSFUL)
    ];
    let nodes = vec((kind, ".{0,60}"), 1..30);
    nodes.prop_flat_map(|nodes| {
        let count = nodes.len();
        let edges =
            vec((0..count, 0..count, proptest::option::of(".{0,40}"), any::<bool>()), 0..60);
        (Just(nodes), edges, 0..count).prop_map(|(nodes, edges, start)| Graph {
            title: "Any".to_owned(),
            nodes: (nodes.into_iter().enumerate())
                .map(|(n, (kind, label))| Node {
                    start: n == start,
                    ..node(&format!("a{n}"), &label, kind)
                })
                .collect(),
            edges: (edges.into_iter())
                .map(|(from, to, label, is_error)| {
                    let kind = if is_error { EdgeKind::Error } else { EdgeKind::Flow };
                    Edge { from, to, label, kind }
                })
                .collect(),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_is_drawn_whole_and_nothing_overlaps(graph in any_graph()) {
        let svg = graph.svg(&second_try());
        check_counts(
            &svg,
            &[("<g class=\"map-node", graph.nodes.len() + 1), ("<g class=\"map-flow", graph.edges.len() + 1)],
        );
        check_well_formed(&svg);
        check_layout(&graph);
    }
}

#[test]
fn the_registration_process_is_drawn() {
    let source = include_bytes!("../../../processes/customer-user-registration.yaml");
    let process = compile(source, &Surroundings::default()).unwrap();
    let graph = Graph::of(&process);
    check_layout(&graph);
    let svg = svg(&process, &second_try());
    check_well_formed(&svg);
    check_counts(
        &svg,
        &[
            ("<title>Customer user self-administration</title>", 1),
            ("<g class=\"map-node", 7),
            ("<g class=\"map-flow", 12),
            ("<title>Customer user maintenance (User task): active, here, 1 visit</title>", 1),
            ("on error CustomerUser.LoginExists, to Enter the new customer user", 2),
            (">ValidState != &quot;1&quot;</tspan>", 1),
            (">otherwise</tspan>", 1),
        ],
    );
}

#[test]
fn what_tests_reach_is_told_apart_from_what_they_do_not() {
    let graph = registration();
    let all: BTreeSet<usize> = (0..graph.edges.len()).collect();
    let visits = |n: usize| (0..graph.nodes.len()).map(|at| (ActivityIdx(at), n)).collect();
    let overlay =
        |covered, n| Overlay { covered: Some(covered), visits: visits(n), ..Overlay::default() };
    check_counts(
        &graph.svg(&overlay(all, 1)),
        &[("uncovered", 0), (">covered 1 time<", graph.nodes.len())],
    );
    let nothing = graph.svg(&overlay(BTreeSet::new(), 0));
    check_counts(
        &nothing,
        &[
            (" uncovered\">", graph.nodes.len() + graph.edges.len()),
            (">not covered<", graph.nodes.len()),
            // In the title of each, and in the description of the whole.
            ("(not covered)", 2 * graph.edges.len()),
        ],
    );
}
