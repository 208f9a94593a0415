//! Places at which the crash tests kill the server, to show that nothing is lost or done twice.
//!
//! Without the feature `failpoints` they are nothing. With it, `FAILPOINTS="commit.saved=1*return"` in
//! the environment makes the process kill itself with SIGKILL when it comes by the first time.

/// The points in the order in which a registration comes by; tests go through all of them.
pub const POINTS: [&str; 10] = [
    "commit.begun",
    "commit.called",
    "commit.ended",
    "commit.saved",
    "commit.durable",
    "job.claimed",
    "job.called",
    "job.durable",
    "timer.claimed",
    "timer.durable",
];

/// The points by which a ticket comes that is moved to another version of its process, or back.
pub const MIGRATION_POINTS: [&str; 2] = ["migration.saved", "migration.durable"];

/// A point by which the program comes.
#[cfg(not(feature = "failpoints"))]
pub const fn point(_name: &'static str) {}

/// A point by which the program comes.
#[cfg(feature = "failpoints")]
pub fn point(name: &'static str) {
    fail::fail_point!(name, |_| {
        let killed =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        tracing::error!(point = name, ?killed, "a crash point could not kill the process");
    });
}
