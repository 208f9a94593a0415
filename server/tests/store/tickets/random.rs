//! Any state that a process can have survives the database.

use std::sync::atomic::{AtomicI64, Ordering};

use engine::state::{Background, Child, Failure, Notice, Parent, State, Timer, TimerKind, Token};
use engine::ticket::{Priority, Ticket, TicketState};
use engine::value::{Attachment, Value};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rust_decimal::Decimal;

use super::{deploy, insert, load, process, update};
use crate::support::store_with_acme;

/// Any characters but NUL, which no form lets through and PostgreSQL cannot keep.
fn text() -> impl Strategy<Value = String> {
    "[^\\x00]{0,20}"
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Text),
        any::<i64>().prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Boolean),
        (1i16..=9999, 1i8..=12, 1i8..=28)
            .prop_map(|(y, m, d)| Value::Date(Date::new(y, m, d).unwrap())),
        prop::collection::vec(text(), 0..4).prop_map(Value::List),
        (any::<i64>(), 0..18u32).prop_map(|(n, scale)| Value::Decimal(Decimal::new(n, scale))),
        (1i16..=9999, 1i8..=12, 0i8..=23, 0i8..=59)
            .prop_map(|(y, m, h, min)| Value::DateTime(date(y, m, 1).at(h, min, 0, 0))),
        ("[0-9a-f]{64}", any::<u64>(), "[^\\p{Cc}/\\\\]{1,20}").prop_map(
            |(hash, length, file_name)| Value::Attachment(Attachment { hash, length, file_name })
        ),
    ]
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let state = prop::sample::select(TicketState::ALL.to_vec());
    let priority = prop::sample::select(Priority::ALL.to_vec());
    let sorted = (text(), option::of(text()), any::<bool>());
    (text(), state, text(), priority, text(), text(), sorted).prop_map(
        |(title, state, queue, priority, customer_id, customer_user, (kind, owner, locked))| {
            Ticket {
                number: String::new(),
                title,
                state,
                queue,
                priority,
                customer_id,
                customer_user,
                kind,
                owner,
                locked,
            }
        },
    )
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_000_000i64).prop_map(|us| Timestamp::from_microsecond(us).unwrap())
}

/// At most one of each kind for a token.
fn timers() -> impl Strategy<Value = Vec<Timer>> {
    let kind = prop::sample::select(TimerKind::ALL.to_vec());
    prop::collection::btree_map((0..3u32, kind), moment(), 0..5).prop_map(|timers| {
        timers.into_iter().map(|((entry, kind), at)| Timer { entry, kind, at }).rev().collect()
    })
}

fn child() -> impl Strategy<Value = Child> {
    let end = option::of(prop_oneof![Just(Ok(())), text().prop_map(Err)]);
    (any::<u32>(), any::<u32>(), prop::collection::vec(text(), 0..3), end)
        .prop_map(|(entry, item, texts, end)| Child { entry, item, texts, end })
}

fn parent() -> impl Strategy<Value = Parent> {
    (text(), any::<u32>(), any::<u32>()).prop_map(|(ticket, entry, item)| Parent {
        ticket,
        entry,
        item,
    })
}

fn state() -> impl Strategy<Value = State> {
    let process = process();
    let fields = process.fields().len();
    let activity = || (0..process.activities().len()).prop_map(engine::process::ActivityIdx);
    let token = (activity(), any::<u32>()).prop_map(|(activity, entry)| Token { activity, entry });
    let notice = (text(), option::of((0..fields).prop_map(engine::process::FieldIdx)))
        .prop_map(|(text, field)| Notice { text, field });
    let failure = (activity(), text(), text()).prop_map(|(activity, code, message)| Failure {
        activity,
        code,
        message,
    });
    let background = (any::<u32>(), activity(), text(), any::<bool>()).prop_map(
        |(entry, activity, invoker, compensates)| Background {
            entry,
            activity,
            invoker,
            compensates,
        },
    );
    let waits = (
        timers(),
        prop::collection::vec(child(), 0..3),
        prop::collection::vec(activity(), 0..3),
        prop::collection::vec(background, 0..3),
        option::of(text()),
        option::of(parent()),
    );
    (
        (moment(), prop::collection::vec(token, 0..4)),
        any::<u32>(),
        prop::collection::vec(option::of(value()), fields),
        ticket(),
        option::of(notice),
        option::of(failure),
        waits,
    )
        .prop_map(|((at, tokens), next_entry, values, ticket, notice, failure, waits)| {
            let (timers, children, undoable, background, submitter, parent) = waits;
            State {
                version: 0,
                at,
                tokens,
                next_entry,
                values,
                ticket,
                notice,
                failure,
                timers,
                children,
                undoable,
                background,
                submitter,
                parent,
            }
        })
}

#[test]
fn what_is_saved_is_what_is_loaded() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (_place, store) = runtime.block_on(store_with_acme());
    let hash = runtime.block_on(deploy(&store));
    let mut first = super::state(&process(), "1");
    first.version = 0;
    runtime.block_on(insert(&store, 1, &hash, &first)).unwrap();
    let ids = AtomicI64::new(1);
    let mut runner =
        TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let result = runner.run(&state(), |mut state| {
        // Over the values of the case before it, and as a ticket of its own.
        let before = runtime.block_on(load(&store, 1)).state;
        state.version = before.version + 1;
        state.ticket.number = "1".to_owned();
        runtime.block_on(update(&store, 1, &before, &state)).map_err(fail)?;
        prop_assert_eq!(&runtime.block_on(load(&store, 1)).state, &state);
        let id = ids.fetch_add(1, Ordering::Relaxed) + 1;
        state.ticket.number = id.to_string();
        runtime.block_on(insert(&store, id, &hash, &state)).map_err(fail)?;
        prop_assert_eq!(&runtime.block_on(load(&store, id)).state, &state);
        Ok(())
    });
    result.unwrap();
}

fn fail(error: impl std::fmt::Debug) -> TestCaseError {
    TestCaseError::fail(format!("{error:?}"))
}
