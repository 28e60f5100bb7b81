//! The form of an annotation of the trend.

mod annotation_form;

pub(crate) use annotation_form::annotation_form;
