//! Tickets that are moved to another version of their process, beside the server that serves them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use engine::event::{Event, Submission};
use rustix::process::Signal;
use server::sample;
use server::store::journal;
use server::store::records::TicketId;
use tempfile::TempDir;

use crate::binary;
use crate::support::{Server, clara};
use crate::visitor::Visitor;

const FIRST: &str = r#"process: order
name: Order
start: { activity: ask, by: customer-users }
ticket: { title: "Order of {{ Thing }}", queue: Orders }
fields:
  Thing: { label: Thing, type: text }
  Amount: { label: Amount, type: integer, default: "1" }
  Comment: { label: Comment, type: text }
activities:
  ask:
    user-task: Say what you need
    dialogs: [{ name: Ask, fields: { Thing: required, Amount: optional }, submit: Go }]
    next: describe
  describe:
    user-task: Describe it
    dialogs: [{ name: Describe, fields: { Comment: optional }, submit: Go }]
    next: check
  check:
    user-task: Check it
    dialogs: [{ name: Check, fields: { Comment: optional }, submit: Go }]
    remind: { after: 3d, notify: admins }
    next: done
  done: { end: closed successful }
"#;

/// `check` is called `review`, has a deadline instead of a reminder, and leads to another end.
fn second() -> String {
    FIRST
        .replace("next: check", "next: review")
        .replace("  check:", "  review:")
        .replace(
            "remind: { after: 3d, notify: admins }",
            "expire: { after: 9d, to: done, tell: Too late. }",
        )
        .replace("next: done\n", "next: archived\n")
        .replace(
            "  Comment: {",
            "  Reason: { label: Reason, type: text, max_length: 20 }\n  Comment: {",
        )
        + "  archived: { end: closed successful }\n"
}

/// An installation that is served, stopped and changed.
struct Place(TempDir);

impl Place {
    fn new(process: &str) -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::create_dir(place.0.path().join("processes")).unwrap();
        place.deploy(process);
        place
    }

    fn deploy(&self, process: &str) {
        fs::write(self.0.path().join("processes/order.yaml"), process).unwrap();
    }

    async fn serve(&self) -> Server {
        Server::start_with(|paths| {
            paths.database = self.0.path().join("usher.db");
            paths.processes = self.0.path().join("processes");
        })
        .await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary::usher());
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("USHER_DATABASE", self.0.path().join("usher.db"))
            .env("USHER_PROCESSES", self.0.path().join("processes"))
            .env("USHER_MAPPINGS", binary::root().join("mappings"))
            .env_remove("RUST_LOG")
            .env_remove("FAILPOINTS");
        command
    }

    /// Runs a command; its exit code and everything that it said.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.command(arguments).output().unwrap();
        (output.status.code(), said(&output))
    }

    /// The numbers of a kind in a plan, in order.
    fn planned(&self, list: &str) -> Vec<String> {
        let plan = fs::read_to_string(self.0.path().join("plan.yaml")).unwrap();
        let (_, list) = plan.split_once(&format!("\n{list}:")).unwrap();
        let lines = list.lines().skip(1).take_while(|line| line.starts_with("  - "));
        lines.map(|line| line.split('"').nth(1).unwrap().to_owned()).collect()
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}

fn submission(activity: &str, values: &[(&str, &str)]) -> Submission {
    let value = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![(*value).to_owned()]);
    let values: BTreeMap<_, _> = values.iter().map(value).collect();
    Submission { activity: activity.to_owned(), dialog: 0, values }
}

async fn begin(server: &Server, amount: &str) -> TicketId {
    let values = [("Thing", "chair"), ("Amount", amount)];
    server.app.start(&clara(), "order", Some(submission("ask", &values))).await.unwrap()
}

async fn submit(server: &Server, id: TicketId, activity: &str) {
    let seen = server.ticket_of(id).await.state.version;
    let submission = submission(activity, &[("Comment", "fine")]);
    server.app.submit(&clara(), id, submission, seen).await.unwrap();
}

/// Where a ticket stands.
async fn at(server: &Server, id: TicketId) -> String {
    let (ticket, process) = server.app.load(id).await.unwrap().unwrap();
    let places = ticket.state.tokens.iter();
    places.map(|token| process.activity(token.activity).name.clone()).collect::<Vec<_>>().join(", ")
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_moved_by_a_plan_and_back() {
    let place = Place::new(FIRST);
    let server = place.serve().await;
    let [early, waiting, faster, ended] = [
        begin(&server, "1").await,
        begin(&server, "1").await,
        begin(&server, "1").await,
        begin(&server, "1").await,
    ];
    for id in [waiting, faster, ended] {
        submit(&server, id, "describe").await;
    }
    submit(&server, ended, "check").await;
    let first = server.ticket_of(waiting).await.definition;
    let mut numbers = Vec::new();
    for id in [early, waiting, faster] {
        numbers.push(server.ticket_of(id).await.state.ticket.number);
    }
    let [early_number, waiting_number, faster_number] = numbers.try_into().unwrap();
    server.finish().await;

    // Deploying a changed file makes a new version; what runs stays on its own.
    place.deploy(&second());
    let server = place.serve().await;
    let new = begin(&server, "1").await;
    assert_ne!(server.ticket_of(new).await.definition, first);
    assert_eq!(server.ticket_of(waiting).await.definition, first);

    let plan = ["migrate", "plan", "processes/order.yaml", "--output", "plan.yaml"];
    let (code, said) = place.run(&plan);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("1 would move, 2 cannot"), "{said}");
    assert_eq!(place.planned("tickets"), [&*early_number]);
    assert_eq!(place.planned("cannot"), [&*waiting_number, &faster_number]);
    // The designer says in the plan where they go on, and plans again.
    let path = place.0.path().join("plan.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("no activity `check`: say under `moves`"), "{text}");
    let text = text.replace("moves: {}", "moves: { check: review }");
    fs::write(&path, text.replace("fill: {}", "fill: { Reason: [moved] }")).unwrap();
    let (code, said) =
        place.run(&["migrate", "plan", "--with", "plan.yaml", "--output", "plan.yaml"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(place.planned("tickets"), [&*early_number, &waiting_number, &faster_number]);
    let text = fs::read_to_string(&path).unwrap();
    for note in [
        "goes from `check` to `review`",
        "`remind` of `review` is taken away",
        "`expire` of `review` is due at",
    ] {
        assert!(text.contains(note), "{note} in {text}");
    }

    submit(&server, faster, "check").await;
    let (code, said) = place.run(&["migrate", "apply", "plan.yaml"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("{faster_number} skipped: it has moved on since")), "{said}");
    assert!(said.contains("2 moved, 1 skipped, 0 cannot be"), "{said}");
    assert_eq!(at(&server, waiting).await, "review");
    assert_eq!(server.field(waiting, "Reason").await, "moved");
    assert_eq!(at(&server, faster).await, "done");
    let (_, said) = place.run(&["migrate", "apply", "plan.yaml"]);
    assert!(said.contains("2 moved (2 of them before), 1 skipped"), "{said}");

    // People see a moved ticket as any other.
    let mut visitor = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = visitor.get(&format!("/portal/tickets/{waiting}")).await;
    assert_eq!(page.status, 200);
    assert!(page.main().contains("The process was revised"), "{}", page.main());
    assert!(page.offers("Go"), "{}", page.main());
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&format!("/admin/tickets/{waiting}")).await;
    assert_eq!(page.status, 200);
    for line in ["Entered check as entry 3", "goes from `check` to `review`"] {
        assert!(page.main().contains(line), "{line} in {}", page.main());
    }

    // Who goes on is not moved back, and is named.
    submit(&server, early, "describe").await;
    let (code, said) = place.run(&["migrate", "undo", "plan.yaml", "--json"]);
    assert_eq!(code, Some(1), "{said}");
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named: Vec<_> = lines.iter().filter_map(|line| line["ticket"].as_str()).collect();
    assert_eq!(named, [&*early_number, &faster_number]);
    assert_eq!(lines[2]["done"], 1);
    assert_eq!(at(&server, early).await, "review");
    let restored = server.ticket_of(waiting).await;
    assert_eq!((at(&server, waiting).await.as_str(), &restored.definition), ("check", &first));
    assert_eq!(restored.state.timers.len(), 1, "it is reminded again");
    let (_, said) = place.run(&["migrate", "undo", "plan.yaml"]);
    assert!(said.contains("1 moved back (1 of them before)"), "{said}");

    // Moved again, it goes on to the new end.
    place.run(&["migrate", "plan", "--with", "plan.yaml", "--output", "plan.yaml"]);
    assert_eq!(place.planned("tickets"), [&*waiting_number]);
    let (code, said) = place.run(&["migrate", "apply", "plan.yaml"]);
    assert_eq!(code, Some(0), "{said}");
    for id in [waiting, early] {
        submit(&server, id, "review").await;
        assert_eq!(at(&server, id).await, "archived");
    }
    let (code, said) = place.run(&["doctor"]);
    assert_eq!(code, Some(0), "{said}");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_file_has_changed_is_refused() {
    let place = Place::new(FIRST);
    let server = place.serve().await;
    let id = begin(&server, "1").await;
    fs::write(place.0.path().join("new.yaml"), second()).unwrap();
    let (code, said) = place.run(&["migrate", "plan", "new.yaml", "--output", "plan.yaml"]);
    assert_eq!(code, Some(0), "{said}");
    fs::write(place.0.path().join("new.yaml"), second() + "# Changed.\n").unwrap();
    let (code, said) = place.run(&["migrate", "apply", "plan.yaml"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("new.yaml has changed since the plan was made"), "{said}");
    assert_eq!(at(&server, id).await, "describe");
    assert_eq!(server.ticket_of(id).await.state.version, 1);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_killed_goes_on_where_it_stopped() {
    const COUNT: usize = 20;
    for point in server::crash::MIGRATION_POINTS {
        let place = Place::new(FIRST);
        let server = place.serve().await;
        for _ in 0..COUNT {
            begin(&server, "1").await;
        }
        let first = server.ticket_of(server.tickets().await[0]).await;
        server.finish().await;
        fs::write(place.0.path().join("new.yaml"), second()).unwrap();
        let (code, said) = place.run(&["migrate", "plan", "new.yaml", "--output", "plan.yaml"]);
        assert_eq!(code, Some(0), "{said}");
        let mut command = place.command(&["migrate", "apply", "plan.yaml"]);
        let output =
            command.env("FAILPOINTS", format!("{point}=7*off->1*return")).output().unwrap();
        assert_eq!(output.status.signal(), Some(Signal::KILL.as_raw()), "{point}: {output:?}");
        let (code, said) = place.run(&["migrate", "apply", "plan.yaml", "--json"]);
        assert_eq!(code, Some(0), "{point}: {said}");
        assert!(said.contains(&format!("\"done\":{COUNT}")), "{point}: {said}");

        let server = place.serve().await;
        for id in server.tickets().await {
            assert_ne!(server.ticket_of(id).await.definition, first.definition);
            let journal = journal::list(server.app.store().read(), id, 0).await.unwrap();
            let events: Vec<Event> = journal.iter().map(|one| one.event().unwrap()).collect();
            let moved = events.iter().filter(|event| matches!(event, Event::Migrated { .. }));
            assert_eq!(moved.count(), 1, "{point}: {events:?}");
        }
        server.finish().await;
        let (code, said) = place.run(&["doctor"]);
        assert_eq!(code, Some(0), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_finds_the_tickets_that_would_have_ended_elsewhere() {
    let place = Place::new(FIRST);
    let server = place.serve().await;
    let (small, large, waiting) =
        (begin(&server, "5").await, begin(&server, "500").await, begin(&server, "600").await);
    for id in [small, large] {
        submit(&server, id, "describe").await;
        submit(&server, id, "check").await;
    }
    let large = server.ticket_of(large).await.state.ticket.number;
    let waiting = server.ticket_of(waiting).await.state.ticket.number;
    // What is large is refused after it was checked.
    let late = FIRST
        .replace("next: done\n", "next: [{ when: Amount > 100, to: refused }, { to: done }]\n")
        + "  refused: { end: closed unsuccessful, tell: No., notify: admins }\n";
    fs::write(place.0.path().join("late.yaml"), late).unwrap();
    let (code, said) = place.run(&["replay", "--against", "late.yaml"]);
    assert_eq!(code, Some(1), "{said}");
    let expected = format!(
        "{large} would have ended at `refused` (closed unsuccessful) instead of `done` (closed \
         successful); it goes another way from entry 3 on\n2 would have ended the same, 1 elsewhere, \
         0 would have been refused\n"
    );
    assert_eq!(said, expected);

    // What is large is not described: what people then did would not have been possible.
    let early = FIRST.replace(
        "next: describe\n",
        "next: [{ when: Amount > 100, to: check }, { to: describe }]\n",
    );
    fs::write(place.0.path().join("early.yaml"), early).unwrap();
    let (code, said) = place.run(&["replay", "--against", "early.yaml", "--json"]);
    assert_eq!(code, Some(1), "{said}");
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert_eq!((&lines[0]["ticket"], &lines[0]["result"]), (&large.into(), &"refused".into()));
    assert_eq!((&lines[0]["entry"], &lines[0]["parts_at"]), (&2.into(), &1.into()));
    assert_eq!((&lines[1]["ticket"], &lines[1]["result"]), (&waiting.into(), &"elsewhere".into()));
    assert_eq!(lines[2]["same"], 1);

    let (code, said) = place.run(&["replay", "--against", "processes/order.yaml"]);
    assert_eq!(code, Some(0), "{said}");
    server.finish().await;
}
