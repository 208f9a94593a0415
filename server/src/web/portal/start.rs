//! Starting a process from the portal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::access::Actor;
use engine::event::Event;
use engine::process::{ActivityKind, Process};
use engine::step::Refusal;

use super::chrome;
use crate::process_library::Version;
use crate::runtime::StepError;
use crate::web::error::WebError;
use crate::web::posted::Posted;
use crate::web::session::SignedIn;
use crate::web::ticket::Submitted;
use crate::web::view::dialog::{DialogAt, DialogForm};
use crate::web::view::portal::StartPage;
use crate::web::view::progress::Progress;
use crate::web::view::{Link, path};
use crate::web::{Web, page, see, ticket};

/// `GET /portal/start/{process}`
pub async fn form(
    State(web): State<Web>,
    me: SignedIn,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let version = startable(&web, &me.actor(), &name)?;
    let form = start_form(&web, &me, &version.process).await?;
    show(&web, &me, &version.process, StatusCode::OK, form).await
}

/// `POST /portal/start/{process}`
pub async fn start(
    State(web): State<Web>,
    me: SignedIn,
    Path(name): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let version = startable(&web, &actor, &name)?;
    let process = &version.process;
    let submitted = ticket::read(&web, &me, process, None, posted).await?;
    let Submitted { submission, faults, .. } = submitted;
    let sent = first_dialog(process).is_some().then(|| submission.clone());
    let files = ticket::files(process, &submission);
    let decide = || {
        let event = Event::Started { actor: actor.clone(), submission: sent.clone() };
        engine::step::start(process, "", &event, web.app.clock().now()).err()
    };
    let tried = if let Some(refusal) = ticket::refusal(faults, &files, decide) {
        Err(StepError::Refused(refusal))
    } else {
        ticket::keep(&web, &me, files).await?;
        web.app.start(&actor, &name, sent).await
    };
    match tried {
        Ok(id) => Ok(see(&path("/portal/tickets", &id.to_string()))),
        Err(StepError::Refused(Refusal::Invalid { faults })) => {
            let form = start_form(&web, &me, process).await?.typed(&submission).faulty(&faults);
            show(&web, &me, process, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(StepError::Refused(Refusal::NotPermitted { .. }) | StepError::NoSuchProcess) => {
            Err(WebError::NotFound)
        }
        Err(StepError::Refused(Refusal::NotHere { .. })) => Err(WebError::BadRequest {
            reason: "the process has changed since the form was made".to_owned(),
        }),
        Err(error) => Err(WebError::internal("starting a process", error)),
    }
}

/// The process, if the person may start it; to everybody else it does not exist.
fn startable(web: &Web, actor: &Actor, name: &str) -> Result<Version, WebError> {
    let version = web
        .app
        .library()
        .by_name(name)
        .filter(|version| version.process.start().by.permits(actor, None));
    version.cloned().ok_or(WebError::NotFound)
}

fn first_dialog(process: &Process) -> Option<DialogAt<'_>> {
    let activity = process.start().activity;
    let ActivityKind::UserTask { dialogs, .. } = &process.activity(activity).kind else {
        return None;
    };
    dialogs.first().map(|dialog| DialogAt { process, activity, position: 0, dialog })
}

async fn start_form(web: &Web, me: &SignedIn, process: &Process) -> Result<DialogForm, WebError> {
    let action = path("/portal/start", process.name());
    Ok(match first_dialog(process) {
        Some(at) => {
            let known = ticket::known(web, me, process).await?;
            DialogForm::new(at, None, action).suggesting(process, &known)
        }
        None => DialogForm::empty(process, action),
    })
}

async fn show(
    web: &Web,
    me: &SignedIn,
    process: &Process,
    status: StatusCode,
    mut form: DialogForm,
) -> Result<Response, WebError> {
    form.back = Some(Link::new("/portal", "Cancel"));
    let template = StartPage {
        chrome: chrome(web, me).await?.0,
        heading: process.title().to_owned(),
        description: process.description().to_owned(),
        form,
        progress: Progress::before(process),
    };
    page(status, &template)
}
