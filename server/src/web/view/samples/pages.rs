//! The samples themselves. Titles hold what an attacker would type.

use askama::Template;
use engine::customer::Validity;
use engine::ticket::TicketState;

use crate::web::view::admin::{
    ActivityLine, BodyPart, CancelForm, DashboardPage, FailureBox, FailureTally, FieldDeclaration,
    FieldLine, Group, InvocationBox, MailBox, OutboxPage, ProcessCard, ProcessPage, ProcessesPage,
    RecordFormPage, RecordLine, RecordPage, RecordsPage, Related, Tally, TicketsPage, VersionLine,
};
use crate::web::view::chrome::{Chrome, Part, Person};
use crate::web::view::dialog::DialogForm;
use crate::web::view::history::{HistoryItem, Timeline};
use crate::web::view::input::{Input, InputKind, Summary};
use crate::web::view::moment::Moment;
use crate::web::view::next::{Message, Next, NextStep};
use crate::web::view::portal::{BegunRequests, CompanyRequests, HomePage, StartPage, TicketPage};
use crate::web::view::progress::{Place, Progress, ProgressStep};
use crate::web::view::public::{LoginPage, MessagePage, SendMessagePage, SetPasswordPage};
use crate::web::view::ticket::{FailureLine, RequestItem, Requests, TicketLine, TicketTable};
use crate::web::view::{Badge, Card, Fact, Link, Tone, admin};

type Pages = Vec<(&'static str, String)>;

const HOSTILE: &str = "<script>alert('x')</script>";
const HOSTILE_FILE: &str = "<script>alert('x')<script>.pdf";

fn at(minute: u8) -> Moment {
    Moment::new(format!("2026-11-20T11:{minute:02}:00Z").parse().unwrap())
}

fn anna() -> Chrome {
    Chrome::portal(Person { name: "Anna Bauer".into(), belongs_to: "ACME Logistics GmbH".into() })
}

fn agent(part: Part) -> Chrome {
    Chrome::admin(
        Person { name: "Rosa Admin".into(), belongs_to: "Agent".into() },
        part,
        true,
        true,
    )
}

fn password(name: &str, label: &str) -> Input {
    Input::new(name, label, InputKind::Password).required().autocomplete("new-password")
}

fn page(page: &impl Template) -> String {
    page.render().unwrap()
}

pub(super) fn public() -> Pages {
    let login = |fault: Option<&str>, notice: Option<&str>| {
        page(&LoginPage {
            chrome: Chrome::default(),
            inputs: vec![
                Input::text("login", "Login", 191)
                    .required()
                    .autocomplete("username")
                    .holding("anna"),
                Input::new("password", "Password", InputKind::Password)
                    .required()
                    .autocomplete("current-password"),
            ],
            next: "/portal".into(),
            fault: fault.map(str::to_owned),
            notice: notice.map(str::to_owned),
        })
    };
    let mut first = password("password", "New password")
        .hint("At least 10 characters. A few words in a row are a good choice.");
    first.fault = Some("This is too short: 4 characters, at least 10 are needed.".into());
    let inputs = vec![first, password("again", "The same again")];
    vec![
        ("login", login(None, Some("Your password has been set. You can sign in with it now."))),
        ("login-failed", login(Some("Login and password do not match."), None)),
        (
            "set-password",
            page(&SetPasswordPage {
                chrome: Chrome::default(),
                action: "/set-password/abc".into(),
                login: "anna".into(),
                summary: Summary::of(&inputs, &[]),
                inputs,
            }),
        ),
        (
            "send-message",
            page(&SendMessagePage {
                chrome: Chrome::default(),
                action: "/messages/abc".into(),
                heading: "Confirm your address".into(),
                process: "Newsletter".into(),
                title: HOSTILE.into(),
                number: "2026112010000017".into(),
            }),
        ),
        (
            "error",
            page(&MessagePage {
                chrome: Chrome::default(),
                heading: "Something went wrong on our side".into(),
                sentence: "It was not your fault, and it has been noted. Please try again later."
                    .into(),
                reference: Some("4f1c09ab".into()),
                way_on: Link::new("/", "Go to the start page"),
            }),
        ),
    ]
}

fn request(title: &str, state: TicketState, who: Option<&str>) -> RequestItem {
    RequestItem {
        href: "/portal/tickets/17".into(),
        title: title.into(),
        number: "2026112010000017".into(),
        process: "Customer user self-administration".into(),
        who: who.map(str::to_owned),
        state: Badge::state(state),
        changed: at(13),
    }
}

fn validity_options() -> Vec<(String, String)> {
    Validity::ALL
        .into_iter()
        .map(|validity| (validity.id().to_string(), validity.name().to_owned()))
        .collect()
}

fn dialog(faulty: bool) -> DialogForm {
    let mut deputy = Input::text("Deputy", "Deputy", 191).required();
    deputy.suggestions = vec![("otto".into(), HOSTILE.into())];
    let mut inputs = vec![
        Input::text("UserFirstname", "First name", 100).required().holding("Ben"),
        Input::text("UserLastname", "Last name", 100).required().holding(HOSTILE),
        Input::text("UserLogin", "User login", 191)
            .required()
            .hint("Letters, digits and ._@+-")
            .holding("ben"),
        Input::new("UserEmail", "Email", InputKind::Email).required().holding("ben@acme.example"),
        Input::new(
            "ValidState",
            "User valid",
            InputKind::Dropdown { options: validity_options(), empty: None },
        )
        .required()
        .holding("1"),
        Input::new(
            "Rooms",
            "Rooms",
            InputKind::Multiselect {
                options: vec![("n".into(), "North wing".into()), ("s".into(), "South wing".into())],
            },
        )
        .hint("Where the person works."),
        Input::new("Key", "The person needs a key", InputKind::Checkbox),
        Input::new("From", "First day", InputKind::Date).holding("2026-12-01"),
        Input::new("Desk", "Number of the desk", InputKind::Integer),
        Input::new("Comment", "Comment", InputKind::Textarea)
            .hint("For whoever looks after the request."),
        Input::new(
            "Company",
            "Company",
            InputKind::ReadOnly { text: "ACME Logistics GmbH".into(), href: None },
        ),
        Input::new("Cv", "Curriculum vitae", InputKind::File)
            .holding(format!("{} 23000 {HOSTILE_FILE}", "0".repeat(64))),
        deputy,
    ];
    if faulty {
        inputs[2].fault = Some("The login ben is taken. Please choose another one.".into());
        inputs[5].fault = Some("Please choose one of the options.".into());
    }
    DialogForm {
        action: "/portal/tickets/17/submit".into(),
        heading: "New customer user".into(),
        description: "The person gets a mail with a link to choose a password.".into(),
        activity: "request".into(),
        dialog: 0,
        seen: Some(3),
        summary: Summary::of(&inputs, &[]),
        inputs,
        submit: "Create customer user".into(),
        back: Some(Link::new("/portal", "Not now")),
    }
}

fn progress(places: &[Place]) -> Progress {
    let labels =
        ["Enter the new customer user", "Create the customer user", "Customer user maintenance"];
    Progress {
        steps: labels
            .into_iter()
            .zip(places)
            .map(|(label, &place)| ProgressStep { label: label.into(), place })
            .collect(),
    }
}

fn item(tone: Tone, heading: &str, who: &str, body: &str, notes: &[&str]) -> HistoryItem {
    HistoryItem {
        tone,
        heading: heading.into(),
        mark: None,
        who: who.into(),
        at: at(14),
        body: body.into(),
        notes: notes.iter().map(|&note| note.to_owned()).collect(),
    }
}

fn history() -> Timeline {
    Timeline {
        items: vec![
            HistoryItem {
                mark: Some(Badge::state(TicketState::Open)),
                ..item(
                    Tone::Neutral,
                    "Customer user self-administration",
                    "",
                    "The login ben is taken. Please choose another one.",
                    &[],
                )
            },
            item(Tone::Bad, "“Create the customer user” could not be done", "", "", &[]),
            item(Tone::Calm, "Request begun", "by you", "", &[]),
        ],
    }
}

const MAP: &str = r#"<svg viewBox="0 0 240 120" role="presentation"><rect x="20" y="20" width="200" height="36" rx="8" fill="none" stroke="currentColor"></rect><text x="120" y="43" text-anchor="middle" fill="currentColor">Enter the new user</text></svg>"#;

fn ticket(
    conflict: bool,
    steps: Vec<NextStep>,
    notice: Option<Message>,
    state: TicketState,
    places: &[Place],
) -> String {
    let waits = vec![
        "Waiting until 1 December 2026: The last day.".into(),
        "“Approve”: It closes by itself on 3 December 2026.".into(),
    ];
    let waits = if state.is_closed() { Vec::new() } else { waits };
    page(&TicketPage {
        chrome: anna(),
        heading: "New customer user ben".into(),
        number: "2026112010000017".into(),
        process: "Customer user self-administration".into(),
        state: Badge::state(state),
        created: at(13),
        next: Next {
            conflict: conflict.then(|| {
                vec![
                    "“New customer user” sent by you, 20 Nov 2026, 11:14 UTC".into(),
                    "User login is now “ben2”.".into(),
                ]
            }),
            notice,
            waits,
            steps,
        },
        facts: vec![
            Fact::new("First name", "Ben"),
            Fact::new("Last name", HOSTILE),
            Fact::linked("Curriculum vitae", HOSTILE_FILE, "/portal/tickets/17/attachments/Cv"),
        ],
        parent: Some(Link::new("/portal/tickets/16", HOSTILE)),
        begun: BegunRequests {
            requests: Requests { items: vec![request("Desk", TicketState::Open, None)] },
            is_all: false,
        },
        history: history(),
        progress: progress(places),
        map: Some(MAP.into()),
    })
}

pub(super) fn portal() -> Pages {
    let cards = vec![
        Card {
            href: "/portal/start/customer-user-registration".into(),
            title: "Add a colleague".into(),
            description:
                "Create a customer user of your company. The person gets an invitation by mail."
                    .into(),
        },
        Card {
            href: "/portal/start/office-move".into(),
            title: "Move to another office".into(),
            description: HOSTILE.into(),
        },
        Card {
            href: "/portal/start/x".into(),
            title: "Report a lost key".into(),
            description: String::new(),
        },
    ];
    let home = page(&HomePage {
        chrome: anna(),
        startable: cards.clone(),
        open: Requests {
            items: vec![
                request("New customer user ben", TicketState::Open, None),
                request(HOSTILE, TicketState::New, None),
            ],
        },
        closed: Requests {
            items: vec![
                request("New customer user carla", TicketState::ClosedSuccessful, None),
                request("New customer user dan", TicketState::ClosedUnsuccessful, None),
            ],
        },
        company: Some(CompanyRequests {
            name: "ACME Logistics GmbH".into(),
            requests: Requests {
                items: vec![request(
                    "New customer user eve",
                    TicketState::PendingReminder,
                    Some("begun by frank"),
                )],
            },
        }),
        more: Some(Link::new("/portal?before=4", "Older requests")),
    });
    let empty = page(&HomePage {
        chrome: anna(),
        startable: vec![],
        open: Requests::default(),
        closed: Requests::default(),
        company: None,
        more: None,
    });
    let start = page(&StartPage {
        chrome: anna(),
        heading: "Add a colleague".into(),
        description:
            "Create a customer user of your company. The person gets an invitation by mail.".into(),
        form: DialogForm {
            action: "/portal/start/customer-user-registration".into(),
            seen: None,
            ..dialog(false)
        },
        progress: progress(&[Place::Now, Place::Ahead, Place::Ahead]),
    });
    let failed = Message {
        tone: Tone::Bad,
        text: "Your request was closed. Please contact the administrator.".into(),
    };
    let good = Message { tone: Tone::Good, text: "Ben can sign in now.".into() };
    let now = [Place::Now, Place::Ahead, Place::Ahead];
    let other = DialogForm { activity: "equip".into(), ..dialog(true) };
    let both = vec![NextStep::Form(dialog(true).apart()), NextStep::Form(other.apart())];
    let end = [Place::Done, Place::Done, Place::Open];
    vec![
        ("portal-home", home),
        ("portal-home-empty", empty),
        ("portal-start", start),
        (
            "portal-ticket-faults",
            ticket(false, vec![NextStep::Form(dialog(true))], None, TicketState::Open, &now),
        ),
        ("portal-ticket-conflict", ticket(true, both, None, TicketState::Open, &now)),
        (
            "portal-ticket-choice",
            ticket(
                false,
                vec![NextStep::Choice(cards)],
                Some(good),
                TicketState::ClosedSuccessful,
                &end,
            ),
        ),
        (
            "portal-ticket-waiting",
            ticket(
                false,
                vec![],
                None,
                TicketState::Open,
                &[Place::Done, Place::UnderWay, Place::Ahead],
            ),
        ),
        (
            "portal-ticket-failed",
            ticket(
                false,
                vec![],
                Some(failed),
                TicketState::ClosedUnsuccessful,
                &[Place::Done, Place::Done, Place::Failed],
            ),
        ),
    ]
}

fn line(title: &str, state: TicketState, failure: Option<&str>) -> TicketLine {
    TicketLine {
        href: "/admin/tickets/17".into(),
        title: title.into(),
        number: "2026112010000017".into(),
        state: Badge::state(state),
        process: "Customer user self-administration".into(),
        activity: "Customer user maintenance".into(),
        customer: "ACME".into(),
        customer_user: "anna".into(),
        failure: failure
            .map(|code| FailureLine { code: code.into(), message: "The login is taken.".into() }),
        changed: at(15),
    }
}

fn lines() -> TicketTable {
    TicketTable {
        rows: vec![
            line("New customer user ben", TicketState::Open, None),
            line(HOSTILE, TicketState::ClosedUnsuccessful, Some("CustomerUser.LoginExists")),
            line("New customer user carla", TicketState::ClosedSuccessful, None),
        ],
    }
}

fn state_options() -> Vec<(String, String)> {
    TicketState::ALL
        .into_iter()
        .map(|state| (state.name().to_owned(), state.name().to_owned()))
        .collect()
}

pub(super) fn admin() -> Pages {
    let mut pages = lists();
    pages.extend(records());
    pages.push(("admin-ticket", ticket_page()));
    pages.push(("admin-processes", processes()));
    pages.push(("admin-process", process()));
    pages.push((
        "demo-outbox",
        page(&OutboxPage {
            chrome: agent(Part::Outbox),
            mails: vec![MailBox {
                to: "ben@acme.example".into(),
                subject: "Your access to Usher".into(),
                at: at(16),
                body: BodyPart::parse("Hello Ben,\n\nplease choose your password:\nhttp://127.0.0.1:8080/set-password/abc\n\n<script>"),
            }],
        }),
    ));
    pages
}

fn lists() -> Pages {
    let dashboard = page(&DashboardPage {
        chrome: agent(Part::Dashboard),
        tallies: TicketState::ALL
            .into_iter()
            .zip([3, 12, 0, 148, 9])
            .map(|(state, count)| Tally {
                label: state.name().into(),
                count,
                href: "/admin/tickets?state=open".into(),
                tone: Badge::state(state).tone,
            })
            .collect(),
        failures: vec![
            FailureTally {
                code: "CustomerUser.LoginExists".into(),
                message: "The login ben is taken.".into(),
                count: 6,
                href: "/admin/tickets?reason=CustomerUser.LoginExists".into(),
            },
            FailureTally {
                code: "undelivered".into(),
                message: HOSTILE.into(),
                count: 3,
                href: "/admin/tickets?reason=undelivered".into(),
            },
        ],
        recent: lines(),
    });
    let filters = vec![
        Input::new(
            "state",
            "State",
            InputKind::Dropdown { options: state_options(), empty: Some("All".into()) },
        ),
        Input::new(
            "outcome",
            "Outcome",
            InputKind::Dropdown {
                options: vec![("failed".into(), "failed".into())],
                empty: Some("All".into()),
            },
        ),
        Input::text("reason", "Reason code", 100),
        Input::new(
            "process",
            "Process",
            InputKind::Dropdown { options: vec![], empty: Some("All".into()) },
        ),
        Input::text("customer", "Customer", 150),
        Input::text("field", "Field name", 100),
        Input::text("value", "Field value", 250),
        Input::new("text", "Text", InputKind::Search),
    ];
    let tickets = page(&TicketsPage {
        chrome: agent(Part::Tickets),
        filters: filters.clone(),
        filtered: true,
        summary: None,
        tickets: lines(),
        older: Some("/admin/tickets?before=3".into()),
    });
    let no_tickets = page(&TicketsPage {
        chrome: agent(Part::Tickets),
        filters,
        filtered: false,
        summary: None,
        tickets: TicketTable::default(),
        older: None,
    });
    let customer_users = page(&RecordsPage {
        chrome: agent(Part::CustomerUsers),
        heading: "Customer users".into(),
        action: "/admin/customer-users".into(),
        search: Input::new("text", "Name, login, email or customer", InputKind::Search),
        add: Link::new("/admin/new-customer-user", "Add customer user"),
        done: Some("The customer user ben has been created.".into()),
        columns: vec!["Login", "Name", "Email", "Customer", "Validity"],
        rows: vec![
            RecordLine {
                href: "/admin/customer-users/anna".into(),
                name: "anna".into(),
                cells: vec!["Anna Bauer".into(), "anna@acme.example".into(), "ACME".into()],
                validity: Badge::validity(Validity::Valid),
            },
            RecordLine {
                href: "/admin/customer-users/ben".into(),
                name: "ben".into(),
                cells: vec![HOSTILE.into(), "ben@acme.example".into(), "ACME".into()],
                validity: Badge::validity(Validity::InvalidTemporarily),
            },
        ],
        more: Some("/admin/customer-users?after=ben".into()),
    });
    vec![
        ("admin-dashboard", dashboard),
        ("admin-tickets", tickets),
        ("admin-tickets-empty", no_tickets),
        ("admin-customer-users", customer_users),
    ]
}

fn records() -> Pages {
    let record = page(&RecordPage {
        chrome: agent(Part::CustomerUsers),
        up: Link::new("/admin/customer-users", "Customer users"),
        heading: "Anna Bauer".into(),
        subheading: "anna · anna@acme.example".into(),
        validity: Badge::validity(Validity::Valid),
        edit: Some(Link::new("/admin/customer-users/anna/edit", "Edit customer user")),
        done: None,
        facts: vec![
            Fact::linked("Customer", "ACME Logistics GmbH", "/admin/customers/ACME"),
            Fact::new("Phone", "+49 30 123456"),
            Fact::new("Comment", HOSTILE),
        ],
        tickets: lines(),
        all_tickets: "/admin/tickets?customer-user=anna".into(),
        related: Related {
            heading: "Effective groups".into(),
            empty: "In no group.".into(),
            items: vec![
                Fact::new("customer-admins", "of the customer"),
                Fact::new("users", "of every customer user"),
            ],
            add: None,
        },
    });
    let mut login = Input::text("login", "Login", 191).required();
    login.fault = Some("Please fill in this field.".into());
    let groups = vec![
        Group {
            legend: "Person".into(),
            inputs: vec![
                Input::text("first_name", "First name", 100).required().holding("Ben"),
                Input::text("last_name", "Last name", 100).required().holding(HOSTILE),
            ],
        },
        Group { legend: "Access".into(), inputs: vec![login] },
    ];
    let form = page(&RecordFormPage {
        chrome: agent(Part::CustomerUsers),
        up: Link::new("/admin/customer-users", "Customer users"),
        heading: "Add customer user".into(),
        description: "The person gets a mail with a link to choose a password.".into(),
        action: "/admin/new-customer-user".into(),
        version: Some(3),
        conflict: Some("Please check what is stored now, and save again.".into()),
        summary: Summary::of(groups.iter().flat_map(|group| &group.inputs), &[]),
        groups,
        submit: "Create".into(),
    });
    vec![("admin-customer-user", record), ("admin-customer-user-form", form)]
}

fn ticket_page() -> String {
    page(&admin::TicketPage {
        chrome: agent(Part::Tickets),
        heading: "New customer user ben".into(),
        number: "2026112010000017".into(),
        process: "Customer user self-administration".into(),
        state: Badge::state(TicketState::ClosedUnsuccessful),
        failure: Some(FailureBox {
            heading: "Why it failed",
            code: "undelivered".into(),
            message: "no answer after 5 attempts: the connection was refused".into(),
            activity: "create".into(),
        }),
        next: Next {
            conflict: None,
            notice: None,
            steps: vec![NextStep::Form(dialog(false))],
            waits: vec![],
        },
        waits: vec!["Waiting until 1 Dec 2026, 09:00 UTC: The last day.".into()],
        begun: lines(),
        attributes: vec![
            Fact::new("Queue", "Registrations"),
            Fact::new("Priority", "3 normal"),
            Fact::linked("Customer", "ACME", "/admin/customers/ACME"),
            Fact::linked("Customer user", "anna", "/admin/customer-users/anna"),
            Fact::new("Created", "20 Nov 2026, 11:13 UTC"),
        ],
        fields: vec![
            FieldLine {
                name: "UserLogin".into(),
                label: "User login".into(),
                value: "ben".into(),
                href: None,
            },
            FieldLine {
                name: "UserLastname".into(),
                label: "Last name".into(),
                value: HOSTILE.into(),
                href: Some("/admin/tickets/17/attachments/UserLastname".into()),
            },
            FieldLine {
                name: "RequestResponse".into(),
                label: "Request response".into(),
                value: String::new(),
                href: None,
            },
        ],
        articles: Timeline {
            items: vec![HistoryItem {
                mark: Some(Badge::new(Tone::Wait, "internal")),
                ..item(
                    Tone::Wait,
                    "Failure",
                    "by the system",
                    "The user directory could not be reached.",
                    &[],
                )
            }],
        },
        invocations: vec![InvocationBox {
            invoker: "CustomerUserAdd".into(),
            status: Badge::new(Tone::Bad, "undelivered"),
            facts: vec![("Attempts".into(), "5".into()), ("Duration".into(), "1 204 ms".into())],
            documents: vec![
                ("Request document".into(), "<RootElement>\n  <Ticket/>\n</RootElement>".into()),
                ("Mapped request".into(), "{}".into()),
            ],
        }],
        journal: Timeline {
            items: vec![
                item(
                    Tone::Calm,
                    "1. Started with “New customer user”",
                    "by customer user anna of ACME",
                    "",
                    &[
                        "Entered request as entry 1",
                        "UserLogin filled in: “ben”",
                        "Took the flow from request to create",
                    ],
                ),
                item(
                    Tone::Bad,
                    "2. Invocation 2 of create undelivered after 5 attempts",
                    "",
                    "the connection was refused",
                    &[
                        "Took the error path undelivered from create to failed",
                        "State set to closed unsuccessful",
                    ],
                ),
            ],
        },
        progress: progress(&[Place::Done, Place::Done, Place::Failed]),
        map: Some(MAP.into()),
        cancel: Some(CancelForm {
            action: "/admin/tickets/17/cancel".into(),
            reason: Input::new("reason", "Reason", InputKind::Textarea).required(),
        }),
    })
}

fn processes() -> String {
    page(&ProcessesPage {
        chrome: agent(Part::Processes),
        processes: vec![ProcessCard {
            href: "/admin/processes/customer-user-registration".into(),
            title: "Customer user self-administration".into(),
            description: "Lets customer users register their colleagues.".into(),
            name: "customer-user-registration".into(),
            version: "4f1c09ab12cd".into(),
            activity_count: 7,
        }],
    })
}

fn process() -> String {
    page(&ProcessPage {
        chrome: agent(Part::Processes),
        heading: "Customer user self-administration".into(),
        description: "Lets customer users register their colleagues.".into(),
        name: "customer-user-registration".into(),
        version: "4f1c09ab12cd".into(),
        tickets: "/admin/tickets?process=customer-user-registration".into(),
        map: Some(MAP.into()),
        versions: vec![
            VersionLine {
                hash: "4f1c09ab12cd".into(),
                is_current: true,
                deployed: at(15),
                open_count: 1,
                changes: Some(vec![format!(
                    "field UserLogin, label was Login, and is now {HOSTILE}"
                )]),
            },
            VersionLine {
                hash: "000000000000".into(),
                is_current: false,
                deployed: at(13),
                open_count: 0,
                changes: None,
            },
        ],
        activities: vec![ActivityLine {
            name: "request".into(),
            label: "Enter the new customer user".into(),
            kind: "user-task",
            what: "Dialog New customer user".into(),
            href: Some("/admin/processes/other".into()),
            flows: vec!["create".into()],
        }],
        fields: vec![FieldDeclaration {
            name: "UserLogin".into(),
            label: HOSTILE.into(),
            kind: "text",
            default: String::new(),
        }],
    })
}
