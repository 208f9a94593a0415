//! `rpc.discover`: what can be called, as an `OpenRPC` 1.3 document.

use invokers::rpc::{ErrorCode, OperationName};
use serde_json::{Value, json};

use super::params;

/// The document.
pub fn document() -> Value {
    let methods: Vec<Value> = OperationName::ALL.into_iter().map(method).collect();
    json!({
        "openrpc": "1.3.2",
        "info": { "title": "Usher", "version": env!("CARGO_PKG_VERSION") },
        "methods": methods,
    })
}

fn method(operation: OperationName) -> Value {
    let params: Vec<Value> = params::of(operation)
        .iter()
        .map(|param| {
            json!({
                "name": param.name,
                "required": param.required,
                "description": param.meaning,
                "schema": params::schema(param.kind),
            })
        })
        .collect();
    json!({
        "name": operation.name(),
        "summary": summary(operation),
        "description": operation.perl().map(|perl| format!("Also known as {perl}")).unwrap_or_default(),
        "paramStructure": "by-name",
        "params": params,
        "result": { "name": "result", "schema": { "type": "object" } },
        "errors": errors(operation),
    })
}

const fn summary(operation: OperationName) -> &'static str {
    match operation {
        OperationName::CustomerUserAdd => {
            "Adds a customer user; without a password a set-password link is mailed"
        }
        OperationName::CustomerUserUpdate => {
            "Changes what is given of a customer user; one that is no longer valid is signed out"
        }
        OperationName::CustomerUserGet => "A customer user by login",
        OperationName::CustomerUserSearch => "Customer users by text and customer",
        OperationName::CustomerUserSetPassword => {
            "Sets a customer user's password and signs him out"
        }
        OperationName::CustomerUserEndSessions => "Signs a customer user out everywhere",
        OperationName::CustomerAdd => "Adds a customer",
        OperationName::CustomerUpdate => "Changes what is given of a customer",
        OperationName::CustomerGet => "A customer by its id",
        OperationName::CustomerSearch => "Customers by text",
        OperationName::TicketReassign => {
            "Gives the open process tickets of a customer user to another one of his customer"
        }
    }
}

/// The refusals that an operation can answer with, besides those of any call.
fn errors(operation: OperationName) -> Vec<Value> {
    let prefix = operation.name().split('.').next().unwrap_or_default();
    // Tickets are found by their customer users.
    let of_people = |code: &ErrorCode| {
        operation == OperationName::TicketReassign
            && matches!(code, ErrorCode::CustomerUserNotFound | ErrorCode::CustomerUserFieldMissing)
    };
    ErrorCode::all()
        .filter(|code| code.name().split('.').next() == Some(prefix) || of_people(code))
        .map(|code| json!({ "code": code.number(), "message": code.name() }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_with_its_parameters() {
        let document = document();
        let methods = document["methods"].as_array().unwrap();
        assert_eq!(methods.len(), OperationName::ALL.len());
        for method in methods {
            assert!(!method["params"].as_array().unwrap().is_empty(), "{method}");
            assert!(!method["errors"].as_array().unwrap().is_empty(), "{method}");
        }
        let add = methods.iter().find(|method| method["name"] == "CustomerUser.Add").unwrap();
        let login = &add["params"][0];
        assert_eq!(login["name"], "UserLogin");
        assert_eq!(login["required"], true);
        assert_eq!(login["schema"]["maxLength"], 191);
    }
}
