//! The mails of a step: to whom they go, and the links that they carry.

use engine::action::Recipient;
use engine::customer::Validity;
use engine::field::FieldKind;
use engine::process::FieldIdx;
use engine::state::State;

use super::{Commit, CommitRefusal};
use crate::store::{Failed, StoreError, Tx, agent, customer_user, group, mail};

impl Commit {
    /// Puts a mail for each recipient into the outbox.
    pub(super) async fn mail(
        &self,
        tx: &Tx<'_>,
        state: &State,
        to: &Recipient,
        subject: &str,
        body: &str,
    ) -> Result<(), Failed<CommitRefusal>> {
        let (addresses, are_agents) = self.addresses(tx, state, to).await?;
        let body = if are_agents {
            let link = self.setting.base_url.join(&format!("admin/tickets/{}", self.ticket.0));
            link.map_or_else(|_no_link| body.to_owned(), |link| format!("{body}\n{link}\n"))
        } else {
            body.to_owned()
        };
        for address in addresses {
            mail::insert(tx, &address, subject, &body, self.now).await?;
        }
        Ok(())
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
