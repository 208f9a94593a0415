//! The commands `usher fmt` and `usher check` as editors, reviews and designers at work use them.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::binary;

/// Compiles, and is not in canonical form.
const UNTIDY: &str = "\
name: Mine   # what people read
process: mine
start: { activity: ask }
ticket: { queue: Raw, title: 'Mine' }
activities:
  ask:
    next: done
    dialogs: [ { fields: {} } ]
    user-task: Ask
  # the end
  done: { end: closed successful }
";

const TIDY: &str = "\
process: mine
name: Mine # what people read
start: { activity: ask }
ticket: { title: Mine, queue: Raw }

activities:
  ask:
    user-task: Ask
    dialogs:
      - fields: {}
    next: done

  # the end
  done: { end: closed successful }
";

/// What a command said, and its exit code.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary::usher());
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn usher(folder: &Path, arguments: &[&str], input: &str) -> Said {
    let mut child = command(folder, arguments).stdin(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may be gone already.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with these processes.
fn folder(processes: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("processes")).unwrap();
    for (name, text) in processes {
        std::fs::write(folder.path().join("processes").join(name), text).unwrap();
    }
    folder
}

#[test]
fn fmt_changes_what_is_not_canonical_and_says_which() {
    let folder = folder(&[("a.yaml", UNTIDY), ("b.yaml", TIDY), ("c.test.yaml", "b:   1\n")]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join("processes").join(name));
    let path = folder.path().join("processes/a.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();

    let said = usher(folder.path(), &["fmt"], "");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!((said.out.as_str(), said.err.as_str()), ("processes/a.yaml\n", ""));
    assert_eq!(read("a.yaml").unwrap(), TIDY);
    assert_eq!(read("b.yaml").unwrap(), TIDY);
    assert_eq!(read("c.test.yaml").unwrap(), "b:   1\n", "scenarios are no processes");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.path().join("processes")).unwrap().count(), 3);

    std::os::unix::fs::symlink("processes/a.yaml", folder.path().join("link.yaml")).unwrap();
    std::fs::write(&path, UNTIDY).unwrap();
    let said = usher(folder.path(), &["fmt", "link.yaml"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "link.yaml\n"));
    assert!(folder.path().join("link.yaml").is_symlink());
    assert_eq!(read("a.yaml").unwrap(), TIDY);

    let again = usher(folder.path(), &["fmt", "processes/a.yaml", "processes"], "");
    assert_eq!(again, Said { code: Some(0), out: String::new(), err: String::new() });
}

#[test]
fn fmt_check_shows_what_would_change_and_changes_nothing() {
    let folder = folder(&[("a.yaml", UNTIDY), ("b.yaml", TIDY)]);
    let said = usher(folder.path(), &["fmt", "--check"], "");
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    for part in [
        "--- a/processes/a.yaml\n+++ b/processes/a.yaml\n@@ -1,",
        "\n-ticket: { queue: Raw, title: 'Mine' }\n",
        "\n+ticket: { title: Mine, queue: Raw }\n",
        "\n   # the end\n",
    ] {
        assert!(said.out.contains(part), "{part} in {}", said.out);
    }
    assert!(!said.out.contains("b.yaml"), "{}", said.out);
    assert_eq!(std::fs::read_to_string(folder.path().join("processes/a.yaml")).unwrap(), UNTIDY);
    let said = usher(folder.path(), &["fmt", "--check", "processes/b.yaml"], "");
    assert_eq!(said, Said { code: Some(0), out: String::new(), err: String::new() });
}

#[test]
fn fmt_of_standard_input_goes_to_standard_output() {
    let folder = folder(&[]);
    let said = usher(folder.path(), &["fmt", "-"], UNTIDY);
    assert_eq!(said, Said { code: Some(0), out: TIDY.to_owned(), err: String::new() });
    let said = usher(folder.path(), &["fmt", "-", "--check"], UNTIDY);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.starts_with("--- a/<stdin>\n+++ b/<stdin>\n"), "{said:?}");
    let said = usher(folder.path(), &["fmt", "-"], "a: [");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("error[P0002]") && said.err.contains("<stdin>:1:"), "{said:?}");
}

#[test]
fn fmt_leaves_what_it_cannot_read_alone() {
    let broken = "name: a\nname: b\n";
    let folder = folder(&[("a.yaml", broken), ("z.yaml", UNTIDY)]);
    let said = usher(folder.path(), &["fmt"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(1), "processes/z.yaml\n"));
    assert!(said.err.contains("error[P0004]") && said.err.contains("processes/a.yaml:2:1"));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("processes").join(name));
    assert_eq!(read("a.yaml").unwrap(), broken);
    assert_eq!(read("z.yaml").unwrap(), TIDY);
    let said = usher(folder.path(), &["fmt", "nowhere.yaml"], "");
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("cannot read nowhere.yaml"), "{said:?}");
}

#[test]
fn the_shipped_processes_are_in_canonical_form() {
    let said = usher(&binary::root(), &["fmt", "--check"], "");
    assert_eq!(said, Said { code: Some(0), out: String::new(), err: String::new() });
}

/// A process with faults of each family, and the invoker that one of them is in.
fn faulty() -> TempDir {
    let broken = UNTIDY
        .replace("    next: done\n", "    next: one\n")
        .replace("activities:\n", "activities:\n  one: { choice: One, next: two }\n")
        .replace("activities:\n", "activities:\n  two: { choice: Two, next: one }\n")
        .replace("  done:", "  done: { end: closed successful }\n  done:");
    let calls = UNTIDY.replace("next: done", "next: call").replace(
        "  # the end\n",
        "  call:\n    service-task: far\n    next: done\n    on-error: { any: { to: done, tell: Sorry } }\n",
    );
    let calls = calls.replace("successful }", "successful, notify: admins }");
    let folder = folder(&[("a ü.yaml", &broken), ("calls.yaml", &calls)]);
    let invoker = folder.path().join("mappings/far");
    std::fs::create_dir_all(&invoker).unwrap();
    std::fs::write(invoker.join("invoker.yaml"), "operation: CustomerUser.Ad\n").unwrap();
    std::fs::write(invoker.join("outbound.xsl"), "<x").unwrap();
    std::fs::write(invoker.join("inbound.xsl"), "<x/>").unwrap();
    folder
}

/// What SARIF 2.1.0 requires of the parts that we write; sections of the standard are named.
fn check_sarif(log: &Value) -> Vec<(String, Value)> {
    let text =
        |value: &Value| assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{value}");
    let count = |value: &Value| value.as_u64().filter(|&number| number > 0).expect("from 1");
    // 3.13: sarifLog
    assert_eq!(log["version"], "2.1.0");
    text(&log["$schema"]);
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    // 3.14, 3.18, 3.19: run, tool, toolComponent
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "usher");
    text(&driver["version"]);
    assert_eq!(runs[0]["columnKind"], "unicodeCodePoints");
    // 3.49: reportingDescriptor
    let rules = driver["rules"].as_array().unwrap();
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    for rule in rules {
        text(&rule["shortDescription"]["text"]);
        text(&rule["help"]["text"]);
        if let Some(uri) = rule.get("helpUri") {
            url::Url::parse(uri.as_str().unwrap()).expect("helpUri is absolute");
        }
    }
    // 3.28, 3.29, 3.30, 3.34: location, physicalLocation, region, relatedLocations
    let check_location = |location: &Value| {
        let physical = &location["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
        let region = &physical["region"];
        count(&region["startLine"]);
        let start = count(&region["startColumn"]);
        assert!(region.get("endColumn").is_none_or(|end| count(end) >= start), "{region}");
    };
    // 3.27: result
    let results = runs[0]["results"].as_array().expect("results, even if there are none");
    let found = results.iter().map(|result| {
        text(&result["message"]["text"]);
        assert_eq!(result["level"], "error");
        let id = result["ruleId"].as_str().unwrap();
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(ids[index], id);
        let locations = result["locations"].as_array().unwrap();
        assert_eq!(locations.len(), 1);
        check_location(&locations[0]);
        for related in
            result.get("relatedLocations").and_then(Value::as_array).into_iter().flatten()
        {
            check_location(related);
            text(&related["message"]["text"]);
            assert!(related["id"].is_u64(), "{related}");
        }
        (id.to_owned(), result.clone())
    });
    let found = found.collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules.len(), "every rule has an id of its own");
    found
}

#[test]
fn sarif_has_all_faults_and_what_the_standard_requires() {
    let folder = faulty();
    let said = usher(folder.path(), &["check", "--format", "sarif", "processes"], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    let found = check_sarif(&serde_json::from_str(&said.out).unwrap());
    let uri = |result: &Value| {
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        location["uri"].as_str().unwrap().to_owned()
    };
    let places: Vec<(&str, String)> =
        found.iter().map(|(id, result)| (id.as_str(), uri(result))).collect();
    for (id, file) in [
        ("P0004", "processes/a%20%C3%BC.yaml"),
        ("P0018", "processes/a%20%C3%BC.yaml"),
        ("I0005", "mappings/far/invoker.yaml"),
        ("M0001", "mappings/far/outbound.xsl"),
    ] {
        assert!(places.contains(&(id, file.to_owned())), "{id} in {file}: {places:?}");
    }
    let result = |id: &str| &found.iter().find(|(other, _)| other == id).unwrap().1;
    let twice = result("P0004");
    assert_eq!(twice["relatedLocations"][0]["message"]["text"], "first given here");
    let way = result("P0018")["message"]["text"].as_str().unwrap();
    assert!(way.contains("This happens on the way ") && way.contains(" -> "), "{way}");
    let help = result("I0005")["message"]["text"].as_str().unwrap();
    assert!(help.contains("\nHelp: did you mean"), "{help}");
}

#[test]
fn sarif_without_faults_has_no_results_and_pages_where_they_are() {
    let said = usher(&binary::root(), &["check", "--format", "sarif", "processes"], "");
    assert_eq!(said.code, Some(0), "{said:?}");
    let log: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(check_sarif(&log), []);
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap() {
        let page = url::Url::parse(rule["helpUri"].as_str().unwrap()).unwrap();
        let page = std::fs::read_to_string(page.to_file_path().unwrap()).unwrap();
        let heading = format!("# {}: {}", rule["id"], rule["shortDescription"]["text"]);
        assert_eq!(page.lines().next(), Some(&*heading.replace('"', "")), "{rule}");
    }
}

#[test]
fn json_is_a_format_and_has_a_short_name() {
    let folder = faulty();
    let long = usher(folder.path(), &["check", "--format", "json", "processes"], "");
    assert_eq!(long.code, Some(1), "{long:?}");
    assert_eq!(usher(folder.path(), &["check", "--json", "processes"], ""), long);
    let codes: Vec<String> = long
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned()
        })
        .collect();
    for code in ["P0004", "P0018", "I0005", "M0001"] {
        assert!(codes.iter().any(|found| found == code), "{code} in {codes:?}");
    }
    let both = usher(folder.path(), &["check", "--json", "--format", "text", "processes"], "");
    assert_eq!(both.code, Some(2), "{both:?}");
}

/// A command that runs on, and the lines that it says about itself. It does not outlive its test.
#[derive(Debug)]
struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = command(folder, arguments).stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let err: ChildStderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for the next result.
    fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_mins(1)).expect("a result within a minute")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already if all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn watch_checks_again_when_a_file_changes_and_ends_when_told() {
    let folder = folder(&[("a.yaml", UNTIDY)]);
    let path = |name: &str| folder.path().join(name);
    let mut running = Running::start(folder.path(), &["check", "--watch", "processes"]);
    let check = |running: &Running, expected: &[&str]| {
        for expected in expected {
            let line = running.next();
            assert!(line.contains(expected), "`{expected}` in `{line}`");
        }
    };
    let no_mappings = "no folder mappings";
    check(&running, &[no_mappings, "1 process: no faults; watching"]);

    std::fs::write(path("processes/a.yaml"), UNTIDY.replace("next: done", "next: dnoe")).unwrap();
    check(&running, &[no_mappings, "1 fault in 1 process"]);
    std::fs::write(path("processes/b.yaml"), UNTIDY).unwrap();
    check(&running, &[no_mappings, "1 fault in 2 processes"]);
    std::fs::remove_file(path("processes/a.yaml")).unwrap();
    check(&running, &[no_mappings, "1 process: no faults"]);
    // The mappings are watched, too, even if they were not there.
    std::fs::create_dir_all(path("mappings/far")).unwrap();
    std::fs::write(path("mappings/far/invoker.yaml"), "operation: CustomerUser.Add\n").unwrap();
    check(&running, &["1 process: no faults"]);
    std::fs::rename(path("processes"), path("elsewhere")).unwrap();
    check(&running, &["cannot read processes"]);

    let pid = Pid::from_child(&running.child);
    kill_process(pid, Signal::INT).unwrap();
    let status = running.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    let mut out = String::new();
    std::io::Read::read_to_string(&mut running.child.stdout.take().unwrap(), &mut out).unwrap();
    assert!(out.contains("error[P0011]: there is no activity `dnoe`"), "{out}");
    assert!(!out.contains('\u{1b}'), "a file is no terminal: {out:?}");
}
