//! Everything that is stored, as text: what a refused request must leave as it was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use server::sample;
use server::store::customer::CustomerPage;
use server::store::customer_user::{CustomerUserFilter, CustomerUserPage};
use server::store::group::GroupFault;
use server::store::records::{CustomerUser, Mail, Person, PersonKind, StoredTicket, TicketId};
use server::store::{
    Command, Failed, Tx, article, customer, customer_user, group, invocation, job, journal, mail,
};

use crate::support::Server;

impl Server {
    /// Every customer, customer user, ticket with all that belongs to it, mail and job; not the
    /// sessions. Enough for a story's few records: lists have one page.
    pub(crate) async fn contents(&self) -> BTreeMap<String, String> {
        let reads = self.app.store().read();
        let mut contents = BTreeMap::new();
        let page = CustomerPage { after: None, limit: customer::PAGE_MAX };
        for record in customer::search(reads, "", true, &page).await.unwrap() {
            contents.insert(format!("customer {}", record.customer_id), format!("{record:?}"));
        }
        for record in self.customer_users().await {
            let groups = customer_user::groups_of(reads, &record.login).await.unwrap();
            contents.insert(
                format!("customer user {}", record.login),
                format!("{record:?} {groups:?}"),
            );
        }
        for id in self.tickets().await {
            let (ticket, _) = self.app.load(id).await.unwrap().unwrap();
            let journal = journal::list(reads, id, 0).await.unwrap();
            let articles = article::list(reads, id, false).await.unwrap();
            let invocations = invocation::list(reads, id).await.unwrap();
            contents.insert(
                format!("ticket {id}"),
                format!("{ticket:?} {journal:?} {articles:?} {invocations:?}"),
            );
        }
        contents.insert("mails".to_owned(), format!("{:?}", self.mails().await));
        let jobs = job::counts(reads, self.clock.now()).await.unwrap();
        contents.insert("jobs".to_owned(), format!("{jobs:?}"));
        contents
    }

    /// All customer users, in the order of their logins.
    pub(crate) async fn customer_users(&self) -> Vec<CustomerUser> {
        let filter = CustomerUserFilter { include_invalid: true, ..CustomerUserFilter::default() };
        let mut users: Vec<CustomerUser> = Vec::new();
        loop {
            let after = users.last().map(|user| user.login.clone());
            let page = CustomerUserPage { after, limit: customer_user::PAGE_MAX };
            let found =
                customer_user::search(self.app.store().read(), &filter, &page).await.unwrap();
            if found.is_empty() {
                return users;
            }
            users.extend(found);
        }
    }

    /// The customer user of that login.
    pub(crate) async fn customer_user(&self, login: &str) -> Option<CustomerUser> {
        customer_user::get(self.app.store().read(), login).await.unwrap()
    }

    /// The mails, newest first.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        mail::list(self.app.store().read(), mail::LIST_MAX).await.unwrap()
    }

    /// The only ticket.
    pub(crate) async fn ticket(&self) -> StoredTicket {
        let ids = self.tickets().await;
        assert_eq!(ids.len(), 1, "{ids:?}");
        self.ticket_of(ids[0]).await
    }

    /// A ticket.
    pub(crate) async fn ticket_of(&self, id: TicketId) -> StoredTicket {
        self.app.load(id).await.unwrap().unwrap().0
    }

    /// What the ticket's field holds, as text.
    pub(crate) async fn field(&self, id: TicketId, name: &str) -> String {
        let (ticket, process) = self.app.load(id).await.unwrap().unwrap();
        let value = ticket.state.value(process.field_idx(name).unwrap());
        value.map(engine::value::Value::to_text).unwrap_or_default()
    }

    /// Makes a customer user of the sample a customer administrator of his company.
    pub(crate) async fn make_customer_admin(&self, login: &str) {
        let command = Join { login: login.to_owned(), now: self.clock.now() };
        self.app.store().write(command).await.unwrap();
    }
}

struct Join {
    login: String,
    now: Timestamp,
}

impl Command for Join {
    type Output = ();
    type Refusal = GroupFault;

    async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<GroupFault>> {
        let person = Person { kind: PersonKind::CustomerUser, login: self.login };
        group::add_member(tx, sample::CUSTOMER_ADMINS, &person, self.now).await
    }
}
