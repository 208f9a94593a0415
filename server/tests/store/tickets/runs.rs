//! Whatever happens to a process, the database gives back every state and the whole journal.

use std::sync::atomic::{AtomicI64, Ordering};

use engine::event::{Decision, Event};
use engine::process::Process;
use engine::simulation::values::Lot;
use engine::state::State;
use engine::step::{Step, step};
use jiff::Timestamp;
use server::store::records::TicketId;
use server::store::ticket::{NewTicket, TicketFault};
use server::store::{Failed, Reads, Store, Tx, definition, journal, ticket};

use crate::cases::{Counts, all, assert_all_counted, count};
use crate::drawn;
use crate::happen::{begin, draw};
use crate::support::{store_with_acme, try_act};

/// How many processes are run if nothing else is said.
const CASES: u64 = 500;
/// How often something is drawn that may happen to a ticket.
const EVENTS: usize = 30;

/// A step, with the moment and the event that it was made from.
type Made = (Timestamp, Event, Step);

/// The steps of a ticket.
fn run(process: &Process, number: &str, lot: &mut Lot) -> Option<Vec<Made>> {
    let (first, mut last) = begin(process, number, lot)?;
    let mut steps = vec![(first.at, first.event, last.clone())];
    for _ in 0..EVENTS {
        let happening = draw(process, &last.state, lot);
        if let Ok(next) = step(process, &last.state, &happening.event, happening.at) {
            steps.push((happening.at, happening.event, next.clone()));
            last = next;
        }
    }
    Some(steps)
}

async fn loaded(reads: &impl Reads, id: TicketId, process: &Process) -> State {
    ticket::load_row(reads, id).await.unwrap().unwrap().into_state(process).unwrap().state
}

/// Writes each step, and reads it back at once; all of it is one transaction, so that many cases take little time.
async fn keep(
    tx: &Tx<'_>,
    id: TicketId,
    source: &str,
    process: &Process,
    steps: &[Made],
) -> Result<(), Failed<TicketFault>> {
    let (at, _, _) = &steps[0];
    let hash = definition::put(tx, process.name(), source, *at).await?;
    let mut before: Option<&State> = None;
    for (at, event, Step { state, decisions, .. }) in steps {
        if let Some(before) = before {
            ticket::update(tx, id, before, state, process).await?;
        } else {
            let new = NewTicket { id, definition: &hash, process, state, depth: 0 };
            ticket::insert(tx, &new).await?;
        }
        assert_eq!(&loaded(tx, id, process).await, state);
        let seq = journal::next_seq(tx, id).await?;
        let entry = journal::NewEntry {
            ticket: id,
            seq,
            at: *at,
            definition: &hash,
            process,
            event,
            decisions,
        };
        journal::append(tx, &entry).await?;
        before = Some(state);
    }
    Ok(())
}

async fn check(store: &Store, id: TicketId, source: String, process: &Process, steps: &[Made]) {
    let (to_keep, of) = (steps.to_vec(), process.clone());
    try_act(store, move |tx| Box::pin(async move { keep(tx, id, &source, &of, &to_keep).await }))
        .await
        .unwrap();
    let (_, _, last) = steps.last().unwrap();
    assert_eq!(loaded(store.read(), id, process).await, last.state);
    let read = journal::list(store.read(), id, 0).await.unwrap();
    let read: Vec<(Timestamp, Event, Vec<Decision>)> = read
        .iter()
        .map(|entry| entry.read(process).unwrap())
        .map(|entry| (entry.at, entry.event, entry.decisions))
        .collect();
    let made: Vec<_> = steps
        .iter()
        .map(|(at, event, step)| (*at, event.clone(), step.decisions.clone()))
        .collect();
    assert_eq!(read, made);
}

#[test]
fn what_a_random_process_comes_to_is_what_is_loaded() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (_place, store) = runtime.block_on(store_with_acme());
    let ids = AtomicI64::new(1);
    let case = |lot: &mut Lot, counts: &mut Counts| {
        let id = ids.fetch_add(1, Ordering::Relaxed);
        let (source, process) = drawn::process(lot, counts);
        let Some(steps) = run(&process, &id.to_string(), lot) else { return };
        runtime.block_on(check(&store, TicketId(id), source, &process, &steps));
        count(counts, "runs");
        for (_, _, step) in &steps {
            note(&step.state, counts);
        }
    };
    let (counts, is_all) = all("runs through the store", CASES, case);
    if is_all {
        assert_all_counted(
            &counts,
            &["timers", "children", "background", "undoable", "failure", "parent"],
        );
    }
}

/// Counts what a state has that not every state has.
fn note(state: &State, counts: &mut Counts) {
    count(counts, "states");
    for (name, is_there) in [
        ("timers", !state.timers.is_empty()),
        ("children", !state.children.is_empty()),
        ("background", !state.background.is_empty()),
        ("undoable", !state.undoable.is_empty()),
        ("failure", state.failure.is_some()),
        ("parent", state.parent.is_some()),
    ] {
        if is_there {
            count(counts, name);
        }
    }
}
