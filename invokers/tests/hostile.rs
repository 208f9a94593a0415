//! Mappings that are broken, or mean harm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::{Mappers, Mapping};

use crate::support;

/// A stylesheet around a body.
fn sheet(body: &str) -> String {
    format!(
        "<xsl:transform version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\n{body}\n</xsl:transform>"
    )
}

/// The first fault of a mapping, as an invoker tells it.
fn fault(outbound: &str) -> String {
    let inbound = sheet("<xsl:template match='/'><R/></xsl:template>");
    let source = InvokerSource {
        name: "test",
        yaml: b"operation: CustomerUser.Add",
        outbound: Some(outbound),
        inbound: Some(&inbound),
    };
    let faults = Invoker::load(&source, &Mappers::new(1), &|_| None).unwrap_err();
    faults.first().unwrap().to_string()
}

/// The engines of this build, by name.
fn engines() -> Vec<&'static str> {
    let mut names = vec!["xslt"];
    if cfg!(feature = "xrust") {
        names.push("xrust");
    }
    names
}

/// A mapping for an engine.
fn compile(mappers: &Mappers, engine: &str, body: &str) -> Arc<dyn Mapping> {
    let mapper = mappers.get(engine).unwrap();
    mapper.compile(&sheet(body)).unwrap_or_else(|faults| panic!("{engine}: {faults:?}"))
}

fn check_fault(outbound: &str, place: &str, says: &str) {
    let fault = fault(outbound);
    assert!(fault.starts_with("error[M0001]: "), "{fault}");
    assert!(fault.contains(&format!("--> outbound.xsl:{place}")), "{fault}");
    assert!(fault.contains(says), "{fault}");
}

#[test]
fn a_mapping_that_is_no_xml_is_refused_with_its_place() {
    check_fault("<a>\n  <b></a>", "2:", "");
    check_fault("hello", "1:", "");
    check_fault("", "1:", "");
}

#[test]
fn a_mapping_that_is_no_stylesheet_is_refused() {
    check_fault("<html><body/></html>", "1:", "");
    check_fault(&sheet("<xsl:template match='/'><xsl:nonsense/></xsl:template>"), "2:", "nonsense");
    check_fault(
        &sheet("<xsl:template match='/'>\n<xsl:value-of select='1 +'/></xsl:template>"),
        "3:",
        "",
    );
}

#[test]
fn a_mapping_cannot_read_files() {
    check_fault(&sheet("<xsl:import href='file:///etc/passwd'/>"), "2:", "imports are not allowed");
    check_fault(
        &sheet("<xsl:include href='http://example.org/x.xsl'/>"),
        "2:",
        "imports are not allowed",
    );
}

#[test]
fn a_mapping_sees_its_document_alone() {
    let mappers = Mappers::new(1);
    for select in ["document('/etc/passwd')", "document('http://example.org/')", "document(/a)"] {
        let body =
            format!("<xsl:template match='/'><xsl:copy-of select=\"{select}\"/></xsl:template>");
        let mapping = compile(&mappers, "xslt", &body);
        let stopped = support::run(mapping.run("<a>/etc/passwd</a>")).unwrap_err();
        assert!(stopped.chain().contains("cannot be read"), "{}", stopped.chain());
    }
}

/// What a mapping that compiles comes to, with every engine, and that it does so in time.
fn check(body: &str, document: &str, expected: fn(Result<String, String>)) {
    let mappers = Mappers::new(1);
    for engine in engines() {
        let mapping = compile(&mappers, engine, body);
        let started = Instant::now();
        let mapped = support::run(mapping.run(document)).map_err(|error| {
            assert_eq!(error.code(), "M0003");
            error.chain()
        });
        expected(mapped);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }
}

fn is_stopped(result: Result<String, String>) {
    let stopped = result.unwrap_err();
    assert!(stopped.starts_with("the mapping stopped: "), "{stopped}");
}

#[test]
fn an_endless_mapping_is_stopped() {
    check(
        "<xsl:template match='/'><xsl:apply-templates select='/'/></xsl:template>",
        "<a/>",
        is_stopped,
    );
    check(
        "<xsl:template match='/'><xsl:call-template name='a'/></xsl:template>\
         <xsl:template name='a'><R><xsl:call-template name='a'/></R></xsl:template>",
        "<a/>",
        is_stopped,
    );
}

#[test]
fn an_enormous_output_is_stopped() {
    let nested = (0..9).fold("<x/>".to_owned(), |inner, _| {
        format!("<xsl:for-each select='//b'>{inner}</xsl:for-each>")
    });
    let body = format!("<xsl:template match='/'><R>{nested}</R></xsl:template>");
    check(&body, &format!("<a>{}</a>", "<b/>".repeat(20)), is_stopped);
}

#[test]
fn a_mapping_that_only_thinks_is_stopped() {
    let nested = (0..6)
        .fold("<xsl:if test='count(//b) &lt; 0'>x</xsl:if>".to_owned(), |inner, _| {
            format!("<xsl:for-each select='//b'>{inner}</xsl:for-each>")
        });
    let body = format!("<xsl:template match='/'><R>{nested}</R></xsl:template>");
    check(&body, &format!("<a>{}</a>", "<b/>".repeat(100)), |result| {
        let stopped = result.unwrap_err();
        assert!(stopped.contains("the transformation took longer than 2s"), "{stopped}");
    });
}

#[test]
fn a_hostile_document_is_refused() {
    let copy = "<xsl:template match='/'><R/></xsl:template>";
    for document in [
        "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>".to_owned(),
        "<a>".repeat(50_000),
        format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000)),
        "<a>&lol;</a>".to_owned(),
        "no xml".to_owned(),
        "a".repeat(invokers::document::DOCUMENT_BYTES_MAX + 1),
    ] {
        check(copy, &document, is_stopped);
    }
}

#[test]
fn a_mapping_can_stop_itself_and_say_why() {
    check(
        "<xsl:template match='/'><xsl:message terminate='yes'>No customer.</xsl:message></xsl:template>",
        "<a/>",
        |result| assert!(result.unwrap_err().contains("No customer.")),
    );
}

#[test]
fn a_stopped_mapping_leaves_its_engine_to_the_next() {
    let mappers = Mappers::new(1);
    for engine in engines() {
        let endless = "<xsl:template match='/'><xsl:apply-templates select='/'/></xsl:template>";
        let endless = compile(&mappers, engine, endless);
        let plain = "<xsl:template match='/'><R>ok</R></xsl:template>";
        let plain = compile(&mappers, engine, plain);
        support::run(async {
            for _ in 0..3 {
                assert_eq!(endless.run("<a/>").await.unwrap_err().code(), "M0003");
                assert!(plain.run("<a/>").await.unwrap().contains("<R>ok</R>"));
            }
        });
    }
}

#[test]
fn a_mapping_under_way_blocks_nobody() {
    let mappers = Mappers::new(1);
    for engine in engines() {
        let slow = "<xsl:template match='/'><R><xsl:for-each select='//b'><xsl:for-each select='//b'>\
                    <xsl:for-each select='//b'><xsl:value-of select='count(//b)'/></xsl:for-each></xsl:for-each>\
                    </xsl:for-each></R></xsl:template>";
        let slow = compile(&mappers, engine, slow);
        let document = format!("<a>{}</a>", "<b/>".repeat(150));
        support::run(async {
            let mut ticks = 0;
            let mut running = slow.run(&document);
            let mut clock = tokio::time::interval(Duration::from_millis(1));
            loop {
                tokio::select! {
                    _ = clock.tick() => ticks += 1,
                    _ended = &mut running => break,
                }
            }
            assert!(ticks > 10, "{engine}: the only thread of the runtime ticked {ticks} times");
        });
    }
}

/// Two thousand mappings asked for at once: how many were done, and how many were told to come back.
fn many_at_once(engine: &str) -> (usize, usize) {
    let mappers = Mappers::new(1);
    let mapping = compile(&mappers, engine, "<xsl:template match='/'><R>ok</R></xsl:template>");
    let (mut done, mut busy) = (0, 0);
    support::run(async {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..2_000 {
            let mapping = Arc::clone(&mapping);
            all.spawn(async move { mapping.run("<a/>").await });
        }
        while let Some(ended) = all.join_next().await {
            match ended.unwrap() {
                Ok(_) => done += 1,
                Err(error) => {
                    assert_eq!((error.code(), error.is_temporary()), ("M0007", true), "{error}");
                    busy += 1;
                }
            }
        }
    });
    (done, busy)
}

#[test]
fn many_mappings_at_once_are_all_done() {
    assert_eq!(many_at_once("xslt"), (2_000, 0));
}

#[cfg(feature = "xrust")]
#[test]
fn too_many_mappings_for_the_threads_of_xrust_are_told_to_come_back() {
    let (done, busy) = many_at_once("xrust");
    assert!(done > 100 && busy > 0, "{done} done, {busy} sent away");
}

#[test]
fn an_engine_that_is_not_there_is_told() {
    let inbound = sheet("<xsl:template match='/'><R/></xsl:template>");
    let source = InvokerSource {
        name: "test",
        yaml: b"operation: CustomerUser.Add\nengine: xslr",
        outbound: Some(&inbound),
        inbound: Some(&inbound),
    };
    let faults = Invoker::load(&source, &Mappers::new(1), &|_| None).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told.join("\n"),
        "error[I0006]: there is no mapping engine `xslr`\n  --> invoker.yaml:2:9\n  help: did you mean `xslt`?"
    );
}
