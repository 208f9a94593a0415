//! Files of other tools: what they become, and why they are refused.

use crate::support::lines;

/// A file whose process holds this.
pub(crate) fn file(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<b:definitions xmlns:b=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" targetNamespace=\"urn:x\">\n\
         <b:message id=\"m1\" name=\"Order Received\"/>\n<b:error id=\"e1\" errorCode=\"Stock.Empty\"/>\n\
         <b:process id=\"p\" name=\"An order\">\n{body}</b:process>\n</b:definitions>\n"
    )
}

/// Elements, then flows: `s>t` or `s>t: condition`.
pub(crate) fn body(elements: &str, flows: &str) -> String {
    let flows = flows.split_whitespace().enumerate().map(|(nth, flow)| {
        let (from, rest) = flow.split_once('>').unwrap();
        let (to, when) = rest.split_once(':').map_or((rest, None), |(to, when)| (to, Some(when)));
        let when = when.map(|when| {
            let when = when.replace('~', " ");
            format!("<b:conditionExpression xsi:type=\"b:tFormalExpression\">{when}</b:conditionExpression>")
        });
        let when = when.unwrap_or_default();
        format!("<b:sequenceFlow id=\"f{nth}\" sourceRef=\"{from}\" targetRef=\"{to}\">{when}</b:sequenceFlow>\n")
    });
    format!("{elements}\n{}", flows.collect::<String>())
}

/// The activities that a file becomes, and the comments before.
fn check(elements: &str, flows: &str, comments: &[&str], expected: &str) {
    let xml = file(&body(elements, flows));
    let yaml =
        bpmn::import(xml.as_bytes()).unwrap_or_else(|faults| panic!("{}\n{xml}", lines(&faults)));
    let (before, activities) = yaml.split_once("activities:\n").unwrap();
    let found: Vec<&str> = before.lines().filter(|line| line.starts_with("# ")).collect();
    let title = "# Added: the ticket's title, and its queue `Requests`";
    let mut wanted: Vec<String> = comments.iter().map(|line| format!("# {line}")).collect();
    wanted.insert(
        wanted.iter().take_while(|line| line.starts_with("# Added")).count(),
        title.to_owned(),
    );
    assert_eq!(found, wanted, "{yaml}");
    assert_eq!(activities, expected, "{activities}");
}

/// The faults of a file; the process's first line is line 6.
fn refuse(elements: &str, flows: &str, expected: &[&str]) {
    let xml = file(&body(elements, flows));
    let faults = bpmn::import(xml.as_bytes()).expect_err(&xml);
    let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{xml}");
}

const START: &str = "<b:startEvent id=\"s\"/>";
const END: &str = "<b:endEvent id=\"e\"/>";

#[test]
fn the_head_of_a_document_is_made_up() {
    let xml = file(&body(
        &format!(
            "<b:documentation>What it is for.</b:documentation>{START}<b:userTask id=\"t\"/>{END}"
        ),
        "s>t t>e",
    ));
    let yaml = bpmn::import(xml.as_bytes()).unwrap();
    let head = "# Added: the ticket's title, and its queue `Requests`\nprocess: an-order\nname: An order\n\
                description: \"What it is for.\"\nstart:\n  activity: user-task\nticket:\n  title: An order\n  queue: Requests\n";
    assert!(
        yaml.replace("description: What it is for.", "description: \"What it is for.\"")
            .starts_with(head),
        "{yaml}"
    );
}

#[test]
fn tasks_of_people_get_a_dialog() {
    check(
        &format!(
            "{START}<b:userTask id=\"t\" name=\"Assign&#10;Approver\"><b:documentation> Who? </b:documentation></b:userTask>\
             <b:manualTask id=\"m\" name=\"Assign Approver\"/>\n<b:task id=\"a\"/>{END}"
        ),
        "s>t t>m m>a a>e",
        &["Left out: the type of `task`: it became a user task (line 7)"],
        "  assign-approver:\n    user-task: Assign Approver\n    dialogs:\n      - name: Assign Approver\n        description: Who?\n        submit: Done\n    next: assign-approver-2\n  \
         assign-approver-2:\n    user-task: Assign Approver (2)\n    dialogs:\n      - name: Assign Approver (2)\n        submit: Done\n    next: task\n  \
         task:\n    user-task: Task\n    dialogs:\n      - name: Task\n        submit: Done\n    next: end-event\n  \
         end-event:\n    end: closed successful\n    name: End event\n",
    );
}

#[test]
fn service_tasks_get_an_invoker_and_a_way_out() {
    check(
        &format!(
            "{START}\n<b:serviceTask id=\"t\" name=\"Check Stock\"/>\n<b:boundaryEvent id=\"b\" attachedToRef=\"t\">\
             <b:outgoing>f2</b:outgoing><b:errorEventDefinition errorRef=\"e1\"/></b:boundaryEvent>{END}\
             <b:endEvent id=\"x\" name=\"Sold out\"><b:errorEventDefinition/></b:endEvent>"
        ),
        "s>t t>e b>x",
        &[
            "Added: the invoker `check-stock`, which is to be made",
            "Added: the way to `failed` when \"Check Stock\" fails",
        ],
        "  check-stock:\n    service-task: check-stock\n    name: Check Stock\n    next: end-event\n    on-error:\n      \
         Stock.Empty:\n        to: sold-out\n        tell: \"A step failed: {{ error.message }}\"\n      \
         any:\n        to: failed\n        tell: \"A step failed: {{ error.message }}\"\n  \
         end-event:\n    end: closed successful\n    name: End event\n  \
         sold-out:\n    end: closed unsuccessful\n    name: Sold out\n    tell: Your request was closed. Please contact the administrator.\n    notify: admins\n  \
         failed:\n    end: closed unsuccessful\n    name: Failed\n    tell: Your request was closed. Please contact the administrator.\n    notify: admins\n",
    );
}

#[test]
fn waits_calls_and_deadlines_are_carried_over() {
    check(
        &format!(
            "{START}<b:intermediateCatchEvent id=\"w\" name=\"Pause\"><b:timerEventDefinition><b:timeDuration>PT36H\
             </b:timeDuration></b:timerEventDefinition></b:intermediateCatchEvent><b:receiveTask id=\"r\" name=\"Order\" messageRef=\"m1\"/>\
             <b:boundaryEvent id=\"b\" attachedToRef=\"r\"><b:timerEventDefinition><b:timeDuration>P2W</b:timeDuration>\
             </b:timerEventDefinition></b:boundaryEvent>{END}"
        ),
        "s>w w>r r>e b>e",
        &[],
        "  pause:\n    wait: Pause\n    after: 1d 12h\n    next: order\n  \
         order:\n    wait: Order\n    message: order-received\n    next: end-event\n    \
         expire:\n      after: 2w\n      to: end-event\n      tell: There was no answer in time.\n  \
         end-event:\n    end: closed successful\n    name: End event\n",
    );
}

#[test]
fn branches_find_their_join() {
    check(
        &format!(
            "{START}<b:exclusiveGateway id=\"m\" name=\"Again\"/><b:parallelGateway id=\"p1\"/><b:userTask id=\"a\"/><b:userTask id=\"c\"/>\
             <b:parallelGateway id=\"j\" name=\"Both\"/><b:exclusiveGateway id=\"x\" default=\"f8\"/>{END}"
        ),
        "s>m m>p1 p1>a p1>c a>j c>j j>x x>m:ticket.title==\"x\" x>e",
        &[],
        "  again:\n    choice: Again\n    next: parallel-gateway\n  \
         parallel-gateway:\n    parallel: Parallel gateway\n    next:\n      - user-task\n      - user-task-2\n  \
         user-task:\n    user-task: User task\n    dialogs:\n      - name: User task\n        submit: Done\n    next: both\n  \
         user-task-2:\n    user-task: User task 2\n    dialogs:\n      - name: User task 2\n        submit: Done\n    next: both\n  \
         both:\n    join: parallel-gateway\n    name: Both\n    next: exclusive-gateway\n  \
         exclusive-gateway:\n    choice: Exclusive gateway\n    next:\n      - when: \"ticket.title==\\\"x\\\"\"\n        to: again\n      - end-event\n  \
         end-event:\n    end: closed successful\n    name: End event\n",
    );
}

#[test]
fn what_says_nothing_is_left_out_with_a_note() {
    check(
        &format!(
            "<b:laneSet/>\n{START}<b:userTask id=\"t\" name=\"T\"><b:ioSpecification/><b:extensionElements><y xmlns=\"urn:y\"/></b:extensionElements></b:userTask>\
             \n<b:textAnnotation id=\"n\"/>\n<b:association sourceRef=\"t\" targetRef=\"n\"/>\n<b:textAnnotation/>"
        ),
        "s>t",
        &[
            "Added: the end behind \"T\"",
            "Left out: association (line 9)",
            "Left out: extensionElements of other tools (line 7)",
            "Left out: ioSpecification (line 7)",
            "Left out: laneSet (line 6)",
            "Left out: textAnnotation (lines 8, 10)",
        ],
        "  t:\n    user-task: T\n    dialogs:\n      - name: T\n        submit: Done\n    next: finished\n  \
         finished:\n    end: closed successful\n    name: Finished\n",
    );
}

#[test]
fn everything_that_has_no_counterpart_is_refused_at_once() {
    refuse(
        &format!(
            "{START}\n<b:subProcess id=\"u\" name=\"Sub\"><b:startEvent/></b:subProcess>\n<b:inclusiveGateway id=\"i\"/>\n\
             <b:userTask id=\"t\"><b:standardLoopCharacteristics/></b:userTask>\n\
             <b:intermediateThrowEvent id=\"h\"/><b:endEvent id=\"e\"><b:signalEventDefinition/></b:endEvent>\n\
             <b:scriptTask id=\"c\"/>\n<b:mystery/>"
        ),
        "s>u u>i i>t t>h h>c c>e",
        &[
            "7:1: `subProcess` \"Sub\" has no counterpart (help: use a process of its own, and a call activity)",
            "8:1: `inclusiveGateway` \"i\" has no counterpart (help: use a parallel gateway whose branches begin with an exclusive one)",
            "9:20: `standardLoopCharacteristics` of the userTask \"t\" has no counterpart (help: use a flow back, from an exclusive gateway)",
            "10:1: `intermediateThrowEvent` \"h\" has no counterpart (help: use a service task)",
            "10:54: `signalEventDefinition` of the endEvent \"e\" has no counterpart",
            "11:1: `scriptTask` \"c\" has no counterpart (help: use a service task: scripts are not carried out)",
            "12:1: `mystery` has no counterpart",
        ],
    );
}

#[test]
fn conditions_must_be_cel_over_names_that_there_are() {
    let elements = format!(
        "{START}<b:userTask id=\"t\"/><b:exclusiveGateway id=\"x\" default=\"f3\"/>{END}<b:endEvent id=\"o\"/>"
    );
    refuse(
        &elements,
        "s>t t>x x>e:amount>3 x>o",
        &[
            "9:53: P0014: there is no field `amount` (help: possible here: `ticket.number`, `ticket.title`, `ticket.state`, `ticket.queue`, \
           `ticket.priority`, `ticket.customer_id`, `ticket.customer_user`, `error.code`, `error.message`, `ticket.owner`, `ticket.type`, \
           `submitter`, `today`)",
        ],
    );
    refuse(
        &elements,
        "s>t t>x x>e:${ok} x>o",
        &["9:53: P0014: this is not a condition: `$` means nothing here"],
    );
    refuse(
        &elements,
        "s>t t>x x>e x>o",
        &["9:1: the flow \"f2\" has no condition, and is not the gateway's default"],
    );
}

#[test]
fn flows_must_say_what_they_do() {
    refuse(
        &format!("{START}<b:userTask id=\"t\"/><b:userTask id=\"o\"/>{END}"),
        "s>t t>e t>o o>e",
        &["6:23: 2 flows leave the userTask \"t\" at once: put a gateway behind it"],
    );
    refuse(
        &format!("{START}<b:userTask id=\"t\"/>"),
        "s>t t>nowhere",
        &["8:1: the flow's targetRef `nowhere` is no element of the process"],
    );
    refuse("<b:userTask id=\"t\"/>", "", &["5:1: the process has no start event"]);
    refuse(
        &format!("{START}{START}<b:userTask id=\"t\"/>{END}"),
        "s>t t>e",
        &[
            "6:23: the id `s` is given twice",
            "6:23: this is a second start event; a process can have one",
        ],
    );
}

#[test]
fn gateways_that_gather_or_split_wrongly_are_refused() {
    let gateways = "<b:parallelGateway id=\"p1\"/><b:userTask id=\"a\"/><b:userTask id=\"c\"/>";
    refuse(
        &format!("{START}{gateways}{END}<b:endEvent id=\"e2\" name=\"Two\"/>"),
        "s>p1 p1>a p1>c a>e c>e2",
        &[
            "6:91: a branch ends at the endEvent \"e\" and the others go on: an end here ends the whole process",
            "6:111: a branch ends at the endEvent \"Two\" and the others go on: an end here ends the whole process",
        ],
    );
    refuse(
        &format!(
            "{START}<b:exclusiveGateway id=\"p1\"/><b:userTask id=\"a\"/><b:userTask id=\"c\"/><b:parallelGateway id=\"j\"/>{END}"
        ),
        "s>p1 p1>a:ticket.title==\"\" p1>c a>j c>j j>e",
        &["6:92: no parallel gateway splits into exactly the branches that this one gathers"],
    );
}

#[test]
fn files_that_are_no_bpmn_are_refused_where_they_begin_to_be_none() {
    let refuse = |bytes: &[u8], expected: &str| {
        let faults = bpmn::import(bytes).expect_err("refused");
        assert_eq!(lines(&faults), expected);
    };
    refuse(b"", "1:1: the file has no element");
    refuse(b"<a/>", "1:1: this is `a`, not the `definitions` of BPMN 2.0");
    refuse(
        b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "1:1: a document type definition is not read here: take it out",
    );
    refuse(b"<a>\n &e;</a>", "2:2: there is no entity `e`");
    refuse(
        b"<a>\n<b></a>",
        "2:4: this is not well-formed XML: ill-formed document: expected `</b>`, but `</a>` was found",
    );
    refuse(b"<a><b>", "1:4: `b` has no end tag");
    refuse(b"<x:a/>", "1:1: the prefix `x` is not declared");
    refuse(b"<a b='1' b='2'/>", "1:1: the attribute `b` is given twice");
    refuse(
        b"<a>&#0;</a>",
        "1:4: invalid character reference: 0x0 character is not permitted in XML",
    );
    refuse(b"<a>&#1;</a>", "1:4: this text holds a character that XML cannot write");
    refuse(b"\xff\xfe<", "1:1: the file is not text in the encoding UTF-16LE");
    refuse(
        b"<?xml version='1.0' encoding='x-none'?><a/>",
        "1:1: the encoding `x-none` is not known",
    );
    refuse(b"<a>\xe4</a>", "1:1: the file is not text in the encoding UTF-8");
    refuse("<a>".repeat(200).as_bytes(), "1:301: the nesting is too deep here");
    refuse(
        &vec![b' '; 10 * 1024 * 1024 + 1],
        "1:1: the file has 10485761 bytes; at most 10485760 are possible",
    );
}

/// Parallel gateways in each other, and gateways that lead everywhere: as many as there may be.
#[test]
fn the_largest_tangles_are_refused_soon() {
    let gateways = |count: usize| -> String {
        let gateways = (0..count).map(|n| format!("<b:parallelGateway id=\"g{n}\"/>"));
        gateways.collect::<Vec<_>>().join("\n")
    };
    let nested: Vec<String> = (0..498)
        .flat_map(|n| {
            let twin = 995 - n;
            let way = |to: usize| format!("g{n}>g{to}");
            [way(n + 1), way(twin), format!("g{}>g{twin}", twin - 1)]
        })
        .collect();
    let tangle: Vec<String> = (0..990)
        .flat_map(|n| [1, 7, 31].map(|step| format!("g{n}>g{}", (n * step + step) % 990)))
        .collect();
    for (count, flows) in [(996, nested), (990, tangle)] {
        let xml = file(&body(
            &format!("{START}{}{END}", gateways(count)),
            &format!("s>g0 {}", flows.join(" ")),
        ));
        let faults = bpmn::import(xml.as_bytes()).unwrap_err();
        assert!(!faults.is_empty());
    }
    let xml = file(&body(&gateways(1001), ""));
    let faults = bpmn::import(xml.as_bytes()).unwrap_err();
    assert!(lines(&faults).contains("there are 1001 flow nodes; at most 1000 are possible"));
}

#[test]
fn other_encodings_are_read() {
    let xml =
        file(&body(&format!("{START}<b:userTask id=\"t\" name=\"Pr\u{fc}fen\"/>{END}"), "s>t t>e"));
    let latin: Vec<u8> = xml
        .replace("version=\"1.0\"", "version=\"1.0\" encoding=\"ISO-8859-1\"")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert!(bpmn::import(&latin).unwrap().contains("user-task: Pr\u{fc}fen"));
}
