//! An internal operation, called within the write.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::customer::CustomerId;
use engine::event::Outcome;
use engine::state::State;
use invokers::invoker::{Invoker, Request, unconcluded, unprepared};
use invokers::mapper::MappingError;
use invokers::redact;
use invokers::rpc::{Answer, ErrorCode, Refusal};

use super::{Commit, CommitRefusal, micros};
use crate::crash;
use crate::operations::{self, Caller};
use crate::store::invocation::Trace;
use crate::store::{Failed, Tx};

/// An internal call about to be made.
pub(super) struct Call {
    pub(super) invoker: Arc<Invoker>,
    pub(super) text: String,
    pub(super) request: Option<Result<Request, MappingError>>,
    pub(super) took: Duration,
}

impl Commit {
    /// Runs an internal operation in a savepoint of its own: a rejected one leaves nothing behind.
    /// `None` if the mapping engine is too busy, and nothing was done.
    pub(super) async fn call(
        &self,
        tx: &Tx<'_>,
        trace: &mut Trace,
        call: Call,
        state: &State,
    ) -> Result<Option<Outcome>, Failed<CommitRefusal>> {
        let began = Instant::now();
        let request = match call.request {
            Some(request) => request,
            None => call.invoker.prepare(&call.text).await,
        };
        let request = match request {
            Ok(request) => request,
            Err(error) if error.is_temporary() => return Ok(None),
            Err(error) => return Ok(Some(self.unprepared(trace, &error))),
        };
        trace.request = Some(redact::xml(&request.mapped));
        let savepoint = tx.savepoint().await?;
        let answer = match self.caller(state) {
            Ok(caller) => self.answer(&savepoint.tx(), request, &caller).await?,
            Err(refusal) => Answer::from(refusal),
        };
        crash::point("commit.called");
        let concluded = call.invoker.conclude(&answer).await;
        if matches!((&answer, &concluded), (Answer::Result(_), Ok(_))) {
            savepoint.keep().await?;
        } else {
            savepoint.undo().await?;
        }
        crash::point("commit.ended");
        trace.duration_us = micros(began.elapsed() + call.took);
        match concluded {
            Ok(concluded) => {
                trace.response = Some(redact::xml(&concluded.document));
                trace.changes = Some(redact::xml(&concluded.mapped));
                Ok(Some(concluded.outcome))
            }
            Err(error) if error.is_temporary() => Ok(None),
            Err(error) => {
                trace.error = Some(error.chain());
                Ok(Some(unconcluded(&answer)))
            }
        }
    }

    /// On whose behalf an internal operation runs: the acting person, bound to the ticket's customer.
    fn caller(&self, state: &State) -> Result<Caller, Refusal> {
        let customer = match state.ticket.customer_id.as_str() {
            // An agent's own ticket belongs to no customer.
            "" => None,
            id => Some(CustomerId::parse(id).map_err(|fault| {
                Refusal::new(
                    ErrorCode::CustomerNotFound,
                    format!("The ticket's customer: {fault}."),
                )
            })?),
        };
        let acting = self.documents.actor.login().to_owned();
        Ok(Caller { acting, customer, ticket: Some(self.ticket) })
    }

    /// A request that could not be mapped is not repeated: it would fail again.
    pub(super) fn unprepared(&self, trace: &mut Trace, error: &MappingError) -> Outcome {
        tracing::warn!(
            ticket.id = self.ticket.0,
            error = error.chain(),
            "a request could not be mapped"
        );
        trace.error = Some(error.chain());
        unprepared()
    }

    async fn answer(
        &self,
        tx: &Tx<'_>,
        request: Request,
        caller: &Caller,
    ) -> Result<Answer, Failed<CommitRefusal>> {
        let result = match operations::prepare(
            request.operation,
            request.params,
            self.app.passwords(),
        )
        .await
        {
            Ok(prepared) => prepared.run(tx, caller, &self.setting).await,
            Err(error) => Err(Failed::Refused(error)),
        };
        match result {
            Ok(value) => Ok(Answer::Result(value)),
            Err(Failed::Refused(refusal)) => Ok(Answer::from(refusal)),
            Err(Failed::Database(error)) => Err(Failed::Database(error)),
        }
    }
}
