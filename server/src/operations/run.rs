//! An operation as a write of its own: for `/rpc`, the command line and the admin's pages.

use invokers::rpc::{ErrorCode, OperationName, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Caller, Prepared, Setting};
use crate::app::App;
use crate::secret::sha256_hex;
use crate::store::{Command, Failed, StoreError, Tx, WriteError, operation_result};

/// Why an operation gave no result.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// It was refused.
    #[error(transparent)]
    Refused(Refusal),
    /// The store failed.
    #[error("the operation could not be stored")]
    Store(#[source] StoreError),
}

/// A key under which a call is carried out once, however often it comes.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// Made unique by the caller.
    pub key: String,
    /// The hash of what was called, so that one key is not used for two calls.
    pub call: String,
}

impl IdempotencyKey {
    /// The key of a call by the client of this name.
    pub fn new(
        client: &str,
        key: &str,
        operation: OperationName,
        params: &Map<String, Value>,
    ) -> Self {
        let call = Value::Object(params.clone()).to_string();
        Self {
            key: format!("{client}/{key}"),
            call: sha256_hex(format!("{operation}{call}").as_bytes()),
        }
    }
}

impl App {
    /// Checks a call, carries it out and answers once it is durable.
    pub async fn operate(
        &self,
        operation: OperationName,
        params: Map<String, Value>,
        caller: Caller,
        key: Option<IdempotencyKey>,
    ) -> Result<Value, OperationError> {
        let prepared = super::prepare(operation, params, self.passwords())
            .await
            .map_err(OperationError::Refused)?;
        let run = Run { prepared, caller, setting: self.setting(), key };
        self.store().write(run).await.map_err(|error| match error {
            WriteError::Refused(refusal) => OperationError::Refused(refusal),
            WriteError::Store(error) => OperationError::Store(error),
        })
    }
}

/// A call that was carried out, as it is kept under its key.
#[derive(Serialize, Deserialize)]
struct Done {
    call: String,
    result: Value,
}

struct Run {
    prepared: Prepared,
    caller: Caller,
    setting: Setting,
    key: Option<IdempotencyKey>,
}

impl Command for Run {
    type Output = Value;
    type Refusal = Refusal;

    async fn run(self, tx: &Tx<'_>) -> Result<Value, Failed<Refusal>> {
        let Some(key) = &self.key else {
            return self.prepared.run(tx, &self.caller, &self.setting).await;
        };
        let refused =
            |message: &str| Failed::Refused(Refusal::new(ErrorCode::InvalidRequest, message));
        if let Some(done) = operation_result::get(tx, &key.key).await? {
            let Ok(Done { call, result }) = serde_json::from_str(&done) else {
                return Err(refused("The answer kept under this idempotency key cannot be read."));
            };
            return if call == key.call {
                Ok(result)
            } else {
                Err(refused("This idempotency key was used for another call."))
            };
        }
        // A refusal is not kept: it wrote nothing, so that repeating it does no harm.
        let result = self.prepared.run(tx, &self.caller, &self.setting).await?;
        let done = json!(Done { call: key.call.clone(), result: result.clone() }).to_string();
        let put = operation_result::put(tx, &key.key, &done, self.setting.now).await;
        put.map_err(|failed| {
            failed.map(|fault| Refusal::new(ErrorCode::InvalidRequest, fault.to_string()))
        })?;
        Ok(result)
    }
}
