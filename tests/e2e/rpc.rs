//! Programs call the operations at `/rpc`.

use engine::customer::Validity;
use engine::event::Submission;
use serde_json::{Value, json};
use server::sample;

use crate::portal::PROCESS;
use crate::program::{Program, issue, said};
use crate::support::{Server, clara, registration};
use crate::visitor::Visitor;

/// Every operation there is.
const ALL: [&str; 11] = [
    "CustomerUser.Add",
    "CustomerUser.Update",
    "CustomerUser.Get",
    "CustomerUser.Search",
    "CustomerUser.SetPassword",
    "CustomerUser.EndSessions",
    "Customer.Add",
    "Customer.Update",
    "Customer.Get",
    "Customer.Search",
    "Ticket.Reassign",
];

/// A server, and a program that may call everything for everybody.
async fn provider() -> (Server, Program) {
    let server = Server::start().await;
    let token = issue(&server, "provider", None, &ALL).await;
    let program = Program::new(&server, token);
    (server, program)
}

/// A program that may call everything for Acme.
async fn acme(server: &Server) -> Program {
    Program::new(server, issue(server, "acme", Some("ACME"), &ALL).await)
}

/// The parameters of a customer user to be added.
fn nina() -> Value {
    json!({
        "UserLogin": "nina", "UserFirstname": "Nina", "UserLastname": "Newcomer",
        "UserEmail": "nina@acme.example", "UserCustomerID": "ACME",
    })
}

/// The same with another parameter.
fn nina_with(name: &str, value: impl Into<Value>) -> Value {
    let mut params = nina();
    params[name] = value.into();
    params
}

#[tokio::test]
async fn everything_that_can_be_called_is_described() {
    let (server, program) = provider().await;
    let document = program.result("rpc.discover", json!({})).await;
    assert_eq!(document["openrpc"], "1.3.2");
    let methods = document["methods"].as_array().unwrap();
    let names: Vec<&str> = methods.iter().map(|method| method["name"].as_str().unwrap()).collect();
    assert_eq!(names, ALL);
    // Each is there, and each parameter that it calls required is.
    for method in methods {
        let name = method["name"].as_str().unwrap();
        let params = method["params"].as_array().unwrap();
        let required = params.iter().find(|param| param["required"] == true);
        let response = program.call(name, json!({})).await;
        match required {
            Some(param) => {
                let expected = format!("{} is needed.", param["name"].as_str().unwrap());
                assert_eq!(response["error"]["message"], expected, "{name}");
                assert_eq!(response["error"]["data"]["field"], param["name"], "{name}");
            }
            None => assert!(response["result"].is_object(), "{name}: {response}"),
        }
    }
    server.finish().await;
}

#[tokio::test]
async fn a_customer_user_is_added_read_found_changed_and_gets_a_password() {
    let (server, program) = provider().await;
    let added = program.result("CustomerUser.Add", nina()).await;
    assert_eq!(added, json!({ "UserLogin": "nina", "UserCustomerID": "ACME" }));
    assert_eq!(server.customer_user("nina").await.unwrap().created_by, "provider");
    assert_eq!(server.mails().await[0].to_address, "nina@acme.example");
    let read = program.result("CustomerUser.Get", json!({ "UserLogin": "NINA" })).await;
    assert_eq!(read["UserLastname"], "Newcomer");
    assert_eq!(read["ValidID"], 1);
    assert!(read.get("UserPassword").is_none());
    let found = program.result("CustomerUser.Search", json!({ "Search": "newc" })).await;
    assert_eq!(found["CustomerUser"].as_array().unwrap().len(), 1);
    assert_eq!(found["CustomerUser"][0]["UserLogin"], "nina");

    // What is not given stays.
    let params = json!({ "ID": "nina", "UserPhone": "+44 1", "ValidID": "2" });
    let changed = program.result("CustomerUser.Update", params).await;
    assert_eq!(changed, json!({ "UserLogin": "nina", "ValidID": 2 }));
    let user = server.customer_user("nina").await.unwrap();
    assert_eq!((user.phone.as_str(), user.first_name.as_str()), ("+44 1", "Nina"));
    assert_eq!(user.validity, Validity::Invalid);
    let search = json!({ "Search": "nina", "Valid": 1 });
    assert_eq!(program.result("CustomerUser.Search", search).await, json!({ "CustomerUser": [] }));
    let search = json!({ "Search": "nina", "Valid": 0, "Limit": "1" });
    let found = program.result("CustomerUser.Search", search).await;
    assert_eq!(found["CustomerUser"][0]["ValidID"], 2);

    // In `replace`, what is not given is cleared.
    let params = json!({
        "ID": "nina", "mode": "replace", "UserFirstname": "Nina", "UserLastname": "N.",
        "UserEmail": "nina@acme.example", "ValidID": 1,
    });
    program.result("CustomerUser.Update", params).await;
    let user = server.customer_user("nina").await.unwrap();
    assert_eq!((user.phone.as_str(), user.last_name.as_str()), ("", "N."));

    let params = json!({ "UserLogin": "nina", "UserPassword": "a fine day" });
    program.result("CustomerUser.SetPassword", params).await;
    let mut visitor = Visitor::new(&server);
    assert_eq!(visitor.sign_in("nina", "a fine day").await.path, "/portal");
    let params = json!({ "UserLogin": "nina", "UserPassword": "another day" });
    program.result("CustomerUser.SetPassword", params).await;
    assert_eq!(visitor.get("/portal").await.first_status, 303, "the session goes on");
    server.finish().await;
}

#[tokio::test]
async fn sessions_are_ended_and_nothing_else() {
    let (server, program) = provider().await;
    let mut here = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    let mut there = Visitor::signed_in(&server, sample::CUSTOMER_USER).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let before = server.contents().await;
    let otto = json!({ "UserLogin": "OTTO" });
    let foreign = Program::new(&server, issue(&server, "globex", Some("GLOBEX"), &ALL).await);
    let error = foreign.error("CustomerUser.EndSessions", otto.clone()).await;
    assert_eq!(error, "1006 CustomerUser.NotFound UserLogin: There is no such customer user.");
    assert_eq!(here.get("/portal").await.status, 200);
    let ended = program.result("CustomerUser.EndSessions", otto.clone()).await;
    assert_eq!(ended, json!({ "UserLogin": "otto", "Sessions": 2 }));
    for visitor in [&mut here, &mut there] {
        assert_eq!(visitor.get("/portal").await.first_status, 303, "the session goes on");
    }
    assert_eq!(clara.get("/portal").await.path, "/portal");
    let none = program.result("CustomerUser.EndSessions", otto).await;
    assert_eq!(none, json!({ "UserLogin": "otto", "Sessions": 0 }));
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn open_tickets_are_handed_over_within_a_customer() {
    let (server, program) = provider().await;
    let acme = acme(&server).await;
    let globex = Program::new(&server, issue(&server, "globex", Some("GLOBEX"), &ALL).await);
    server.app.start(&clara(), PROCESS, Some(registration("nina"))).await.unwrap();
    let mut values = registration("ben").values;
    values.insert("Purpose".into(), vec!["Orders.".into()]);
    values.insert("Approver".into(), vec![sample::SECOND_APPROVER.into()]);
    let first = Submission { activity: "request".into(), dialog: 0, values };
    let open = server.app.start(&clara(), "approved-registration", Some(first)).await.unwrap();
    let invalid = json!({ "ID": sample::CUSTOMER_USER, "ValidID": 2 });
    acme.result("CustomerUser.Update", invalid).await;

    let from_to = |from: &str, to: &str| json!({ "UserLogin": from, "NewUserLogin": to });
    let before = server.contents().await;
    let none = "There is no such customer user.";
    for (caller, from, to, expected) in [
        (&acme, "nobody", "anton", format!("1006 CustomerUser.NotFound UserLogin: {none}")),
        (&acme, "clara", "nobody", format!("1006 CustomerUser.NotFound NewUserLogin: {none}")),
        (&acme, "clara", "greta", format!("1006 CustomerUser.NotFound NewUserLogin: {none}")),
        (&globex, "clara", "greta", format!("1006 CustomerUser.NotFound UserLogin: {none}")),
        (&program, "clara", "greta", "1301 Ticket.CustomerUserInvalid NewUserLogin: The customer user does not belong to the customer of the tickets.".to_owned()),
        (&acme, "clara", "CLARA", "1301 Ticket.CustomerUserInvalid NewUserLogin: Nobody takes his own tickets over.".to_owned()),
        (&acme, "clara", "otto", "1301 Ticket.CustomerUserInvalid NewUserLogin: The customer user is not valid.".to_owned()),
    ] {
        let error = caller.error("Ticket.Reassign", from_to(from, to)).await;
        assert_eq!(error, expected, "{from} {to}");
    }
    assert_eq!(server.contents().await, before);

    let number = server.ticket_of(open).await.state.ticket.number;
    let handed = acme.result("Ticket.Reassign", from_to("Clara", "Anton")).await;
    assert_eq!(handed, json!({ "UserLogin": "anton", "TicketNumber": [number] }));
    let ticket = server.ticket_of(open).await.state;
    assert_eq!((ticket.ticket.customer_user.as_str(), ticket.version), ("anton", 2));
    let again = acme.result("Ticket.Reassign", from_to("clara", "anton")).await;
    assert_eq!(again, json!({ "UserLogin": "anton", "TicketNumber": [] }));
    // Who acts stands in the journal, which replays to what is stored.
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.get(&format!("/admin/tickets/{open}")).await;
    assert!(
        page.body.contains("Given to anton") && page.body.contains("by acme"),
        "{}",
        page.main()
    );
    server.finish().await;
}

#[tokio::test]
async fn a_customer_is_added_read_found_and_changed() {
    let (server, program) = provider().await;
    let params = json!({ "CustomerID": "INITECH", "CustomerCompanyName": "Initech", "CustomerCompanyCity": "Austin" });
    let added = program.result("Customer.Add", params).await;
    assert_eq!(added, json!({ "CustomerID": "INITECH" }));
    let params = json!({ "CustomerID": "initech", "CustomerCompanyName": "Initech Ltd." });
    let error = program.error("Customer.Add", params).await;
    assert_eq!(
        error,
        "1101 Customer.Exists CustomerID: There is a customer with this CustomerID already."
    );
    let params = json!({ "CustomerID": "OTHER", "CustomerCompanyName": "initech" });
    let error = program.error("Customer.Add", params).await;
    assert_eq!(
        error,
        "1102 Customer.NameExists CustomerCompanyName: There is a customer with this name already."
    );
    let params = json!({ "CustomerID": "INITECH", "CustomerCompanyURL": "https://initech.example", "ValidID": 2 });
    program.result("Customer.Update", params).await;
    let read = program.result("Customer.Get", json!({ "CustomerID": "INITECH" })).await;
    assert_eq!(read["CustomerCompanyCity"], "Austin");
    assert_eq!(read["CustomerCompanyURL"], "https://initech.example");
    assert_eq!(read["ValidID"], 2);
    let search = json!({ "Search": "initech" });
    assert_eq!(program.result("Customer.Search", search).await, json!({ "Customer": [] }));
    let search = json!({ "Search": "initech", "Valid": "0" });
    let found = program.result("Customer.Search", search).await;
    assert_eq!(found["Customer"][0]["CustomerID"], "INITECH");
    let error = program.error("Customer.Get", json!({ "CustomerID": "NONE" })).await;
    assert_eq!(error, "1103 Customer.NotFound CustomerID: There is no such customer.");
    server.finish().await;
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    let (server, program) = provider().await;
    let before = server.contents().await;
    let long = "n".repeat(192);
    let cases = [
        (
            "CustomerUser.Add",
            nina_with("UserLogin", "otto"),
            "1001 CustomerUser.LoginExists UserLogin: This login is taken.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLogin", "OTTO"),
            "1001 CustomerUser.LoginExists UserLogin: This login is taken.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserEmail", "OTTO@acme.example"),
            "1002 CustomerUser.EmailInUse UserEmail: This email address is in use for another customer user.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserEmail", "nina"),
            "1003 CustomerUser.EmailInvalid UserEmail: UserEmail: it is not an email address.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLastname", ""),
            "1004 CustomerUser.FieldMissing UserLastname: UserLastname is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLastname", Value::Null),
            "1004 CustomerUser.FieldMissing UserLastname: UserLastname is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserCustomerID", Value::Null),
            "1004 CustomerUser.FieldMissing UserCustomerID: UserCustomerID is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLogin", "a b"),
            "1005 CustomerUser.FieldInvalid UserLogin: UserLogin: it contains ` `, which is not possible.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLogin", long),
            "1005 CustomerUser.FieldInvalid UserLogin: UserLogin: it has 192 characters, at most 191 are possible.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserPhone", "1\u{7}"),
            "1005 CustomerUser.FieldInvalid UserPhone: UserPhone: it contains a control character.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserLogin", json!(["nina"])),
            "1005 CustomerUser.FieldInvalid UserLogin: UserLogin: a text is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserFirstname", json!({"a": 1})),
            "1005 CustomerUser.FieldInvalid UserFirstname: UserFirstname: a text is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserFirstname", true),
            "1005 CustomerUser.FieldInvalid UserFirstname: UserFirstname: a text is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("ValidID", 4),
            "1005 CustomerUser.FieldInvalid ValidID: ValidID: 1 (valid), 2 (invalid) or 3 (invalid-temporarily) is needed.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserPassword", "short"),
            "1008 CustomerUser.PasswordRejected UserPassword: Please choose a password of at least 8 characters.",
        ),
        (
            "CustomerUser.Add",
            nina_with("UserCustomerID", "NONE"),
            "1103 Customer.NotFound UserCustomerID: There is no such customer.",
        ),
        (
            "CustomerUser.Add",
            nina_with("Source", "LDAP"),
            "1201 Source.ReadOnly Source: There is no such data source to write to.",
        ),
        (
            "CustomerUser.Add",
            nina_with("Shoes", 42),
            "-32602 Rpc.InvalidParams Shoes: There is no parameter `Shoes`.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "nobody", "ValidID": 2 }),
            "1006 CustomerUser.NotFound UserLogin: There is no such customer user.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "UserLogin": "ottokar" }),
            "1005 CustomerUser.FieldInvalid UserLogin: A login cannot be changed. Add a new customer user and set this one to invalid.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "UserEmail": "clara@acme.example" }),
            "1002 CustomerUser.EmailInUse UserEmail: This email address is in use for another customer user.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "UserFirstname": "" }),
            "1004 CustomerUser.FieldMissing UserFirstname: UserFirstname is needed.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "mode": "wipe" }),
            "1005 CustomerUser.FieldInvalid mode: mode: `patch` or `replace` is needed.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "mode": "replace" }),
            "1004 CustomerUser.FieldMissing UserEmail: UserEmail is needed.",
        ),
        (
            "CustomerUser.Get",
            json!({ "UserLogin": "nobody" }),
            "1006 CustomerUser.NotFound UserLogin: There is no such customer user.",
        ),
        (
            "CustomerUser.Search",
            json!({ "Limit": 1001 }),
            "1005 CustomerUser.FieldInvalid Limit: Limit: a whole number from 0 to 1000 is needed.",
        ),
        (
            "CustomerUser.Search",
            json!({ "Limit": -1 }),
            "1005 CustomerUser.FieldInvalid Limit: Limit: a whole number from 0 to 1000 is needed.",
        ),
        (
            "CustomerUser.SetPassword",
            json!({ "UserLogin": "otto", "UserPassword": "otto" }),
            "1008 CustomerUser.PasswordRejected UserPassword: Please choose a password of at least 8 characters.",
        ),
        (
            "CustomerUser.SetPassword",
            json!({ "UserLogin": "nobody", "UserPassword": "a fine day" }),
            "1006 CustomerUser.NotFound UserLogin: There is no such customer user.",
        ),
        (
            "Customer.Add",
            json!({ "CustomerID": "X" }),
            "1105 Customer.FieldMissing CustomerCompanyName: CustomerCompanyName is needed.",
        ),
        (
            "Customer.Add",
            json!({ "CustomerID": "X\"Y", "CustomerCompanyName": "X" }),
            "1106 Customer.FieldInvalid CustomerID: CustomerID: it contains `\"`, which is not possible.",
        ),
        (
            "Customer.Update",
            json!({ "CustomerID": "NONE", "CustomerCompanyName": "X" }),
            "1103 Customer.NotFound CustomerID: There is no such customer.",
        ),
        (
            "Customer.Update",
            json!({ "CustomerID": "ACME", "CustomerCompanyName": "Globex Corporation" }),
            "1102 Customer.NameExists CustomerCompanyName: There is a customer with this name already.",
        ),
        (
            "CustomerUser.Delete",
            json!({}),
            "-32601 Rpc.MethodNotFound -: There is no such operation.",
        ),
        ("customeruser.add", json!({}), "-32601 Rpc.MethodNotFound -: There is no such operation."),
        ("", json!({}), "-32601 Rpc.MethodNotFound -: There is no such operation."),
    ];
    for (method, params, expected) in cases {
        let what = format!("{method} {params}");
        assert_eq!(program.error(method, params).await, expected, "{what}");
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_token_of_one_customer_does_not_reach_another() {
    let (server, _) = provider().await;
    let acme = acme(&server).await;
    let before = server.contents().await;
    let no_user = "1006 CustomerUser.NotFound UserLogin: There is no such customer user.";
    let forbidden = "1104 Customer.Forbidden -: Customers are maintained by the provider.";
    let cases = [
        ("CustomerUser.Get", json!({ "UserLogin": "greta" }), no_user),
        ("CustomerUser.Update", json!({ "ID": "greta", "ValidID": 2 }), no_user),
        (
            "CustomerUser.SetPassword",
            json!({ "UserLogin": "greta", "UserPassword": "a fine day" }),
            no_user,
        ),
        (
            "CustomerUser.Add",
            nina_with("UserCustomerID", "GLOBEX"),
            "1104 Customer.Forbidden UserCustomerID: Customer users can be added to one's own customer alone.",
        ),
        (
            "CustomerUser.Update",
            json!({ "ID": "otto", "UserCustomerID": "GLOBEX" }),
            "1104 Customer.Forbidden UserCustomerID: A customer user cannot be moved to another customer.",
        ),
        (
            "Customer.Get",
            json!({ "CustomerID": "GLOBEX" }),
            "1103 Customer.NotFound CustomerID: There is no such customer.",
        ),
        (
            "Customer.Update",
            json!({ "CustomerID": "ACME", "CustomerCompanyCity": "Bath" }),
            forbidden,
        ),
        ("Customer.Add", json!({ "CustomerID": "X", "CustomerCompanyName": "X" }), forbidden),
    ];
    for (method, params, expected) in cases {
        let what = format!("{method} {params}");
        assert_eq!(acme.error(method, params).await, expected, "{what}");
    }
    let all = acme.result("CustomerUser.Search", json!({})).await;
    let logins: Vec<&str> = all["CustomerUser"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["UserLogin"].as_str().unwrap())
        .collect();
    assert_eq!(logins, ["anton", "clara", "otto", "paula"]);
    let search = json!({ "UserCustomerID": "GLOBEX" });
    assert_eq!(acme.result("CustomerUser.Search", search).await, json!({ "CustomerUser": [] }));
    let found = acme.result("Customer.Search", json!({})).await;
    assert_eq!(found["Customer"].as_array().unwrap().len(), 1);
    assert_eq!(server.contents().await, before);
    // Without a customer in the call it is the token's.
    acme.result("CustomerUser.Add", nina_with("UserCustomerID", Value::Null)).await;
    assert_eq!(server.customer_user("nina").await.unwrap().customer_id, "ACME");
    server.finish().await;
}

#[tokio::test]
async fn headers_narrow_a_call_and_never_widen_it() {
    let (server, provider) = provider().await;
    let globex =
        provider.with("usher-customer", "GLOBEX").with("usher-on-behalf-of", "m%c3%bcller");
    let error = globex.error("CustomerUser.Get", json!({ "UserLogin": "otto" })).await;
    assert!(error.starts_with("1006 "), "{error}");
    globex.result("CustomerUser.Add", nina_with("UserCustomerID", "")).await;
    let user = server.customer_user("nina").await.unwrap();
    assert_eq!((user.customer_id.as_str(), user.created_by.as_str()), ("GLOBEX", "m\u{fc}ller"));
    let before = server.contents().await;
    let acme = acme(&server).await.with("usher-customer", "GLOBEX");
    let (status, answer) =
        acme.send(call("CustomerUser.Get", &json!({ "UserLogin": "greta" }))).await;
    assert_eq!(status, 403);
    assert_eq!(said(&answer), "-32002 Rpc.NotAllowed -: This token is for another customer.");
    for (name, value) in [
        ("usher-customer", "%zz"),
        ("usher-customer", ""),
        ("usher-on-behalf-of", "%ff"),
        ("idempotency-key", ""),
        ("idempotency-key", &"x".repeat(201)),
    ] {
        let token = acme.token.clone();
        let program = Program::new(&server, token).with(name, value);
        let (status, answer) = program.send(call("CustomerUser.Add", &nina())).await;
        assert_eq!(status, 400, "{name}: {value}");
        assert_eq!(answer["error"]["code"], -32600, "{name}: {value}");
    }
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

fn call(method: &str, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }).to_string()
}

#[tokio::test]
async fn nothing_is_called_without_a_valid_token() {
    let (server, provider) = provider().await;
    let before = server.contents().await;
    let mut changed = provider.token.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == 'A' { 'B' } else { 'A' });
    let needed = "-32001 Rpc.Unauthorized -: A valid bearer token is needed.";
    for token in ["", "x", &changed, &"x".repeat(10_000), "' OR 1=1 --"] {
        let program = Program::new(&server, token);
        for method in ["CustomerUser.Add", "rpc.discover", "no.such"] {
            let (status, answer) = program.send(call(method, &nina())).await;
            assert_eq!((status, said(&answer)), (401, needed.to_owned()), "{token} {method}");
        }
    }
    // A person's session is no token.
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let page = admin.post_body("/rpc", "application/json", call("CustomerUser.Add", &nina())).await;
    assert_eq!(page.status, 401);
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_token_calls_the_operations_that_it_names() {
    let (server, _) = provider().await;
    let token = issue(&server, "reader", None, &["CustomerUser.Get", "Customer.Get"]).await;
    let reader = Program::new(&server, token);
    let before = server.contents().await;
    let read = reader.result("CustomerUser.Get", json!({ "UserLogin": "otto" })).await;
    assert_eq!(read["UserCustomerID"], "ACME");
    for method in ALL.into_iter().filter(|method| !method.ends_with(".Get")) {
        let error = reader.error(method, nina()).await;
        assert_eq!(error, format!("-32002 Rpc.NotAllowed -: This token may not call {method}."));
    }
    let perl = "Kernel::System::CustomerUser::CustomerUserAdd";
    let error = reader.error(perl, nina()).await;
    assert_eq!(error, "-32002 Rpc.NotAllowed -: This token may not call CustomerUser.Add.");
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn the_names_of_perl_are_accepted() {
    let (server, program) = provider().await;
    let user = "Kernel::System::CustomerUser";
    let added = program.result(&format!("{user}::CustomerUserAdd"), nina_with("UserID", 1)).await;
    assert_eq!(added["UserLogin"], "nina");
    let params = json!({ "ID": "nina", "UserLogin": "nina", "ValidID": "2", "UserID": "1" });
    program.result(&format!("{user}::CustomerUserUpdate"), params).await;
    let user_data = json!({ "UserLogin": "nina" });
    let read = program.result(&format!("{user}::CustomerUserDataGet"), user_data).await;
    assert_eq!(read["ValidID"], 2);
    // Who acts is known from the token, whatever `UserID` says.
    assert_eq!(server.customer_user("nina").await.unwrap().changed_by, "provider");
    let company = "Kernel::System::CustomerCompany::CustomerCompanyGet";
    let read = program.result(company, json!({ "CustomerID": "ACME" })).await;
    assert_eq!(read["CustomerCompanyName"], "Acme Widgets Ltd.");
    server.finish().await;
}

#[tokio::test]
async fn a_batch_is_answered_call_by_call() {
    let (server, program) = provider().await;
    let batch = json!([
        { "jsonrpc": "2.0", "id": "a", "method": "CustomerUser.Add", "params": nina() },
        { "jsonrpc": "2.0", "id": 2, "method": "CustomerUser.Add", "params": nina() },
        { "jsonrpc": "2.0", "method": "CustomerUser.Update", "params": { "ID": "otto", "UserPhone": "1" } },
        { "jsonrpc": "1.0", "id": 4, "method": "CustomerUser.Get" },
        17,
        { "jsonrpc": "2.0", "id": 5, "method": "CustomerUser.Get", "params": ["nina"] },
        { "jsonrpc": "2.0", "id": 6, "method": "CustomerUser.Get", "params": { "UserLogin": "nina" } },
    ]);
    let (status, answers) = program.send(batch.to_string()).await;
    assert_eq!(status, 200);
    let answers = answers.as_array().unwrap();
    let said: Vec<String> = answers
        .iter()
        .map(|answer| match answer.get("result") {
            None => format!("{} {}", answer["id"], answer["error"]["code"]),
            Some(result) => format!("{} {}", answer["id"], result["UserLogin"]),
        })
        .collect();
    let expected =
        [r#""a" "nina""#, "2 1001", "4 -32600", "null -32600", "5 -32602", r#"6 "nina""#];
    assert_eq!(said, expected);
    assert_eq!(server.customer_user("otto").await.unwrap().phone, "1");
    let notification = r#"{"jsonrpc":"2.0","method":"CustomerUser.Update","params":{"ID":"otto","UserPhone":"2"}}"#;
    assert_eq!(program.send(notification).await, (204, Value::Null));
    assert_eq!(server.customer_user("otto").await.unwrap().phone, "2");
    server.finish().await;
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let (server, program) = provider().await;
    let before = server.contents().await;
    let add = nina().to_string();
    let of = |text: &str| text.to_owned();
    let many =
        format!("[{}]", vec![r#"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"#; 21].join(","));
    for (body, code) in [
        (of(""), -32700),
        (of("{"), -32700),
        (of("\u{feff}{}"), -32700),
        (of("[]"), -32600),
        (of("17"), -32600),
        (of("{}"), -32600),
        (of(r#"{"jsonrpc":"2.0","id":1}"#), -32600),
        (of(r#"{"jsonrpc":"2.0","id":1,"method":17}"#), -32600),
        (
            format!(r#"{{"jsonrpc":"2.0","id":{{}},"method":"CustomerUser.Add","params":{add}}}"#),
            -32600,
        ),
        (
            format!(r#"{{"jsonrpc":"2.0","id":1.5,"method":"CustomerUser.Add","params":{add}}}"#),
            -32600,
        ),
        (
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"CustomerUser.Add","params":[{add}]}}"#),
            -32602,
        ),
        (of(r#"{"jsonrpc":"2.0","id":1,"method":"CustomerUser.Get","params":"otto"}"#), -32602),
        ("[".repeat(10_000), -32700),
        (many, -32600),
    ] {
        let what: String = body.chars().take(60).collect();
        let (status, answer) = program.send(body).await;
        assert_eq!((status, &answer["error"]["code"]), (200, &json!(code)), "{what}: {answer}");
        assert!(answer["id"].is_null() || answer["id"] == 1, "{what}: {answer}");
    }
    let (status, answer) = program.send(b"{\"jsonrpc\":\"2.0\",\"id\":\"\xff\"}".to_vec()).await;
    assert_eq!((status, &answer["error"]["code"]), (200, &json!(-32700)));
    assert_eq!(server.contents().await, before);
    server.finish().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let (server, program) = provider().await;
    let program = program.with("accept", "application/json");
    let (status, answer) = program.send("x".repeat(256 * 1024 + 1)).await;
    assert_eq!(status, 413, "{answer}");
    assert_eq!(answer["error"]["code"], "too-large");
    server.finish().await;
}

#[tokio::test]
async fn a_call_with_a_key_is_carried_out_once() {
    let (server, program) = provider().await;
    let keyed = program.with("idempotency-key", "2026-17-3");
    let first = keyed.result("CustomerUser.Add", nina()).await;
    let before = server.contents().await;
    for _ in 0..3 {
        assert_eq!(keyed.result("CustomerUser.Add", nina()).await, first);
    }
    assert_eq!(server.contents().await, before, "an answer was kept, and not given again");
    // The key is for that call, not for another.
    let error = keyed.error("CustomerUser.Add", nina_with("UserLogin", "nora")).await;
    assert_eq!(
        error,
        "-32600 Rpc.InvalidRequest -: This idempotency key was used for another call."
    );
    let error = keyed.error("CustomerUser.Update", json!({ "ID": "nina", "ValidID": 2 })).await;
    assert_eq!(
        error,
        "-32600 Rpc.InvalidRequest -: This idempotency key was used for another call."
    );
    // What reads is read each time.
    let read = keyed.result("CustomerUser.Get", json!({ "UserLogin": "nina" })).await;
    assert_eq!(read["UserLogin"], "nina");
    assert_eq!(server.contents().await, before);
    // Another program may use the same key for itself, and so is told that the login is taken.
    let other = acme(&server).await.with("idempotency-key", "2026-17-3");
    let error = other.error("CustomerUser.Add", nina()).await;
    assert!(error.starts_with("1001 "), "{error}");
    server.finish().await;
}

#[tokio::test]
async fn a_refused_call_may_be_mended_under_the_same_key() {
    let (server, program) = provider().await;
    let keyed = program.with("idempotency-key", "k");
    let error = keyed.error("CustomerUser.Add", nina_with("UserLogin", "otto")).await;
    assert!(error.starts_with("1001 "), "{error}");
    keyed.result("CustomerUser.Add", nina()).await;
    assert_eq!(server.customer_users().await.len(), 6);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_with_the_same_key_at_the_same_moment_are_carried_out_once() {
    let (server, program) = provider().await;
    let keyed = program.with("idempotency-key", "k");
    let add = || keyed.result("CustomerUser.Add", nina());
    let results: [Value; 6] = tokio::join!(add(), add(), add(), add(), add(), add()).into();
    assert!(results.iter().all(|result| result["UserLogin"] == "nina"), "{results:?}");
    assert_eq!(server.customer_users().await.len(), 6);
    assert_eq!(server.mails().await.len(), 1);
    server.finish().await;
}
