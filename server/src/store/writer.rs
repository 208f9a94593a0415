//! The writer: one task, one connection, group commit.
//!
//! SQLite has one writer at a time anyway. Queueing here instead of at its lock is fair, and lets all commands
//! that wait share one flush: the first waiting command and whatever has queued behind it, up to [`GROUP_MAX`],
//! run in one transaction with a savepoint each. A command that fails undoes its savepoint alone. All are
//! answered after the commit, the refused ones too: what refused them may have been written in the same group.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::Poll;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::error::{Failed, StoreError, WriteError};
use super::transaction::{Command, Tx};

/// How many commands share a commit. More gains nothing: the flush is a small part by then, and the first
/// would wait for the last.
const GROUP_MAX: usize = 64;
/// How many commands may wait. Whoever comes then waits for room, which is how the store pushes back.
const QUEUE_MAX: usize = 1_024;

/// The way to the writer. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Box<dyn Waiting>>,
}

impl Writer {
    /// Starts the task, which ends after `closing` is cancelled and the queue is empty.
    pub(super) fn start(
        connection: DatabaseConnection,
        tasks: &TaskTracker,
        closing: CancellationToken,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        tasks.spawn(run(connection, waiting, closing));
        Self { queue }
    }

    pub(super) async fn write<C: Command>(
        &self,
        command: C,
    ) -> Result<C::Output, WriteError<C::Refusal>> {
        let (answer, answered) = oneshot::channel();
        let closed = || WriteError::Store(StoreError::Closed);
        self.queue.send(Box::new(Queued { command, answer })).await.map_err(|_closed| closed())?;
        answered.await.unwrap_or_else(|_closed| Err(closed()))
    }
}

/// The task.
async fn run(
    connection: DatabaseConnection,
    mut queue: mpsc::Receiver<Box<dyn Waiting>>,
    closing: CancellationToken,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    loop {
        let received = tokio::select! {
            biased;
            // Closed to new commands; those that wait are still received.
            () = closing.cancelled(), if !queue.is_closed() => {
                queue.close();
                continue;
            }
            received = queue.recv_many(&mut group, GROUP_MAX) => received,
        };
        if received == 0 {
            break;
        }
        commit_group(&connection, &mut group).await;
    }
    if let Err(error) = connection.close().await {
        tracing::error!(error = %error, "the database could not be closed in order");
    }
}

/// Carries out the commands of a group, commits once, and answers all.
async fn commit_group(connection: &DatabaseConnection, group: &mut Vec<Box<dyn Waiting>>) {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = match connection.begin_with_options(options).await {
        Ok(transaction) => transaction,
        Err(error) => {
            tracing::error!(error = %error, "no transaction could be begun");
            for waiting in group.drain(..) {
                waiting.fail(StoreError::Database(error.clone()));
            }
            return;
        }
    };
    let mut answers = Vec::with_capacity(group.len());
    let mut broken = None;
    for waiting in group.drain(..) {
        if let Some(error) = &broken {
            waiting.fail(StoreError::Commit(DbErr::clone(error)));
            continue;
        }
        match in_savepoint(&transaction, waiting).await {
            Ok(answer) => answers.push(answer),
            Err((answer, error)) => {
                answers.push(answer);
                broken = Some(error);
            }
        }
    }
    let committed = match broken {
        // Dropping the transaction rolls it back.
        Some(error) => Err(error),
        None => transaction.commit().await,
    };
    if let Err(error) = &committed {
        tracing::error!(error = %error, commands = answers.len(), "a group of commands could not be committed");
    }
    let committed = committed.map_err(StoreError::Commit);
    for answer in answers {
        answer(committed.clone());
    }
}

/// Runs a command in its savepoint. An error is one of the savepoint itself: the transaction cannot go on.
async fn in_savepoint(
    transaction: &DatabaseTransaction,
    waiting: Box<dyn Waiting>,
) -> Result<Answer, (Answer, DbErr)> {
    let savepoint = match transaction.begin_with_options(TransactionOptions::default()).await {
        Ok(savepoint) => savepoint,
        Err(error) => {
            let failed = error.clone();
            return Err((Box::new(move |_| waiting.fail(StoreError::Database(failed))), error));
        }
    };
    let Ran { done, answer } = waiting.run(Tx::new(&savepoint)).await;
    let ended = if done { savepoint.commit().await } else { savepoint.rollback().await };
    match ended {
        Ok(()) => Ok(answer),
        Err(error) => Err((answer, error)),
    }
}

/// A command in the queue, whatever its type.
trait Waiting: Send {
    fn run<'t>(self: Box<Self>, tx: Tx<'t>) -> Pin<Box<dyn Future<Output = Ran> + Send + 't>>;

    /// Answers a command that was not carried out.
    fn fail(self: Box<Self>, error: StoreError);
}

/// A command that has run.
struct Ran {
    /// Whether what it has written is to be kept.
    done: bool,
    answer: Answer,
}

/// Tells the caller, once it is known whether the group was committed.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Queued<C: Command> {
    command: C,
    answer: oneshot::Sender<Result<C::Output, WriteError<C::Refusal>>>,
}

impl<C: Command> Waiting for Queued<C> {
    fn run<'t>(self: Box<Self>, tx: Tx<'t>) -> Pin<Box<dyn Future<Output = Ran> + Send + 't>> {
        Box::pin(async move {
            let Self { command, answer } = *self;
            let result = match caught(async { command.run(&tx).await }).await {
                Ok(Ok(output)) => Ok(output),
                Ok(Err(Failed::Refused(refusal))) => Err(WriteError::Refused(refusal)),
                Ok(Err(Failed::Database(error))) => Err(WriteError::Store(error)),
                Err(Panicked) => Err(WriteError::Store(StoreError::Panicked)),
            };
            let done = result.is_ok();
            let answer: Answer = Box::new(move |committed| {
                let result = match (committed, result) {
                    // A failure of its own explains more than the group's.
                    (_, Err(WriteError::Store(error))) | (Err(error), _) => {
                        Err(WriteError::Store(error))
                    }
                    (Ok(()), result) => result,
                };
                // The caller may have gone away.
                drop(answer.send(result));
            });
            Ran { done, answer }
        })
    }

    fn fail(self: Box<Self>, error: StoreError) {
        drop(self.answer.send(Err(WriteError::Store(error))));
    }
}

struct Panicked;

/// Runs a command so that its panic ends the command alone. The panic hook has reported it.
async fn caught<T>(command: impl Future<Output = T> + Send) -> Result<T, Panicked> {
    let mut command = Box::pin(command);
    std::future::poll_fn(move |context| {
        // What the command had borrowed is the savepoint, which is rolled back; nothing half done is seen.
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| command.as_mut().poll(context)));
        match polled {
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_payload) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::store::transaction::Reads as _;
    use crate::store::{Store, mail, records};

    /// Refers to a ticket that does not exist, which this transaction notices at its commit alone.
    struct BreaksTheCommit;

    impl Command for BreaksTheCommit {
        type Output = ();
        type Refusal = std::convert::Infallible;

        async fn run(self, tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
            for sql in [
                "PRAGMA defer_foreign_keys = ON",
                "INSERT INTO journal VALUES (1, 1, 0, '', '', '')",
            ] {
                tx.connection().execute_unprepared(sql).await?;
            }
            Ok(())
        }
    }

    /// Says that it has begun, and ends when it is told to.
    struct Waits {
        begun: oneshot::Sender<()>,
        end: oneshot::Receiver<()>,
    }

    impl Command for Waits {
        type Output = ();
        type Refusal = std::convert::Infallible;

        async fn run(self, _tx: &Tx<'_>) -> Result<(), Failed<Self::Refusal>> {
            self.begun.send(()).unwrap();
            self.end.await.unwrap();
            Ok(())
        }
    }

    struct WritesAMail;

    impl Command for WritesAMail {
        type Output = i64;
        type Refusal = std::convert::Infallible;

        async fn run(self, tx: &Tx<'_>) -> Result<i64, Failed<Self::Refusal>> {
            Ok(mail::insert(tx, "root@example.org", "", "", jiff::Timestamp::UNIX_EPOCH).await?)
        }
    }

    async fn mails(store: &Store) -> Vec<records::Mail> {
        mail::list(store.read(), 10).await.unwrap()
    }

    #[tokio::test]
    async fn a_failed_commit_fails_all_of_its_group_and_no_others() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("usher.db")).await.unwrap();
        store.write(WritesAMail).await.unwrap();
        let (begun, has_begun) = oneshot::channel();
        let (ends, end) = oneshot::channel();
        let group = async {
            has_begun.await.unwrap();
            // Queued while the writer waits, so they are one group.
            tokio::join!(
                store.write(WritesAMail),
                store.write(BreaksTheCommit),
                store.write(WritesAMail),
                async {
                    ends.send(()).unwrap();
                }
            )
        };
        let (before, (first, breaks, last, ())) =
            tokio::join!(store.write(Waits { begun, end }), group);
        before.unwrap();
        let commit_failed =
            |error: WriteError<_>| matches!(error, WriteError::Store(StoreError::Commit(_)));
        assert!(commit_failed(first.unwrap_err()));
        assert!(commit_failed(breaks.unwrap_err()));
        assert!(commit_failed(last.unwrap_err()));
        assert_eq!(mails(&store).await.len(), 1);
        store.write(WritesAMail).await.unwrap();
        assert_eq!(mails(&store).await.len(), 2);
    }
}
