//! JSON-RPC 2.0 as it is read and written.

use invokers::rpc::{self, Call, ErrorCode, Id, Incoming, OperationName, Refusal, Response};
use serde_json::json;

fn one(call: Result<Call, Response>) -> String {
    match call {
        Ok(call) => {
            let id = call.id.map_or_else(
                || "notification".to_owned(),
                |id| serde_json::to_string(&id).unwrap(),
            );
            format!("{id} {} {}", call.method, serde_json::Value::Object(call.params))
        }
        Err(response) => serde_json::to_string(&response).unwrap(),
    }
}

fn check(body: &str, expected: &str) {
    let read = match rpc::parse(body.as_bytes()) {
        Incoming::One(call) => one(call),
        Incoming::Batch(calls) => calls.into_iter().map(one).collect::<Vec<_>>().join("\n"),
    };
    assert_eq!(read, expected, "{body}");
}

fn refused(body: &str, id: &str, number: i64, code: &str, message: &str) {
    check(
        body,
        &format!(
            r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{number},"message":"{message}","data":{{"code":"{code}"}}}}}}"#
        ),
    );
}

#[test]
fn calls_are_read() {
    check(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"b":[1]}}"#, r#"1 a {"b":[1]}"#);
    check(r#"{"jsonrpc":"2.0","id":"x","method":"a"}"#, r#""x" a {}"#);
    check(r#"{"jsonrpc":"2.0","id":null,"method":"a"}"#, "null a {}");
    check(r#"{"jsonrpc":"2.0","method":"a"}"#, "notification a {}");
}

#[test]
fn a_batch_is_read_call_by_call() {
    check(
        r#"[{"jsonrpc":"2.0","id":1,"method":"a"}, 7]"#,
        "1 a {}\n{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"A call is an object.\",\"data\":{\"code\":\"Rpc.InvalidRequest\"}}}",
    );
    refused("[]", "null", -32600, "Rpc.InvalidRequest", "The batch is empty.");
    refused(
        &format!("[{}0]", "0,".repeat(20)),
        "null",
        -32600,
        "Rpc.InvalidRequest",
        "A batch has at most 20 calls.",
    );
}

#[test]
fn what_is_no_call_is_refused_with_its_id() {
    refused(
        "{",
        "null",
        -32700,
        "Rpc.ParseError",
        "The request is not JSON: EOF while parsing an object at line 1 column 1.",
    );
    refused(
        r#"{"id":1,"method":"a"}"#,
        "1",
        -32600,
        "Rpc.InvalidRequest",
        r#"`jsonrpc` is not \"2.0\"."#,
    );
    refused(
        r#"{"jsonrpc":"2.0","id":1,"method":5}"#,
        "1",
        -32600,
        "Rpc.InvalidRequest",
        "`method` is not a text.",
    );
    refused(
        r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}"#,
        "1",
        -32602,
        "Rpc.InvalidParams",
        "Parameters are given by name, as an object.",
    );
    refused(
        r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#,
        "null",
        -32600,
        "Rpc.InvalidRequest",
        "`id` is not a whole number or a text of at most 200 characters.",
    );
}

#[test]
fn requests_are_bounded() {
    let long = format!(r#"{{"jsonrpc":"2.0","method":"{}"}}"#, "a".repeat(rpc::REQUEST_BYTES_MAX));
    refused(
        &long,
        "null",
        -32600,
        "Rpc.InvalidRequest",
        "The request is longer than 262144 bytes.",
    );
    let deep = "[".repeat(10_000);
    refused(
        &deep,
        "null",
        -32700,
        "Rpc.ParseError",
        "The request is not JSON: recursion limit exceeded at line 1 column 128.",
    );
}

#[test]
fn responses_are_written_and_read_back() {
    let refusal = Refusal::of_field(
        ErrorCode::CustomerUserLoginExists,
        "UserLogin",
        "The login anna is taken.",
    );
    for (response, expected) in [
        (
            Response::result(Id::Number(1), json!({ "UserLogin": "anna" })),
            r#"{"jsonrpc":"2.0","id":1,"result":{"UserLogin":"anna"}}"#,
        ),
        (
            Response::result(Id::Text("x".into()), json!(null)),
            r#"{"jsonrpc":"2.0","id":"x","result":null}"#,
        ),
        (
            refusal.response(Id::Null),
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":1001,"message":"The login anna is taken.","data":{"code":"CustomerUser.LoginExists","field":"UserLogin"}}}"#,
        ),
    ] {
        let written = serde_json::to_string(&response).unwrap();
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_str::<Response>(&written).unwrap(), response);
    }
}

#[test]
fn every_code_has_one_name_and_one_number() {
    for code in ErrorCode::all() {
        assert_eq!(ErrorCode::parse(code.name()), Some(code));
        assert_eq!(ErrorCode::from_number(code.number()), Some(code));
    }
    assert_eq!(ErrorCode::parse("CustomerUser.Nope"), None);
}

#[test]
fn every_operation_is_found_by_both_its_names() {
    for operation in OperationName::ALL {
        assert_eq!(OperationName::parse(operation.name()), Some(operation));
        if let Some(perl) = operation.perl() {
            assert_eq!(OperationName::parse(perl), Some(operation));
        }
    }
    assert_eq!(OperationName::parse("Kernel::System::CustomerUser::CustomerUserDelete"), None);
}
