//! Diagnostics as text and as JSON.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Lines};

/// The width to which long source lines are cut.
const WIDTH: usize = 140;
/// The most characters of a source line that the JSON form repeats.
const EXCERPT_LENGTH_MAX: usize = 400;

/// The diagnostics as people read them, without colours.
pub fn render(diagnostics: &[Diagnostic], source: &str, file_name: &str) -> String {
    render_with(&Renderer::plain(), diagnostics, source, file_name)
}

/// The same with the colours of a terminal.
pub fn render_styled(diagnostics: &[Diagnostic], source: &str, file_name: &str) -> String {
    render_with(&Renderer::styled(), diagnostics, source, file_name)
}

fn render_with(
    renderer: &Renderer,
    diagnostics: &[Diagnostic],
    source: &str,
    file_name: &str,
) -> String {
    let renderer = renderer.clone().term_width(WIDTH).decor_style(DecorStyle::Ascii);
    let lines = Lines::new(source);
    let texts: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&[group(diagnostic, &lines, file_name)]))
        .collect();
    texts.join("\n\n")
}

fn group<'d>(diagnostic: &'d Diagnostic, lines: &Lines<'d>, file_name: &'d str) -> Group<'d> {
    let primary = AnnotationKind::Primary.span(lines.range(diagnostic.span));
    let further = diagnostic.labels.iter().map(|label| {
        AnnotationKind::Context.span(lines.range(label.span)).label(label.text.as_str())
    });
    let snippet =
        Snippet::source(lines.text()).path(file_name).annotation(primary).annotations(further);
    let mut group = Level::ERROR
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.name())
        .element(snippet);
    if let Some(path) = &diagnostic.counterexample {
        group = group.element(Level::NOTE.message(format!("this happens on the way {path}")));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The diagnostics as a JSON list, for editors: lines and columns count from 1, `endColumn` is the
/// first one after the place.
pub fn to_json(diagnostics: &[Diagnostic], source: &str, file_name: &str) -> Value {
    let lines = Lines::new(source);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span;
            let excerpt: String = lines.line(span.line).chars().take(EXCERPT_LENGTH_MAX).collect();
            json!({
                "file": file_name,
                "code": diagnostic.code.name(),
                "message": diagnostic.message,
                "line": span.line,
                "column": span.column,
                "endColumn": span.column + span.length,
                "help": diagnostic.help,
                "counterexample": diagnostic.counterexample,
                "excerpt": excerpt,
                "labels": diagnostic.labels.iter().map(|label| json!({
                    "line": label.span.line,
                    "column": label.span.column,
                    "endColumn": label.span.column + label.span.length,
                    "text": label.text,
                })).collect::<Vec<_>>(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Span};

    const SOURCE: &str = "process: x\nstart:\n  activity: Aproval\n";

    fn diagnostic() -> Diagnostic {
        let span = Span { line: 3, column: 13, length: 7 };
        Diagnostic::new(Code::UnknownActivity, span, "there is no activity `Aproval`")
            .label(Span { line: 1, column: 10, length: 1 }, "in this process")
            .help("did you mean `Approval`?")
            .counterexample("a -> b")
    }

    #[test]
    fn a_diagnostic_is_shown_in_its_source() {
        let expected = "\
error[P0011]: there is no activity `Aproval`
 --> x.yaml:3:13
  |
1 | process: x
  |          - in this process
2 | start:
3 |   activity: Aproval
  |             ^^^^^^^
  |
  = note: this happens on the way a -> b
  = help: did you mean `Approval`?";
        assert_eq!(render(&[diagnostic()], SOURCE, "x.yaml"), expected);
        assert!(render_styled(&[diagnostic()], SOURCE, "x.yaml").contains("\u{1b}["));
    }

    #[test]
    fn a_diagnostic_has_a_form_for_editors() {
        let expected = json!([{
            "file": "x.yaml", "code": "P0011", "message": "there is no activity `Aproval`",
            "line": 3, "column": 13, "endColumn": 20,
            "help": "did you mean `Approval`?", "counterexample": "a -> b",
            "excerpt": "  activity: Aproval",
            "labels": [{ "line": 1, "column": 10, "endColumn": 11, "text": "in this process" }],
        }]);
        assert_eq!(to_json(&[diagnostic()], SOURCE, "x.yaml"), expected);
    }
}
