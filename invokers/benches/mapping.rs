//! What an invocation costs besides the operation itself: the mappings of `mappings/customer-user-add`.
#![expect(clippy::panic, reason = "a benchmark that cannot be set up has no result")]

use std::path::Path;

use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::Mappers;
use invokers::rpc::Answer;
use serde_json::json;

fn main() {
    divan::main();
}

fn read(file: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../mappings/customer-user-add").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn load(mappers: &Mappers) -> Invoker {
    let (yaml, outbound, inbound) =
        (read("invoker.yaml"), read("outbound.xsl"), read("inbound.xsl"));
    let source = InvokerSource {
        name: "customer-user-add",
        yaml: yaml.as_bytes(),
        outbound: Some(&outbound),
        inbound: Some(&inbound),
    };
    Invoker::load(&source, mappers, &|_| None).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn mappers() -> Mappers {
    Mappers::new(1)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap_or_else(|error| panic!("{error}"))
}

#[divan::bench]
fn prepare(bencher: divan::Bencher<'_, '_>) {
    let (runtime, invoker) = (runtime(), load(&mappers()));
    let document = read("cases/ordinary.request.xml");
    bencher
        .bench_local(|| runtime.block_on(invoker.prepare(&document)).map(|request| request.params));
}

#[divan::bench]
fn conclude(bencher: divan::Bencher<'_, '_>) {
    let (runtime, invoker) = (runtime(), load(&mappers()));
    let answer = Answer::Result(json!({ "UserLogin": "anna" }));
    bencher.bench_local(|| {
        runtime.block_on(invoker.conclude(&answer)).map(|concluded| concluded.outcome)
    });
}

#[divan::bench]
fn load_and_compile(bencher: divan::Bencher<'_, '_>) {
    let mappers = mappers();
    bencher.bench_local(|| load(&mappers));
}
