//! Mappings that are broken, or mean harm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use invokers::invoker::{Invoker, InvokerSource};
use invokers::mapper::Mapper as _;
use invokers::mapper::xrust::XrustMapper;

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
    let faults = Invoker::load(&source, &XrustMapper::new(1).unwrap(), &|_| None).unwrap_err();
    faults.first().unwrap().to_string()
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
    check_fault(
        &sheet(
            "<xsl:template match='/'><xsl:copy-of select=\"document('/etc/passwd')\"/></xsl:template>",
        ),
        "2:",
        "document",
    );
    check_fault(&sheet("<xsl:import href='file:///etc/passwd'/>"), "2:", "import");
    check_fault(&sheet("<xsl:include href='http://example.org/x.xsl'/>"), "2:", "include");
    let entity = format!(
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>{}",
        sheet("<xsl:template match='/'><R>&f;</R></xsl:template>")
    );
    check_fault(&entity, "1:", "");
}

/// What a mapping that compiles comes to, and that it does so in time.
#[expect(clippy::unwrap_in_result, reason = "only what the mapping says is the result")]
fn run(body: &str, document: &str) -> Result<String, String> {
    let mapping = XrustMapper::new(1)
        .unwrap()
        .compile(&sheet(body))
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let started = Instant::now();
    let mapped = support::run(mapping.run(document)).map_err(|error| {
        assert_eq!(error.code(), "M0003");
        error.chain()
    });
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    mapped
}

#[test]
fn an_endless_mapping_is_stopped() {
    let stopped =
        run("<xsl:template match='/'><xsl:apply-templates select='/'/></xsl:template>", "<a/>")
            .unwrap_err();
    assert!(stopped.starts_with("the mapping stopped: "), "{stopped}");
    let stopped = run(
        "<xsl:template match='/'><xsl:call-template name='a'/></xsl:template>\
         <xsl:template name='a'><R><xsl:call-template name='a'/></R></xsl:template>",
        "<a/>",
    )
    .unwrap_err();
    assert!(stopped.starts_with("the mapping stopped: "), "{stopped}");
}

#[test]
fn an_enormous_output_is_stopped() {
    let nested = (0..9).fold("<x/>".to_owned(), |inner, _| {
        format!("<xsl:for-each select='//b'>{inner}</xsl:for-each>")
    });
    let body = format!("<xsl:template match='/'><R>{nested}</R></xsl:template>");
    let stopped = run(&body, &format!("<a>{}</a>", "<b/>".repeat(20))).unwrap_err();
    assert!(stopped.starts_with("the mapping stopped: "), "{stopped}");
}

#[test]
fn a_mapping_that_only_thinks_is_stopped() {
    let nested = (0..6)
        .fold("<xsl:if test='count(//b) &lt; 0'>x</xsl:if>".to_owned(), |inner, _| {
            format!("<xsl:for-each select='//b'>{inner}</xsl:for-each>")
        });
    let body = format!("<xsl:template match='/'><R>{nested}</R></xsl:template>");
    let stopped = run(&body, &format!("<a>{}</a>", "<b/>".repeat(100))).unwrap_err();
    assert_eq!(stopped, "the mapping stopped: the transformation took longer than 2s");
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
        let stopped = run(copy, &document).unwrap_err();
        assert!(stopped.starts_with("the mapping stopped: "), "{stopped}");
    }
}

#[test]
fn a_mapping_can_stop_itself_and_say_why() {
    let stopped = run(
        "<xsl:template match='/'><xsl:message terminate='yes'>No customer.</xsl:message></xsl:template>",
        "<a/>",
    );
    assert_eq!(stopped.unwrap_err(), "the mapping stopped: No customer.");
}

#[test]
fn a_stopped_mapping_leaves_its_worker_to_the_next() {
    let mapper = XrustMapper::new(1).unwrap();
    let endless = mapper
        .compile(&sheet("<xsl:template match='/'><xsl:apply-templates select='/'/></xsl:template>"))
        .unwrap();
    let plain = mapper.compile(&sheet("<xsl:template match='/'><R>ok</R></xsl:template>")).unwrap();
    support::run(async {
        for _ in 0..3 {
            assert_eq!(endless.run("<a/>").await.unwrap_err().code(), "M0003");
            assert!(plain.run("<a/>").await.unwrap().contains("<R>ok</R>"));
        }
    });
}

#[test]
fn a_mapping_under_way_blocks_nobody() {
    let mapper = XrustMapper::new(1).unwrap();
    let slow = mapper.compile(&sheet(
        "<xsl:template match='/'><R><xsl:for-each select='//b'><xsl:for-each select='//b'>\
         <xsl:value-of select='count(//b)'/></xsl:for-each></xsl:for-each></R></xsl:template>",
    ));
    let slow = slow.unwrap();
    let document = format!("<a>{}</a>", "<b/>".repeat(100));
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
        assert!(ticks > 10, "the only thread of the runtime ticked {ticks} times");
    });
}

#[test]
fn too_many_mappings_at_once_are_told_to_come_back() {
    let mapper = XrustMapper::new(1).unwrap();
    let mapping =
        mapper.compile(&sheet("<xsl:template match='/'><R>ok</R></xsl:template>")).unwrap();
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
    assert!(done > 100 && busy > 0, "{done} done, {busy} sent away");
}
