//! Calls over HTTP, against a real server.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use invokers::invoker::{HttpTarget, Request, Token};
use invokers::rpc::{Answer, OperationName};
use invokers::transport::{ANSWER_BYTES_MAX, CallContext, Exchange, HttpClient, Undelivered};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use crate::support;

fn target(url: &str) -> HttpTarget {
    let token = Token { name: "directory-token".into(), value: SecretString::from("s3cret") };
    HttpTarget {
        url: Url::parse(url).unwrap(),
        token: Some(token),
        timeout: Duration::from_secs(5),
    }
}

fn request() -> Request {
    let params = json!({ "UserLogin": "anna", "UserPassword": "hidden-pw" });
    Request {
        operation: OperationName::CustomerUserAdd,
        params: params.as_object().unwrap().clone(),
        mapped: String::new(),
    }
}

async fn call(target: &HttpTarget) -> Result<(Answer, Exchange), Undelivered> {
    let actor = support::boss();
    let context =
        CallContext { actor: &actor, idempotency_key: "17-1", ticket_number: "2026112010000017" };
    HttpClient::new().unwrap().call(target, &request(), &context).await
}

/// Calls a server that answers like this, with a target changed like that.
fn call_to(
    router: Router,
    change: impl FnOnce(&mut HttpTarget),
) -> Result<(Answer, Exchange), Undelivered> {
    support::run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut target =
            target(&format!("http://{}/rpc?key=in-the-query", listener.local_addr().unwrap()));
        change(&mut target);
        tokio::select! {
            _ = axum::serve(listener, router).into_future() => panic!("the server ended"),
            answer = call(&target) => answer,
        }
    })
}

fn answering(status: u16, body: &str) -> Router {
    let body = body.to_owned();
    let status = StatusCode::from_u16(status).unwrap();
    Router::new().route("/rpc", post(async move || (status, body)))
}

/// The answer, or the error with all causes and whether it is worth another try.
fn check(status: u16, body: &str, expected: &str) {
    assert_eq!(told(call_to(answering(status, body), |_| {})), expected, "{status} {body}");
}

fn told(answer: Result<(Answer, Exchange), Undelivered>) -> String {
    match answer {
        Ok((Answer::Result(result), _)) => format!("result {result}"),
        Ok((Answer::Error { code, message }, _)) => format!("error {code}: {message}"),
        Err(undelivered) => {
            let again = if undelivered.retryable { "again" } else { "never" };
            format!("{again}: {}", undelivered.error.chain())
        }
    }
}

#[test]
fn a_result_is_an_answer() {
    check(
        200,
        r#"{"jsonrpc":"2.0","id":"17-1","result":{"UserLogin":"anna"}}"#,
        r#"result {"UserLogin":"anna"}"#,
    );
    check(200, r#"{"jsonrpc":"2.0","id":"17-1","result":null}"#, "result null");
}

#[test]
fn a_refusal_of_the_operation_is_an_answer() {
    let body = r#"{"jsonrpc":"2.0","id":"17-1","error":{"code":1001,"message":"Taken.","data":{"code":"CustomerUser.LoginExists","field":"UserLogin"}}}"#;
    for status in [200, 400, 409, 422] {
        check(status, body, "error CustomerUser.LoginExists: Taken.");
    }
}

#[test]
fn a_refusal_without_our_data_is_known_by_its_number() {
    check(
        200,
        r#"{"jsonrpc":"2.0","id":"17-1","error":{"code":-32602,"message":"Bad"}}"#,
        "error Rpc.InvalidParams: Bad",
    );
    check(
        200,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":77,"message":"Bad","data":[1]}}"#,
        "error Rpc.77: Bad",
    );
}

#[test]
fn a_failure_of_the_server_is_no_answer() {
    let error = |code: i64| {
        format!(r#"{{"jsonrpc":"2.0","id":"17-1","error":{{"code":{code},"message":"Oh."}}}}"#)
    };
    check(200, &error(-32603), "again: the server answered Rpc.Internal: Oh.");
    check(200, &error(-32003), "again: the server answered Rpc.TooManyRequests: Oh.");
    check(200, &error(-32001), "never: the server answered Rpc.Unauthorized: Oh.");
    check(200, &error(-32002), "never: the server answered Rpc.NotAllowed: Oh.");
}

#[test]
fn statuses_say_whether_it_is_worth_another_try() {
    for (status, expected) in [
        (500, "again: the server answered with the status 500"),
        (503, "again: the server answered with the status 503"),
        (429, "again: the server answered with the status 429"),
        (408, "again: the server answered with the status 408"),
        (400, "never: the server answered with the status 400"),
        (401, "never: the server answered with the status 401 (is the token right?)"),
        (403, "never: the server answered with the status 403 (the token does not permit it)"),
        (404, "never: the server answered with the status 404 (is the url right?)"),
    ] {
        check(status, "<html>oh</html>", expected);
    }
}

#[test]
fn what_is_no_json_rpc_is_no_answer() {
    check(
        200,
        "<html>",
        "again: the answer is not JSON-RPC 2.0: expected value at line 1 column 1",
    );
    check(
        200,
        "",
        "again: the answer is not JSON-RPC 2.0: EOF while parsing a value at line 1 column 0",
    );
    for body in [
        r#"{"jsonrpc":"1.0","id":"17-1","result":1}"#,
        r#"{"jsonrpc":"2.0","id":"17-1"}"#,
        r#"[{"jsonrpc":"2.0","id":"17-1","result":1}]"#,
    ] {
        let answer = told(call_to(answering(200, body), |_| {}));
        assert!(answer.starts_with("again: the answer is not JSON-RPC 2.0: "), "{answer}");
    }
}

#[test]
fn the_answer_to_another_call_is_not_ours() {
    check(
        200,
        r#"{"jsonrpc":"2.0","id":"18-1","result":1}"#,
        "again: the answer has the id of another call",
    );
    check(
        200,
        r#"{"jsonrpc":"2.0","id":null,"result":1}"#,
        "again: the answer has the id of another call",
    );
}

#[test]
fn a_slow_server_is_not_waited_for() {
    let router = Router::new()
        .route("/rpc", post(async || tokio::time::sleep(Duration::from_mins(1)).await));
    let answer = told(call_to(router, |target| target.timeout = Duration::from_millis(100)));
    assert_eq!(answer, "again: 127.0.0.1 did not answer within 100ms");
}

#[test]
fn an_endless_answer_is_not_read_to_its_end() {
    let router =
        Router::new().route("/rpc", post(async || Body::from(vec![b' '; ANSWER_BYTES_MAX + 1])));
    assert_eq!(told(call_to(router, |_| {})), "never: the answer is longer than 1048576 bytes");
}

#[test]
fn a_redirect_is_not_followed() {
    let router = Router::new()
        .route("/rpc", post(async || Redirect::temporary("/other")))
        .route("/other", post(async || r#"{"jsonrpc":"2.0","id":"17-1","result":1}"#));
    let expected =
        "never: the server answered with the status 307 (a redirect, which is not followed)";
    assert_eq!(told(call_to(router, |_| {})), expected);
}

#[test]
fn a_server_that_is_not_there_is_tried_again() {
    let answer = support::run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/rpc?key=in-the-query", listener.local_addr().unwrap());
        drop(listener);
        told(call(&target(&url)).await)
    });
    assert!(
        answer.starts_with("again: 127.0.0.1 cannot be reached: ") && answer.contains("refused"),
        "{answer}"
    );
    assert!(!answer.contains("in-the-query"), "{answer}");
}

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let router = Router::new().route("/rpc", post(async || "sent in the clear"));
    let answer = told(call_to(router, |target| target.url.set_scheme("https").unwrap()));
    assert!(answer.starts_with("again: 127.0.0.1 cannot be reached: "), "{answer}");
    assert!(answer.contains("corrupt message"), "{answer}");
}

#[test]
fn a_connection_that_breaks_off_is_tried_again() {
    let answer = support::run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = target(&format!("http://{}/rpc", listener.local_addr().unwrap()));
        let break_off = async {
            loop {
                drop(listener.accept().await);
            }
        };
        tokio::select! { () = break_off => unreachable!(), answer = call(&target) => told(answer) }
    });
    assert!(answer.starts_with("again: "), "{answer}");
}

#[test]
fn a_wrong_token_is_for_the_administrator() {
    let router = Router::new().route(
        "/rpc",
        post(async |headers: HeaderMap| {
            if headers.get(header::AUTHORIZATION).is_some_and(|token| token == "Bearer s3cret") {
                r#"{"jsonrpc":"2.0","id":"17-1","result":1}"#.into_response()
            } else {
                StatusCode::UNAUTHORIZED.into_response()
            }
        }),
    );
    assert_eq!(told(call_to(router.clone(), |_| {})), "result 1");
    let wrong = Token { name: "t".into(), value: SecretString::from("other") };
    let refused = told(call_to(router.clone(), |target| target.token = Some(wrong)));
    assert_eq!(refused, "never: the server answered with the status 401 (is the token right?)");
    let unsendable = Token { name: "t".into(), value: SecretString::from("a\nb") };
    let refused = told(call_to(router, |target| target.token = Some(unsendable)));
    assert_eq!(refused, "never: a header cannot be written: failed to parse header value");
}

/// What the server saw, as its result.
async fn reflect(request: HttpRequest) -> String {
    let (parts, body) = request.into_parts();
    let body: Value =
        serde_json::from_slice(&axum::body::to_bytes(body, 1 << 20).await.unwrap()).unwrap();
    let header = |name: &str| {
        parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned()
    };
    let names = [
        "content-type",
        "idempotency-key",
        "usher-on-behalf-of",
        "usher-customer",
        "usher-ticket",
        "user-agent",
    ];
    let result = json!({ "body": body, "headers": names.map(header) });
    json!({ "jsonrpc": "2.0", "id": "17-1", "result": result }).to_string()
}

#[test]
fn a_call_says_for_whom_it_is_made() {
    let router = Router::new().route("/rpc", post(reflect));
    let (answer, _) = call_to(router, |_| {}).unwrap();
    let expected = json!({
        "headers": ["application/json", "17-1", "boss", "ACME", "2026112010000017", "usher/0.0.0"],
        "body": {
            "jsonrpc": "2.0", "id": "17-1", "method": "CustomerUser.Add",
            "params": { "UserLogin": "anna", "UserPassword": "hidden-pw" },
        },
    });
    assert_eq!(answer, Answer::Result(expected));
}

#[test]
fn an_exchange_can_be_read_by_people() {
    let body = r#"{"jsonrpc":"2.0","id":"17-1","result":{"SessionToken":"hidden-pw"}}"#;
    let (_, mut exchange) = call_to(answering(200, body), |_| {}).unwrap();
    exchange.duration = Duration::from_millis(12);
    let text = exchange.to_string();
    let port = exchange
        .request_line
        .trim_start_matches("POST http://127.0.0.1:")
        .trim_end_matches("/rpc")
        .to_owned();
    let expected = r#"POST http://127.0.0.1:PORT/rpc
authorization: Bearer (the secret `directory-token`)

{"id":"17-1","jsonrpc":"2.0","method":"CustomerUser.Add","params":{"UserLogin":"anna","UserPassword":"***"}}

200 after 12 ms

{"id":"17-1","jsonrpc":"2.0","result":{"SessionToken":"***"}}"#;
    assert_eq!(text.replace(&port, "PORT"), expected);

    let undelivered = call_to(answering(500, "<h1>Oh</h1>"), |_| {}).unwrap_err();
    assert!(
        undelivered.exchange.to_string().ends_with("\n<h1>Oh</h1>"),
        "{}",
        undelivered.exchange
    );
}
