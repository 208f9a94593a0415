//! Two browsers submit the same form of the same ticket at the same moment: one wins, the other is told.

use engine::ticket::TicketState;
use server::sample;

use crate::portal::{CREATE, fill, register};
use crate::support::Server;
use crate::visitor::{Page, Visitor};

/// How often it is tried; enough for each browser to win often.
const ROUNDS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_submissions_at_the_same_moment_one_is_accepted() {
    let server = Server::start().await;
    let mut left = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let mut right = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let mut people = server.customer_users().await.len();
    let mut wins = [0, 0];
    for round in 0..ROUNDS {
        // The ticket waits for another login; both browsers show its form.
        let path = register(&mut left, "otto").await.path;
        let logins = [format!("left{round}"), format!("right{round}")];
        let forms = [
            fill(left.get(&path).await.form(CREATE), &logins[0]),
            fill(right.get(&path).await.form(CREATE), &logins[1]),
        ];
        let [first, second] = forms;
        let pages: [Page; 2] = tokio::join!(left.submit(first), right.submit(second)).into();
        let statuses = [pages[0].first_status, pages[1].first_status];
        let winner = match statuses {
            [303, 409] => 0,
            [409, 303] => 1,
            other => panic!("round {round}: {other:?}"),
        };
        wins[winner] += 1;
        check_winner(&pages[winner], &path, &logins[winner]);
        check_loser(&pages[1 - winner], &logins);

        // Ticket, its fields and the customer users agree.
        let id = server.tickets().await.pop().unwrap();
        assert_eq!(path, format!("/portal/tickets/{id}"));
        let ticket = server.ticket_of(id).await;
        assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful);
        assert_eq!(ticket.state.version, 4, "two submissions with their answers");
        assert_eq!(server.field(id, "UserLogin").await, logins[winner]);
        assert_eq!(server.field(id, "RequestResponse").await, "ok");
        assert!(server.customer_user(&logins[winner]).await.is_some());
        assert_eq!(server.customer_user(&logins[1 - winner]).await, None);
        people += 1;
    }
    assert_eq!(server.customer_users().await.len(), people);
    assert_eq!(server.tickets().await.len(), ROUNDS);
    println!("the browsers won {wins:?} rounds");
    server.finish().await;
}

fn check_winner(page: &Page, path: &str, login: &str) {
    assert_eq!((page.status, page.path.as_str()), (200, path));
    assert!(page.section("What was given").contains(&format!("User login {login}")));
}

fn check_loser(page: &Page, [left, right]: &[String; 2]) {
    let alert = page.text(".message-wait[role=alert]");
    assert!(alert.contains("This request has changed while you were typing"), "{alert}");
    assert!(alert.contains("The step that you filled in is not possible any more."), "{alert}");
    let said = |mine: &str, others: &str| {
        alert.contains(&format!("You typed for User login: “{mine}”"))
            && alert.contains(&format!("User login is now “{others}”."))
    };
    assert!(said(left, right) || said(right, left), "{alert}");
    assert!(alert.contains("“Create the customer user” done"), "{alert}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_new_tickets_for_one_login_one_creates_it() {
    let server = Server::start().await;
    let mut visitors = Vec::new();
    for _ in 0..4 {
        visitors.push(Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await);
    }
    let [a, b, c, d] = &mut visitors[..] else { panic!("four") };
    for round in 0..10 {
        let login = format!("nina{round}");
        let pages: [Page; 4] = tokio::join!(
            register(a, &login),
            register(b, &login),
            register(c, &login),
            register(d, &login)
        )
        .into();
        let closed = |page: &&Page| page.text(".head .badge") == "closed successful";
        assert_eq!(pages.iter().filter(closed).count(), 1);
        let sentence = format!("The login {login} is taken. Please choose another one.");
        for page in pages.iter().filter(|page| !closed(page)) {
            assert_eq!(page.fault_beside("UserLogin").as_ref(), Some(&sentence));
        }
    }
    assert_eq!(server.customer_users().await.len(), 5 + 10);
    assert_eq!(server.mails().await.len(), 10);
    server.finish().await;
}
