//! The parameters of the operations: one table, from which calls are checked and
//! `rpc.discover` is answered. The names are those of OTRS' API.
//!
//! Values that come through a mapping are text, so numbers may be given as text.

use std::collections::BTreeMap;

use invokers::rpc::{ErrorCode, OperationName, Refusal};
use serde_json::{Map, Value, json};

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of text of at most so many characters.
    Text(usize),
    /// A validity: 1, 2, 3 or its name.
    Validity,
    /// A whole number from 0 to this.
    Number(u32),
    /// `patch` or `replace`.
    Mode,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether a call without it is refused.
    pub required: bool,
    /// What it means.
    pub meaning: &'static str,
}

const fn required(name: &'static str, kind: Kind, meaning: &'static str) -> Param {
    Param { name, kind, required: true, meaning }
}

const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Param {
    Param { name, kind, required: false, meaning }
}

/// Widths of OTRS' table `customer_user`.
const ID: Param = required("ID", Kind::Text(191), "the customer user's login until now");
const LOGIN: Param = required("UserLogin", Kind::Text(191), "the login");
const FIRSTNAME: Param = required("UserFirstname", Kind::Text(100), "the first name");
const LASTNAME: Param = required("UserLastname", Kind::Text(100), "the last name");
const EMAIL: Param = required("UserEmail", Kind::Text(150), "the email address");
const CUSTOMER: Param = required("UserCustomerID", Kind::Text(150), "the customer he belongs to");

/// The parameters that adding and updating a customer user have in common, all optional.
const PERSON: [Param; 14] = [
    optional("Source", Kind::Text(100), "the data source; `CustomerUser` is the database"),
    optional("UserTitle", Kind::Text(50), "title or salutation"),
    optional("UserPhone", Kind::Text(150), "phone number"),
    optional("UserFax", Kind::Text(150), "fax number"),
    optional("UserMobile", Kind::Text(150), "cellphone number"),
    optional("UserStreet", Kind::Text(150), "street"),
    optional("UserZip", Kind::Text(200), "zip code"),
    optional("UserCity", Kind::Text(200), "city"),
    optional("UserCountry", Kind::Text(200), "country"),
    optional("UserComment", Kind::Text(250), "a sentence about the person"),
    optional(
        "UserPassword",
        Kind::Text(512),
        "the password; without it a set-password link is mailed",
    ),
    optional("ValidID", Kind::Validity, "1 valid, 2 invalid, 3 invalid-temporarily"),
    optional(
        "UserID",
        Kind::Text(191),
        "accepted for compatibility and not used: the server knows who acts",
    ),
    optional(
        "mode",
        Kind::Mode,
        "`patch` (default) changes what is given, `replace` clears the rest",
    ),
];

const COMPANY: [Param; 7] = [
    optional("CustomerCompanyStreet", Kind::Text(200), "street"),
    optional("CustomerCompanyZIP", Kind::Text(200), "zip code"),
    optional("CustomerCompanyCity", Kind::Text(200), "city"),
    optional("CustomerCompanyCountry", Kind::Text(200), "country"),
    optional("CustomerCompanyURL", Kind::Text(200), "web page"),
    optional("CustomerCompanyComment", Kind::Text(250), "a sentence about the customer"),
    optional("ValidID", Kind::Validity, "1 valid, 2 invalid, 3 invalid-temporarily"),
];

const SEARCH: [Param; 3] = [
    optional("Search", Kind::Text(200), "matched anywhere in login, name, address and customer"),
    optional("Valid", Kind::Number(1), "0: invalid ones, too"),
    optional("Limit", Kind::Number(1000), "at most so many; 250 if not given"),
];

/// The parameters of an operation.
pub fn of(operation: OperationName) -> Vec<Param> {
    let person = |skip: &'static [&'static str]| {
        PERSON.into_iter().filter(|param| !skip.contains(&param.name))
    };
    let open = |param: Param| Param { required: false, ..param };
    match operation {
        OperationName::CustomerUserAdd => {
            let mut params = vec![LOGIN, FIRSTNAME, LASTNAME, EMAIL, open(CUSTOMER)];
            params.extend(person(&["mode"]));
            params
        }
        OperationName::CustomerUserUpdate => {
            let mut params = vec![ID];
            params.extend([LOGIN, FIRSTNAME, LASTNAME, EMAIL, CUSTOMER].map(open));
            params.extend(person(&[]));
            params
        }
        OperationName::CustomerUserGet | OperationName::CustomerUserEndSessions => vec![LOGIN],
        OperationName::CustomerUserSearch => {
            let mut params = vec![open(CUSTOMER)];
            params.extend(SEARCH);
            params
        }
        OperationName::CustomerUserSetPassword => {
            vec![LOGIN, required("UserPassword", Kind::Text(512), "the new password")]
        }
        OperationName::CustomerAdd | OperationName::CustomerUpdate => {
            let add = operation == OperationName::CustomerAdd;
            let name = Param {
                required: add,
                ..required("CustomerCompanyName", Kind::Text(191), "the full name")
            };
            let mut params =
                vec![required("CustomerID", Kind::Text(150), "the internal name"), name];
            params.extend(COMPANY);
            params
        }
        OperationName::CustomerGet => {
            vec![required("CustomerID", Kind::Text(150), "the internal name")]
        }
        OperationName::CustomerSearch => SEARCH.to_vec(),
        OperationName::TicketReassign => vec![
            LOGIN,
            required("NewUserLogin", Kind::Text(191), "the login of who gets the tickets"),
        ],
    }
}

/// Parameters that have been checked: text by name; an empty text was given as empty.
pub type Values = BTreeMap<&'static str, String>;

/// Checks a call's parameters against its table.
pub fn parse(table: &[Param], given: Map<String, Value>) -> Result<Values, Refusal> {
    let customer = table.iter().any(|param| param.name == "CustomerID");
    let (missing, invalid) = if customer {
        (ErrorCode::CustomerFieldMissing, ErrorCode::CustomerFieldInvalid)
    } else {
        (ErrorCode::CustomerUserFieldMissing, ErrorCode::CustomerUserFieldInvalid)
    };
    let mut values = Values::new();
    for (name, value) in given {
        let Some(param) = table.iter().find(|param| param.name == name) else {
            let message = format!("There is no parameter `{}`.", name.escape_debug());
            return Err(Refusal::of_field(ErrorCode::InvalidParams, name, message));
        };
        // An address has a code of its own, so that a process can lead back to where it was typed.
        let code = if name == "UserEmail" { ErrorCode::CustomerUserEmailInvalid } else { invalid };
        let wrong = |why: &str| Refusal::of_field(code, &name, format!("{name}: {why}"));
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Null => continue,
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(wrong("a text is needed."));
            }
        };
        check(param.kind, &text).map_err(|why| wrong(&why))?;
        values.insert(param.name, text);
    }
    let lacks =
        |param: &&Param| param.required && values.get(param.name).is_none_or(String::is_empty);
    match table.iter().find(lacks) {
        Some(param) => {
            Err(Refusal::of_field(missing, param.name, format!("{} is needed.", param.name)))
        }
        None => Ok(values),
    }
}

fn check(kind: Kind, text: &str) -> Result<(), String> {
    match kind {
        Kind::Text(length_max) => {
            let length = text.chars().count();
            if length > length_max {
                Err(format!("it has {length} characters, at most {length_max} are possible."))
            } else if text.chars().any(engine::field::is_unprintable) {
                Err("it contains a control character.".to_owned())
            } else {
                Ok(())
            }
        }
        Kind::Validity => match engine::customer::Validity::parse(text) {
            Some(_) => Ok(()),
            None => Err("1 (valid), 2 (invalid) or 3 (invalid-temporarily) is needed.".to_owned()),
        },
        Kind::Number(max) => match text.parse::<u32>() {
            Ok(number) if number <= max => Ok(()),
            Ok(_) | Err(_) => Err(format!("a whole number from 0 to {max} is needed.")),
        },
        Kind::Mode if ["patch", "replace"].contains(&text) => Ok(()),
        Kind::Mode => Err("`patch` or `replace` is needed.".to_owned()),
    }
}

/// The JSON schema of one parameter.
pub fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Text(length_max) => json!({ "type": "string", "maxLength": length_max }),
        Kind::Validity => {
            json!({ "enum": [1, 2, 3, "1", "2", "3", "valid", "invalid", "invalid-temporarily"] })
        }
        Kind::Number(max) => json!({ "type": ["integer", "string"], "minimum": 0, "maximum": max }),
        Kind::Mode => json!({ "enum": ["patch", "replace"] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: OperationName, given: Value, expected: &str) {
        let Value::Object(given) = given else { panic!("an object") };
        let result = match parse(&of(operation), given) {
            Ok(values) => format!("{values:?}"),
            Err(error) => format!("{} {error} {:?}", error.code.name(), error.field),
        };
        assert_eq!(result, expected);
    }

    #[test]
    fn text_from_a_mapping_and_numbers_from_json_are_the_same() {
        for id in [json!(2), json!("2"), json!(" 2 ")] {
            check(
                OperationName::CustomerUserUpdate,
                json!({ "ID": "anna", "ValidID": id }),
                r#"{"ID": "anna", "ValidID": "2"}"#,
            );
        }
    }

    #[test]
    fn a_fault_names_its_parameter() {
        let add = |key: &str, value: Value| {
            let mut call = json!({ "UserLogin": "a", "UserFirstname": "A", "UserLastname": "B", "UserEmail": "a@b.de" });
            call[key] = value;
            call
        };
        check(
            OperationName::CustomerUserAdd,
            add("UserLogin", json!("")),
            r#"CustomerUser.FieldMissing UserLogin is needed. Some("UserLogin")"#,
        );
        check(
            OperationName::CustomerUserAdd,
            add("UserLogin", json!(["a"])),
            r#"CustomerUser.FieldInvalid UserLogin: a text is needed. Some("UserLogin")"#,
        );
        check(
            OperationName::CustomerUserAdd,
            add("UserEmail", json!("a".repeat(151))),
            r#"CustomerUser.EmailInvalid UserEmail: it has 151 characters, at most 150 are possible. Some("UserEmail")"#,
        );
        check(
            OperationName::CustomerUserAdd,
            add("ValidID", json!(9)),
            r#"CustomerUser.FieldInvalid ValidID: 1 (valid), 2 (invalid) or 3 (invalid-temporarily) is needed. Some("ValidID")"#,
        );
        check(
            OperationName::CustomerUserAdd,
            add("Userlogin", json!("a")),
            r#"Rpc.InvalidParams There is no parameter `Userlogin`. Some("Userlogin")"#,
        );
    }
}
