//! What is chosen in the dialog of an export, and the order that it becomes. Whether people are masked is chosen anew
//! each time: what was once handed over as it was must not be so by habit.

use crate::i18n::TextKey;
use model::ConversationId;
use model::dashboard::DashboardPeriod;
use model::handover::{
    CsvEncoding, CsvSeparator, CsvStyle, ExportColumn, ExportFormat, ExportMasking, ExportRequest,
    ExportUnit, HandOverOrder, HandOverStage, HandOverView, ProductionRequest, SystemMessages,
};
use model::report::{ReportFormat, ReportRequest};
use model::request::{ListFilter, ListSort};
use serde::{Deserialize, Serialize};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportProduct {
    /// A file, or a folder of messages.
    File(ExportFormat),
    /// A folder that proves itself.
    Set,
}

/// Which conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportScope {
    /// Those of the list.
    #[default]
    Listed,
    /// The one that is selected.
    Selected,
    /// All of them.
    Everything,
}

/// Of what the dialog is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum HandOverSubject {
    /// Conversations, as they are.
    #[default]
    Conversations,
    /// The report of these days, of what this filter selects.
    Report(Box<(ListFilter, DashboardPeriod)>),
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    /// What is made.
    pub product: ExportProduct,
    /// What a row is.
    pub unit: ExportUnit,
    /// The columns; the usual ones where none is named.
    pub columns: Vec<String>,
    /// Whether messages of systems and tools are included.
    pub system_messages: SystemMessages,
    /// How CSV is written.
    pub csv: CsvStyle,
    /// What the file of a report is.
    pub report: ReportFormat,
    /// Whether people are masked.
    #[serde(skip, default = "masked")]
    pub masking: ExportMasking,
}

/// Where the conversations come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportOrigin {
    /// The filter of the list.
    pub filter: ListFilter,
    /// Its order.
    pub sort: ListSort,
    /// The conversation that is selected.
    pub selected: Option<ConversationId>,
}

const fn masked() -> ExportMasking {
    ExportMasking::Masked
}

impl Default for ExportForm {
    fn default() -> Self {
        Self {
            product: ExportProduct::File(ExportFormat::Csv),
            unit: ExportUnit::Conversation,
            columns: Vec::new(),
            system_messages: SystemMessages::LeftOut,
            csv: CsvStyle::default(),
            report: ReportFormat::default(),
            masking: masked(),
        }
    }
}

/// What can be made, in the order in which it is offered: its name for tests, and its words.
pub const PRODUCTS: [(ExportProduct, &str, TextKey, TextKey); 8] = [
    (
        ExportProduct::File(ExportFormat::Csv),
        "csv",
        TextKey::ExportCsv,
        TextKey::ExportCsvHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Xlsx),
        "xlsx",
        TextKey::ExportXlsx,
        TextKey::ExportXlsxHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Json),
        "json",
        TextKey::ExportJson,
        TextKey::ExportJsonHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Jsonl),
        "jsonl",
        TextKey::ExportJsonl,
        TextKey::ExportJsonlHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Html),
        "html",
        TextKey::ExportHtml,
        TextKey::ExportHtmlHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Pdf),
        "pdf",
        TextKey::ExportPdf,
        TextKey::ExportPdfHelp,
    ),
    (
        ExportProduct::File(ExportFormat::Eml),
        "eml",
        TextKey::ExportEml,
        TextKey::ExportEmlHelp,
    ),
    (
        ExportProduct::Set,
        "set",
        TextKey::ExportSet,
        TextKey::ExportSetHelp,
    ),
];

/// What may stand between fields.
pub const SEPARATORS: [(CsvSeparator, &str, TextKey); 3] = [
    (CsvSeparator::Comma, "comma", TextKey::ExportComma),
    (
        CsvSeparator::Semicolon,
        "semicolon",
        TextKey::ExportSemicolon,
    ),
    (CsvSeparator::Tab, "tab", TextKey::ExportTab),
];

impl ExportForm {
    /// The same as it begins: with people masked, whatever was handed over before.
    #[must_use]
    pub fn begun(self) -> Self {
        Self {
            masking: masked(),
            ..self
        }
    }

    /// Whether it is a table, with rows and columns.
    #[must_use]
    pub const fn is_table(&self) -> bool {
        match self.product {
            ExportProduct::File(format) => format.is_table(),
            ExportProduct::Set => false,
        }
    }

    /// Whether it is CSV.
    #[must_use]
    pub const fn is_csv(&self) -> bool {
        matches!(self.product, ExportProduct::File(ExportFormat::Csv))
    }

    /// Whether people are masked.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.masking == ExportMasking::Masked
    }

    /// Masks people, or does not any more.
    pub fn turn_masks(&mut self) {
        self.masking = match self.masking {
            ExportMasking::Masked => ExportMasking::AsItWas,
            ExportMasking::AsItWas => ExportMasking::Masked,
        };
    }

    /// Includes messages of systems and tools, or leaves them out.
    pub fn turn_system_messages(&mut self) {
        self.system_messages = match self.system_messages {
            SystemMessages::Included => SystemMessages::LeftOut,
            SystemMessages::LeftOut => SystemMessages::Included,
        };
    }

    /// Begins CSV with a mark, or not.
    pub fn turn_mark(&mut self) {
        self.csv.encoding = match self.csv.encoding {
            CsvEncoding::Utf8 => CsvEncoding::Utf8WithMark,
            CsvEncoding::Utf8WithMark => CsvEncoding::Utf8,
        };
    }

    /// Another row has other columns.
    pub fn choose_unit(&mut self, unit: ExportUnit) {
        if self.unit != unit {
            self.unit = unit;
            self.columns.clear();
        }
    }

    /// Whether a column is in the table: what is chosen here, and else what is usual.
    #[must_use]
    pub fn has_column(&self, column: &ExportColumn) -> bool {
        match self.columns.as_slice() {
            [] => column.is_chosen,
            chosen => chosen.contains(&column.name),
        }
    }

    /// Takes a column in, or leaves it out. One stays: a table without columns says nothing.
    pub fn turn_column(&mut self, all: &[ExportColumn], name: &str) {
        let wanted = |column: &&ExportColumn| self.has_column(column) != (column.name == name);
        let chosen: Vec<String> = all
            .iter()
            .filter(wanted)
            .map(|column| column.name.clone())
            .collect();
        if !chosen.is_empty() {
            self.columns = chosen;
        }
    }

    /// The report that is asked for. People are masked in it whatever is chosen.
    #[must_use]
    pub fn report_order(&self, filter: ListFilter, period: DashboardPeriod) -> HandOverOrder {
        HandOverOrder::Report(ReportRequest {
            filter,
            period,
            format: self.report,
        })
    }

    /// What is asked for; none where nothing is selected.
    #[must_use]
    pub fn order(&self, scope: ExportScope, from: &ExportOrigin) -> Option<HandOverOrder> {
        let filter = match scope {
            ExportScope::Listed => from.filter.clone(),
            ExportScope::Everything => ListFilter::default(),
            ExportScope::Selected => ListFilter {
                conversation: Some(from.selected?),
                ..ListFilter::default()
            },
        };
        let (sort, masking, system_messages) = (from.sort, self.masking, self.system_messages);
        Some(match self.product {
            ExportProduct::Set => HandOverOrder::Production(ProductionRequest {
                filter,
                sort,
                masking,
                system_messages,
            }),
            ExportProduct::File(format) => HandOverOrder::Export(ExportRequest {
                filter,
                sort,
                format,
                unit: self.unit,
                columns: if self.is_table() {
                    self.columns.clone()
                } else {
                    Vec::new()
                },
                masking,
                system_messages,
                csv: self.csv,
            }),
        })
    }
}

/// Whether an answer tells something newer than what is known. Answers may overtake each other: one that still tells of
/// work must not undo its end, and how far it is goes one way.
#[must_use]
pub fn is_newer(told: &HandOverView, known: Option<&HandOverView>) -> bool {
    let Some(known) = known.filter(|known| known.number >= told.number) else {
        return true;
    };
    let is_same = known.number == told.number;
    is_same
        && match (&known.stage, &told.stage) {
            (HandOverStage::Running(known), HandOverStage::Running(told)) => {
                told.done >= known.done
            }
            (_, HandOverStage::Running(_)) => false,
            _ => true,
        }
}

/// How far something is, in percent.
#[must_use]
pub fn percent_done(done: u64, total: u64) -> u64 {
    match total {
        0 => 0,
        _ => (done.min(total) * 100) / total,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::failure::Failure;
    use model::handover::ExportProgress;

    fn columns() -> Vec<ExportColumn> {
        let column = |name: &str, is_chosen| ExportColumn {
            name: name.to_owned(),
            is_chosen,
        };
        vec![
            column("a", true),
            column("b", true),
            column("rating", false),
        ]
    }

    #[test]
    fn a_column_is_turned_and_the_last_one_stays() {
        let mut form = ExportForm::default();
        form.turn_column(&columns(), "rating");
        assert_eq!(form.columns, ["a", "b", "rating"]);
        form.turn_column(&columns(), "a");
        assert_eq!(form.columns, ["b", "rating"], "of a look from before");
        form.turn_column(&columns(), "rating");
        assert_eq!(form.columns, ["b"]);
        form.turn_column(&columns()[1..2], "b");
        assert_eq!(form.columns, ["b"], "one stays");
        form.choose_unit(ExportUnit::Message);
        assert!(form.columns.is_empty(), "a message has other columns");
    }

    #[test]
    fn masks_are_chosen_anew_each_time() {
        let mut form = ExportForm::default();
        assert!(form.is_masked());
        form.turn_masks();
        form.csv.separator = CsvSeparator::Semicolon;
        let kept = serde_json::to_string(&form).expect("JSON");
        let read: ExportForm = serde_json::from_str(&kept).expect("a form");
        assert!(read.is_masked(), "{kept}");
        assert_eq!(read.csv.separator, CsvSeparator::Semicolon);
    }

    #[test]
    fn a_form_begins_masked_whatever_was_chosen_in_it_before() {
        for (product, ..) in PRODUCTS {
            for masking in [ExportMasking::Masked, ExportMasking::AsItWas] {
                let form = ExportForm {
                    product,
                    masking,
                    columns: vec!["rating".to_owned()],
                    ..ExportForm::default()
                };
                let begun = form.clone().begun();
                assert!(begun.is_masked());
                let order = begun.order(ExportScope::Listed, &ExportOrigin::default());
                let masking = match order.expect("an order") {
                    HandOverOrder::Export(request) => request.masking,
                    HandOverOrder::Production(request) => request.masking,
                    HandOverOrder::Person(_) | HandOverOrder::Report(_) => {
                        panic!("a form of conversations")
                    }
                };
                assert_eq!(masking, ExportMasking::Masked);
                let same = ExportForm {
                    masking: ExportMasking::Masked,
                    ..form
                };
                assert_eq!(begun, same, "nothing else is chosen anew");
            }
        }
    }

    #[test]
    fn an_answer_that_was_overtaken_tells_nothing() {
        let view = |number, stage| HandOverView {
            number,
            path: String::new(),
            stage,
        };
        let far = |done| HandOverStage::Running(ExportProgress { done, total: 9 });
        let ended = || HandOverStage::Failed(Failure::ExportStopped);
        // In the order in which they come to be: of any two, the later one alone is newer.
        let all = [
            view(1, far(0)),
            view(1, far(4)),
            view(1, ended()),
            view(2, far(0)),
            view(2, ended()),
        ];
        for (at, told) in all.iter().enumerate() {
            assert!(is_newer(told, None));
            for (known_at, known) in all.iter().enumerate() {
                let expected = at >= known_at;
                assert_eq!(is_newer(told, Some(known)), expected, "{told:?}, {known:?}");
            }
        }
    }

    #[test]
    fn the_scope_says_which_conversations() {
        let from = ExportOrigin {
            filter: ListFilter {
                text: "roof".to_owned(),
                ..ListFilter::default()
            },
            selected: Some(ConversationId(7)),
            ..ExportOrigin::default()
        };
        let form = ExportForm::default();
        let filter = |scope| {
            let order = form.order(scope, &from).expect("an order");
            order.filter().expect("a filter").clone()
        };
        assert_eq!(filter(ExportScope::Listed).text, "roof");
        assert_eq!(filter(ExportScope::Everything), ListFilter::default());
        let one = filter(ExportScope::Selected);
        assert_eq!((one.conversation, one.text.as_str()), (from.selected, ""));
        assert_eq!(
            form.order(ExportScope::Selected, &ExportOrigin::default()),
            None
        );
    }

    #[test]
    fn a_transcript_has_no_columns_and_a_set_is_an_order_of_its_own() {
        let mut form = ExportForm {
            columns: vec!["a".to_owned()],
            product: ExportProduct::File(ExportFormat::Html),
            ..ExportForm::default()
        };
        let from = ExportOrigin::default();
        match form.order(ExportScope::Listed, &from) {
            Some(HandOverOrder::Export(request)) => assert!(request.columns.is_empty()),
            other => panic!("{other:?}"),
        }
        form.product = ExportProduct::Set;
        let order = form.order(ExportScope::Listed, &from);
        assert!(matches!(order, Some(HandOverOrder::Production(_))));
    }

    #[test]
    fn a_report_is_of_the_days_that_were_asked_in_the_format_that_is_kept() {
        let form = ExportForm {
            report: ReportFormat::Html,
            ..ExportForm::default()
        };
        let kept = serde_json::to_string(&form).expect("JSON");
        let read: ExportForm = serde_json::from_str(&kept).expect("a form");
        let order = read.report_order(ListFilter::default(), DashboardPeriod::Week(1));
        assert_eq!(
            order,
            HandOverOrder::Report(ReportRequest {
                filter: ListFilter::default(),
                period: DashboardPeriod::Week(1),
                format: ReportFormat::Html,
            })
        );
    }

    #[test]
    fn how_far_it_is_ends_at_a_hundred() {
        assert_eq!(percent_done(0, 0), 0);
        assert_eq!(percent_done(1, 3), 33);
        assert_eq!(percent_done(9, 3), 100);
    }
}
