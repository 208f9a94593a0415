//! Jobs, invocations, mails, definitions, answers.

use engine::access::Actor;
use engine::process::compile::{Surroundings, compile};
use engine::state::State;
use engine::ticket::{Priority, Ticket, TicketState};
use jiff::{SignedDuration, Timestamp};
use server::store::invocation::{Ending, InvocationFault, NewInvocation, Trace};
use server::store::job::{NewJob, Work};
use server::store::operation_result::OperationResultFault;
use server::store::records::{InvocationStatus, Job, JobCounts, TicketId};
use server::store::ticket::NewTicket;
use server::store::{
    Store, WriteError, definition, invocation, job, mail, operation_result, ticket,
};

use crate::support::{Place, act, now, store_with_acme, try_act};

const SOURCE: &str = r#"
process: small
name: Small
start: { activity: done, by: customer-users }
ticket: { title: "A ticket", queue: Misc, priority: 3 normal }
fields: { Name: { label: Name, type: text } }
activities:
  done:
    user-task: Ask
    dialogs: [ { name: Ask, by: requester, fields: { Name: required }, submit: Go } ]
    next: end
  end: { end: closed successful }
"#;
const TICKET: TicketId = TicketId(1);
const LEASE: SignedDuration = SignedDuration::from_secs(30);

fn after(seconds: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

async fn store_with_ticket() -> (Place, Store) {
    let (place, store) = store_with_acme().await;
    act(&store, |tx| {
        Box::pin(async move {
            let process = compile(SOURCE.as_bytes(), &Surroundings::default()).unwrap();
            let hash = definition::put(tx, "small", SOURCE, now()).await?;
            let state = State {
                version: 1,
                at: now(),
                tokens: vec![],
                next_entry: 1,
                values: vec![None],
                ticket: Ticket {
                    number: "1".to_owned(),
                    title: String::new(),
                    state: TicketState::New,
                    queue: "Misc".to_owned(),
                    priority: Priority::Normal,
                    customer_id: "ACME".to_owned(),
                    customer_user: "anna".to_owned(),
                    kind: String::new(),
                    owner: None,
                    locked: false,
                },
                notice: None,
                failure: None,
                timers: vec![],
                children: vec![],
                undoable: vec![],
                background: vec![],
                submitter: None,
                parent: None,
            };
            let new = NewTicket {
                id: TICKET,
                definition: &hash,
                process: &process,
                state: &state,
                depth: 0,
            };
            ticket::insert(tx, &new).await.unwrap();
            Ok(())
        })
    })
    .await;
    (place, store)
}

async fn enqueue(store: &Store, entry: u32, run_at: Timestamp) {
    let work = Work::Invocation;
    let new = NewJob { work, ticket: TICKET, entry, part: 0, run_at, attempts_max: 5 };
    act(store, move |tx| Box::pin(async move { Ok(job::enqueue(tx, &new).await?) })).await;
}

async fn claim(store: &Store, at: Timestamp, limit: u64) -> Vec<Job> {
    job::claim(store, at, limit, LEASE).await.unwrap()
}

async fn complete(store: &Store, job: &Job) -> bool {
    let (id, fence) = (job.id, job.fence);
    act(store, move |tx| Box::pin(async move { Ok(job::complete(tx, id, fence).await?) })).await
}

#[tokio::test]
async fn a_job_is_claimed_by_one_worker_when_it_is_due() {
    let (_place, store) = store_with_ticket().await;
    enqueue(&store, 1, after(10)).await;
    enqueue(&store, 2, after(5)).await;
    // The same again is the same.
    enqueue(&store, 2, after(0)).await;
    assert_eq!(job::next_due(store.read()).await.unwrap(), Some(after(5)));
    assert_eq!(claim(&store, after(4), 9).await, []);
    let first = claim(&store, after(10), 1).await;
    assert_eq!(
        first.iter().map(|job| (job.entry, job.attempts, job.fence)).collect::<Vec<_>>(),
        [(2, 1, 1)]
    );
    let counts = job::counts(store.read(), after(9)).await.unwrap();
    assert_eq!(counts, JobCounts { due: 0, later: 1, held: 1 });
    assert_eq!(
        claim(&store, after(10), 9).await.iter().map(|job| job.entry).collect::<Vec<_>>(),
        [1]
    );
    assert_eq!(claim(&store, after(11), 9).await, []);
    assert!(complete(&store, first.first().unwrap()).await);
    assert!(!complete(&store, first.first().unwrap()).await);
}

#[tokio::test]
async fn a_worker_that_comes_back_late_ends_nothing() {
    let (_place, store) = store_with_ticket().await;
    enqueue(&store, 1, now()).await;
    let late = claim(&store, now(), 1).await.remove(0);
    let abandoned = after(LEASE.as_secs());
    let other = claim(&store, abandoned, 1).await.remove(0);
    assert_eq!((other.id, other.fence, other.attempts), (late.id, late.fence + 1, 2));
    assert!(!complete(&store, &late).await);
    let (id, fence) = (late.id, late.fence);
    let returned = act(&store, move |tx| {
        Box::pin(async move { Ok(job::retry_at(tx, id, fence, now(), "late").await?) })
    })
    .await;
    assert!(!returned);
    assert!(complete(&store, &other).await);
    assert_eq!(job::next_due(store.read()).await.unwrap(), None);
}

#[tokio::test]
async fn a_job_that_is_given_back_comes_again() {
    let (_place, store) = store_with_ticket().await;
    enqueue(&store, 1, now()).await;
    let first = claim(&store, now(), 1).await.remove(0);
    let (id, fence) = (first.id, first.fence);
    assert!(
        act(&store, move |tx| {
            Box::pin(async move { Ok(job::retry_at(tx, id, fence, after(60), "no answer").await?) })
        })
        .await
    );
    // It is not held any more: neither its holder nor anybody else can end it.
    assert!(!complete(&store, &first).await);
    assert_eq!(claim(&store, after(59), 1).await, []);
    let second = claim(&store, after(60), 1).await.remove(0);
    assert_eq!((second.attempts, second.last_error.as_deref()), (2, Some("no answer")));
    let (id, fence) = (second.id, second.fence);
    assert!(
        act(&store, move |tx| Box::pin(async move {
            Ok(job::release(tx, id, fence, after(61)).await?)
        }))
        .await
    );
    let third = claim(&store, after(61), 1).await.remove(0);
    assert_eq!((third.attempts, third.fence), (2, 3));
}

#[tokio::test]
async fn a_server_that_starts_takes_back_what_the_one_before_it_held() {
    let (_place, store) = store_with_ticket().await;
    enqueue(&store, 1, now()).await;
    enqueue(&store, 2, after(60)).await;
    let dead = claim(&store, now(), 9).await.remove(0);
    assert_eq!(job::release_all(&store, after(1)).await.unwrap(), 1);
    // What was not held keeps its time.
    let counts = job::counts(store.read(), after(1)).await.unwrap();
    assert_eq!(counts, JobCounts { due: 1, later: 1, held: 0 });
    // The one before ends nothing, neither before the job is claimed again nor afterwards.
    assert!(!complete(&store, &dead).await);
    let again = claim(&store, after(1), 9).await.remove(0);
    assert_eq!((again.id, again.attempts, again.fence), (dead.id, 2, dead.fence + 1));
    assert!(!complete(&store, &dead).await);
    assert!(complete(&store, &again).await);
    assert_eq!(job::release_all(&store, after(2)).await.unwrap(), 0);
}

#[tokio::test]
async fn an_entry_is_invoked_once_and_ends_once() {
    let (_place, store) = store_with_ticket().await;
    let begin = async |ticket: TicketId| {
        let new = NewInvocation {
            ticket,
            entry: 3,
            invoker: "customer-user-add".to_owned(),
            document: "<RootElement/>".to_owned(),
            actor: Actor::System,
            idempotency_key: "key".to_owned(),
            ending: None,
        };
        try_act(&store, move |tx| {
            Box::pin(async move { invocation::insert(tx, &new, now()).await })
        })
        .await
    };
    let id = begin(TICKET).await.unwrap();
    assert_eq!(begin(TICKET).await, Err(WriteError::Refused(InvocationFault::EntryExists)));
    assert_eq!(begin(TicketId(9)).await, Err(WriteError::Refused(InvocationFault::NoSuchTicket)));
    let end = async |status: InvocationStatus| {
        let trace =
            Trace { response: Some("r".to_owned()), duration_us: Some(5), ..Trace::default() };
        let ending = Ending { status, attempts: 2, code: None, message: None, trace };
        try_act(&store, move |tx| {
            Box::pin(async move { invocation::finish(tx, id, &ending, after(1)).await })
        })
        .await
    };
    act(&store, move |tx| {
        Box::pin(async move {
            let trace = Trace { request: Some("q".to_owned()), ..Trace::default() };
            invocation::record_attempt(tx, id, 1, "no answer", &trace).await.unwrap();
            Ok(())
        })
    })
    .await;
    end(InvocationStatus::Undelivered).await.unwrap();
    assert_eq!(
        end(InvocationStatus::Accepted).await,
        Err(WriteError::Refused(InvocationFault::NotPending))
    );
    act(&store, move |tx| {
        Box::pin(async move {
            invocation::reopen(tx, id).await.unwrap();
            Ok(())
        })
    })
    .await;
    end(InvocationStatus::Accepted).await.unwrap();
    let stored = invocation::get_by_entry(store.read(), TICKET, 3).await.unwrap().unwrap();
    assert_eq!((stored.id, stored.status, stored.attempts), (id, InvocationStatus::Accepted, 2));
    assert_eq!((stored.request.as_deref(), stored.response.as_deref()), (Some("q"), Some("r")));
    assert_eq!((stored.ended, stored.duration_us), (Some(after(1)), Some(5)));
    assert_eq!(
        invocation::list(store.read(), TICKET).await.unwrap(),
        std::slice::from_ref(&stored)
    );
    assert_eq!(invocation::get(store.read(), id).await.unwrap(), Some(stored));
}

#[tokio::test]
async fn mails_are_listed_newest_first() {
    let (_place, store) = store_with_acme().await;
    for subject in ["one", "two", "three"] {
        act(&store, move |tx| {
            Box::pin(async move {
                Ok(mail::insert(tx, "root@example.org", subject, "body", now()).await?)
            })
        })
        .await;
    }
    let mails = mail::list(store.read(), 2).await.unwrap();
    assert_eq!(mails.into_iter().map(|mail| mail.subject).collect::<Vec<_>>(), ["three", "two"]);
}

#[tokio::test]
async fn the_definition_deployed_last_is_current_and_the_others_stay() {
    let (_place, store) = store_with_acme().await;
    let put = async |source: &'static str, seconds: i64| {
        act(&store, move |tx| {
            Box::pin(async move { Ok(definition::put(tx, "small", source, after(seconds)).await?) })
        })
        .await
    };
    let current = async || definition::current(store.read()).await.unwrap();
    let (one, two) = (put("one", 1).await, put("two", 2).await);
    assert_eq!(
        current().await.iter().map(|definition| &definition.hash).collect::<Vec<_>>(),
        [&two]
    );
    assert_eq!(definition::get(store.read(), &one).await.unwrap().unwrap().source, "one");
    // Back to the first, which was deployed when it was deployed.
    assert_eq!(put("one", 3).await, one);
    let now_current = current().await;
    assert_eq!(
        now_current.iter().map(|definition| definition.deployed_at).collect::<Vec<_>>(),
        [after(1)]
    );
}

#[tokio::test]
async fn a_call_is_answered_once() {
    let (_place, store) = store_with_acme().await;
    let put = async |key: String| {
        try_act(&store, move |tx| {
            Box::pin(async move { operation_result::put(tx, &key, "{}", now()).await })
        })
        .await
    };
    put("key".to_owned()).await.unwrap();
    assert_eq!(
        put("key".to_owned()).await,
        Err(WriteError::Refused(OperationResultFault::KeyExists))
    );
    assert_eq!(put("k".repeat(192)).await, Err(WriteError::Refused(OperationResultFault::Key)));
    assert_eq!(operation_result::get(store.read(), "key").await.unwrap().as_deref(), Some("{}"));
    let swept = act(&store, |tx| {
        Box::pin(async move { Ok(operation_result::delete_before(tx, after(1)).await?) })
    })
    .await;
    assert_eq!(swept, 1);
    assert_eq!(operation_result::get(store.read(), "key").await.unwrap(), None);
}
