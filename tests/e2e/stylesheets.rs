//! The commands `usher xslt` and `usher test`, as designers of mappings use them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::binary;

const SOURCE: &str = "<r><a>1</a><a>2</a></r>";
const ONE: &str = "<xsl:param name='n' select='0'/><xsl:template match='/'><o><xsl:value-of select='$n'/>:\
    <xsl:value-of select='/r/a'/></o></xsl:template>";

/// What a command said, and its exit code.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn usher(folder: &Path, arguments: &[&str], input: &str) -> Said {
    let mut child = Command::new(binary::usher())
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may be gone already.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn sheet(body: &str) -> String {
    format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:exsl='http://exslt.org/common' extension-element-prefixes='exsl'>\n\
         <xsl:output omit-xml-declaration='yes'/>\n{body}</xsl:stylesheet>"
    )
}

/// A folder with a source, and stylesheets of these bodies.
fn folder(sheets: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("s.xml"), SOURCE).unwrap();
    for (name, body) in sheets {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, sheet(body)).unwrap();
    }
    folder
}

#[test]
fn the_result_goes_to_standard_output_and_all_else_does_not() {
    let check = |arguments: &[&str], input: &str, out: &str, err: &[&str]| {
        let folder = folder(&[
            ("one.xsl", ONE),
            (
                "says.xsl",
                "<xsl:template match='/'><xsl:message>hello</xsl:message><o/></xsl:template>",
            ),
            ("lib/in.xsl", "<xsl:include href='../one.xsl'/>"),
            (
                "reads.xsl",
                "<xsl:template match='/'><xsl:copy-of select=\"document('s.xml')/r/a[2]\"/></xsl:template>",
            ),
        ]);
        let said = usher(folder.path(), &[&["xslt"], arguments].concat(), input);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        assert_eq!(said.out, out, "{arguments:?}: {said:?}");
        for part in err {
            assert!(said.err.contains(part), "{part} in {said:?}");
        }
        assert_eq!(said.err.is_empty(), err.is_empty(), "{said:?}");
    };
    check(&["one.xsl", "s.xml"], "", "<o>0:1</o>\n", &[]);
    check(&["one.xsl", "-"], "<r><a>9</a></r>", "<o>0:9</o>\n", &[]);
    check(&["one.xsl", "s.xml", "--param", "n=count(//a) + 1"], "", "<o>3:1</o>\n", &[]);
    check(
        &["one.xsl", "s.xml", "--stringparam", "n=it's \"1=1\""],
        "",
        "<o>it's \"1=1\":1</o>\n",
        &[],
    );
    check(&["lib/in.xsl", "s.xml"], "", "<o>0:1</o>\n", &[]);
    check(&["reads.xsl", "-"], "<x/>", "<a>2</a>\n", &[]);
    check(&["says.xsl", "s.xml"], "", "<o/>\n", &["hello"]);
    check(&["one.xsl", "s.xml", "--profile"], "", "<o>0:1</o>\n", &["match=\"/\" at one.xsl:3:"]);
    check(
        &["one.xsl", "s.xml", "--coverage"],
        "",
        "<o>0:1</o>\n",
        &["1 | ", "lines with instructions ran"],
    );
}

#[test]
fn exit_codes_are_those_of_xsltproc() {
    let folder = folder(&[
        ("one.xsl", ONE),
        ("faulty.xsl", "<xsl:template match='a['/>\n<xsl:template nam='b'/>"),
        (
            "stops.xsl",
            "<xsl:template match='/'><xsl:message terminate='yes'>enough</xsl:message></xsl:template>",
        ),
        (
            "fails.xsl",
            "<xsl:template match='/'><xsl:value-of select='key(1, 2)'/><xsl:apply-imports/>\
            <xsl:for-each select='1'/></xsl:template>",
        ),
    ]);
    std::fs::write(folder.path().join("bad.xml"), "<r><a></r>").unwrap();
    let check = |arguments: &[&str], code: i32, err: &[&str]| {
        let said = usher(folder.path(), &[&["xslt"], arguments].concat(), "");
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
        assert_eq!(said.out, "", "{arguments:?}");
        for part in err {
            assert!(said.err.contains(part), "{part} in {}", said.err);
        }
    };
    check(&["nowhere.xsl", "s.xml"], 4, &["cannot read nowhere.xsl"]);
    check(
        &["faulty.xsl", "s.xml"],
        5,
        &["faulty.xsl:3:", "faulty.xsl:4:", "| <xsl:template match='a['/>", "nam"],
    );
    check(&["one.xsl", "nowhere.xml"], 6, &["cannot read nowhere.xml"]);
    check(&["one.xsl", "bad.xml"], 6, &["bad.xml", "1:"]);
    check(&["one.xsl", "s.xml", "--param", "n=1 +"], 9, &["the parameter `n`"]);
    check(&["fails.xsl", "s.xml"], 9, &["fails.xsl:3:", "in the template match=\"/\""]);
    check(&["stops.xsl", "s.xml"], 10, &["enough"]);
    check(&["one.xsl", "s.xml", "-o", "nowhere/o.xml"], 11, &["cannot write"]);
    check(&["one.xsl"], 2, &["<SOURCE>"]);
    check(&["one.xsl", "s.xml", "--param", "n"], 2, &["NAME=VALUE"]);
}

#[test]
fn results_are_written_to_files() {
    let inside = "<xsl:template match='/'><o/><exsl:document href='sub/x.xml'><x/></exsl:document></xsl:template>";
    let outside = inside.replace("sub/x.xml", "../x.xml");
    let absolute = inside.replace("sub/x.xml", "/x.xml");
    let folder = folder(&[("in.xsl", inside), ("out.xsl", &outside), ("absolute.xsl", &absolute)]);
    let run = |arguments: &[&str]| usher(folder.path(), &[&["xslt"], arguments].concat(), "");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).ok();

    let said = run(&["in.xsl", "s.xml", "-o", "o.xml", "--documents", "docs"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
    assert_eq!(read("o.xml").as_deref(), Some("<o/>\n"));
    assert!(read("docs/sub/x.xml").unwrap().contains("<x/>"));

    let without = run(&["in.xsl", "s.xml"]);
    assert_eq!((without.code, without.out.as_str()), (Some(0), "<o/>\n"));
    assert!(without.err.contains("`sub/x.xml` is not written"), "{without:?}");

    for name in ["out.xsl", "absolute.xsl"] {
        let said = run(&[name, "s.xml", "--documents", "docs/inner"]);
        assert_eq!(said.code, Some(11), "{name}: {said:?}");
        assert!(said.err.contains("leads out of the folder"), "{name}: {said:?}");
    }
    assert_eq!(read("docs/x.xml"), None);
}

#[test]
fn explain_tells_what_is_read_and_written_without_a_source() {
    let said = usher(
        &binary::root(),
        &["xslt", "--explain", "mappings/customer-user-update/outbound.xsl"],
        "",
    );
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let expected = "reads
  //Ticket/DynamicField/Name                      its text  13:11
  //Ticket/DynamicField[Name='UserLogin']/Value   its text  13:11
  //Ticket/DynamicField[Name='ValidState']/Value  its text  14:16
writes
  /RootElement
  /RootElement/ID       text
  /RootElement/ValidID  text
";
    assert_eq!(said.out, expected);
}

#[test]
fn the_shipped_mappings_pass_their_cases() {
    let said = usher(&binary::root(), &["test"], "");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.out.contains("customer-user-add/outbound.xsl: 6 cases, all 7 lines covered"),
        "{said:?}"
    );
    assert!(said.err.contains(", 0 failed"), "{said:?}");

    let said = usher(&binary::root(), &["test", "customer-user-add", "--json"], "");
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases = lines.iter().filter(|line| line["passed"] == true).count();
    let mappings = lines.iter().filter(|line| line["covered"] == line["lines"]).count();
    assert_eq!((cases, lines.len()), (11, 13), "{lines:?}");
    assert!(mappings >= 2, "{lines:?}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_wrong_case_shows_the_difference() {
    let folder = TempDir::new().unwrap();
    copy(&binary::root().join("mappings"), &folder.path().join("mappings"));
    let cases = folder.path().join("mappings/customer-user-add/cases");
    let expected = cases.join("created.response.expected.xml");
    let text = std::fs::read_to_string(&expected).unwrap();
    assert!(text.contains(">Customer user created<"), "{text}");
    std::fs::write(&expected, text.replace(">Customer user created<", ">Customer user made<"))
        .unwrap();

    let said = usher(folder.path(), &["test", "customer-user-add"], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    for part in [
        "cases/created.response.xml: the mapping wrote something else",
        "-       <Subject>Customer user made</Subject>",
        "+       <Subject>Customer user created</Subject>",
    ] {
        let squeezed = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed.contains(&part), "{part} in {}", said.out);
    }
    assert!(said.err.contains("10 passed, 1 failed"), "{said:?}");
    let json = usher(folder.path(), &["test", "customer-user-add", "--json"], "");
    assert_eq!(json.code, Some(1), "{json:?}");
    let failed =
        json.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let failed: Vec<_> = failed.filter(|line| line["passed"] == false).collect();
    assert_eq!(failed.len(), 1, "{json:?}");
    assert!(
        failed[0]["difference"]["expected"].as_str().unwrap().contains("user made"),
        "{failed:?}"
    );

    std::fs::write(cases.join("stray.txt"), "").unwrap();
    let said = usher(folder.path(), &["test"], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("stray.txt"), "{said:?}");
}

#[test]
fn an_unknown_invoker_is_told_with_the_known_ones() {
    let said = usher(&binary::root(), &["test", "customer-user-remove"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    for part in ["`customer-user-remove`", "customer-user-activate, customer-user-add"] {
        assert!(said.err.contains(part), "{part} in {said:?}");
    }
}
