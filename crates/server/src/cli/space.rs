//! `space`: the locations that conversations belong to.

use super::settings::CommonArgs;
use super::store;
use clap::Subcommand;
use model::RemoteId;
use model::record::SpaceRecord;

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
        time_zone: chrono_tz::Tz,
    },
}

pub(super) async fn run(common: &CommonArgs, command: SpaceCommand) -> anyhow::Result<()> {
    let SpaceCommand::Create {
        id,
        name,
        time_zone,
    } = command;
    if id.is_empty() || id.contains(char::is_control) || name.contains(char::is_control) {
        anyhow::bail!("an id is not empty, and neither id nor name holds a control character");
    }
    let store = store::open(&common.load(Vec::new())?).await?;
    let space = SpaceRecord {
        id: RemoteId::from(id.as_str()),
        name,
        time_zone: time_zone.name().to_owned(),
    };
    store.put_spaces(&[space]).await?;
    store.close().await?;
    Ok(())
}
