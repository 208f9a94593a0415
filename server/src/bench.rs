//! `usher bench`: to come.
use clap::Args;
/// x
#[derive(Debug, Args)]
pub struct Bench {}
impl Bench { /// x
 pub async fn run(self) -> crate::cli::Result { Ok(std::process::ExitCode::SUCCESS) } }
