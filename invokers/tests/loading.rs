//! Invokers from their files.

use std::fmt::Write as _;

use invokers::invoker::{CONFIG_BYTES_MAX, Invoker, InvokerSource, MAPPING_BYTES_MAX, Target};
use secrecy::{ExposeSecret, SecretString};

use crate::support::mappers;

fn load_with(
    yaml: &[u8],
    outbound: Option<&str>,
    inbound: Option<&str>,
) -> Result<Invoker, String> {
    let source = InvokerSource { name: "test", yaml, outbound, inbound };
    let secrets = |name: &str| (name == "directory-token").then(|| SecretString::from("s3cret"));
    Invoker::load(&source, &mappers(), &secrets)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn load(yaml: &str) -> Result<Invoker, String> {
    load_with(yaml.as_bytes(), Some("<R/>"), Some("<R/>"))
}

fn check(yaml: &str, expected: &str) {
    assert_eq!(load(yaml).unwrap_err(), expected.trim(), "\n{yaml}");
}

/// What was loaded, as text.
fn summary(invoker: &Invoker) -> String {
    let mut out = format!("{} in ", invoker.operation);
    match &invoker.target {
        Target::InProcess => out.push_str("process"),
        Target::Http(target) => {
            let token = target.token.as_ref().map_or("none", |token| token.value.expose_secret());
            write!(out, "{} token {token} timeout {:?}", target.url, target.timeout).unwrap();
        }
    }
    let retry = &invoker.retry;
    write!(out, " retry {} {:?} {} {:?}", retry.attempts_max, retry.first, retry.factor, retry.max)
        .unwrap();
    out
}

#[test]
fn an_operation_is_enough() {
    let invoker = load("operation: CustomerUser.Add").unwrap();
    assert_eq!(summary(&invoker), "CustomerUser.Add in process retry 5 1s 2 300s");
}

#[test]
fn perl_spelling_means_the_same() {
    let invoker = load("operation: Kernel::System::CustomerUser::CustomerUserUpdate").unwrap();
    assert_eq!(invoker.operation.name(), "CustomerUser.Update");
}

#[test]
fn everything_can_be_said() {
    let invoker = load(
        "description: Adds one\noperation: CustomerUser.Add\ntransport: rpc\nengine: reciting\n\
         url: https://directory.example.org/rpc\ntoken: directory-token\ntimeout: 500ms\n\
         retry: { attempts: 3, first: 2s, factor: 1.5, max: 1m }\n",
    )
    .unwrap();
    assert_eq!(invoker.description, "Adds one");
    assert_eq!(
        summary(&invoker),
        "CustomerUser.Add in https://directory.example.org/rpc token s3cret timeout 500ms retry 3 2s 1.5 60s"
    );
    assert!(!format!("{invoker:?}").contains("s3cret"), "{invoker:?}");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_files() {
    let yaml = "\
oparation: CustomerUser.Add
transport: soap
url: https://example.org/rpc
timeout: soon
retry:
  attempts: 2.5
  frist: 1s
";
    let faults = load_with(yaml.as_bytes(), Some("<R>"), None).unwrap_err();
    assert_eq!(
        faults,
        "\
error[I0002]: an invoker has no key `oparation`
  --> invoker.yaml:1:1
  help: did you mean `operation`?
error[I0003]: the key `operation` is missing
  --> invoker.yaml:1:1
  help: for example `operation: CustomerUser.Add`
error[I0006]: there is no transport `soap`
  --> invoker.yaml:2:12
  help: possible are `rpc`
error[I0004]: the timeout is a duration, here is `soon`
  --> invoker.yaml:4:10
  help: durations are written `500ms`, `10s`, `5m`, `2h`, `1d`, up to a week
error[I0004]: `attempts` is a whole number from 1 to 100, here is `2.5`
  --> invoker.yaml:6:13
error[I0002]: `retry` has no key `frist`
  --> invoker.yaml:7:3
  help: did you mean `first`?
error[M0001]: it is no XML, line 1 column 4: `R` is not closed
  --> outbound.xsl:1:2
error[I0010]: the file `inbound.xsl` is missing
  --> inbound.xsl:1:1
  help: every invoker has an outbound and an inbound mapping"
    );
}

#[test]
fn a_misspelt_operation_is_guessed() {
    check(
        "operation: CustomerUser.Ad",
        "error[I0005]: there is no operation `CustomerUser.Ad`\n  --> invoker.yaml:1:12\n  help: did you mean `CustomerUser.Add`?",
    );
    check(
        "operation: Ticket.Create.Now.Please",
        "error[I0005]: there is no operation `Ticket.Create.Now.Please`\n  --> invoker.yaml:1:12\n  help: possible are \
         `CustomerUser.Add`, `CustomerUser.Update`, `CustomerUser.Get`, `CustomerUser.Search`, \
         `CustomerUser.SetPassword`, `CustomerUser.EndSessions`, `Customer.Add`, `Customer.Update`, `Customer.Get`, \
         `Customer.Search`, `Ticket.Reassign`",
    );
}

#[test]
fn wrong_kinds_of_values_are_refused() {
    let kind = |yaml: &str, expected: &str| {
        check(
            &format!("operation: CustomerUser.Add\n{yaml}"),
            &format!("error[I0004]: {expected}"),
        );
    };
    check(
        "- operation",
        "error[I0004]: an invoker is a map, here is a list\n  --> invoker.yaml:1:1\n  help: possible keys are operation, description, transport, url, token, timeout, retry, engine",
    );
    kind("description:", "the description is a text, here is nothing\n  --> invoker.yaml:2:12");
    kind(
        "description: ''",
        "the description is a text, here is an empty text\n  --> invoker.yaml:2:14",
    );
    kind("description: [a]", "the description is a text, here is a list\n  --> invoker.yaml:2:14");
    kind(
        "url: https://example.org/\nretry: 5",
        "`retry` is a map, here is a text\n  --> invoker.yaml:3:8\n  help: possible keys are attempts, first, factor, max",
    );
    kind(
        "url: https://example.org/\ntimeout: 5m",
        "the timeout is more than 0s and at most 2m\n  --> invoker.yaml:3:10",
    );
    kind(
        "url: https://example.org/\nretry: { factor: 99 }",
        "`factor` is a number from 1 to 10, here is `99`\n  --> invoker.yaml:3:18",
    );
    kind(
        "url: https://example.org/\nretry: { first: 1h }",
        "`first` (1h) is longer than `max` (5m)\n  --> invoker.yaml:3:8",
    );
}

#[test]
fn urls_are_checked_and_hold_no_credentials() {
    let url = |url: &str, expected: &str| {
        let expected = format!("error[I0008]: {expected}\n  --> invoker.yaml:2:6\n  help: ");
        let faults = load(&format!("operation: CustomerUser.Add\nurl: {url}")).unwrap_err();
        assert!(faults.starts_with(&expected), "{faults}");
    };
    url("example", "this is no url: relative URL without a base");
    url("file:///etc/passwd", "the url's scheme is `file`, only `https` and `http` are possible");
    url("https://me:pw@example.org/", "the url holds credentials");
    url("https://example.org/#rpc", "the url has a fragment, which is never sent");
}

#[test]
fn a_token_that_is_no_secret_is_not_repeated() {
    check(
        "operation: CustomerUser.Add\nurl: https://example.org/\ntoken: eyJhbGciOi",
        "error[I0011]: there is no secret of this name\n  --> invoker.yaml:3:8\n  help: `token` is the name of a secret of the server, not the token itself",
    );
}

#[test]
fn keys_without_effect_are_faults() {
    check(
        "operation: CustomerUser.Add\ntoken: directory-token",
        "error[I0007]: `token` has no effect without `url`\n  --> invoker.yaml:2:1\n  help: without `url` the operation is carried out here, at once",
    );
}

#[test]
fn files_that_are_no_yaml_are_refused_with_their_place() {
    for (yaml, place) in [
        ("operation: [", "invoker.yaml:1:"),
        ("operation: CustomerUser.Add\noperation: CustomerUser.Get", "invoker.yaml:2:1"),
        ("a: &a [*a, *a]\nb: *c", "invoker.yaml:"),
        ("? [a]\n: b", "invoker.yaml:1:"),
        ("operation: !!python/object x", "invoker.yaml:1:"),
    ] {
        let faults = load(yaml).unwrap_err();
        assert!(faults.starts_with("error[I0001]") && faults.contains(place), "{yaml}\n{faults}");
    }
    let deep = format!("operation: {}", "[".repeat(5_000));
    assert!(load(&deep).unwrap_err().starts_with("error[I0001]"));
}

#[test]
fn files_that_are_too_long_or_no_text_are_refused() {
    let long = " ".repeat(CONFIG_BYTES_MAX + 1);
    check(
        &long,
        "error[I0009]: the file has 16385 bytes, at most 16384 are possible\n  --> invoker.yaml:1:1",
    );
    let faults =
        load_with(b"operation: CustomerUser.Add\n# \xff", Some("<R/>"), Some("<R/>")).unwrap_err();
    assert_eq!(faults, "error[I0009]: the file is not UTF-8\n  --> invoker.yaml:2:1");
    let long = " ".repeat(MAPPING_BYTES_MAX + 1);
    let faults = load_with(b"operation: CustomerUser.Add", Some(&long), Some("<R/>")).unwrap_err();
    assert_eq!(
        faults,
        "error[M0002]: the mapping has 262145 bytes, at most 262144 are possible\n  --> outbound.xsl:1:1"
    );
}
