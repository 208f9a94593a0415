//! The portal: the pages of customer users.

pub mod home;
pub mod start;
pub mod ticket;

use super::error::WebError;
use super::session::SignedIn;
use super::view::chrome::Chrome;
use super::{Web, store_failed};
use crate::store::customer;

/// The portal's surroundings, with the name of the person's customer.
async fn chrome(web: &Web, me: &SignedIn) -> Result<(Chrome, String), WebError> {
    let id = me.customer_id().unwrap_or_default();
    let customer = customer::get(web.app.store().read(), id)
        .await
        .map_err(store_failed("reading a customer"))?;
    let name = customer.map_or_else(|| id.to_owned(), |customer| customer.name);
    Ok((Chrome::portal(me.person(name.clone())), name))
}
