//! Scenarios, as designers of processes use them: `usher test` and `usher simulate`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use engine::event::Submission;
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::binary;
use crate::portal::PROCESS;
use crate::support::{Server, clara, registration};

const PROCESS_FILE: &str = "processes/customer-user-registration.yaml";

fn usher(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(binary::usher())
        .args(arguments)
        .current_dir(binary::root())
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with the shipped process and these scenarios.
fn folder_with(scenarios: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let process = std::fs::read_to_string(binary::root().join(PROCESS_FILE)).unwrap();
    std::fs::write(folder.path().join("p.yaml"), process).unwrap();
    std::fs::write(folder.path().join("p.test.yaml"), scenarios).unwrap();
    folder
}

fn test_in(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["test", PROCESS, "--processes", folder.to_str().unwrap()];
    arguments.extend(more);
    usher(&arguments, "")
}

#[test]
fn the_shipped_scenarios_pass_and_reach_everything() {
    let maps = TempDir::new().unwrap();
    let folder = maps.path().to_str().unwrap();
    let output = usher(&["test", PROCESS, "--fail-uncovered", "--coverage-map", folder], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let expected =
        "10 scenarios, covered 6 of 6 activities, 2 of 2 dialogs, 5 of 5 flows, 6 of 6 error flows";
    assert!(out(&output).contains(expected), "{}", out(&output));
    let map = std::fs::read_to_string(maps.path().join(format!("{PROCESS}.svg"))).unwrap();
    assert!(map.contains("covered") && !map.contains("uncovered"), "{map}");
}

#[test]
fn what_fails_and_what_is_not_covered_is_said_with_its_line() {
    let scenarios = "process: customer-user-registration
people: { anna: { customer: ACME, groups: [customer-admins] } }
scenarios:
  - name: Wrong
    steps:
      - start:
          by: anna
          values: { UserFirstname: B, UserLastname: M, UserLogin: ben, UserEmail: b@acme.example }
      - answer: create
        accepted:
      - expect: { at: request }
";
    let folder = folder_with(scenarios);
    let output = test_in(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    for part in [
        "p.test.yaml:4: FAILED: Wrong",
        "error[S0005]: `at` is \"active\"; expected: \"request\"",
        "p.test.yaml:11:19",
        "p.yaml:92: not covered: activity `deactivate`",
    ] {
        assert!(out(&output).contains(part), "{part} in {}", out(&output));
    }
    assert!(err(&output).contains("0 passed, 1 failed, "), "{}", err(&output));

    std::fs::write(
        folder.path().join("p.test.yaml"),
        scenarios.replace("at: request", "at: active"),
    )
    .unwrap();
    assert_eq!(test_in(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(test_in(folder.path(), &["--fail-uncovered"]).status.code(), Some(1));
    let output = test_in(folder.path(), &["--json"]);
    let lines: Vec<serde_json::Value> =
        out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["passed"], true, "{lines:?}");
    assert_eq!(lines[1]["coverage"]["error flows"]["covered"], 0, "{lines:?}");
}

#[test]
fn scenarios_without_their_process_are_not_passed_over() {
    let folder = folder_with("process: customer-user-registration\nscenarios: []\n");
    std::fs::rename(folder.path().join("p.test.yaml"), folder.path().join("q.test.yaml")).unwrap();
    let output = test_in(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("q.test.yaml: there is no process q.yaml beside it"),
        "{output:?}"
    );
}

#[tokio::test]
async fn a_ticket_becomes_a_scenario_that_passes() {
    let server = Server::start().await;
    let id = server.app.start(&clara(), PROCESS, Some(registration("nina"))).await.unwrap();
    server.clock.advance(SignedDuration::from_hours(30));
    let removal = Submission {
        activity: "active".into(),
        dialog: 0,
        values: BTreeMap::from([("ValidState".to_owned(), vec!["2".to_owned()])]),
    };
    server.app.submit(&clara(), id, removal, 2).await.unwrap();
    let (ticket, _) = server.app.load(id).await.unwrap().unwrap();
    let database = server.app.config().paths.database.clone();
    let (number, database) = (ticket.state.ticket.number, database.to_str().unwrap());

    let written = usher(&["test", "--from-ticket", &number, "--database", database], "");
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert!(out(&written).contains("- pass: 1d 6h\n"), "{}", out(&written));
    let folder = folder_with(&out(&written));
    let output = test_in(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(out(&output).contains(&format!("ok: Ticket {number}")), "{}", out(&output));

    // Added to the scenarios that there are.
    let shipped = binary::root().join(PROCESS_FILE.replace(".yaml", ".test.yaml"));
    let file = folder.path().join("p.test.yaml");
    std::fs::copy(shipped, &file).unwrap();
    let file = file.to_str().unwrap();
    let written =
        usher(&["test", "--from-ticket", &number, "--database", database, "-o", file], "");
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let output = test_in(folder.path(), &[]);
    assert!(err(&output).contains("11 passed, 0 failed"), "{output:?}");

    let unknown = usher(&["test", "--from-ticket", "1", "--database", database], "");
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("there is no ticket 1"), "{}", err(&unknown));
    server.finish().await;
}

#[test]
fn walks_by_lot_are_repeated_by_their_seed() {
    let walk =
        || usher(&["simulate", PROCESS_FILE, "--random", "--seed", "7", "--runs", "200"], "");
    let first = walk();
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    assert!(err(&first).contains("the seed is 7") && err(&first).contains("200 walks, 0 stuck"));
    assert!(out(&first).contains("  removed\n") && out(&first).contains("  failed\n"));
    assert_eq!(first.stdout, walk().stdout);
}

#[test]
fn a_designer_goes_through_a_process_step_by_step() {
    // The form, a wrong number, "accepted", the removal, "accepted".
    let input = "Ben\nMiller\nben\nben@acme.example\n9\n1\n1\n2\n1\n";
    let output = usher(&["simulate", PROCESS_FILE], input);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for part in [
        "invoked: customer-user-add",
        "Please give a number from 1 to 6.",
        "create is rejected: CustomerUser.LoginExists",
        "submits \"Mark for removal\" of active",
        "at removed, ticket closed successful",
        "The process has ended.",
    ] {
        assert!(out(&output).contains(part), "{part} in {}", out(&output));
    }
}
