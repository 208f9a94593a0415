//! The operator's guide against the command line, the environment and the bounds in the code.

use clap::{Command, CommandFactory};
use regex::Regex;
use server::cli::Cli;

use super::documents::read;
use super::sources::{root, rust_files};

const GUIDE: &str = "docs/operators-guide.md";

/// Calls `check` with each command under the top one, and its name as one types it.
fn each_command(command: &Command, name: &str, check: &mut impl FnMut(&Command, &str)) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let name = format!("{name} {}", inner.get_name());
        check(inner, &name);
        each_command(inner, &name, check);
    }
}

#[test]
fn every_command_and_flag_is_documented() {
    let guide = read(GUIDE);
    each_command(&Cli::command(), "usher", &mut |command, name| {
        assert!(guide.contains(name), "{GUIDE} does not name `{name}`");
        for argument in command.get_arguments() {
            let Some(flag) = argument.get_long().filter(|flag| *flag != "help") else { continue };
            let word = Regex::new(&format!(r"--{flag}\b")).expect("a pattern");
            assert!(word.is_match(&guide), "{GUIDE}: `{name} --{flag}`");
        }
    });
}

#[test]
fn every_flag_that_is_documented_is_there() {
    let flags = Regex::new(r"`--([a-z-]+)").expect("a pattern");
    let mut known = vec!["release".to_owned(), "locked".to_owned()];
    each_command(&Cli::command(), "usher", &mut |command, _| {
        known.extend(command.get_arguments().filter_map(|one| one.get_long()).map(str::to_owned));
    });
    for found in flags.captures_iter(&read(GUIDE)) {
        assert!(
            known.iter().any(|flag| *flag == found[1]),
            "{GUIDE}: there is no `--{}`",
            &found[1]
        );
    }
}

#[test]
fn every_variable_of_the_environment_is_documented() {
    let variable = Regex::new(r"\bUSHER_[A-Z_]+").expect("a pattern");
    let guide = read(GUIDE);
    for path in rust_files(&root().join("server/src")) {
        let text = std::fs::read_to_string(&path).expect("a source file");
        for found in variable.find_iter(&text) {
            let name = found.as_str();
            assert!(guide.contains(name), "{}: {GUIDE} does not name `{name}`", path.display());
        }
    }
}

#[test]
fn every_bound_is_as_documented() {
    // | what | bound | `NAME = value` | [file](link) |
    let row = Regex::new(r"\| `(\w+) = ([^`]+)` \| \[([\w/.]+\.rs)\]").expect("a pattern");
    let mut rows = 0;
    for document in [GUIDE, "docs/designers-guide.md"] {
        for found in row.captures_iter(&read(document)) {
            let (name, value, file) = (&found[1], &found[2], &found[3]);
            let constant =
                Regex::new(&format!(r"\bconst {name}: [\w:]+ = {};", regex::escape(value)))
                    .expect("a pattern");
            assert!(constant.is_match(&read(file)), "{file}: {name} is not {value}");
            rows += 1;
        }
    }
    assert!(rows >= 30, "only {rows} bounds are documented");
}
