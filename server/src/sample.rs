//! The demo's sample: a customer with its people, and an admin.

use std::path::Path;

use engine::access::ADMIN_GROUP;
use invokers::rpc::OperationName;
use serde_json::{Map, Value, json};
use url::Url;

use crate::app::App;
use crate::operations::Caller;
use crate::operations::run::OperationError;
use crate::password::{HashError, Password, PasswordFault};
use crate::people::{self, AddAgentRefusal, AgentError, Change, NewAgent};
use crate::store::agent::AgentFault;
use crate::store::group::GroupFault;
use crate::store::records::{Person, PersonKind};
use crate::store::{StoreError, WriteError, customer, customer_user};

/// The password of all sample people. They exist in the demo alone, which serves one machine.
pub const PASSWORD: &str = "usher-demo";
/// The group whose members register people of their own customer.
pub const CUSTOMER_ADMINS: &str = "customer-admins";
/// The customer that the demo is about.
pub const CUSTOMER: &str = "ACME";
/// The customer administrator's login.
pub const CUSTOMER_ADMIN: &str = "clara";
/// The group whose members approve registrations at their own customer.
pub const APPROVERS: &str = "approvers";
/// The login of Acme's other customer administrator, who approves as well.
pub const APPROVER: &str = "anton";
/// The login of the second approver.
pub const SECOND_APPROVER: &str = "paula";
/// The ordinary customer user's login.
pub const CUSTOMER_USER: &str = "otto";
/// The login of another customer's administrator.
pub const OTHER_CUSTOMER_ADMIN: &str = "greta";
/// The admin's login.
pub const ADMIN: &str = "admin";

/// Why the sample could not be added.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SampleError {
    #[error("a sample record was refused")]
    Operation(#[from] OperationError),
    #[error("the sample records could not be read")]
    Read(#[from] StoreError),
    #[error("the sample's admin could not be added")]
    Agent(#[from] AgentError),
    #[error("the sample's password is refused")]
    Password(#[from] PasswordFault),
    #[error("the sample's password could not be hashed")]
    Hash(#[from] HashError),
    #[error("the sample's groups could not be stored")]
    Groups(#[from] WriteError<GroupFault>),
}

/// Adds what is not there yet.
pub async fn add(app: &App) -> Result<(), SampleError> {
    customer(app, CUSTOMER, "Acme Widgets Ltd.", "Bristol").await?;
    customer(app, "GLOBEX", "Globex Corporation", "Springfield").await?;
    customer_user(app, CUSTOMER, CUSTOMER_ADMIN, "Clara", "Clerk").await?;
    customer_user(app, CUSTOMER, CUSTOMER_USER, "Otto", "Ordinary").await?;
    customer_user(app, CUSTOMER, APPROVER, "Anton", "Approver").await?;
    customer_user(app, CUSTOMER, SECOND_APPROVER, "Paula", "Purchaser").await?;
    customer_user(app, "GLOBEX", OTHER_CUSTOMER_ADMIN, "Greta", "Globe").await?;
    let admin = NewAgent {
        login: ADMIN.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Admin".to_owned(),
        email: "ada@usher.example".to_owned(),
        groups: vec![ADMIN_GROUP.to_owned()],
    };
    let password = app.passwords().hash(Password::parse(PASSWORD.to_owned(), ADMIN)?).await?;
    match people::add_agent(app.store(), admin, password, app.clock().now()).await {
        Ok(())
        | Err(AgentError::Write(WriteError::Refused(AddAgentRefusal::Agent(
            AgentFault::LoginExists,
        )))) => {}
        Err(error) => return Err(error.into()),
    }
    for (login, groups) in [
        (CUSTOMER_ADMIN, &[CUSTOMER_ADMINS][..]),
        (OTHER_CUSTOMER_ADMIN, &[CUSTOMER_ADMINS]),
        (APPROVER, &[CUSTOMER_ADMINS, APPROVERS]),
        (SECOND_APPROVER, &[APPROVERS]),
    ] {
        let person = Person { kind: PersonKind::CustomerUser, login: login.to_owned() };
        let groups = groups.iter().map(|&group| group.to_owned()).collect();
        people::change_groups(app.store(), person, groups, Change::Join, app.clock().now()).await?;
    }
    Ok(())
}

async fn customer(app: &App, id: &str, name: &str, city: &str) -> Result<(), SampleError> {
    if customer::get(app.store().read(), id).await?.is_some() {
        return Ok(());
    }
    let params =
        json!({ "CustomerID": id, "CustomerCompanyName": name, "CustomerCompanyCity": city });
    operate(app, OperationName::CustomerAdd, params).await
}

async fn customer_user(
    app: &App,
    customer: &str,
    login: &str,
    first: &str,
    last: &str,
) -> Result<(), SampleError> {
    if customer_user::get(app.store().read(), login).await?.is_some() {
        return Ok(());
    }
    let params = json!({
        "UserLogin": login,
        "UserFirstname": first,
        "UserLastname": last,
        "UserEmail": format!("{login}@{}.example", customer.to_lowercase()),
        "UserCustomerID": customer,
        "UserPassword": PASSWORD,
    });
    operate(app, OperationName::CustomerUserAdd, params).await
}

async fn operate(app: &App, operation: OperationName, params: Value) -> Result<(), SampleError> {
    let caller = Caller { acting: "demo".to_owned(), customer: None, ticket: None };
    let params: Map<String, Value> = params.as_object().cloned().unwrap_or_default();
    app.operate(operation, params, caller, None).await?;
    Ok(())
}

/// What the demo prints.
pub fn welcome(base_url: &Url, database: &Path) -> String {
    format!(
        "\nUsher's demo serves at {base_url}\n\n\
         Sign in, always with the password {PASSWORD}, as\n\
         \x20 {CUSTOMER_ADMIN:8} customer administrator of Acme: registers and removes people of her company\n\
         \x20 {APPROVER:8} another one, who approves registrations as well\n\
         \x20 {SECOND_APPROVER:8} approves registrations at Acme\n\
         \x20 {CUSTOMER_USER:8} ordinary customer user of Acme\n\
         \x20 {OTHER_CUSTOMER_ADMIN:8} customer administrator of another company, Globex\n\
         \x20 {ADMIN:8} admin: reviews process tickets, maintains customers and their people\n\n\
         Mails, such as set-password links, are at {base_url}demo/outbox\n\
         Stop with Ctrl-C; everything is kept in {}\n",
        database.display()
    )
}
