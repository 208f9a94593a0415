//! What the engine does with documents and stylesheets that mean it no good: a typed error, soon, and nothing else.

#![cfg(test)]

use std::fmt::Write as _;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use xrust_engine::{Engine, Limits, TransformError};

const COPY: &str = r#"<xsl:template match="/"><o><xsl:copy-of select="."/></o></xsl:template>"#;

fn stylesheet(content: &str) -> String {
    format!(
        r#"<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{content}</xsl:stylesheet>"#
    )
}

/// Small enough for the slow test build.
fn limits() -> Limits {
    Limits { time: Duration::from_secs(1), ..Limits::default() }
}

#[expect(clippy::unwrap_in_result, reason = "only the transformation's own result is looked at")]
fn run(content: &str, source: &str) -> Result<String, TransformError> {
    let engine = Engine::new(1, limits()).unwrap();
    let sheet = engine.compile(&stylesheet(content)).unwrap();
    let started = Instant::now();
    let result = engine.transform(&sheet, source);
    assert!(started.elapsed() < Duration::from_secs(10), "took {:?}", started.elapsed());
    result
}

#[track_caller]
fn check(content: &str, source: &str, expected: &str) {
    match run(content, source) {
        Ok(result) => panic!("mapped to {} bytes", result.len()),
        Err(error) => assert_eq!(error.to_string(), expected),
    }
}

#[test]
fn entities_that_multiply_are_refused() {
    let mut source = "<!DOCTYPE r [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        write!(source, "<!ENTITY a{n} \"&a{m};&a{m};&a{m};&a{m};\">", m = n - 1).unwrap();
    }
    source.push_str("]><r>&a29;</r>");
    check(
        COPY,
        &source,
        "the document has a document type declaration (DOCTYPE), which is not accepted",
    );
}

#[test]
fn a_file_is_not_read_through_an_entity() {
    let source = r#"<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>"#;
    check(
        COPY,
        source,
        "the document has a document type declaration (DOCTYPE), which is not accepted",
    );
}

#[test]
fn an_unknown_entity_is_refused() {
    check(COPY, "<r>&nbsp;</r>", "the document uses the entity `&nbsp;`, which is not defined");
}

#[test]
fn ten_thousand_nested_elements_are_refused() {
    let source = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    check(COPY, &source, "the document nests deeper than 100 elements");
}

#[test]
fn as_deep_as_allowed_is_mapped() {
    let source = format!("{}{}", "<a>".repeat(99), "</a>".repeat(99));
    let identity = r#"<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>"#;
    let expected = format!("{}<a/>{}", "<a>".repeat(98), "</a>".repeat(98));
    assert_eq!(run(identity, &source), Ok(expected));
}

#[test]
fn ten_megabytes_are_refused() {
    let source = format!("<a>{}</a>", "x".repeat(10_000_000));
    check(COPY, &source, "the document is 10000007 bytes long; at most 2097152 are accepted");
}

#[test]
fn control_characters_are_refused() {
    check(
        COPY,
        "<r>\n  \u{1}</r>",
        "the document is not well-formed XML at 2:3: the character U+0001 is not allowed",
    );
    check(
        COPY,
        "<r>&#1;</r>",
        "the document is not well-formed XML at 1:4: `&#1;` is not a character of XML",
    );
    check(
        COPY,
        "<r>&#xD800;</r>",
        "the document is not well-formed XML at 1:4: `&#xD800;` is not a character of XML",
    );
    check(
        COPY,
        "<r>\u{FFFF}</r>",
        "the document is not well-formed XML at 1:4: the character U+FFFF is not allowed",
    );
}

#[test]
fn what_is_not_xml_is_refused() {
    for source in [
        "",
        "   ",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "<a b='1' b='2'/>",
        "<a b=1/>",
        "<p:a/>",
        "<a b='<'/>",
        "<a>&amp</a>",
        "<1/>",
        "<a:b:c xmlns:a='u'/>",
    ] {
        match run(COPY, source) {
            Err(TransformError::Malformed { .. }) => {}
            other => panic!("{source:?} gives {other:?}"),
        }
    }
}

#[test]
fn endless_calls_end() {
    let endless = r#"<xsl:template name="e"><xsl:call-template name="e"/></xsl:template><xsl:template match="/"><xsl:call-template name="e"/></xsl:template>"#;
    let expected = "templates call one another more than 300 deep; is there an endless recursion?";
    check(endless, "<r/>", expected);
    check(
        r#"<xsl:template match="r"><xsl:apply-templates select="."/></xsl:template>"#,
        "<r/>",
        expected,
    );
}

#[test]
fn calls_that_fork_without_end_run_into_the_time_limit() {
    let fork = r#"<xsl:template name="e"><xsl:param name="n"/><xsl:if test="$n &gt; 0"><xsl:call-template name="e"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template><xsl:call-template name="e"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:if></xsl:template><xsl:template match="/"><xsl:call-template name="e"><xsl:with-param name="n" select="60"/></xsl:call-template></xsl:template>"#;
    match run(fork, "<r/>") {
        Err(TransformError::TimedOut { .. } | TransformError::TooManyNodes { .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn calls_nested_a_hundred_and_fifty_deep_are_legal() {
    let deep = r#"<xsl:template name="e"><xsl:param name="n"/><d><xsl:if test="$n &gt; 0"><xsl:call-template name="e"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:if></d></xsl:template><xsl:template match="/"><xsl:call-template name="e"><xsl:with-param name="n" select="150"/></xsl:call-template></xsl:template>"#;
    assert_eq!(run(deep, "<r/>").unwrap().matches("<d>").count(), 150);
}

#[test]
fn a_result_of_millions_of_elements_is_cut_off() {
    let source = format!("<r>{}</r>", "<a/>".repeat(300));
    let cube = r#"<xsl:template match="/"><o><xsl:for-each select="//a"><xsl:for-each select="//a"><xsl:for-each select="//a"><x/></xsl:for-each></xsl:for-each></xsl:for-each></o></xsl:template>"#;
    match run(cube, &source) {
        Err(TransformError::TooManyNodes { .. } | TransformError::TimedOut { .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_loop_that_makes_nothing_runs_into_the_time_limit() {
    let source = format!("<r>{}</r>", "<a/>".repeat(300));
    let cube = r#"<xsl:template match="/"><o><xsl:for-each select="//a"><xsl:for-each select="//a"><xsl:for-each select="//a"><xsl:if test="//a = //r"><x/></xsl:if></xsl:for-each></xsl:for-each></xsl:for-each></o></xsl:template>"#;
    check(cube, &source, "the transformation took longer than 1s");
}

#[test]
fn loops_over_a_variable_run_into_the_time_limit() {
    let source = format!("<r>{}</r>", "<a/>".repeat(300));
    let nested = r#"<xsl:variable name="v" select="//a"/><xsl:template match="/"><o><xsl:value-of select="count($v[$v[$v[$v[$v[false()]]]]])"/></o></xsl:template>"#;
    check(nested, &source, "the transformation took longer than 1s");
}

#[test]
fn a_worker_that_is_stuck_is_replaced_and_at_last_the_engine_is_busy() {
    let engine =
        Engine::new(1, Limits { time: Duration::from_millis(50), ..Limits::default() }).unwrap();
    // Within one call of a function there is nothing that looks at the clock.
    let letters: String = ('\u{4E00}'..'\u{5E00}').collect();
    let stuck = format!(
        r#"<xsl:template match="/"><o><xsl:value-of select="translate(., '{letters}', '')"/></o></xsl:template>"#
    );
    let stuck = engine.compile(&stylesheet(&stuck)).unwrap();
    let source = format!("<r>{}</r>", "x".repeat(2_000_000));
    let copy = engine.compile(&stylesheet(COPY)).unwrap();
    for _ in 0..4 {
        assert_eq!(
            engine.transform(&stuck, &source),
            Err(TransformError::TimedOut { limit: Duration::from_millis(50) })
        );
        assert_eq!(engine.transform(&copy, "<r/>"), Ok("<o><r/></o>".to_owned()));
    }
    assert_eq!(
        engine.transform(&stuck, &source),
        Err(TransformError::TimedOut { limit: Duration::from_millis(50) })
    );
    assert_eq!(engine.transform(&copy, "<r/>"), Err(TransformError::Busy));
}

#[test]
fn an_engine_whose_workers_come_to_works_again() {
    let engine =
        Engine::new(1, Limits { time: Duration::from_millis(1), ..Limits::default() }).unwrap();
    let letters: String = ('\u{4E00}'..'\u{4E40}').collect();
    let slow = format!(
        r#"<xsl:template match="/"><o><xsl:value-of select="translate(., '{letters}', '')"/></o></xsl:template>"#
    );
    let slow = engine.compile(&stylesheet(&slow)).unwrap();
    let copy = engine.compile(&stylesheet(COPY)).unwrap();
    let source = format!("<r>{}</r>", "x".repeat(1_000_000));
    // Busy once all replacements are stuck too. On a fast machine one may be done before it is seen to take too long.
    let n_failed = (0..6).filter(|_| engine.transform(&slow, &source).is_err()).count();
    assert!(n_failed > 0, "nothing took too long");
    let started = Instant::now();
    while engine.transform(&copy, "<r/>").is_err() {
        assert!(started.elapsed() < Duration::from_secs(50), "still busy");
        std::thread::yield_now();
    }
}

#[test]
fn a_text_that_doubles_is_cut_off() {
    let double = r#"<xsl:template name="e"><xsl:param name="t"/><xsl:call-template name="e"><xsl:with-param name="t" select="concat($t, $t)"/></xsl:call-template></xsl:template><xsl:template match="/"><xsl:call-template name="e"><xsl:with-param name="t" select="'xxxxxxxx'"/></xsl:call-template></xsl:template>"#;
    check(double, "<r/>", "the result grew larger than 2097152 bytes");
}

#[test]
fn a_long_result_is_cut_off() {
    let source = format!("<r>{}</r>", "x".repeat(1_000_000));
    check(
        r#"<xsl:template match="/"><o><xsl:value-of select="."/><xsl:value-of select="."/><xsl:value-of select="."/></o></xsl:template>"#,
        &source,
        "the result grew larger than 2097152 bytes",
    );
}

#[test]
fn names_that_are_none_are_an_error() {
    let named = r#"<xsl:template match="/"><xsl:element name="{r}"/></xsl:template>"#;
    check(named, "<r>a b</r>", "the mapping failed: `a b` is not a name for an element");
    check(named, "<r/>", "the mapping failed: `` is not a name for an element");
    let attribute = r#"<xsl:template match="/"><o><xsl:attribute name="{r}"/></o></xsl:template>"#;
    check(attribute, "<r>a b</r>", "the mapping failed: `a b` is not a name for an attribute");
    check(attribute, "<r>xmlns</r>", "the mapping failed: `xmlns` is not a name for an attribute");
}

#[test]
fn what_stands_where_it_cannot_is_an_error() {
    let late = r#"<xsl:template match="/"><o>text<xsl:attribute name="a"/></o></xsl:template>"#;
    check(
        late,
        "<r/>",
        "the mapping failed: an attribute is added to an element that already has content; write attributes first",
    );
    let lone =
        r#"<xsl:template match="/"><xsl:attribute name="a">1</xsl:attribute></xsl:template>"#;
    check(lone, "<r/>", "the mapping failed: an attribute stands where there is no element");
    let inside = r#"<xsl:template match="/"><o><xsl:attribute name="a"><xsl:apply-templates/></xsl:attribute></o></xsl:template><xsl:template match="r"><e/></xsl:template>"#;
    check(
        inside,
        "<r/>",
        "the mapping failed: an element or comment stands where only text can be",
    );
    let comment = r#"<xsl:template match="/"><xsl:comment><xsl:value-of select="."/></xsl:comment></xsl:template>"#;
    check(
        comment,
        "<r>--&gt;&lt;x/></r>",
        "the mapping failed: a comment cannot contain `--` or end with `-`",
    );
}

#[test]
fn a_mapping_can_stop_with_a_message() {
    let stop = r#"<xsl:template match="/"><xsl:message terminate="yes">no <xsl:value-of select="r"/></xsl:message></xsl:template>"#;
    check(stop, "<r>login</r>", "the mapping stopped: no login");
}

#[test]
fn characters_that_would_be_counted_wrongly_are_refused_where_they_count() {
    let counts = r#"<xsl:template match="/"><o><xsl:value-of select="string-length(r)"/></o></xsl:template>"#;
    check(
        counts,
        "<r>e\u{301}</r>",
        "the document holds the character U+0301, which `string-length()` cannot treat exactly",
    );
    assert_eq!(run(counts, "<r>é😀</r>"), Ok("<o>2</o>".to_owned()));
    let blanks = r#"<xsl:template match="/"><o><xsl:value-of select="normalize-space(r)"/></o></xsl:template>"#;
    check(
        blanks,
        "<r>a\u{A0}b</r>",
        "the document holds the character U+00A0, which `normalize-space()` cannot treat exactly",
    );
    assert_eq!(run(COPY, "<r>e\u{301}\u{A0}</r>"), Ok("<o><r>e\u{301}\u{A0}</r></o>".to_owned()));
}

#[test]
fn results_come_back_for_many_callers_at_once() {
    let engine = Engine::new(2, limits()).unwrap();
    let sheet = engine
        .compile(&stylesheet(
            r#"<xsl:template match="/"><o><xsl:value-of select="r * 2"/></o></xsl:template>"#,
        ))
        .unwrap();
    let (send, receive) = mpsc::channel();
    for n in 0..100 {
        let send = send.clone();
        engine.transform_with(
            &sheet,
            &format!("<r>{n}</r>"),
            Box::new(move |result| send.send((n, result)).unwrap()),
        );
    }
    drop(send);
    let mut results: Vec<_> = receive.iter().collect();
    results.sort_by_key(|(n, _)| *n);
    assert_eq!(results.len(), 100);
    for (n, result) in results {
        assert_eq!(result, Ok(format!("<o>{}</o>", n * 2)));
    }
}

#[test]
fn more_callers_than_can_wait_are_told_that_it_is_busy() {
    let engine = Engine::new(1, limits()).unwrap();
    let sheet = engine.compile(&stylesheet(COPY)).unwrap();
    let (send, receive) = mpsc::channel();
    let (release, wait) = mpsc::channel::<()>();
    // The first reply keeps the only worker.
    engine.transform_with(&sheet, "<r/>", Box::new(move |_| wait.recv().unwrap()));
    for _ in 0..300 {
        let send = send.clone();
        engine.transform_with(&sheet, "<r/>", Box::new(move |result| send.send(result).unwrap()));
    }
    release.send(()).unwrap();
    drop(send);
    let results: Vec<_> = receive.iter().collect();
    let n_busy = results.iter().filter(|result| **result == Err(TransformError::Busy)).count();
    assert_eq!(results.len(), 300);
    assert!((40..=45).contains(&n_busy), "{n_busy}");
}

#[test]
fn hundreds_of_stylesheets_share_one_thread() {
    let engine = Engine::new(1, limits()).unwrap();
    for n in 0..150 {
        let sheet = engine
            .compile(&stylesheet(&format!(r#"<xsl:template match="/"><o>{n}</o></xsl:template>"#)))
            .unwrap();
        assert_eq!(engine.transform(&sheet, "<r/>"), Ok(format!("<o>{n}</o>")));
    }
}
