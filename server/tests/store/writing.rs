//! The writer: groups, refusals, panics, closing.

use engine::customer::Email;
use server::store::customer_user::{self, CustomerUserFault, CustomerUserFilter, CustomerUserPage};
use server::store::{Failed, Store, StoreError, WriteError, number};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::support::{Place, act, add_user, apart, now, store_with_acme, try_act, user};

/// Holds the writer, so that what is written next queues up into one group.
async fn hold(store: &Store) -> oneshot::Sender<()> {
    let (release, released) = oneshot::channel();
    let (held, holding) = oneshot::channel();
    let store = store.clone();
    drop(apart(async move {
        act(&store, |_tx| {
            Box::pin(async move {
                held.send(()).unwrap();
                released.await.unwrap();
                Ok(())
            })
        })
        .await;
    }));
    holding.await.unwrap();
    release
}

async fn logins(store: &Store) -> Vec<String> {
    let page = CustomerUserPage { after: None, limit: 500 };
    let users =
        customer_user::search(store.read(), &CustomerUserFilter::default(), &page).await.unwrap();
    users.into_iter().map(|user| user.login).collect()
}

#[tokio::test]
async fn the_schema_is_made_once_and_then_left_alone() {
    let (place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    store.close().await.unwrap();
    let store = place.open().await;
    assert_eq!(logins(&store).await, ["anna"]);
    store.close().await.unwrap();
    assert_eq!(logins(&place.open().await).await, ["anna"]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let _store = place.open().await;
    assert_eq!(std::fs::metadata(place.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_path_that_cannot_be_opened_is_named() {
    let place = Place::new();
    let path = place.file().join("missing").join("usher.db");
    let error = Store::open(&path).await.unwrap_err();
    assert_eq!(error.to_string(), format!("the database {} could not be opened", path.display()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_writers_are_all_acknowledged_and_survive_reopening() {
    let (place, store) = store_with_acme().await;
    let mut writers = JoinSet::new();
    for number in 0..200 {
        let store = store.clone();
        writers.spawn(async move { add_user(&store, user(&format!("user{number:03}"))).await });
    }
    while let Some(written) = writers.join_next().await {
        written.unwrap().unwrap();
    }
    store.close().await.unwrap();
    let page = CustomerUserPage { after: None, limit: 200 };
    let store = place.open().await;
    let users =
        customer_user::search(store.read(), &CustomerUserFilter::default(), &page).await.unwrap();
    let expected: Vec<String> = (0..200).map(|number| format!("user{number:03}")).collect();
    assert_eq!(users.into_iter().map(|user| user.login).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_refused_command_leaves_the_others_of_its_group() {
    let (_place, store) = store_with_acme().await;
    let release = hold(&store).await;
    let mut same_login = user("ANNA");
    same_login.email = Email::parse("other@example.org").unwrap();
    // Queued in this order, while the writer is held.
    let (first, second, third, ()) = tokio::join!(
        add_user(&store, user("anna")),
        add_user(&store, same_login),
        add_user(&store, user("ben")),
        async { release.send(()).unwrap() },
    );
    assert_eq!(first, Ok(()));
    assert_eq!(second, Err(WriteError::Refused(CustomerUserFault::LoginExists)));
    assert_eq!(third, Ok(()));
    assert_eq!(logins(&store).await, ["anna", "ben"]);
}

#[tokio::test]
async fn a_command_that_fails_half_way_leaves_nothing() {
    let (_place, store) = store_with_acme().await;
    let result = try_act(&store, |tx| {
        Box::pin(async move {
            customer_user::insert(tx, &user("anna"), "root", now()).await?;
            customer_user::insert(tx, &user("Anna"), "root", now()).await
        })
    })
    .await;
    assert_eq!(result, Err(WriteError::Refused(CustomerUserFault::LoginExists)));
    assert!(logins(&store).await.is_empty());
}

#[tokio::test]
async fn a_panic_ends_its_command_alone() {
    let (_place, store) = store_with_acme().await;
    let release = hold(&store).await;
    let panics = try_act::<_, (), CustomerUserFault>(&store, |tx| {
        Box::pin(async move {
            customer_user::insert(tx, &user("anna"), "root", now()).await?;
            let inner = tx.savepoint().await?;
            customer_user::insert(&inner.tx(), &user("carl"), "root", now()).await?;
            panic!("on purpose")
        })
    });
    let (panicked, in_the_same_group, ()) =
        tokio::join!(panics, add_user(&store, user("ben")), async { release.send(()).unwrap() });
    assert_eq!(panicked, Err(WriteError::Store(StoreError::Panicked)));
    assert_eq!(in_the_same_group, Ok(()));
    add_user(&store, user("dora")).await.unwrap();
    assert_eq!(logins(&store).await, ["ben", "dora"]);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_stop_his_command() {
    let (_place, store) = store_with_acme().await;
    let release = hold(&store).await;
    tokio::select! {
        biased;
        // Handed over, and dropped before it is answered.
        _ = add_user(&store, user("anna")) => panic!("the writer is held"),
        () = async {} => {}
    }
    release.send(()).unwrap();
    // Queued behind it.
    add_user(&store, user("ben")).await.unwrap();
    assert_eq!(logins(&store).await, ["anna", "ben"]);
}

#[tokio::test]
async fn closing_carries_out_what_waits_and_takes_no_more() {
    let (place, store) = store_with_acme().await;
    let release = hold(&store).await;
    let late = store.clone();
    let waiting = store.clone();
    let (waited, closed, ()) =
        tokio::join!(add_user(&waiting, user("anna")), store.close(), async {
            release.send(()).unwrap();
        });
    waited.unwrap();
    closed.unwrap();
    assert_eq!(add_user(&late, user("ben")).await, Err(WriteError::Store(StoreError::Closed)));
    assert_eq!(logins(&place.open().await).await, ["anna"]);
}

#[tokio::test]
async fn a_savepoint_is_undone_alone() {
    let (_place, store) = store_with_acme().await;
    act(&store, |tx| {
        Box::pin(async move {
            let insert = async |tx: &server::store::Tx<'_>, login: &str| {
                customer_user::insert(tx, &user(login), "root", now()).await.map_err(|error| {
                    match error {
                        Failed::Refused(fault) => panic!("{fault}"),
                        Failed::Database(error) => error,
                    }
                })
            };
            insert(tx, "anna").await?;
            let undone = tx.savepoint().await?;
            insert(&undone.tx(), "ben").await?;
            undone.undo().await?;
            let kept = tx.savepoint().await?;
            insert(&kept.tx(), "carl").await?;
            kept.keep().await?;
            let dropped = tx.savepoint().await?;
            insert(&dropped.tx(), "dora").await?;
            drop(dropped);
            insert(tx, "emil").await?;
            Ok(())
        })
    })
    .await;
    assert_eq!(logins(&store).await, ["anna", "carl", "emil"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_number_is_given_twice() {
    let (_place, store) = store_with_acme().await;
    let mut blocks = JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        blocks.spawn(async move {
            act(&store, |tx| Box::pin(async move { Ok(number::reserve(tx, "ticket", 10).await?) }))
                .await
        });
    }
    let mut firsts = blocks.join_all().await;
    firsts.sort_unstable();
    assert_eq!(firsts, (0..50).map(|block| block * 10 + 1).collect::<Vec<i64>>());
}
