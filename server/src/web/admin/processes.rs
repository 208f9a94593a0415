//! The processes with which new tickets begin.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::map::{self, Overlay};
use engine::process::{Activity, ActivityKind, Process, WaitFor};

use super::chrome;
use crate::web::error::WebError;
use crate::web::session::SignedIn;
use crate::web::view::admin::{
    ActivityLine, FieldDeclaration, ProcessCard, ProcessPage, ProcessesPage,
};
use crate::web::view::chrome::Part;
use crate::web::view::{path, query};
use crate::web::{Web, page};

/// `GET /admin/processes`
pub async fn list(State(web): State<Web>, me: SignedIn) -> Result<Response, WebError> {
    let card = |version: &crate::process_library::Version| ProcessCard {
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
    ActivityLine {
        name: activity.name.clone(),
        label: activity.label.clone(),
        kind: activity.kind.keyword(),
        what,
        flows: next.chain(errors).collect(),
    }
}
