use super::*;
use crate::process::ActivityIdx;

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
        node("approve", "Approval by the head of department and by the controller", NodeKind::UserTask),
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

#[test]
fn write_examples() {
    let overlay = Overlay {
        at: vec![ActivityIdx(2)],
        taken: vec![
            (ActivityIdx(0), ActivityIdx(1), false),
            (ActivityIdx(1), ActivityIdx(0), true),
            (ActivityIdx(1), ActivityIdx(2), false),
        ],
        visits: [(ActivityIdx(0), 2), (ActivityIdx(1), 2), (ActivityIdx(2), 1)].into(),
    };
    std::fs::write("/tmp/map1.svg", registration().svg(&Overlay::default())).unwrap();
    std::fs::write("/tmp/map2.svg", registration().svg(&overlay)).unwrap();
    std::fs::write("/tmp/map3.svg", purchase().svg(&Overlay::default())).unwrap();
    std::fs::write("/tmp/map4.svg", purchase().svg(&overlay)).unwrap();
}
