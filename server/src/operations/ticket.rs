//! The operations on process tickets. Where a ticket stands is its process's business; whose it is, is not.

use engine::customer::Validity;
use engine::event::Event;
use invokers::rpc::{ErrorCode, Refusal};
use serde_json::{Value, json};

use super::customer_user::visible;
use super::params::Values;
use super::{Caller, Setting};
use crate::store::journal::NewEntry;
use crate::store::records::{CustomerUser, TicketId};
use crate::store::ticket::TicketFault;
use crate::store::{Failed, Tx, journal, ticket};

/// The most tickets of one call: they are rewritten in one transaction, while other writers wait.
const TICKETS_MAX: usize = 1000;

/// `Ticket.Reassign`
#[derive(Debug)]
pub struct Reassign {
    from: String,
    to: String,
}

impl Reassign {
    pub(super) fn prepare(values: &Values) -> Self {
        let text = |name: &str| values.get(name).cloned().unwrap_or_default();
        Self { from: text("UserLogin"), to: text("NewUserLogin") }
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        let from = visible(tx, &self.from, caller).await?;
        let to = visible(tx, &self.to, caller).await.map_err(|failed| failed.map(of_successor))?;
        check(&from, &to).map_err(Failed::Refused)?;
        let mut open = ticket::open_of(tx, &from.customer_id, &from.login, TICKETS_MAX + 1).await?;
        if open.len() > TICKETS_MAX {
            let message = format!("There are more than {TICKETS_MAX} open tickets.");
            return Err(Failed::Refused(Refusal::new(ErrorCode::TicketTooMany, message)));
        }
        open.retain(|id| caller.ticket != Some(*id));
        let mut numbers = Vec::new();
        for id in open {
            numbers.extend(reassign(tx, id, &to.login, caller, setting).await?);
        }
        Ok(json!({ "UserLogin": to.login, "TicketNumber": numbers }))
    }
}

/// What is wrong with the other one is told beside his parameter.
fn of_successor(refusal: Refusal) -> Refusal {
    Refusal::of_field(refusal.code, "NewUserLogin", refusal.message)
}

fn check(from: &CustomerUser, to: &CustomerUser) -> Result<(), Refusal> {
    let message = if from.login == to.login {
        "Nobody takes his own tickets over."
    } else if from.customer_id != to.customer_id {
        "The customer user does not belong to the customer of the tickets."
    } else if to.validity != Validity::Valid {
        "The customer user is not valid."
    } else {
        return Ok(());
    };
    Err(Refusal::of_field(ErrorCode::TicketCustomerUserInvalid, "NewUserLogin", message))
}

/// Gives one ticket to somebody else; its number, unless its process has ended.
async fn reassign(
    tx: &Tx<'_>,
    id: TicketId,
    to: &str,
    caller: &Caller,
    setting: &Setting,
) -> Result<Option<String>, Failed<Refusal>> {
    // From here on nobody else changes it.
    ticket::lock_version(tx, id).await?;
    let Some(row) = ticket::load_row(tx, id).await? else { return Ok(None) };
    let app = &setting.app;
    let process = app.library().by_hash(row.definition(), app.store()).await;
    let process = process.map_err(|error| unreadable(&error))?.ok_or_else(|| {
        Failed::Refused(Refusal::new(ErrorCode::Internal, "The process of a ticket is not there."))
    })?;
    let definition = row.definition().to_owned();
    let stored = row.into_state(&process).map_err(crate::store::StoreError::from)?;
    let event = Event::Reassigned { by: caller.acting.clone(), customer_user: to.to_owned() };
    let Ok(step) = engine::step::step(&process, &stored.state, &event, setting.now) else {
        return Ok(None);
    };
    ticket::update(tx, id, &stored.state, &step.state, &process)
        .await
        .map_err(|failed| failed.map(|fault| conflict(&fault)))?;
    let seq = i64::try_from(step.state.version).unwrap_or(i64::MAX);
    let entry = NewEntry {
        ticket: id,
        seq,
        at: setting.now,
        definition: &definition,
        process: &process,
        event: &event,
        decisions: &step.decisions,
    };
    journal::append(tx, &entry).await?;
    Ok(Some(step.state.ticket.number))
}

fn unreadable(error: &crate::process_library::LibraryError) -> Failed<Refusal> {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "the process of a ticket cannot be had"
    );
    Failed::Refused(Refusal::new(ErrorCode::Internal, "The process of a ticket cannot be read."))
}

fn conflict(fault: &TicketFault) -> Refusal {
    Refusal::new(ErrorCode::Internal, fault.to_string())
}
