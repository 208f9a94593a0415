//! Imports, includes and import precedence.

use super::{compile, faults, sheet};
use crate::program::{Binding, Program};
use crate::xpath::Expr;

/// The templates as `label precedence imports`, in order.
fn templates(program: &Program) -> Vec<String> {
    let line = |t: &crate::program::Template| {
        format!("{} {} {}..{}", t.label, t.precedence, t.imports.0, t.imports.1)
    };
    program.templates.iter().map(line).collect()
}

fn template(name: &str) -> String {
    format!("<xsl:template name='{name}'/>")
}

#[test]
fn a_later_import_goes_before_an_earlier_one() {
    let import = |href: &str| format!("<xsl:import href='{href}'/>");
    let main =
        sheet("1.0", &(import("b") + &import("c") + "<xsl:include href='i'/>" + &template("main")));
    let others = [
        ("b", sheet("1.0", &(import("d") + &template("b")))),
        ("c", sheet("1.0", &template("c"))),
        ("d", sheet("1.0", &template("d"))),
        ("i", sheet("1.0", &(import("e") + &template("i")))),
        ("e", sheet("1.0", &template("e"))),
    ];
    let others: Vec<_> = others.iter().map(|(address, text)| (*address, &**text)).collect();
    let program = compile(&main, &others).unwrap();
    let expected = [
        "name=\"d\" 0 0..0",
        "name=\"b\" 1 0..1",
        "name=\"c\" 2 2..2",
        "name=\"e\" 3 3..3",
        "name=\"i\" 4 0..4",
        "name=\"main\" 4 0..4",
    ];
    assert_eq!(templates(&program), expected);
    let addresses: Vec<_> = program.modules.iter().map(|module| &*module.address).collect();
    assert_eq!(addresses, ["main.xsl", "b", "d", "c", "i", "e"]);
}

#[test]
fn what_is_imported_gives_way() {
    let main = "<xsl:import href='b'/><xsl:variable name='v' select=\"'main'\"/>\
                <xsl:output method='html' cdata-section-elements='x'/>";
    let b = "<xsl:variable name='v' select=\"'b'\"/><xsl:variable name='w'/>\
             <xsl:output method='text' indent='yes' cdata-section-elements='y'/>\
             <xsl:strip-space elements='*'/>";
    let program = compile(&sheet("1.0", main), &[("b", &sheet("1.0", b))]).unwrap();
    assert_eq!(program.globals.len(), 2);
    let value = &program.globals.first().unwrap().value;
    assert!(matches!(value, Binding::Select(Expr::Literal(text)) if &**text == "main"));
    assert_eq!(program.output.method, Some(crate::program::Method::Html));
    assert_eq!(program.output.indent, Some(true));
    assert_eq!(program.output.cdata_section_elements.len(), 2);
}

#[test]
fn circles_and_missing_modules_are_faults() {
    let include = |href: &str| sheet("1.0", &format!("<xsl:include href='{href}'/>"));
    let import = |href: &str| sheet("1.0", &format!("<xsl:import href='{href}'/>"));
    let cases = [
        (include("main.xsl"), include(""), "main.xsl", "2:20 the stylesheet includes itself"),
        (import("b"), import("b"), "b", "b:2:19 the stylesheet imports itself"),
        (
            sheet(
                "1.0",
                "<xsl:import href='none'/><xsl:template match='/'><xsl:value-of select='$v'/></xsl:template>",
            ),
            import(""),
            "b",
            "2:19 the module `none` cannot be read: nothing is there (for \"main.xsl\")",
        ),
    ];
    for (main, other, address, expected) in cases {
        let found = faults(&main, &[(address, if address == "main.xsl" { &main } else { &other })]);
        assert_eq!(found, expected);
    }
}

#[test]
fn a_fault_in_an_imported_module_is_shown_there() {
    let main = sheet("1.0", "<xsl:import href='b'/><xsl:foo/>");
    let b = sheet("1.0", "<xsl:template match='a[1'/>");
    let expected = "2:23 there is no XSLT element `xsl:foo`\nb:2:23 ";
    let found = faults(&main, &[("b", &b)]);
    assert!(found.starts_with(expected), "{found}");
    let broken = "<xsl:stylesheet>";
    let error = compile(&main, &[("b", broken)]).unwrap_err();
    assert_eq!(&*error.diagnostics.last().unwrap().location.module, "b");
}

#[test]
fn without_a_resolver_nothing_is_imported() {
    let text = sheet("1.0", "<xsl:import href='b'/>");
    let error = crate::Compiler::new().compile(text.as_bytes()).unwrap_err();
    let [diagnostic] = &*error.diagnostics else { panic!("{error}") };
    assert_eq!(diagnostic.help.as_deref(), Some("imports are not allowed here"));
}

#[test]
fn rules_that_an_import_hides_are_kept_for_apply_imports() {
    let main =
        "<xsl:import href='b'/><xsl:template match='a' priority='-9'/><xsl:template match='*'/>";
    let b = "<xsl:template match='a' priority='9'/><xsl:template match='a'/>";
    let program = compile(&sheet("1.0", main), &[("b", &sheet("1.0", b))]).unwrap();
    let mode = program.modes.first().unwrap();
    let [(_, list)] = &*mode.elements else { panic!("{:?}", mode.elements) };
    let rule = |place: &u32| &mode.rules[usize::try_from(*place).unwrap()];
    let found: Vec<_> =
        list.iter().map(|place| (rule(place).precedence, rule(place).priority)).collect();
    // In each module, what comes after the rule that always matches has no chance.
    assert_eq!(found, [(1, -0.5), (0, 9.0)]);
}
