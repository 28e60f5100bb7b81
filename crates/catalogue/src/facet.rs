//! The words of facets and of their values.

use crate::search::{channel_name, kind_name};
use crate::{Phrase, PhraseArg, TextKey};
use model::facet::Facet;
use model::language::language_name;
use model::search::FieldTest;
use model::{Escalation, Origin, Status};

/// What a facet is called.
#[must_use]
pub const fn facet_name(facet: Facet) -> TextKey {
    match facet {
        Facet::Channel => TextKey::FacetChannel,
        Facet::Converted => TextKey::FacetConverted,
        Facet::Outcome => TextKey::FacetOutcome,
        Facet::Escalation => TextKey::FacetEscalation,
        Facet::Origin => TextKey::FacetOrigin,
        Facet::Status => TextKey::FacetStatus,
        Facet::Lead => TextKey::FacetLead,
        Facet::Space => TextKey::FacetSpace,
        Facet::Source => TextKey::FacetSource,
        Facet::Place => TextKey::FacetPlace,
        Facet::Language => TextKey::FacetLanguage,
    }
}

/// What a value of a facet is called, under the name of its facet. A question that is no value of one is told
/// as it is typed.
#[must_use]
pub fn facet_value_phrase(test: &FieldTest) -> Phrase {
    let as_it_is = |text: &str| said(PhraseArg::Text(text.to_owned()));
    match test {
        FieldTest::Channel(channel) => said(channel_name(channel)),
        FieldTest::Converted(kind) => said(kind_name(kind)),
        FieldTest::AnyOutcome => TextKey::FacetYes.into(),
        FieldTest::OnlyInferred => TextKey::FacetInferred.into(),
        FieldTest::Unconverted => TextKey::FacetNo.into(),
        FieldTest::Escalation(Escalation::None) => TextKey::FacetNoEscalation.into(),
        FieldTest::Escalation(Escalation::Pending) => TextKey::FacetPending.into(),
        FieldTest::Escalation(Escalation::Active) => TextKey::FacetActive.into(),
        FieldTest::Escalation(Escalation::Resolved) => TextKey::FacetResolved.into(),
        FieldTest::Escalation(Escalation::Other(text)) => as_it_is(text),
        FieldTest::Origin(Origin::Inbound) => TextKey::OriginInbound.into(),
        FieldTest::Origin(Origin::ProactiveOutbound) => TextKey::OriginOutbound.into(),
        FieldTest::Origin(Origin::CustomerReply) => TextKey::OriginReply.into(),
        FieldTest::Origin(Origin::OperatorTakeover) => TextKey::OriginTakeover.into(),
        FieldTest::Origin(Origin::Other(text)) => as_it_is(text),
        FieldTest::Status(Status::Active) => TextKey::StatusActive.into(),
        FieldTest::Status(Status::Ended) => TextKey::StatusEnded.into(),
        FieldTest::Status(Status::Other(text)) => as_it_is(text),
        FieldTest::HasLead => TextKey::FacetCaptured.into(),
        FieldTest::Space(name) | FieldTest::Source(name) | FieldTest::Place(name) => as_it_is(name),
        FieldTest::Language(code) => language_phrase(code),
        other => as_it_is(&other.to_string()),
    }
}

/// What a language is called.
#[must_use]
pub fn language_phrase(code: &str) -> Phrase {
    match language_name(code) {
        Some(name) => said(PhraseArg::Text(name.to_owned())),
        None => TextKey::LanguageUnknown.into(),
    }
}

fn said(what: PhraseArg) -> Phrase {
    Phrase::new(TextKey::AsItIs).with("text", what)
}
