//! What is asked for and told when something is handed over.

use crate::sample::text;
use crate::stands;
use daybook_model::ConversationId;
use daybook_model::failure::Failure;
use daybook_model::handover::{
    CsvEncoding, CsvSeparator, CsvStyle, ExportColumn, ExportFormat, ExportMasking, ExportProgress,
    ExportRequest, ExportResult, ExportUnit, HandOverOrder, HandOverPreview, HandOverStage,
    HandOverView, ProductionRequest, ProductionResult, SystemMessages,
};
use daybook_model::report::{ReportFormat, ReportRequest};
use daybook_model::request::{ListFilter, ListSort};

fn production() -> ProductionRequest {
    ProductionRequest {
        filter: ListFilter {
            conversation: Some(ConversationId(7)),
            ..ListFilter::default()
        },
        sort: ListSort::default(),
        masking: ExportMasking::Masked,
        system_messages: SystemMessages::LeftOut,
    }
}

fn column() -> ExportColumn {
    ExportColumn {
        name: text("subject"),
        is_chosen: true,
    }
}

#[test]
fn handing_over() {
    stands! {
        "ExportFormat": ExportFormat::ALL.to_vec(),
        "ExportUnit": vec![ExportUnit::Conversation, ExportUnit::Message],
        "ExportMasking": vec![ExportMasking::AsItWas, ExportMasking::Masked],
        "SystemMessages": vec![SystemMessages::LeftOut, SystemMessages::Included],
        "CsvSeparator": vec![CsvSeparator::Comma, CsvSeparator::Semicolon, CsvSeparator::Tab],
        "ExportRequest": ExportRequest {
            filter: ListFilter { text: text("tour"), ..ListFilter::default() },
            sort: ListSort::default(),
            format: ExportFormat::Xlsx,
            unit: ExportUnit::Message,
            columns: vec![text("sent_at"), text("text")],
            masking: ExportMasking::Masked,
            system_messages: SystemMessages::Included,
            csv: CsvStyle {
                separator: CsvSeparator::Semicolon,
                encoding: CsvEncoding::Utf8WithMark,
            },
        },
        "ExportResult": ExportResult {
            path: text("/somewhere/tours.csv"),
            manifest: text("/somewhere/tours.csv.manifest.json"),
            conversations: 12,
            rows: 40,
            masks: 9,
            notes: vec![text("Messages of systems and tools are left out.")],
        },
        "ProductionRequest": production(),
        "ReportFormat": vec![ReportFormat::Pdf, ReportFormat::Html],
        "ReportRequest": ReportRequest::default(),
        "HandOverOrder": vec![
            HandOverOrder::Export(ExportRequest::default()),
            HandOverOrder::Production(production()),
            HandOverOrder::Person(crate::person::export()),
            HandOverOrder::Report(ReportRequest::default()),
        ],
        "HandOverView": HandOverView {
            number: 2,
            path: text("/somewhere/tours.csv"),
            stage: HandOverStage::Running(ExportProgress { done: 3, total: 12 }),
        },
        "HandOverStage": HandOverStage::Failed(Failure::ExportStopped),
        "HandOverPreview": HandOverPreview {
            conversations: 12,
            columns: vec![column()],
            rows: vec![vec![text("Roof terrace")]],
            page: String::new(),
        },
        "ExportColumn": column(),
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
