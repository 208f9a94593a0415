//! A customer administrator registers a customer user.

use engine::ticket::TicketState;
use server::store::customer_user;

use crate::support::{Server, clara, registration};

const PROCESS: &str = "customer-user-registration";

#[tokio::test]
async fn a_registration_is_one_write_that_closes_the_ticket() {
    let server = Server::start().await;
    let id = server.app.start(&clara(), PROCESS, Some(registration("nina"))).await.unwrap();
    let (ticket, _) = server.app.load(id).await.unwrap().unwrap();
    assert_eq!(ticket.state.ticket.state, TicketState::ClosedSuccessful);
    assert_eq!(ticket.state.version, 2);
    let nina = customer_user::get(server.app.store().read(), "nina").await.unwrap().unwrap();
    assert_eq!(nina.customer_id, "ACME");
    assert_eq!(nina.created_by, "clara");
    server.finish().await;
}
