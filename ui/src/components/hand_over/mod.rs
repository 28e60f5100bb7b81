//! Handing over in the window: the dialog of an export with a look at what it would be, how the one that runs stands, and
//! the audit log.

mod audit_log;
mod export_dialog;
mod export_fields;
mod export_look;
mod export_stage;
mod report_fields;
mod running_button;

pub(crate) use audit_log::audit_log;
pub(crate) use export_dialog::export_dialog;
pub(crate) use running_button::running_button;
