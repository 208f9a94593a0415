//! Whatever comes, it is read, or refused by name; nothing panics and nothing is changed on the way.

use invokers::document::changes::changes;
use invokers::document::params::params;
use invokers::document::response::response_document;
use invokers::document::{DocumentFault, tree};
use invokers::invoker::{Invoker, InvokerSource};
use invokers::rpc::{self, Answer, header};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{self, mappers};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[A-Za-z_]{1,8}|\\PC{0,3}", inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// Text that looks like XML, so that more than its first character is read.
fn almost_xml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<R>".to_owned()),
        Just("</R>".to_owned()),
        Just("<Ticket>".to_owned()),
        Just("</Ticket>".to_owned()),
        Just("<a b='c'/>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("]]>".to_owned()),
        Just("&#1;".to_owned()),
        Just("&amp;".to_owned()),
        Just("<!--".to_owned()),
        Just("<?".to_owned()),
        Just("<!DOCTYPE".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_field_comes_back_as_it_was_or_is_refused(text in any::<String>()) {
        match support::ticket(&[("F", &[&text])]).to_xml() {
            Ok(xml) => {
                let root = tree::parse(&xml).unwrap().unwrap();
                let ticket = &root.children[0];
                let field = ticket.children.iter().find(|child| child.name == "DynamicField").unwrap();
                prop_assert_eq!(&field.children[1].text, &text);
            }
            Err(DocumentFault::Character { character, .. }) => prop_assert!(text.contains(character)),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn an_answer_is_a_document_with_a_result_or_is_refused(result in json()) {
        match response_document(&Answer::Result(result)) {
            Ok(xml) => prop_assert_eq!(&tree::parse(&xml).unwrap().unwrap().children[0].name, "Result"),
            Err(fault) => {
                let expected = matches!(fault, DocumentFault::Character { .. } | DocumentFault::Name { .. });
                prop_assert!(expected, "{fault}");
            }
        }
    }

    #[test]
    fn an_error_always_gets_through(code in any::<String>(), message in any::<String>()) {
        let xml = response_document(&Answer::Error { code, message }).unwrap();
        prop_assert_eq!(&tree::parse(&xml).unwrap().unwrap().children[0].name, "Error");
    }

    #[test]
    fn what_is_almost_xml_is_read_or_refused(text in almost_xml()) {
        let read = tree::parse(&text);
        prop_assert!(!(params(&text).is_ok() && read.is_err()));
        prop_assert!(!(changes(&text).is_ok() && read.is_err()));
        if let Ok(Some(root)) = read {
            prop_assert!(tree::parse(&root.to_text()).is_ok());
        }
    }

    #[test]
    fn a_request_body_is_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200), call in json()) {
        drop(rpc::parse(&body));
        drop(rpc::parse(call.to_string().as_bytes()));
    }

    #[test]
    fn a_header_comes_back_as_it_was(text in "\\PC{0,100}", raw in any::<String>()) {
        prop_assert_eq!(header::decode(&header::encode(&text)), Some(text));
        drop(header::decode(&raw));
    }

    #[test]
    fn an_invoker_file_is_read_or_refused(yaml in "((operation|url|retry|x): ?)?[\\PC\n:{}\\[\\]&*!-]{0,60}") {
        let source =
            InvokerSource { name: "test", yaml: yaml.as_bytes(), outbound: Some("<R/>"), inbound: Some("<R/>") };
        if let Err(faults) = Invoker::load(&source, &mappers(), &|_| None) {
            prop_assert!(!faults.is_empty());
            prop_assert!(faults.iter().all(|fault| fault.line > 0 && fault.column > 0));
        }
    }
}
