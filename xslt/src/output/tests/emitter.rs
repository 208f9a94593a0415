//! What the emitter makes of what instructions write.

use super::*;

#[test]
fn markup_is_written_as_it_comes() {
    check_xml(&[Start("a", ""), End], "<a/>");
    check_xml(&[Start("a", ""), Text(""), End], "<a/>");
    check_xml(&[Start("a", ""), Text("x"), Text("y"), End], "<a>xy</a>");
    check_xml(
        &[Start("a", ""), Comment("c"), Instruction("p", "d"), Instruction("q", ""), End],
        "<a><!--c--><?p d?><?q?></a>",
    );
    check_xml(&[Text("t"), Start("a", ""), Start("b", ""), End], "t<a><b/></a>");
    check_xml(&[End, Start("a", ""), End, End], "<a/>");
    check_xml(&[Raw("<b>"), Text("<"), Raw("&")], "<b>&lt;&");
}

#[test]
fn special_characters_are_escaped() {
    check_xml(
        &[Start("a", ""), Attribute("b", "<>&\"'\n\t\ré"), Text("<>&\"'\n\t\ré]]>"), End],
        "<a b=\"&lt;&gt;&amp;&quot;'&#10;&#9;&#13;é\">&lt;&gt;&amp;\"'\n\t&#13;é]]&gt;</a>",
    );
    check_xml(
        &[
            Text("0123456789 0123456789 0123456789 é<0123456789"),
            Text("01234567890123456789012345678901&"),
        ],
        "0123456789 0123456789 0123456789 é&lt;012345678901234567890123456789012345678901&amp;",
    );
    check_xml(
        &[Comment("a--b-"), Comment("---"), Comment("-")],
        "<!--a- -b- --><!--- - - --><!--- -->",
    );
    check_xml(&[Instruction("p", "a?>b")], "<?p a? >b?>");
}

#[test]
fn the_last_attribute_of_a_name_wins_in_the_place_of_the_first() {
    check_xml(
        &[
            Start("a", ""),
            Attribute("x", "1"),
            Attribute("y", "2"),
            Attribute("x", "3"),
            Attribute("p:x=u", "4"),
            Attribute("q:x=u", "5"),
            End,
        ],
        "<a xmlns:p=\"u\" x=\"3\" y=\"2\" p:x=\"5\"/>",
    );
}

#[test]
fn attributes_without_a_start_tag_are_ignored() {
    check_xml(&[Attribute("x", "1"), Namespace("p=u")], "");
    check_xml(&[Start("a", ""), Text("t"), Attribute("x", "1"), Namespace("p=u"), End], "<a>t</a>");
    check_xml(&[Start("a", ""), Start("b", ""), End, Attribute("x", "1"), End], "<a><b/></a>");
}

#[test]
fn namespaces_are_declared_once() {
    check_xml(
        &[Start("p:a=u", "p=u q=v"), Start("p:b=u", "p=u q=v"), Start("q:c=v", ""), End, End, End],
        "<p:a xmlns:p=\"u\" xmlns:q=\"v\"><p:b><q:c/></p:b></p:a>",
    );
    check_xml(
        &[Start("a=u", ""), Start("b=u", ""), End, Start("b=v", ""), End, End],
        "<a xmlns=\"u\"><b/><b xmlns=\"v\"/></a>",
    );
    check_xml(
        &[
            Start("p:a=u", ""),
            Start("p:b=v", ""),
            Start("p:c=u", ""),
            End,
            End,
            Start("p:d=u", ""),
            End,
        ],
        "<p:a xmlns:p=\"u\"><p:b xmlns:p=\"v\"><p:c xmlns:p=\"u\"/></p:b><p:d/></p:a>",
    );
}

#[test]
fn an_element_in_no_namespace_takes_the_default_back() {
    check_xml(
        &[Start("a=u", ""), Start("b", ""), Start("c", ""), End, Start("d=u", ""), End, End, End],
        "<a xmlns=\"u\"><b xmlns=\"\"><c/><d xmlns=\"u\"/></b></a>",
    );
    check_xml(&[Start("p:a", "=u"), Namespace("=u"), End], "<a/>");
    check_xml(
        &[Start("p:a=u", "=v"), Start("p:b=u", "="), Start("c", ""), End],
        "<p:a xmlns=\"v\" xmlns:p=\"u\"><p:b xmlns=\"\"><c/></p:b></p:a>",
    );
}

#[test]
fn attributes_get_the_prefixes_that_they_need() {
    check_xml(&[Start("a", ""), Attribute("x=u", "1"), End], "<a xmlns:ns_1=\"u\" ns_1:x=\"1\"/>");
    check_xml(
        &[
            Start("a", ""),
            Attribute("p:a=1", "3"),
            Attribute("p:a=2", "3"),
            Attribute("q=3", "3"),
            Attribute("q=4", "3"),
            Start("p:z=9", ""),
            Attribute("p:zz=10", ""),
            End,
        ],
        "<a xmlns:p=\"1\" xmlns:p_1=\"2\" xmlns:ns_1=\"3\" xmlns:ns_1_1=\"4\" p:a=\"3\" p_1:a=\"3\" \
         ns_1:q=\"3\" ns_1_1:q=\"3\"><p:z xmlns:p=\"9\" xmlns:p_2=\"10\" p_2:zz=\"\"/></a>",
    );
    // A prefix from further out may be declared anew only where it has no other use.
    check_xml(
        &[
            Start("p:a=u", ""),
            Start("b", ""),
            Attribute("p:x=v", "1"),
            End,
            Start("b", ""),
            Attribute("p:x=u", "1"),
            Attribute("p:x=v", "2"),
            End,
        ],
        "<p:a xmlns:p=\"u\"><b xmlns:p=\"v\" p:x=\"1\"/><b xmlns:p_1=\"v\" p:x=\"1\" p_1:x=\"2\"/></p:a>",
    );
}

#[test]
fn the_prefix_xml_is_never_declared() {
    check_xml(
        &[
            Start("a", "xml=http://www.w3.org/XML/1998/namespace"),
            Attribute("y:lang=http://www.w3.org/XML/1998/namespace", "3"),
            Attribute("xml:lang=u", "4"),
            End,
        ],
        "<a xmlns:ns_1=\"u\" xml:lang=\"3\" ns_1:lang=\"4\"/>",
    );
}

#[test]
fn a_namespace_node_does_not_change_what_a_prefix_means() {
    check_xml(
        &[
            Start("p:a=u", ""),
            Attribute("q:x=v", "1"),
            Namespace("p=w"),
            Namespace("q=w"),
            Namespace("r=w"),
            Namespace("r=x"),
            End,
        ],
        "<p:a xmlns:p=\"u\" xmlns:q=\"v\" xmlns:r=\"w\" q:x=\"1\"/>",
    );
}

#[test]
fn a_text_takes_the_text_of_elements_too() {
    with_run(Limits::default(), |run| {
        let mut emitter = Emitter::new(run, Target::Text(String::new()));
        let events = [
            Text("x"),
            Start("b", ""),
            Attribute("c", "1"),
            Text("y"),
            Comment("k"),
            End,
            Text("z"),
        ];
        feed(&mut emitter, &events).unwrap();
        let Taken::Text(text) = emitter.finish().unwrap() else { panic!("a text is built") };
        assert_eq!(text, "xyz");
    });
}

#[test]
fn a_copy_brings_the_namespaces_in_scope_along() {
    let source = [
        Start("d=u", "q=v =u"),
        Start("e", "z=w"),
        Attribute("q:a=v", "1"),
        Start("f", ""),
        Raw("&"),
        End,
        End,
        Start("g=u", ""),
        Comment("c"),
        Instruction("p", "i"),
        Text("t"),
        End,
    ];
    with_run(Limits::default(), |run| {
        let mut emitter = Emitter::new(run, Target::Tree(Box::default()));
        feed(&mut emitter, &source).unwrap();
        let Taken::Tree(tree) = emitter.finish().unwrap() else { panic!("a tree is built") };
        let root = run.add_document(tree).unwrap();
        let check = |index, namespace, around: &[Event], expected: &str| {
            let settings = settings(run, "method=xml omit=yes indent=no");
            let mut bytes = Vec::new();
            let serializer = Serializer::new(&mut bytes, &settings, &run.store.names, &run.limits);
            let mut emitter = Emitter::new(run, Target::Result(Box::new(serializer)));
            feed(&mut emitter, around).unwrap();
            emitter.copy(Node { index, namespace, ..root }).unwrap();
            emitter.finish().unwrap();
            assert_eq!(String::from_utf8_lossy(&bytes), expected);
        };
        let all = "<d xmlns:q=\"v\" xmlns=\"u\"><e xmlns:z=\"w\" xmlns=\"\" q:a=\"1\"><f>&</f></e>\
                   <g><!--c--><?p i?>t</g></d>";
        check(0, 0, &[], all);
        check(1, 0, &[], all);
        check(2, 0, &[], "<e xmlns:q=\"v\" xmlns:z=\"w\" q:a=\"1\"><f>&</f></e>");
        check(
            2,
            0,
            &[Start("r=rr", "q=other z=w =rr")],
            "<r xmlns:q=\"other\" xmlns:z=\"w\" xmlns=\"rr\"><e xmlns:q=\"v\" xmlns=\"\" q:a=\"1\"><f>&</f></e></r>",
        );
        check(3, 0, &[Start("r", "")], "<r xmlns:q=\"v\" q:a=\"1\"/>");
        check(5, 0, &[Start("r", "")], "<r>&</r>");
        check(6, 0, &[Start("r", "")], "<r><g xmlns:q=\"v\" xmlns=\"u\"><!--c--><?p i?>t</g></r>");
        // The second is `q`; the first is `xml`, which is never written.
        check(2, 2, &[Start("r", "")], "<r xmlns:q=\"v\"/>");
        check(2, 1, &[Start("r", "")], "<r/>");
        check(2, 9, &[Start("r", "")], "<r/>");
    });
}

#[test]
fn nodes_of_a_fragment_are_counted_once() {
    with_run(Limits { nodes: 12_000, ..Limits::default() }, |run| {
        let mut emitter = Emitter::new(run, Target::Tree(Box::default()));
        (0..10_000).try_for_each(|_| emitter.comment("c")).unwrap();
        let Taken::Tree(tree) = emitter.finish().unwrap() else { panic!("a tree is built") };
        run.add_document(tree).unwrap();
    });
}
