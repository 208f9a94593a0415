//! A scenario from a ticket's journal.

use std::path::Path;
use std::process::ExitCode;

use engine::event::Event;
use engine::process::Process;
use engine::scenario::record::{Recorded, record};
use engine::scenario::{Scenario, read};
use jiff::Timestamp;

use crate::app::App;
use crate::cli::{complain, say};
use crate::clock::Clock;
use crate::config::{Config, Paths, Secrets};
use crate::process_library;
use crate::store::records::TicketId;
use crate::store::{journal, ticket};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Writes the scenario, to a file or to standard output.
pub(super) async fn write(
    paths: &Paths,
    number: &str,
    output: Option<&Path>,
) -> crate::cli::Result {
    let base_url = url::Url::parse("http://127.0.0.1/")?;
    let config = Config {
        paths: paths.clone(),
        base_url,
        secrets: Secrets::Environment,
        demo: false,
        relay: None,
    };
    let app = App::inspect(config, Clock::System).await?;
    let written = from_ticket(&app, number, output).await;
    app.close().await?;
    written.map_err(|failure| -> Box<dyn std::error::Error> { failure })?;
    Ok(ExitCode::SUCCESS)
}

async fn from_ticket(app: &App, number: &str, output: Option<&Path>) -> Result<(), Failure> {
    let reads = app.store().read();
    let id = ticket::id_of_number(reads, number).await?;
    let id = id.ok_or_else(|| format!("there is no ticket {number}"))?;
    let (stored, process) = app.load(id).await?.ok_or("the ticket is gone")?;
    let journal = journal_of(app, id).await?;
    let name = format!("Ticket {number}");
    let recorded = record(&process, &name, number, &journal, &stored.state)?;
    let document = match output {
        Some(path) if path.exists() => appended(&recorded, path)?,
        Some(_) | None => recorded.document(),
    };
    // What is written is tried first: a scenario that fails would help nobody.
    let current = app.library().by_name(process.name());
    let process = current.map_or(&*process, |version| &*version.process);
    check(&document, &name, process)?;
    match output {
        None => say(document.trim_end()),
        Some(path) => {
            std::fs::write(path, document)
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            complain(&format!("{}: has the scenario \"{name}\" now", path.display()));
        }
    }
    Ok(())
}

fn appended(recorded: &Recorded, path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(process_library::read_bounded(path)?)?;
    let why = "it does not end with `scenarios:` at the beginning of a line, and the list";
    let appended = recorded.appended_to(&text);
    Ok(appended.ok_or_else(|| format!("cannot add to {}: {why}", path.display()))?)
}

/// Fails unless the document holds a scenario of that name which passes on the process.
fn check(document: &str, name: &str, process: &Process) -> Result<(), Failure> {
    let render = |faults: &[engine::diagnostic::Diagnostic]| {
        let text = process_library::render(faults, document.as_bytes(), Path::new("the scenario"));
        format!("the scenario does not pass on the process as it is now:\n{text}")
    };
    let suite = read(document.as_bytes(), process).map_err(|faults| render(&faults))?;
    let scenario = suite.scenarios.iter().find(|scenario: &&Scenario| scenario.name == name);
    let report = scenario.ok_or("the scenario cannot be found again")?.run(process);
    if report.diagnostics.is_empty() { Ok(()) } else { Err(render(&report.diagnostics).into()) }
}

async fn journal_of(app: &App, id: TicketId) -> Result<Vec<(Timestamp, Event)>, Failure> {
    let mut all = Vec::new();
    let mut seq = 0;
    loop {
        let page = journal::list(app.store().read(), id, seq).await?;
        let Some(last) = page.last() else { return Ok(all) };
        seq = last.seq();
        for entry in &page {
            let event = entry.event()?;
            if let Event::Migrated { .. } = event {
                return Err("the ticket was moved to another version of its process, which no scenario can tell".into());
            }
            all.push((entry.at()?, event));
        }
    }
}
