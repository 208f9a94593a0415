//! The operations on customers (companies).

use engine::customer::{CustomerId, Validity};
use invokers::rpc::{ErrorCode, Refusal};
use serde_json::{Value, json};

use super::params::Values;
use super::{Caller, Setting};
use crate::store::customer::{self, CustomerFault, CustomerPage, CustomerPatch, NewCustomer};
use crate::store::records::Customer;
use crate::store::{Failed, Tx};

/// How many a search answers with if it names no limit; OTRS' `CustomerSearchListLimit`.
const LIMIT: u64 = 250;

/// `Customer.Add`
#[derive(Debug)]
pub struct Add {
    new: NewCustomer,
}

/// `Customer.Update`
#[derive(Debug)]
pub struct Update {
    customer_id: CustomerId,
    patch: CustomerPatch,
}

/// `Customer.Get`
#[derive(Debug)]
pub struct Get {
    customer_id: CustomerId,
}

/// `Customer.Search`
#[derive(Debug)]
pub struct Search {
    term: String,
    include_invalid: bool,
    limit: u64,
}

fn customer_id(values: &Values) -> Result<CustomerId, Refusal> {
    let text = values.get("CustomerID").map_or("", String::as_str);
    CustomerId::parse(text).map_err(|fault| {
        Refusal::of_field(
            ErrorCode::CustomerFieldInvalid,
            "CustomerID",
            format!("CustomerID: {fault}."),
        )
    })
}

/// The validity that a call asks for; the table has checked that it is one.
pub(super) fn validity(values: &Values) -> Option<Validity> {
    values.get("ValidID").and_then(|text| Validity::parse(text))
}

impl Add {
    pub(super) fn prepare(values: &Values) -> Result<Self, Refusal> {
        let text = |name: &str| values.get(name).cloned().unwrap_or_default();
        let new = NewCustomer {
            customer_id: customer_id(values)?,
            name: text("CustomerCompanyName"),
            street: text("CustomerCompanyStreet"),
            zip: text("CustomerCompanyZIP"),
            city: text("CustomerCompanyCity"),
            country: text("CustomerCompanyCountry"),
            url: text("CustomerCompanyURL"),
            comment: text("CustomerCompanyComment"),
            validity: validity(values).unwrap_or(Validity::Valid),
        };
        Ok(Self { new })
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        only_unbound(caller)?;
        customer::insert(tx, &self.new, &caller.acting, setting.now)
            .await
            .map_err(|failed| failed.map(|fault| refusal(&fault)))?;
        Ok(json!({ "CustomerID": self.new.customer_id.as_str() }))
    }
}

impl Update {
    pub(super) fn prepare(values: &Values) -> Result<Self, Refusal> {
        let text = |name: &str| values.get(name).cloned();
        let patch = CustomerPatch {
            name: text("CustomerCompanyName"),
            street: text("CustomerCompanyStreet"),
            zip: text("CustomerCompanyZIP"),
            city: text("CustomerCompanyCity"),
            country: text("CustomerCompanyCountry"),
            url: text("CustomerCompanyURL"),
            comment: text("CustomerCompanyComment"),
            validity: validity(values),
            seen: None,
        };
        Ok(Self { customer_id: customer_id(values)?, patch })
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        only_unbound(caller)?;
        let id = self.customer_id.as_str();
        customer::update(tx, id, &self.patch, &caller.acting, setting.now)
            .await
            .map_err(|failed| failed.map(|fault| refusal(&fault)))?;
        Ok(json!({ "CustomerID": id }))
    }
}

impl Get {
    pub(super) fn prepare(values: &Values) -> Result<Self, Refusal> {
        Ok(Self { customer_id: customer_id(values)? })
    }

    pub(super) async fn run(&self, tx: &Tx<'_>, caller: &Caller) -> Result<Value, Failed<Refusal>> {
        // Another customer's record is not there for a caller who is bound to one.
        let visible = caller.customer.as_ref().is_none_or(|customer| *customer == self.customer_id);
        let found =
            if visible { customer::get(tx, self.customer_id.as_str()).await? } else { None };
        found
            .as_ref()
            .map(to_json)
            .ok_or_else(|| Failed::Refused(refusal(&CustomerFault::NoSuchCustomer)))
    }
}

impl Search {
    pub(super) fn prepare(values: &Values) -> Self {
        Self {
            term: values.get("Search").cloned().unwrap_or_default(),
            include_invalid: invalid_too(values),
            limit: limit(values),
        }
    }

    pub(super) async fn run(&self, tx: &Tx<'_>, caller: &Caller) -> Result<Value, Failed<Refusal>> {
        let page = CustomerPage { after: None, limit: self.limit };
        let found = customer::search(tx, &self.term, self.include_invalid, &page).await?;
        let visible = |found: &&Customer| {
            caller.customer.as_ref().is_none_or(|customer| customer.as_str() == found.customer_id)
        };
        let found: Vec<Value> = found.iter().filter(visible).map(to_json).collect();
        Ok(json!({ "Customer": found }))
    }
}

pub(super) fn invalid_too(values: &Values) -> bool {
    values.get("Valid").is_some_and(|valid| valid == "0")
}

pub(super) fn limit(values: &Values) -> u64 {
    values.get("Limit").and_then(|limit| limit.parse().ok()).unwrap_or(LIMIT)
}

/// Customers are made and changed by the provider alone.
fn only_unbound(caller: &Caller) -> Result<(), Failed<Refusal>> {
    if caller.customer.is_none() {
        return Ok(());
    }
    let message = "Customers are maintained by the provider.";
    Err(Failed::Refused(Refusal::new(ErrorCode::CustomerForbidden, message)))
}

fn refusal(fault: &CustomerFault) -> Refusal {
    match fault {
        CustomerFault::IdExists => Refusal::of_field(
            ErrorCode::CustomerExists,
            "CustomerID",
            "There is a customer with this CustomerID already.",
        ),
        CustomerFault::NameInUse => Refusal::of_field(
            ErrorCode::CustomerNameExists,
            "CustomerCompanyName",
            "There is a customer with this name already.",
        ),
        CustomerFault::NoSuchCustomer => Refusal::of_field(
            ErrorCode::CustomerNotFound,
            "CustomerID",
            "There is no such customer.",
        ),
        CustomerFault::VersionConflict => Refusal::new(
            ErrorCode::CustomerUserVersionConflict,
            "Somebody else has changed the customer meanwhile.",
        ),
        CustomerFault::NoName => Refusal::of_field(
            ErrorCode::CustomerFieldMissing,
            "CustomerCompanyName",
            "CustomerCompanyName is needed.",
        ),
        CustomerFault::TooLong { .. } => {
            Refusal::new(ErrorCode::CustomerFieldInvalid, fault.to_string())
        }
    }
}

fn to_json(customer: &Customer) -> Value {
    json!({
        "CustomerID": customer.customer_id,
        "CustomerCompanyName": customer.name,
        "CustomerCompanyStreet": customer.street,
        "CustomerCompanyZIP": customer.zip,
        "CustomerCompanyCity": customer.city,
        "CustomerCompanyCountry": customer.country,
        "CustomerCompanyURL": customer.url,
        "CustomerCompanyComment": customer.comment,
        "ValidID": customer.validity.id(),
    })
}
