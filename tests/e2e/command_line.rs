//! The command `usher`, as designers and operators use it.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::binary;

/// A process with three mistakes.
const BROKEN: &str = "\
process: my-process
name: Mine
start: { activity: ask, by: customer-users }
ticket: { title: \"Hello {{ Nme }}\", queue: Raw }
fields:
  Name: { label: Name, type: txt }
activities:
  ask:
    user-task: Ask
    dialogs:
      - { name: Ask, fields: { Name: required }, submit: Go }
    next: dnoe
  done: { end: closed successful }
";

fn usher(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(binary::usher())
        .args(arguments)
        .current_dir(binary::root())
        .env("USHER_DATABASE", folder.join("usher.db"))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn check_says_everything_that_is_wrong_and_where() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mine.yaml");
    std::fs::write(&file, BROKEN).unwrap();
    let file = file.to_str().unwrap();
    let output = usher(folder.path(), &["check", file]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for place in [":4:28", ":6:30", ":12:11"] {
        assert!(said.contains(&format!("{file}{place}")), "{place} in {said}");
    }
    assert!(said.contains("did you mean `Name`?"), "{said}");

    let output = usher(folder.path(), &["check", "--json", file]);
    assert_eq!(output.status.code(), Some(1));
    let found: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<_> =
        found.iter().map(|one| (one["line"].as_u64(), one["column"].as_u64())).collect();
    assert_eq!(places, [(Some(4), Some(28)), (Some(6), Some(30)), (Some(12), Some(11))]);
    assert!(
        found.iter().all(|one| one["help"].is_string() && one["code"].is_string()),
        "{found:?}"
    );
}

#[test]
fn the_shipped_processes_have_no_faults() {
    let folder = TempDir::new().unwrap();
    let output = usher(folder.path(), &["check", "processes"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let output = usher(folder.path(), &["check", "nowhere.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot read nowhere.yaml"), "{}", text(&output.stderr));
}

#[test]
fn map_draws_a_process() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("map.svg");
    let process = "processes/customer-user-registration.yaml";
    let output = usher(folder.path(), &["map", process, "-o", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let svg = std::fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("Enter the new customer user"), "{svg}");
    assert_eq!(text(&usher(folder.path(), &["map", process]).stdout), svg);
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_process_goes_out_as_bpmn_and_comes_back_as_the_same() {
    let folder = TempDir::new().unwrap();
    let [file, back, again] =
        ["out.bpmn", "back.yaml", "again.bpmn"].map(|name| folder.path().join(name));
    let [file, back, again] = [&file, &back, &again].map(|path| path.to_str().unwrap());
    let process = "processes/customer-user-registration.yaml";
    for arguments in [
        ["export", process, "-o", file],
        ["import", file, "-o", back],
        ["export", back, "-o", again],
    ] {
        let output = usher(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout) + &text(&output.stderr), "");
    }
    let xml = std::fs::read_to_string(file).unwrap();
    assert!(xml.contains("<userTask id=\"request\" name=\"Enter the new customer user\""), "{xml}");
    assert_eq!(xml, std::fs::read_to_string(again).unwrap());
    let yaml = text(&usher(folder.path(), &["import", file]).stdout);
    assert_eq!(yaml, std::fs::read_to_string(back).unwrap());
    let checked = usher(folder.path(), &["check", back]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
}

#[test]
fn what_bpmn_has_and_we_have_not_is_refused_with_its_place() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("other.bpmn");
    let xml = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<process id=\"p\">\n\
               <startEvent id=\"s\"/>\n  <subProcess id=\"u\" name=\"Part\"/>\n  <inclusiveGateway id=\"i\"/>\n\
               <sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"u\"/>\n</process>\n</definitions>\n";
    std::fs::write(&file, xml).unwrap();
    let output = usher(folder.path(), &["import", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for fault in
        [":4:3: `subProcess` \"Part\" has no counterpart", ":5:3: `inclusiveGateway` \"i\""]
    {
        assert!(said.contains(&format!("{}{fault}", file.display())), "{said}");
    }
    let nowhere = usher(folder.path(), &["import", "nowhere.bpmn"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(
        text(&nowhere.stderr).contains("cannot read nowhere.bpmn"),
        "{}",
        text(&nowhere.stderr)
    );
}

#[test]
fn a_new_installation_is_sound_and_has_an_admin() {
    let folder = TempDir::new().unwrap();
    let before = usher(folder.path(), &["doctor"]);
    assert_eq!(before.status.code(), Some(1));
    assert!(text(&before.stdout).contains("usher.db is not there"), "{}", text(&before.stdout));

    let ada = ["--first-name", "Ada", "--last-name", "Admin", "--email", "ada@usher.example"];
    let add = |login: &str| {
        usher(folder.path(), &[&["user", "add", login][..], &ada, &["--group", "admin"]].concat())
    };
    let added = add("ada");
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    assert_eq!(text(&added.stdout).trim().len(), 43, "the password alone goes to standard output");
    let again = add("ADA");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("the login is taken"), "{}", text(&again.stderr));

    let stranger = usher(folder.path(), &["user", "join", "nobody", "--group", "customer-admins"]);
    assert_eq!(stranger.status.code(), Some(1));
    assert!(
        text(&stranger.stderr).contains("there is no such person"),
        "{}",
        text(&stranger.stderr)
    );

    let after = usher(folder.path(), &["doctor", "--json"]);
    assert_eq!(after.status.code(), Some(0), "{}", text(&after.stdout));
    for line in text(&after.stdout).lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(finding["ok"], true, "{finding}");
    }
}
