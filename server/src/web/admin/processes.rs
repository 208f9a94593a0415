//! The processes with which new tickets begin.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::map::{self, Overlay};
use engine::process::difference::{Change, difference};
use engine::process::{Activity, ActivityKind, Process, WaitFor};

use super::chrome;
use crate::process_library::Version;
use crate::store::records::Definition;
use crate::store::{definition, ticket};
use crate::web::error::WebError;
use crate::web::session::SignedIn;
use crate::web::view::admin::{
    ActivityLine, FieldDeclaration, ProcessCard, ProcessPage, ProcessesPage, VersionLine,
};
use crate::web::view::chrome::Part;
use crate::web::view::moment::Moment;
use crate::web::view::{path, query};
use crate::web::{Web, page, store_failed};

/// How many versions the page of a process shows.
const VERSIONS_MAX: u64 = 20;
/// How many differences are shown for each.
const CHANGES_MAX: usize = 50;
/// How much of each side of a difference is shown, in characters.
const CHANGE_LENGTH_MAX: usize = 200;

/// `GET /admin/processes`
pub async fn list(State(web): State<Web>, me: SignedIn) -> Result<Response, WebError> {
    let card = |version: &Version| ProcessCard {
        href: path("/admin/processes", version.process.name()),
        title: version.process.title().to_owned(),
        description: version.process.description().to_owned(),
        name: version.process.name().to_owned(),
        version: version.hash.chars().take(12).collect(),
        activity_count: version.process.activities().len(),
    };
    let processes = web.app.library().current().map(card).collect();
    page(StatusCode::OK, &ProcessesPage { chrome: chrome(&web, &me, Part::Processes), processes })
}

/// `GET /admin/processes/{name}`
pub async fn show(
    State(web): State<Web>,
    me: SignedIn,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let version = web.app.library().by_name(&name).ok_or(WebError::NotFound)?;
    let process = &version.process;
    let template = ProcessPage {
        chrome: chrome(&web, &me, Part::Processes),
        heading: process.title().to_owned(),
        description: process.description().to_owned(),
        name: process.name().to_owned(),
        version: version.hash.clone(),
        tickets: query("/admin/tickets", &[("process", process.name())]),
        map: Some(map::svg(process, &Overlay::default())),
        versions: versions(&web, version).await?,
        activities: process.activities().iter().map(|activity| line(process, activity)).collect(),
        fields: process
            .fields()
            .iter()
            .map(|field| FieldDeclaration {
                name: field.name.clone(),
                label: field.label.clone(),
                kind: field.kind.keyword(),
                default: field
                    .default
                    .as_ref()
                    .map(|value| field.display(value))
                    .unwrap_or_default(),
            })
            .collect(),
    };
    page(StatusCode::OK, &template)
}

/// The last versions, with what is different between them.
async fn versions(web: &Web, current: &Version) -> Result<Vec<VersionLine>, WebError> {
    let reads = web.app.store().read();
    // One more, with which the last one is compared.
    let found = definition::versions(reads, current.process.name(), VERSIONS_MAX + 1).await;
    let found = found.map_err(store_failed("reading the versions of a process"))?;
    let hashes: Vec<String> = found.iter().map(|version| version.hash.clone()).collect();
    let open = ticket::open_on(reads, &hashes).await.map_err(store_failed("counting tickets"))?;
    let before = found.iter().skip(1).map(Some).chain([None]);
    let line = |(version, before): (&Definition, Option<&Definition>)| VersionLine {
        hash: version.hash.chars().take(12).collect(),
        is_current: version.hash == current.hash,
        deployed: Moment::new(version.deployed_at),
        open_count: open.get(&version.hash).copied().unwrap_or_default(),
        changes: before.map(|before| changes(&before.source, &version.source)),
    };
    let shown = usize::try_from(VERSIONS_MAX).unwrap_or(usize::MAX);
    Ok(found.iter().zip(before).take(shown).map(line).collect())
}

/// What is different, a line each.
fn changes(old: &str, new: &str) -> Vec<String> {
    let Ok(found) = difference(old.as_bytes(), new.as_bytes()) else {
        return vec!["One of the two cannot be read by this version of Usher.".to_owned()];
    };
    let left_out = found.len().saturating_sub(CHANGES_MAX);
    let mut lines: Vec<String> = found.iter().take(CHANGES_MAX).map(in_words).collect();
    if left_out > 0 {
        lines.push(format!("and {left_out} more"));
    }
    lines
}

fn in_words(change: &Change) -> String {
    let place = change.place.join(", ");
    let short = |text: &String| {
        let beginning: String = text.chars().take(CHANGE_LENGTH_MAX).collect();
        if beginning.len() < text.len() { format!("{beginning} …") } else { beginning }
    };
    match (&change.old, &change.new) {
        (None, Some(new)) => format!("{place} is new: {}", short(new)),
        (Some(old), None) => format!("{place} is gone; it was: {}", short(old)),
        (Some(old), Some(new)) => format!("{place} was {}, and is now {}", short(old), short(new)),
        (None, None) => place,
    }
}

fn line(process: &Process, activity: &Activity) -> ActivityLine {
    let name = |idx| process.activity(idx).name.as_str();
    let what = match &activity.kind {
        ActivityKind::UserTask { dialogs, .. } => {
            let names: Vec<&str> = dialogs.iter().map(|dialog| dialog.name.as_str()).collect();
            format!("Asks: {}", names.join(", "))
        }
        ActivityKind::ServiceTask { invoker, .. } => format!("Fires {invoker}"),
        ActivityKind::Do { actions, .. } => format!("Carries out {} actions", actions.len()),
        ActivityKind::Choice { .. } => "Decides".to_owned(),
        ActivityKind::Parallel { next } => format!("Goes on in {} branches at once", next.len()),
        ActivityKind::Join { of, wait_for, .. } => {
            format!("Waits for {wait_for} branches of {}", name(*of))
        }
        ActivityKind::Wait { on, .. } => match on {
            WaitFor::After(delay) => format!("Waits {delay}"),
            WaitFor::Until(field) => format!("Waits until {}", process.field(*field).name),
            WaitFor::Message { name, .. } => format!("Waits for the message {name}"),
        },
        ActivityKind::Call { process: called, .. } => {
            format!("Begins {called} and waits for its end")
        }
        ActivityKind::ForEach { process: called, .. } => {
            format!("Begins {called} for each item and waits for all")
        }
        ActivityKind::End { state, .. } => format!("Ends the ticket as {state}"),
    };
    let next = activity.kind.next().iter().map(|flow| match &flow.when {
        Some(when) => format!("{} when {}", name(flow.to), when.source()),
        None => name(flow.to).to_owned(),
    });
    let errors = activity
        .kind
        .on_error()
        .iter()
        .map(|flow| format!("{} on {}", name(flow.to), flow.on.label()));
    let begins = match &activity.kind {
        ActivityKind::Call { process, .. } | ActivityKind::ForEach { process, .. } => Some(process),
        ActivityKind::UserTask { .. }
        | ActivityKind::ServiceTask { .. }
        | ActivityKind::Do { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. }
        | ActivityKind::Join { .. }
        | ActivityKind::Wait { .. }
        | ActivityKind::End { .. } => None,
    };
    ActivityLine {
        href: begins.map(|name| path("/admin/processes", name)),
        name: activity.name.clone(),
        label: activity.label.clone(),
        kind: activity.kind.keyword(),
        what,
        flows: next.chain(errors).collect(),
    }
}
