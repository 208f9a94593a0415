//! What was done is undone when a process fails.

use engine::customer::Validity;
use engine::ticket::TicketState;
use server::store::invocation;
use server::store::records::InvocationStatus;

use super::{asked, serve, until, until_closed};
use crate::support::clara;

/// The second registration is of the same login, and is refused.
const TWICE: &str = "\
process: twice
name: Twice
start: { activity: ask, by: customer-users }
ticket: { title: Twice, queue: Misc }
fields:
  UserFirstname: { label: First name, type: text, default: Nina }
  UserLastname: { label: Last name, type: text, default: Newcomer }
  UserLogin: { label: User login, type: text }
  UserEmail: { label: Email, type: email, default: nina@acme.example }
  ValidState: { label: User valid, type: text, default: \"1\" }
  RequestResponse: { label: Request response, type: text, max_length: 1000 }
activities:
  ask: { user-task: Ask, dialogs: [ { fields: { UserLogin: required }, submit: Go } ], next: create }
  create:
    service-task: customer-user-add
    name: Create the customer user
    compensate: customer-user-update
    next: again
    on-error: { any: { to: failed, tell: No. } }
  again:
    service-task: customer-user-add
    name: Create him again
    next: done
    on-error:
      any:
        to: failed
        tell: It could not be done twice.
        do: [ { set-field: { field: ValidState, to: \"2\" } } ]
  done: { end: closed successful }
  failed: { end: closed unsuccessful, tell: It has ended., notify: admins }
";

#[tokio::test(flavor = "multi_thread")]
async fn the_accepted_task_is_undone_after_the_second_has_failed() {
    let (server, _folder) = serve(&[TWICE]).await;
    let id =
        server.app.start(&clara(), "twice", Some(asked(&[("UserLogin", "nina")]))).await.unwrap();
    assert_eq!(until_closed(&server, id).await, TicketState::ClosedUnsuccessful);
    until(&server.app, id, |state| state.background.is_empty() && state.undoable.is_empty()).await;
    let mut invocations = invocation::list(server.app.store().read(), id).await.unwrap();
    invocations.sort_by_key(|one| one.entry);
    let ended: Vec<(&str, InvocationStatus)> =
        invocations.iter().map(|one| (one.invoker.as_str(), one.status)).collect();
    assert_eq!(
        ended,
        [
            ("customer-user-add", InvocationStatus::Accepted),
            ("customer-user-add", InvocationStatus::Rejected),
            ("customer-user-update", InvocationStatus::Accepted),
        ]
    );
    let nina = server.customer_user("nina").await.unwrap();
    assert_eq!(nina.validity, Validity::Invalid);
    server.finish().await;
}
