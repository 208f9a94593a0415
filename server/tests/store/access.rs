//! Sessions, invitations, API tokens.

use engine::access::Actor;
use engine::customer::{Email, Validity};
use jiff::{SignedDuration, Timestamp};
use server::secret::Token;
use server::store::api_token::{ApiTokenFault, NewApiToken};
use server::store::customer_user::CustomerUserPatch;
use server::store::password_token::{self, PasswordTokenFault};
use server::store::session::{self, IDLE_MAX, LIFE_MAX, Touch};
use server::store::{Store, WriteError, api_token, customer_user, group};

use crate::support::{self, acme, act, add_user, now, store_with_acme, try_act, user};

fn after(duration: SignedDuration) -> Timestamp {
    now().checked_add(duration).unwrap()
}

async fn sign_in(store: &Store, login: &'static str) -> Token {
    act(store, move |tx| {
        Box::pin(
            async move { Ok(session::create(tx, &support::customer_user(login), now()).await?) },
        )
    })
    .await
}

async fn invite(
    store: &Store,
    login: &'static str,
) -> Result<Token, WriteError<PasswordTokenFault>> {
    try_act(store, move |tx| {
        Box::pin(async move { password_token::create(tx, login, now()).await })
    })
    .await
}

async fn change(store: &Store, login: &'static str, patch: CustomerUserPatch) {
    act(store, move |tx| {
        Box::pin(async move {
            customer_user::update(tx, login, &patch, "root", now()).await.unwrap();
            Ok(())
        })
    })
    .await;
}

async fn is_signed_in(store: &Store, token: &Token, at: Timestamp) -> bool {
    session::find(store.read(), token, at).await.unwrap().is_some()
}

#[tokio::test]
async fn a_session_knows_who_it_is_and_with_which_groups_now() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("Anna")).await.unwrap();
    let token = sign_in(&store, "anna").await;
    act(&store, |tx| {
        Box::pin(async move {
            group::ensure(tx, "customer-admins", "", now()).await.unwrap();
            group::add_member(tx, "customer-admins", &support::customer_user("anna"), now())
                .await
                .unwrap();
            Ok(())
        })
    })
    .await;
    let session = session::find(store.read(), &token, now()).await.unwrap().unwrap();
    assert_eq!(session.principal.full_name(), "Anna Berg");
    assert_eq!(
        session.principal.actor(),
        Actor::CustomerUser {
            login: "Anna".to_owned(),
            customer_id: "ACME".to_owned(),
            groups: vec!["customer-admins".to_owned()],
        }
    );
    assert!(!is_signed_in(&store, &Token::random().unwrap(), now()).await);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_at_last_however_busy() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    let token = sign_in(&store, "anna").await;
    assert!(is_signed_in(&store, &token, after(IDLE_MAX - SignedDuration::from_secs(1))).await);
    assert!(!is_signed_in(&store, &token, after(IDLE_MAX)).await);
    let mut at = now();
    while at < after(LIFE_MAX - SignedDuration::from_hours(1)) {
        at = at.checked_add(SignedDuration::from_hours(1)).unwrap();
        store.write(Touch { token_id: token.hash(), now: at }).await.unwrap();
    }
    assert!(is_signed_in(&store, &token, after(LIFE_MAX - SignedDuration::from_secs(1))).await);
    assert!(!is_signed_in(&store, &token, after(LIFE_MAX)).await);
    let swept = act(&store, |tx| {
        Box::pin(async move { Ok(session::delete_expired(tx, after(LIFE_MAX)).await?) })
    })
    .await;
    assert_eq!(swept, 1);
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    let token = sign_in(&store, "anna").await;
    let check = async |seconds: i64, expected: i64| {
        let at = after(SignedDuration::from_secs(seconds));
        store.write(Touch { token_id: token.hash(), now: at }).await.unwrap();
        let session = session::find(store.read(), &token, at).await.unwrap().unwrap();
        assert_eq!(session.last_seen, after(SignedDuration::from_secs(expected)));
        assert_eq!(session.wants_touch(at), seconds - expected >= 60);
    };
    check(59, 0).await;
    check(60, 60).await;
    check(119, 60).await;
}

#[tokio::test]
async fn who_is_not_valid_any_more_has_no_session_and_no_invitation() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    add_user(&store, user("ben")).await.unwrap();
    let (annas, bens) = (sign_in(&store, "anna").await, sign_in(&store, "ben").await);
    let invitation = invite(&store, "anna").await.unwrap();
    let validity =
        |validity| CustomerUserPatch { validity: Some(validity), ..CustomerUserPatch::default() };
    change(&store, "anna", validity(Validity::InvalidTemporarily)).await;
    assert!(!is_signed_in(&store, &annas, now()).await);
    assert!(is_signed_in(&store, &bens, now()).await);
    // Neither comes back with the validity.
    change(&store, "anna", validity(Validity::Valid)).await;
    assert!(!is_signed_in(&store, &annas, now()).await);
    assert!(password_token::peek(store.read(), &invitation, now()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_that_was_begun_for_an_invalid_person_opens_nothing() {
    let (_place, store) = store_with_acme().await;
    let mut invalid = user("anna");
    invalid.validity = Validity::Invalid;
    add_user(&store, invalid).await.unwrap();
    let token = sign_in(&store, "anna").await;
    assert!(!is_signed_in(&store, &token, now()).await);
    let nobodys = sign_in(&store, "nobody").await;
    assert!(!is_signed_in(&store, &nobodys, now()).await);
}

#[tokio::test]
async fn signing_out_ends_one_session() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    let (here, there) = (sign_in(&store, "anna").await, sign_in(&store, "anna").await);
    let id = here.hash();
    act(&store, move |tx| Box::pin(async move { Ok(session::delete(tx, &id).await?) })).await;
    assert!(!is_signed_in(&store, &here, now()).await);
    assert!(is_signed_in(&store, &there, now()).await);
}

#[tokio::test]
async fn an_invitation_is_used_once_and_in_time() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    assert_eq!(
        invite(&store, "nobody").await,
        Err(WriteError::Refused(PasswordTokenFault::NoSuchUser))
    );
    let consume = async |token: &Token, at: Timestamp| {
        let token = token.clone();
        let consumed = try_act(&store, move |tx| {
            Box::pin(async move { password_token::consume(tx, &token, at).await })
        })
        .await;
        consumed.map(|user| user.login)
    };
    let not_valid = || Err(WriteError::Refused(PasswordTokenFault::NotValid));
    let late = invite(&store, "anna").await.unwrap();
    assert_eq!(consume(&late, after(password_token::LIFE)).await, not_valid());
    assert_eq!(consume(&Token::random().unwrap(), now()).await, not_valid());
    let token = invite(&store, "anna").await.unwrap();
    assert!(password_token::peek(store.read(), &token, now()).await.unwrap().is_some());
    assert_eq!(consume(&token, now()).await, Ok("anna".to_owned()));
    assert_eq!(consume(&token, now()).await, not_valid());
    assert!(password_token::peek(store.read(), &token, now()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_invitation_to_the_old_address_is_void() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    let token = invite(&store, "anna").await.unwrap();
    let phone = CustomerUserPatch { phone: Some("1".to_owned()), ..CustomerUserPatch::default() };
    change(&store, "anna", phone).await;
    assert!(password_token::peek(store.read(), &token, now()).await.unwrap().is_some());
    let email = Email::parse("new@example.org").unwrap();
    change(
        &store,
        "anna",
        CustomerUserPatch { email: Some(email), ..CustomerUserPatch::default() },
    )
    .await;
    assert!(password_token::peek(store.read(), &token, now()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_api_token_is_found_by_its_hash() {
    let (_place, store) = store_with_acme().await;
    let make = async |name: &str| {
        let new = NewApiToken {
            name: name.to_owned(),
            customer_id: Some(acme()),
            operations: vec!["CustomerUser.Add".to_owned()],
        };
        try_act(&store, move |tx| Box::pin(async move { api_token::insert(tx, &new, now()).await }))
            .await
    };
    let token = make("directory").await.unwrap();
    assert_eq!(make("directory").await, Err(WriteError::Refused(ApiTokenFault::NameExists)));
    assert_eq!(make("").await, Err(WriteError::Refused(ApiTokenFault::Name)));
    let found = api_token::find(store.read(), &token.hash()).await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.customer_id.as_deref()), ("directory", Some("ACME")));
    assert_eq!(found.operations, ["CustomerUser.Add"]);
    assert_eq!(
        api_token::find(store.read(), &Token::random().unwrap().hash()).await.unwrap(),
        None
    );
}
