//! What takes back what was done to an annotation of the trend.

use model::AnnotationId;
use model::annotation::StoredAnnotation;

/// What takes a change back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AnnotationUndo {
    /// To take a new one away.
    Remove(AnnotationId),
    /// To have one as it was.
    Restore(StoredAnnotation),
}
