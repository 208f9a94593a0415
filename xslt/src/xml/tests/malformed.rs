//! Documents that are not XML with namespaces.

use super::{LIMITS, options, show};
use crate::names::{FrozenNames, Names};
use crate::xml::read;

/// Reads a document that is refused; the error is given as `line:column: part of the message`.
#[track_caller]
fn refuse(text: &str, expected: &str) {
    let frozen = FrozenNames::default();
    let names = Names::new(&frozen);
    let error = read(text, &names, options(&LIMITS)).map(|document| show(&document, &names));
    let error = error.expect_err(text);
    let (place, part) = expected.split_once(": ").unwrap();
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("the source is malformed at {place}: ")),
        "{text}: {message}"
    );
    assert!(message.contains(part), "{text}: {message}");
}

#[test]
fn malformed_documents_are_refused() {
    for (text, expected) in [
        ("", "1:1: no element"),
        (" \n<!--a-->", "2:9: no element"),
        ("<a>", "1:1: `a` is not closed"),
        ("<a>\n <b c='d'>\n", "2:2: `b` is not closed"),
        ("<a>\n</b>", "2:1: `</b>` does not close `a`, which begins at 1:1"),
        ("<a/></a>", "1:5: closes an element that is not open"),
        ("<a/>\n<b/>", "2:1: more than one root"),
        ("a<b/>", "1:1: outside of the root"),
        ("<b/>\n é", "2:2: outside of the root"),
        ("<b/>&#32;", "1:5: outside of the root"),
        ("<b/><![CDATA[]]>", "1:5: outside of the root"),
        ("\u{FEFF}\u{FEFF}<a/>", "1:2: outside of the root"),
        ("<a", "1:1: not closed"),
        ("<a>é<b c='>", "1:5: not closed"),
        ("<a b='<'/>", "1:7: `&lt;`"),
        ("<a b='&e'/>", "1:7: `&amp;`"),
        ("<a b='& ;'/>", "1:7: `&amp;`"),
        ("<a>b & c</a>", "1:6: `&amp;`"),
        ("<a>&b c;</a>", "1:4: `&amp;`"),
        ("<a>&e;</a>", "1:4: `e` is not declared"),
        ("<a b='&e;'/>", "1:7: `e` is not declared"),
        ("<a>&#0;</a>", "1:4: not a character"),
        ("<a>&#xD800;</a>", "1:4: not a character"),
        ("<a>&#x;</a>", "1:4: not a character"),
        ("<a>&#+1;</a>", "1:4: not a character"),
        ("<a>&#X41;</a>", "1:4: not a character"),
        ("<a>&#99999999999;</a>", "1:4: not a character"),
        ("<a>\n\u{1}</a>", "2:1: U+0001"),
        ("<a>\u{FFFE}</a>", "1:4: U+FFFE"),
        ("<a>]]></a>", "1:4: `]]&gt;`"),
        ("<a><!-- -- --></a>", "1:4: `--`"),
        ("<a><!-- ---></a>", "1:4: `--`"),
        ("<a><!--></a>", "1:4: not closed"),
        ("<!--a", "1:1: the comment is not closed"),
        ("<?a", "1:1: not closed"),
        ("<a><?b </a>", "1:4: not closed"),
        ("<a><![CDATA[</a>", "1:4: not closed"),
        ("<a><!b></a>", "1:4: neither a comment"),
        ("<a><?xml version='1.0'?></a>", "1:4: very start"),
        (" <?xml version='1.0'?><a/>", "1:2: very start"),
        ("<?XML?><a/>", "1:1: very start"),
        ("<?1?><a/>", "1:1: `1` is not a name"),
        ("<??><a/>", "1:1: `` is not a name"),
        ("<?xml encoding='x'?><a/>", "1:6: `version`"),
        ("<?xml version='2.0'?><a/>", "1:16: `2.0`"),
        ("<?xml version='1.0' encoding='1'?><a/>", "1:31: `1` is not an encoding"),
        ("<?xml version='1.0' standalone='x'?><a/>", "1:33: `yes` or `no`"),
        ("<?xml version='1.0' x='x'?><a/>", "1:21: `?>`"),
        ("<a b/>", "1:4: the attribute `b` has no value"),
        ("<a b=c/>", "1:4: the attribute `b` has no value"),
        ("<a ='c'/>", "1:4: `` is not a name"),
        ("<a b='c'd='e'/>", "1:9: white space"),
        ("<a b='c' b='d'/>", "1:10: `b` is given twice"),
        ("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "1:35: `{u}b` is given twice"),
        ("<a b='' c='' d='' e='' f='' g='' h='' i='' j='' d=''/>", "1:49: `d` is given twice"),
        ("<a xmlns='u' xmlns='v'/>", "1:14: `xmlns` is given twice"),
        ("<p:a/>", "1:1: the prefix `p` is not declared"),
        ("<a>\n<b p:c=''/></a>", "2:4: the prefix `p` is not declared"),
        ("<a><b xmlns:p='u'/><p:b/></a>", "1:20: the prefix `p` is not declared"),
        ("<xmlns:a/>", "1:1: the prefix `xmlns` is not declared"),
        ("<a xmlns:p=''/>", "1:4: is empty"),
        ("<a xmlns:xmlns='u'/>", "1:4: must not be declared"),
        ("<a xmlns:xml='u'/>", "1:4: must not be declared"),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "1:4: must not be declared"),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", "1:4: must not be declared"),
        ("<a xmlns:='u'/>", "1:4: is not a name"),
        ("<a xmlns:1='u'/>", "1:4: is not a name"),
        ("<1/>", "1:1: `1` is not a name"),
        ("<>", "1:1: begins no tag"),
        ("<a:/>", "1:1: `a:` is not a name"),
        ("<:a/>", "1:1: `:a` is not a name"),
        ("<a><b:c:d xmlns:b='u'/></a>", "1:4: `b:c:d` is not a name"),
        ("<a b,='c'/>", "1:4: `b,` is not a name"),
        ("<a></a b='c'>", "1:4: does not close `a`"),
        ("<a>1 < 2</a>", "1:6: `&lt;`"),
        ("<a/b>", "1:1: `a/b` is not a name"),
    ] {
        refuse(text, expected);
    }
}

#[test]
fn malformed_document_types_are_refused() {
    for (text, expected) in [
        ("<!DOCTYPE><a/>", "1:10: white space"),
        ("<!DOCTYPE 1><a/>", "1:11: a name"),
        ("<!doctype a><a/>", "1:1: not"),
        ("<!DOCTYPE a><!DOCTYPE a><a/>", "1:13: not allowed here"),
        ("<a><!DOCTYPE a></a>", "1:4: not allowed here"),
        ("<!DOCTYPE a [", "1:10: not closed"),
        ("<!DOCTYPE a [ x ]><a/>", "1:15: a declaration"),
        ("<!DOCTYPE a [\n<![INCLUDE[]]>]><a/>", "2:1: conditional"),
        ("<!DOCTYPE a [<!ENTITY e>]><a/>", "1:24: white space"),
        ("<!DOCTYPE a [<!ENTITY e >]><a/>", "1:25: in quotes"),
        ("<!DOCTYPE a [<!ENTITY e '>]><a/>", "1:25: quotes are not closed"),
        ("<!DOCTYPE a [<!ENTITY e '%p;'>]><a/>", "1:26: parameter entities"),
        ("<!DOCTYPE a [<!ENTITY e ' &'>]><a/>", "1:27: `&#38;`"),
        ("<!DOCTYPE a [<!ENTITY e '&#0;'>]><a/>", "1:26: not a character"),
        ("<!DOCTYPE a [%p;]><a/>", "1:14: `p` is not declared"),
        ("<!DOCTYPE a [<!ENTITY % p '<!ENTITY e>'>%p;]><a/>", "1:41: white space"),
        ("<!DOCTYPE a [<!ATTLIST a b X 'c'>]><a/>", "1:28: the type"),
        ("<!DOCTYPE a [<!ATTLIST a b CDATA '<'>]><a/>", "1:35: `&lt;`"),
        ("<!DOCTYPE a [<!ATTLIST a b (c,d) 'c'>]><a/>", "1:30: `|`"),
        ("<!DOCTYPE a [<!ATTLIST a b CDATA '&e;'>]><a/>", "1:35: `e` is not declared"),
        ("<!DOCTYPE a [<!ELEMENT a b>]><a/>", "1:26: content model"),
        ("<!DOCTYPE a [<!ELEMENT a (b>]><a/>", "1:26: content model"),
        ("<!DOCTYPE a [<!NOTATION n>]><a/>", "1:26: white space"),
        ("<!DOCTYPE a [<!-- -- -->]><a/>", "1:14: `--`"),
        ("<!DOCTYPE a [<?xml?>]><a/>", "1:14: very start"),
        ("<!DOCTYPE a PUBLIC 'x'><a/>", "1:23: white space"),
        ("<!DOCTYPE a PUBLIC '{' 'x'><a/>", "1:21: public identifier"),
        ("<!DOCTYPE a [<!ENTITY e '&e;'>]>\n<a>&e;</a>", "2:4: contains itself"),
        ("<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a b='&e;'/>", "1:56: contains itself"),
        ("<!DOCTYPE a [<!ENTITY e '<b>'>]><a>&e;</a>", "1:36: of this entity is not closed"),
        ("<!DOCTYPE a [<!ENTITY e '</a>'>]><a>&e;", "1:37: not open"),
        ("<!DOCTYPE a [<!ENTITY e '<'>]><a b='&e;'/>", "1:37: `&lt;`"),
        ("<!DOCTYPE a [<!ENTITY e ']]>'>]><a>&e;</a>", "1:36: `]]&gt;`"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'f'>]><a b='&e;'/>", "1:44: outside of the document"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'f'>]><a>b&e;c</a>", "1:42: never read"),
        ("<!DOCTYPE a SYSTEM 'f'><a>b&e;c</a>", "1:28: never read"),
        ("<!DOCTYPE a SYSTEM 'f'><a b='&e;'/>", "1:30: never read"),
        ("<!DOCTYPE a [<!ENTITY % p SYSTEM 'f'>%p;]><a>&f;</a>", "1:46: never read"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'f' NDATA n>]><a>&e;</a>", "1:49: is not XML"),
        (
            "<?xml version='1.0' standalone='yes'?><!DOCTYPE a SYSTEM 'f'><a>&e;</a>",
            "1:65: `e` is not declared",
        ),
        ("<!DOCTYPE a [<!ATTLIST a xmlns:p CDATA ''>]><a/>", "1:45: is empty"),
        ("<!DOCTYPE a [<!ATTLIST a p:b CDATA ''>]><a/>", "1:41: `p` is not declared"),
    ] {
        refuse(text, expected);
    }
}
