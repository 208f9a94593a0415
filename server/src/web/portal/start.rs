//! Starting a process from the portal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::access::Actor;
use engine::process::{ActivityKind, Process};
use engine::step::Refusal;

use super::chrome;
use crate::process_library::Version;
use crate::runtime::StepError;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::session::SignedIn;
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
    show(&web, &me, &version.process, StatusCode::OK, start_form(&version.process)).await
}

/// `POST /portal/start/{process}`
pub async fn start(
    State(web): State<Web>,
    me: SignedIn,
    Path(name): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let actor = me.actor();
    let version = startable(&web, &actor, &name)?;
    let (submission, _) = ticket::read(form)?;
    let begins_with_form = first_dialog(&version.process).is_some();
    match web.app.start(&actor, &name, begins_with_form.then(|| submission.clone())).await {
        Ok(id) => Ok(see(&path("/portal/tickets", &id.to_string()))),
        Err(StepError::Refused(Refusal::Invalid { faults })) => {
            let form = start_form(&version.process).typed(&submission).faulty(&faults);
            show(&web, &me, &version.process, StatusCode::UNPROCESSABLE_ENTITY, form).await
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

fn start_form(process: &Process) -> DialogForm {
    let action = path("/portal/start", process.name());
    match first_dialog(process) {
        Some(at) => DialogForm::new(at, None, action),
        None => DialogForm::empty(process, action),
    }
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
