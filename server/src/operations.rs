//! The operations of the internal API: what invokers in this process, `/rpc` and the admin's screens
//! call alike.
//!
//! A call has two halves. [`prepare`] checks the parameters and does what takes long (hashing a
//! password); [`Prepared::run`] does the work inside the caller's transaction. Who acts, and for which
//! customer, is the [`Caller`]: it comes from a session, ticket or token, never from parameters.

pub mod customer;
pub mod customer_user;
pub mod discover;
pub mod params;
pub mod run;
pub mod ticket;

use engine::customer::CustomerId;
use invokers::rpc::{OperationName, Refusal};
use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use crate::app::App;
use crate::password::Passwords;
use crate::store::records::TicketId;
use crate::store::{Failed, Tx};

/// On whose behalf an operation runs.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The login that created and changed records are marked with.
    pub acting: String,
    /// If given, the operation sees and touches this customer's records alone.
    pub customer: Option<CustomerId>,
    /// The ticket whose process calls, if one does: that step is under way, and not to be interfered with.
    pub ticket: Option<TicketId>,
}

/// What an operation needs to know of the server.
#[derive(Debug, Clone)]
pub struct Setting {
    /// When it runs.
    pub now: Timestamp,
    /// Where set-password links lead.
    pub base_url: Url,
    /// Knows the processes of tickets.
    pub app: App,
}

/// A call whose parameters have been checked.
#[derive(Debug)]
pub enum Prepared {
    /// `CustomerUser.Add`
    CustomerUserAdd(customer_user::Add),
    /// `CustomerUser.Update`
    CustomerUserUpdate(customer_user::Update),
    /// `CustomerUser.Get`
    CustomerUserGet(customer_user::Get),
    /// `CustomerUser.Search`
    CustomerUserSearch(customer_user::Search),
    /// `CustomerUser.SetPassword`
    CustomerUserSetPassword(customer_user::SetPassword),
    /// `CustomerUser.EndSessions`
    CustomerUserEndSessions(customer_user::EndSessions),
    /// `Customer.Add`
    CustomerAdd(customer::Add),
    /// `Customer.Update`
    CustomerUpdate(customer::Update),
    /// `Customer.Get`
    CustomerGet(customer::Get),
    /// `Customer.Search`
    CustomerSearch(customer::Search),
    /// `Ticket.Reassign`
    TicketReassign(ticket::Reassign),
}

/// Checks the parameters of a call.
pub async fn prepare(
    operation: OperationName,
    params: Map<String, Value>,
    passwords: &Passwords,
) -> Result<Prepared, Refusal> {
    let values = params::parse(&params::of(operation), params)?;
    Ok(match operation {
        OperationName::CustomerUserAdd => {
            Prepared::CustomerUserAdd(customer_user::Add::prepare(values, passwords).await?)
        }
        OperationName::CustomerUserUpdate => {
            Prepared::CustomerUserUpdate(customer_user::Update::prepare(values, passwords).await?)
        }
        OperationName::CustomerUserGet => {
            Prepared::CustomerUserGet(customer_user::Get::prepare(&values))
        }
        OperationName::CustomerUserSearch => {
            Prepared::CustomerUserSearch(customer_user::Search::prepare(&values)?)
        }
        OperationName::CustomerUserSetPassword => Prepared::CustomerUserSetPassword(
            customer_user::SetPassword::prepare(&values, passwords).await?,
        ),
        OperationName::CustomerUserEndSessions => {
            Prepared::CustomerUserEndSessions(customer_user::EndSessions::prepare(&values))
        }
        OperationName::CustomerAdd => Prepared::CustomerAdd(customer::Add::prepare(&values)?),
        OperationName::CustomerUpdate => {
            Prepared::CustomerUpdate(customer::Update::prepare(&values)?)
        }
        OperationName::CustomerGet => Prepared::CustomerGet(customer::Get::prepare(&values)?),
        OperationName::CustomerSearch => {
            Prepared::CustomerSearch(customer::Search::prepare(&values))
        }
        OperationName::TicketReassign => {
            Prepared::TicketReassign(ticket::Reassign::prepare(&values))
        }
    })
}

impl Prepared {
    /// Does the work in the caller's transaction; a refusal leaves what it wrote to the caller to roll
    /// back.
    pub async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        match self {
            Self::CustomerUserAdd(call) => call.run(tx, caller, setting).await,
            Self::CustomerUserUpdate(call) => call.run(tx, caller, setting).await,
            Self::CustomerUserGet(call) => call.run(tx, caller).await,
            Self::CustomerUserSearch(call) => call.run(tx, caller).await,
            Self::CustomerUserSetPassword(call) => call.run(tx, caller, setting).await,
            Self::CustomerUserEndSessions(call) => call.run(tx, caller).await,
            Self::CustomerAdd(call) => call.run(tx, caller, setting).await,
            Self::CustomerUpdate(call) => call.run(tx, caller, setting).await,
            Self::CustomerGet(call) => call.run(tx, caller).await,
            Self::CustomerSearch(call) => call.run(tx, caller).await,
            Self::TicketReassign(call) => call.run(tx, caller, setting).await,
        }
    }
}
