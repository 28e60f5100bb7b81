//! Settings while they are being read: what was said so far.

use super::{ServerSettings, SettingSecret, SmtpTls};

/// Settings in the making.
#[derive(Debug, Default)]
pub(super) struct SettingsDraft {
    pub(super) settings: ServerSettings,
    pub(super) db_password: Option<SettingSecret>,
    pub(super) smtp: Option<SmtpDraft>,
}

#[derive(Debug, Default)]
pub(super) struct SmtpDraft {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) tls: Option<SmtpTls>,
    pub(super) user: Option<String>,
    pub(super) password: Option<SettingSecret>,
    pub(super) from: String,
}

impl SettingsDraft {
    pub(super) fn smtp(&mut self) -> &mut SmtpDraft {
        self.smtp.get_or_insert_default()
    }
}
