//! What the forms of customers and customer users have in common: inputs are parameters of the
//! operations that save them, so that screens and API accept the same.

use axum::http::StatusCode;
use engine::customer::Validity;
use invokers::rpc::{ErrorCode, OperationName, Refusal};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::operations::{self, Caller, Prepared, Setting};
use crate::store::{Command, Failed, Tx, WriteError, customer, customer_user};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::session::SignedIn;
use crate::web::view::admin::Group;
use crate::web::view::input::{Input, InputKind};
use crate::web::view::moment::Moment;

/// The posted name of the version that the person saw.
pub(super) const VERSION: &str = "version";

/// A dropdown of the validities.
pub(super) fn validity(value: Validity) -> Input {
    let options = Validity::ALL
        .into_iter()
        .map(|validity| (validity.id().to_string(), validity.name().to_owned()));
    Input::new(
        "ValidID",
        "Validity",
        InputKind::Dropdown { options: options.collect(), empty: None },
    )
    .required()
    .holding(value.id().to_string())
}

/// The inputs with what was typed, in place of what is stored.
pub(super) fn typed(groups: &mut [Group], form: &Form) {
    for input in groups.iter_mut().flat_map(|group| &mut group.inputs) {
        if !matches!(input.kind, InputKind::Password | InputKind::ReadOnly { .. }) {
            input.values = vec![form.get(&input.name).to_owned()];
        }
    }
}

/// What was typed, as parameters of an operation: exactly what the form offers. All of the required
/// inputs that are empty get a sentence; then there are none.
pub(super) fn params(groups: &mut [Group], form: &Form) -> Option<Map<String, Value>> {
    let mut params = Map::new();
    let mut complete = true;
    for input in groups.iter_mut().flat_map(|group| &mut group.inputs) {
        let text = match input.kind {
            InputKind::File | InputKind::ReadOnly { .. } => continue,
            InputKind::Password => form.raw(&input.name),
            InputKind::Text { .. }
            | InputKind::Textarea
            | InputKind::Email
            | InputKind::Integer
            | InputKind::Decimal
            | InputKind::Checkbox
            | InputKind::Dropdown { .. }
            | InputKind::Multiselect { .. }
            | InputKind::Date
            | InputKind::DateTime
            | InputKind::Search => form.get(&input.name),
        };
        if input.required && text.is_empty() {
            input.fault = Some("Please fill in this field.".to_owned());
            complete = false;
        }
        params.insert(input.name.clone(), Value::String(text.to_owned()));
    }
    complete.then_some(params)
}

/// Puts a refusal beside the input that it is about; what is about none is returned.
pub(super) fn refused(groups: &mut [Group], refusal: Refusal) -> Vec<String> {
    let named = groups.iter_mut().flat_map(|group| &mut group.inputs);
    match named.into_iter().find(|input| refusal.field.as_ref() == Some(&input.name)) {
        Some(input) => {
            input.fault = Some(refusal.message);
            Vec::new()
        }
        None => vec![refusal.message],
    }
}

/// What is said when somebody else was faster.
pub(super) fn conflict(by: &str, at: Timestamp) -> String {
    let at = Moment::new(at).text;
    format!(
        "It was changed by {by}, {at}. What you typed is still here and has not been saved. Saving it now replaces what the other person entered."
    )
}

/// A form as it is shown, for the first time or again.
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) groups: Vec<Group>,
    pub(super) others: Vec<String>,
    pub(super) conflict: Option<String>,
}

impl Shown {
    pub(super) fn first(groups: Vec<Group>) -> Self {
        Self { status: StatusCode::OK, groups, others: Vec::new(), conflict: None }
    }

    pub(super) fn again(groups: Vec<Group>, others: Vec<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, groups, others, conflict: None }
    }
}

/// The record whose version a form was made for.
#[derive(Debug)]
pub(super) enum Seen {
    /// There is none yet.
    New,
    /// A customer.
    Customer { id: String, version: i64 },
    /// A customer user.
    CustomerUser { login: String, version: i64 },
}

/// How saving ended.
#[derive(Debug)]
pub(super) enum Saved {
    /// It is stored.
    Done,
    /// Somebody else was faster.
    Conflict,
    /// It cannot be stored, and why.
    Refused(Refusal),
}

/// Calls an operation on behalf of an admin, if the record is still as he saw it.
pub(super) async fn save(
    web: &Web,
    me: &SignedIn,
    operation: OperationName,
    params: Map<String, Value>,
    seen: Seen,
) -> Result<Saved, WebError> {
    let prepared = match operations::prepare(operation, params, web.app.passwords()).await {
        Ok(prepared) => prepared,
        Err(refusal) => return told(refusal),
    };
    let caller = Caller { acting: me.login().to_owned(), customer: None, ticket: None };
    let save = Save { prepared, caller, setting: web.app.setting(), seen };
    match web.app.store().write(save).await {
        Ok(()) => Ok(Saved::Done),
        Err(WriteError::Refused(SaveRefusal::Conflict)) => Ok(Saved::Conflict),
        Err(WriteError::Refused(SaveRefusal::Refused(refusal))) => told(refusal),
        Err(WriteError::Store(error)) => Err(WebError::internal("saving a record", error)),
    }
}

/// A failure of ours is no answer to a person.
fn told(refusal: Refusal) -> Result<Saved, WebError> {
    if refusal.code == ErrorCode::Internal {
        return Err(WebError::internal("saving a record", refusal));
    }
    Ok(Saved::Refused(refusal))
}

struct Save {
    prepared: Prepared,
    caller: Caller,
    setting: Setting,
    seen: Seen,
}

#[derive(Debug, thiserror::Error)]
enum SaveRefusal {
    #[error("somebody else has changed the record")]
    Conflict,
    #[error(transparent)]
    Refused(Refusal),
}

impl Command for Save {
    type Output = ();
    type Refusal = SaveRefusal;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<SaveRefusal>> {
        let (stored, seen) = match &self.seen {
            Seen::New => (None, None),
            Seen::Customer { id, version } => {
                (customer::get(tx, id).await?.map(|customer| customer.version), Some(*version))
            }
            Seen::CustomerUser { login, version } => {
                (customer_user::get(tx, login).await?.map(|user| user.version), Some(*version))
            }
        };
        if stored != seen {
            return Err(Failed::Refused(SaveRefusal::Conflict));
        }
        let run = self.prepared.run(tx, &self.caller, &self.setting).await;
        run.map(drop).map_err(|failed| failed.map(SaveRefusal::Refused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Vec<Group> {
        let inputs = vec![
            Input::text("UserLogin", "Login", 191).required(),
            Input::text("UserPhone", "Phone", 150),
        ];
        vec![Group { legend: "Person".into(), inputs }]
    }

    #[test]
    fn only_what_the_form_offers_becomes_a_parameter() {
        let form = Form::parse(b"UserLogin=anna&UserCustomerID=GLOBEX", 100).unwrap();
        let params = params(&mut groups(), &form).unwrap();
        assert_eq!(
            Value::Object(params),
            serde_json::json!({ "UserLogin": "anna", "UserPhone": "" })
        );
    }

    #[test]
    fn all_that_is_missing_is_said() {
        let mut groups = groups();
        assert!(params(&mut groups, &Form::default()).is_none());
        assert_eq!(groups[0].inputs[0].fault.as_deref(), Some("Please fill in this field."));
        assert_eq!(groups[0].inputs[1].fault, None);
    }

    #[test]
    fn a_refusal_stands_beside_its_input() {
        let mut groups = groups();
        let taken = Refusal::of_field(
            ErrorCode::CustomerUserLoginExists,
            "UserLogin",
            "This login is taken.",
        );
        assert!(refused(&mut groups, taken).is_empty());
        assert_eq!(groups[0].inputs[0].fault.as_deref(), Some("This login is taken."));
        let other = Refusal::new(ErrorCode::CustomerForbidden, "Not here.");
        assert_eq!(refused(&mut groups, other), ["Not here."]);
    }
}
