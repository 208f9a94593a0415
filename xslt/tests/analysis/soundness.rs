//! That nothing is read or written which the analysis does not tell: by the cases of others, if they are there.

use std::path::Path;
use std::time::Duration;

use roxmltree::{Document, Node, ParsingOptions};
use xslt::{Analysis, Compiler, Limits};

use crate::case::{self, Case, Files};
use crate::covered;

/// What the result has that is not among what may be written, and elements of the source that nothing reads, but
/// without which the result is another.
pub(crate) fn faults(
    analysis: &Analysis,
    source: &str,
    n_most: usize,
    run: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Vec<String> {
    if !analysis.unknown.is_empty() {
        return Vec::new();
    }
    let Some(result) = run(source) else { return Vec::new() };
    let mut faults = unwritten(analysis, &result);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(source, options) else { return faults };
    let unread = document.root_element().descendants().filter(|node| {
        let parent = node.parent_element();
        node.is_element()
            && !covered::reads(analysis, *node)
            && parent.is_some_and(|parent| {
                !is_between_texts(*node) || !covered::reads_text_in(analysis, parent)
            })
    });
    for node in unread.take(n_most) {
        let range = node.range();
        let mut without = source.to_owned();
        without.replace_range(range.clone(), "");
        if run(&without).as_ref() != Some(&result) {
            faults.push(format!("unread but needed: {}", source.get(range).unwrap()));
        }
    }
    faults
}

/// Whether texts become one without the element.
fn is_between_texts(node: Node<'_, '_>) -> bool {
    let is_text = |node: Option<Node<'_, '_>>| node.is_some_and(|node| node.is_text());
    is_text(node.prev_sibling()) && is_text(node.next_sibling())
}

/// The elements of a result that the analysis does not tell of.
fn unwritten(analysis: &Analysis, result: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(result) else { return Vec::new() };
    let body = text.split_once("?>").filter(|_| text.starts_with("<?xml")).map_or(text, |(_, b)| b);
    let wrapped = format!("<_r_>{body}</_r_>");
    let Ok(document) = Document::parse(&wrapped) else { return Vec::new() };
    document
        .root_element()
        .descendants()
        .skip(1)
        .filter(|node| node.is_element() && !covered::writes(analysis, *node))
        .map(|node| format!("written: {:.80}", wrapped.get(node.range()).unwrap()))
        .collect()
}

/// What of a case is looked at.
#[derive(Debug, Default)]
struct Counts {
    looked_at: usize,
    unknown: usize,
    slowest: Duration,
}

fn case_faults(case: &Case, counts: &mut Counts) -> Vec<String> {
    let files = Files(&case.files);
    let (Some(stylesheet), Some(source)) =
        (case.files.get(&case.stylesheet), case.files.get(&case.source))
    else {
        return Vec::new();
    };
    let compiler = Compiler::new().resolver(&files).address(&*case.stylesheet);
    let Ok(stylesheet) = compiler.compile(stylesheet) else { return Vec::new() };
    let start = std::time::Instant::now();
    let analysis = stylesheet.analyze();
    counts.slowest = counts.slowest.max(start.elapsed());
    let says =
        |what: &str| case.files.values().any(|file| String::from_utf8_lossy(file).contains(what));
    let Ok(source) = std::str::from_utf8(source) else { return Vec::new() };
    // Markup as text, identifiers made of places, and entities are no matter of elements.
    let beyond =
        ["disable-output-escaping", "generate-id", "<!ENTITY", "method=\"html\"", "method='html'"];
    // `document()` of the source's own address is the source.
    let name = case.source.rsplit('/').next().unwrap_or_default();
    let itself = says(&format!("document('{name}'"));
    if itself || beyond.into_iter().any(says) {
        return Vec::new();
    }
    counts.looked_at += 1;
    counts.unknown += usize::from(!analysis.unknown.is_empty());
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    let run = |source: &str| {
        let run = stylesheet.transformation().limits(limits).resolver(&files);
        run.address(&*case.source).run(source.as_bytes()).ok().map(|output| output.bytes)
    };
    faults(&analysis, source, 20, &run)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a suite is told by the environment where its cases are"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn no_foreign_case_reads_or_writes_more_than_what_is_told() {
    let Some(folder) = variable("XSLT_CONFORMANCE") else {
        println!("XSLT_CONFORMANCE is not set: the foreign cases did not run");
        return;
    };
    let only = variable("XSLT_CONFORMANCE_ONLY").unwrap_or_default();
    let mut counts = Counts::default();
    let mut failed = Vec::new();
    let cases = case::load(Path::new(&folder));
    for case in cases.iter().filter(|case| case.id.contains(&only)) {
        let faults = case_faults(case, &mut counts);
        if !faults.is_empty() {
            println!("{}\n  {}", case.id, faults.join("\n  "));
            failed.push(&*case.id);
        }
    }
    println!("{counts:?}, {} unsound", failed.len());
    assert!(failed.is_empty(), "{} cases: {failed:?}", failed.len());
}
