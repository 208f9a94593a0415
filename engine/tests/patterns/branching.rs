//! Several at once.

use crate::script::{check, check_refused};

const BLOCK: &str = "
    first: { parallel: Two, next: [ a, b ] }
    a -> both
    b -> both
    both: { join: first, next: last }
    last -> gone
    gone: { end: closed successful }
    ";

#[test]
fn wcp02_parallel_split() {
    check(BLOCK, &[("begun", "a b")]);
}

#[test]
fn wcp03_synchronization() {
    check(BLOCK, &[("done a", "b both"), ("done b", "last"), ("done last", "gone")]);
    check(BLOCK, &[("done b", "a both"), ("done a", "last")]);
}

/// Each branch begins with the question whether there is anything to do in it.
const CHOSEN: &str = r#"
    first -> split
    split: { parallel: What is needed, next: [ a-if, b-if ] }
    a-if: { choice: Is a needed?, next: [ { when: 'Way in ["a", "ab"]', to: a }, { to: both } ] }
    b-if: { choice: Is b needed?, next: [ { when: 'Way in ["b", "ab"]', to: b }, { to: both } ] }
    a -> both
    b -> both
    both: { join: split, next: gone }
    gone: { end: closed successful }
    "#;

#[test]
fn wcp06_multi_choice() {
    check(CHOSEN, &[("done first a", "a both")]);
    check(CHOSEN, &[("done first b", "both b")]);
    check(CHOSEN, &[("done first ab", "a b")]);
    check(CHOSEN, &[("done first none", "gone")]);
}

#[test]
fn wcp07_structured_synchronizing_merge() {
    check(CHOSEN, &[("done first a", "a both"), ("done a", "gone")]);
    check(CHOSEN, &[("done first ab", "a b"), ("done a ab", "b both"), ("done b", "gone")]);
}

#[test]
fn wcp08_multi_merge() {
    check_refused(
        "
        first: { parallel: Two, next: [ a, b ] }
        a -> both
        b -> both
        both -> gone
        gone: { end: closed successful }
        ",
        &["P0036"],
    );
}

#[test]
fn wcp37_local_synchronizing_merge() {
    // The blocks overlap: b belongs to both joins' branches in turn.
    check(
        "
        first: { parallel: Three, next: [ a, b, c ] }
        a -> both
        b -> both
        c -> both
        both: { join: first, next: gone }
        gone: { end: closed successful }
        ",
        &[("done b", "a c both"), ("done a", "c both both"), ("done c", "gone")],
    );
}

#[test]
fn wcp41_thread_merge() {
    check_refused(
        "
        first: { parallel: Two, next: [ a, b ] }
        a -> merge
        b -> merge
        merge: { choice: One of them, next: last }
        last -> gone
        gone: { end: closed successful }
        ",
        &["P0036"],
    );
}

#[test]
fn wcp42_thread_split() {
    check_refused(
        "
        first: { parallel: Twice, next: [ a, a ] }
        a -> both
        both: { join: first, next: gone }
        gone: { end: closed successful }
        ",
        &["P0032"],
    );
}
