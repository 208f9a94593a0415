//! What is taken away.

use crate::script::check;

const THREE: &str = "
    first: { parallel: Three, next: [ a, b, c ] }
    a -> some
    b -> b-more
    b-more -> some
    c -> some
    some: { join: first, wait-for: WANTED, next: last }
    last -> gone
    gone: { end: closed successful }
    ";

fn three(wanted: &str) -> String {
    THREE.replace("WANTED", wanted)
}

#[test]
fn wcp19_cancel_activity() {
    check(
        r"
        first: { user-task: Do it, dialogs: [ { fields: { Way: optional } } ], next: gone, expire: { after: 2d, to: other, tell: Too late. } }
        other -> gone
        gone: { end: closed successful }
        ",
        &[("pass 1d", "first"), ("pass 1d", "other"), ("! done first", "other")],
    );
}

#[test]
fn wcp20_cancel_case() {
    check(&three("3"), &[("done a", "b c some"), ("cancel", ""), ("! cancel", "")]);
}

#[test]
fn wcp25_cancel_region() {
    check(&three("1"), &[("done b", "a c b-more"), ("done a", "last"), ("! done b-more", "last")]);
}

#[test]
fn wcp29_cancelling_discriminator() {
    check(&three("1"), &[("done c", "last"), ("! done a", "last"), ("done last", "gone")]);
}

#[test]
fn wcp32_cancelling_partial_join() {
    check(&three("2"), &[("done c", "a b some"), ("done a", "last"), ("! done b", "last")]);
}
