//! The mails of a step: to whom they go, and the links that they carry.

use engine::action::Recipient;
use engine::customer::Validity;
use engine::field::FieldKind;
use engine::process::FieldIdx;
use engine::state::State;

use super::{Commit, CommitRefusal};
use crate::store::message_token::MessageLink;
use crate::store::{Failed, StoreError, Tx, agent, customer_user, group, mail, message_token};

/// A mail as the step wants it.
pub(super) struct Mail<'m> {
    pub(super) to: &'m Recipient,
    pub(super) subject: &'m str,
    pub(super) body: &'m str,
    /// The message for which it carries a link.
    pub(super) link: Option<&'m str>,
}

impl Commit {
    /// Puts a mail for each recipient into the outbox. Each has a link of his own.
    pub(super) async fn mail(
        &self,
        tx: &Tx<'_>,
        state: &State,
        mail: &Mail<'_>,
    ) -> Result<(), Failed<CommitRefusal>> {
        let (addresses, are_agents) = self.addresses(tx, state, mail.to).await?;
        for address in addresses {
            let mut body = mail.body.to_owned();
            if let Some(message) = mail.link {
                let link = MessageLink { ticket: self.ticket, message: message.to_owned() };
                let token = message_token::create(tx, &link, self.now).await?;
                self.append_link(&mut body, &format!("messages/{}", token.expose()));
            }
            if are_agents {
                self.append_link(&mut body, &format!("admin/tickets/{}", self.ticket.0));
            }
            mail::insert(tx, &address, mail.subject, &body, self.now).await?;
        }
        Ok(())
    }

    fn append_link(&self, body: &mut String, path: &str) {
        if let Ok(link) = self.setting.base_url.join(path) {
            for text in ["\n", link.as_str(), "\n"] {
                body.push_str(text);
            }
        }
    }

    /// The addresses, and whether they are of agents who may see the ticket's page.
    async fn addresses(
        &self,
        tx: &Tx<'_>,
        state: &State,
        to: &Recipient,
    ) -> Result<(Vec<String>, bool), StoreError> {
        Ok(match to {
            Recipient::CustomerUser => {
                let user = customer_user::get(tx, &state.ticket.customer_user).await?;
                (user.map(|user| user.email).into_iter().collect(), false)
            }
            Recipient::Admins => (agent::admin_addresses(tx).await?, true),
            Recipient::Owner => {
                let owner = match &state.ticket.owner {
                    Some(login) => agent::get(tx, login).await?,
                    None => None,
                };
                match owner.filter(|owner| owner.validity == Validity::Valid) {
                    Some(owner) => (vec![owner.email], true),
                    // What nobody looks after must not go unread.
                    None => (agent::admin_addresses(tx).await?, true),
                }
            }
            Recipient::Group(name) => {
                (group::addresses(tx, name, &state.ticket.customer_id).await?, false)
            }
            Recipient::Field(field) => {
                (self.address_in(tx, state, *field).await?.into_iter().collect(), false)
            }
        })
    }

    /// The address that a field holds, or that of the customer user whom it names.
    async fn address_in(
        &self,
        tx: &Tx<'_>,
        state: &State,
        field: FieldIdx,
    ) -> Result<Option<String>, StoreError> {
        let Some(text) = state.value(field).map(engine::value::Value::to_text) else {
            return Ok(None);
        };
        if !matches!(self.process.field(field).kind, FieldKind::CustomerUser) {
            return Ok(Some(text));
        }
        let user = customer_user::get(tx, &text).await?;
        Ok(user.filter(|user| user.validity == Validity::Valid).map(|user| user.email))
    }
}
