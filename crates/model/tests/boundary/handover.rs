//! What is asked for and told when something is handed over.

use crate::sample::text;
use crate::stands;
use daybook_model::handover::{
    ExportFormat, ExportMasking, ExportProgress, ExportRequest, ExportResult, ExportUnit,
    ProductionResult, SystemMessages,
};
use daybook_model::request::{ListFilter, ListSort};

#[test]
fn handing_over() {
    stands! {
        "ExportFormat": ExportFormat::ALL.to_vec(),
        "ExportUnit": vec![ExportUnit::Conversation, ExportUnit::Message],
        "ExportMasking": vec![ExportMasking::AsItWas, ExportMasking::Masked],
        "SystemMessages": vec![SystemMessages::LeftOut, SystemMessages::Included],
        "ExportRequest": ExportRequest {
            filter: ListFilter { text: text("tour"), ..ListFilter::default() },
            sort: ListSort::default(),
            format: ExportFormat::Xlsx,
            unit: ExportUnit::Message,
            columns: vec![text("sent_at"), text("text")],
            masking: ExportMasking::Masked,
            system_messages: SystemMessages::Included,
        },
        "ExportResult": ExportResult {
            path: text("/somewhere/tours.csv"),
            manifest: text("/somewhere/tours.csv.manifest.json"),
            conversations: 12,
            rows: 40,
            masks: 9,
            notes: vec![text("Messages of systems and tools are left out.")],
        },
        "ExportProgress": ExportProgress { done: 3, total: 12 },
        "ProductionResult": ProductionResult {
            path: text("/somewhere/tours"),
            conversations: 12,
            messages: 40,
            pages: 17,
            masks: 9,
            public_key: text("RWQf6LRC"),
        },
    }
}
