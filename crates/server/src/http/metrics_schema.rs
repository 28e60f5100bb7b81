//! What `/v1/metrics` answers, described for the document of the interface out of the registry of
//! metrics. Nothing here is ever built.

use super::metrics::DashboardNumbers;
use insights::{METRICS, MetricForm, MetricSpec};
use std::borrow::Cow;
use utoipa::openapi::schema::{RefBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

/// The description of [`DashboardNumbers`], from the registry: what is not listed there is not said.
impl PartialSchema for DashboardNumbers {
    fn schema() -> RefOr<Schema> {
        let about = "The dashboard's numbers of a scope. The definitions are the application's.";
        let object = ObjectBuilder::new().description(Some(about));
        let object = METRICS.iter().fold(object, with_metric);
        object
            .property("by_channel", channels_schema())
            .required("by_channel")
            .into()
    }
}

impl ToSchema for DashboardNumbers {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Numbers")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((RATE_SCHEMA.to_owned(), rate_schema()));
    }
}

/// The name of a count with its rate among the schemas.
const RATE_SCHEMA: &str = "Part";

fn with_metric(object: ObjectBuilder, metric: &MetricSpec) -> ObjectBuilder {
    let (key, about) = (metric.id.key(), Some(metric.definition));
    match metric.form {
        MetricForm::Count => object
            .property(key, count_schema(Type::Integer).description(about))
            .required(key),
        MetricForm::CountIfKnown => {
            let or_null = SchemaType::from_iter([Type::Integer, Type::Null]);
            object.property(key, count_schema(or_null).description(about))
        }
        MetricForm::Rate => object
            .property(
                key,
                RefBuilder::new()
                    .ref_location_from_schema_name(RATE_SCHEMA)
                    .description(about),
            )
            .required(key),
        MetricForm::Average => object.property(key, fraction_schema().description(about)),
    }
}

fn count_schema(of: impl Into<SchemaType>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(of)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0.0))
}

fn fraction_schema() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Number, Type::Null]))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
}

fn rate_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some(
            "Conversations with at least one, and their share of the scope.",
        ))
        .property(
            "conversations",
            count_schema(Type::Integer).description(Some("How many.")),
        )
        .required("conversations")
        .property(
            "rate",
            fraction_schema().description(Some("From 0 to 1; null in an empty scope.")),
        )
        .into()
}

fn channels_schema() -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(
            "Conversations by channel; the four common channels are always there.",
        ))
        .property_names(Some(ObjectBuilder::new().schema_type(Type::String)))
        .additional_properties(Some(count_schema(Type::Integer)))
}
