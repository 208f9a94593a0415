//! What the engine cannot check of an input: that the people, companies and files which it names are there, and
//! that whoever names them may know them.

use std::collections::BTreeMap;

use engine::access::Actor;
use engine::customer::Validity;
use engine::field::{FieldKind, InputFault};
use engine::process::{ActivityKind, FieldIdx, Process};
use engine::state::State;
use engine::value::{Attachment, Value};

use crate::app::App;
use crate::store::records::{CustomerUser, Person};
use crate::store::{StoreError, customer, customer_user, upload};

/// Whose input it is.
#[derive(Debug, Clone)]
pub enum Source<'a> {
    /// A person, by a form.
    Person {
        /// As the engine knows him.
        actor: &'a Actor,
        /// As the store knows him.
        person: Person,
    },
    /// A program.
    Program {
        /// The customer to which its token is bound.
        customer_id: Option<&'a str>,
    },
}

impl Source<'_> {
    /// The one customer whose people it may name; `None`: anybody.
    fn customer_id(&self) -> Option<&str> {
        match self {
            Self::Person { actor: Actor::CustomerUser { customer_id, .. }, .. } => {
                Some(customer_id)
            }
            Self::Person { actor: Actor::Agent { .. } | Actor::System, .. } => None,
            Self::Program { customer_id } => *customer_id,
        }
    }
}

impl App {
    /// The fields that name what is not there, or not for this source. What the ticket holds already, and what the
    /// process's designer offers as a default, may be sent by everybody to whom the form is shown. Logins and ids
    /// that are there are spelt as the directory does: conditions compare them letter by letter.
    pub async fn admit(
        &self,
        process: &Process,
        state: Option<&State>,
        source: &Source<'_>,
        values: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<Vec<(String, InputFault)>, StoreError> {
        let mut faults = Vec::new();
        for (name, input) in values {
            let Some(idx) = process.field_idx(name) else { continue };
            let field = process.field(idx);
            // What is no value of the type is for the engine to refuse.
            let Ok(Some(value)) = field.parse(input) else { continue };
            if is_held(state, idx, &value) || is_default(process, idx, &value) {
                continue;
            }
            let fault = match (&field.kind, &value) {
                (FieldKind::CustomerUser, Value::Text(login)) => {
                    let known = self.known_person(source, login).await?;
                    spell(input, known, InputFault::NotACustomerUser)
                }
                (FieldKind::Customer, Value::Text(id)) => {
                    let known = self.known_customer(source, id).await?;
                    spell(input, known, InputFault::NotACustomer)
                }
                (FieldKind::Attachment, Value::Attachment(file)) => {
                    (!self.has_uploaded(source, file).await?).then_some(InputFault::NotAFile)
                }
                _ => None,
            };
            faults.extend(fault.map(|fault| (name.clone(), fault)));
        }
        Ok(faults)
    }

    /// The login of a person whom the source may name.
    async fn known_person(
        &self,
        source: &Source<'_>,
        login: &str,
    ) -> Result<Option<String>, StoreError> {
        let user = customer_user::get(self.store().read(), login).await?;
        let is_known = |user: &CustomerUser| {
            source.customer_id().is_none_or(|customer_id| {
                user.customer_id == customer_id && user.validity == Validity::Valid
            })
        };
        Ok(user.filter(is_known).map(|user| user.login))
    }

    /// The id of a customer whom the source may name.
    async fn known_customer(
        &self,
        source: &Source<'_>,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let found = customer::get(self.store().read(), id).await?;
        let found = found.map(|customer| customer.customer_id);
        Ok(found.filter(|found| source.customer_id().is_none_or(|own| found == own)))
    }

    async fn has_uploaded(
        &self,
        source: &Source<'_>,
        file: &Attachment,
    ) -> Result<bool, StoreError> {
        match source {
            Source::Person { person, .. } => upload::is_of(self.store().read(), person, file).await,
            Source::Program { .. } => Ok(false),
        }
    }
}

fn is_held(state: Option<&State>, idx: FieldIdx, value: &Value) -> bool {
    state.and_then(|state| state.value(idx)) == Some(value)
}

/// Whether the process itself puts this into its forms.
fn is_default(process: &Process, idx: FieldIdx, value: &Value) -> bool {
    let by_dialog = || {
        process.activities().iter().any(|activity| {
            let ActivityKind::UserTask { dialogs, .. } = &activity.kind else { return false };
            let mut offered = dialogs.iter().flat_map(|dialog| &dialog.fields);
            offered.any(|offered| offered.field == idx && offered.default.as_ref() == Some(value))
        })
    };
    process.field(idx).default.as_ref() == Some(value) || by_dialog()
}

/// Puts the directory's spelling in the place of what was typed.
fn spell(input: &mut Vec<String>, known: Option<String>, fault: InputFault) -> Option<InputFault> {
    let Some(known) = known else { return Some(fault) };
    *input = vec![known];
    None
}
