//! What is kept until somebody asks for it: files.

use engine::value::Attachment;
use server::secret::sha256_hex;
use server::store::attachment::{self, AttachmentFault, LENGTH_MAX};
use server::store::{Store, WriteError};

use crate::support::{Place, now, try_act};

async fn put(
    store: &Store,
    file_name: &'static str,
    bytes: Vec<u8>,
) -> Result<Attachment, WriteError<AttachmentFault>> {
    try_act(store, move |tx| {
        Box::pin(async move { attachment::put(tx, file_name, bytes, now()).await })
    })
    .await
}

#[tokio::test]
async fn a_file_is_kept_once_under_its_hash_and_named_by_whoever_sent_it() {
    let place = Place::new();
    let store = place.open().await;
    for name in ["people.csv", "Leute 1.csv"] {
        let file = put(&store, name, b"a\n1\n".to_vec()).await.unwrap();
        let hash = sha256_hex(b"a\n1\n");
        assert_eq!(file, Attachment { hash, length: 4, file_name: name.to_owned() });
        let kept = attachment::get(store.read(), &file.hash).await.unwrap();
        assert_eq!(kept.as_deref(), Some(&b"a\n1\n"[..]));
    }
    assert_eq!(attachment::get(store.read(), &sha256_hex(b"b")).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_is_too_large_or_has_no_name_is_refused() {
    let place = Place::new();
    let store = place.open().await;
    put(&store, "large", vec![0; LENGTH_MAX]).await.unwrap();
    let length = LENGTH_MAX + 1;
    let refused = put(&store, "larger", vec![0; length]).await;
    assert_eq!(refused, Err(WriteError::Refused(AttachmentFault::TooLarge { length })));
    for name in ["", "../x", "a\\b", "two\nlines"] {
        let refused = put(&store, name, Vec::new()).await;
        assert_eq!(refused, Err(WriteError::Refused(AttachmentFault::FileName)), "{name}");
    }
}
