//! `space`: the locations that conversations belong to.

use super::settings::CommonArgs;
use super::store;
use clap::Subcommand;

#[derive(Subcommand)]
pub(super) enum SpaceCommand {
    /// Make a space, or change its name or time zone.
    Create {
        /// Its id, as chatbots name it.
        id: String,
        /// The name that readers see.
        #[arg(long)]
        name: String,
        /// Its IANA time zone.
        #[arg(long, value_name = "ZONE")]
        time_zone: String,
    },
}

pub(super) async fn run(common: &CommonArgs, command: SpaceCommand) -> anyhow::Result<()> {
    let SpaceCommand::Create {
        id,
        name,
        time_zone,
    } = command;
    if name.contains(char::is_control) {
        anyhow::bail!("a name holds no control character");
    }
    // What HTTP takes and what it refuses: the two must not differ, or a space could be made that no chatbot
    // can name.
    let space = ::server::checked_space(&id, name, &time_zone)?;
    let store = store::open(&common.load(Vec::new())?).await?;
    store.put_spaces(&[space]).await?;
    store.close().await?;
    Ok(())
}
