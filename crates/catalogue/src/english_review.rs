//! English, of what reviewing adds to the list: facets. The texts join those of [`crate::english`] in one list of
//! keys.

/// Hands the texts, behind those that are given, to the macro that makes the list.
macro_rules! with_review_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_number_texts! { $receiver {
            $($texts)*

            // facets
            FacetChannel = "Channel";
            FacetConverted = "Converted";
            FacetOutcome = "Outcome";
            FacetEscalation = "Escalation";
            FacetOrigin = "Begun as";
            FacetStatus = "Status";
            FacetLead = "Lead";
            FacetSpace = "Space";
            FacetSource = "Source";
            FacetPlace = "Place";
            FacetYes = "Yes";
            FacetInferred = "Only inferred";
            FacetNo = "No";
            FacetNoEscalation = "None";
            FacetPending = "Pending";
            FacetActive = "Active";
            FacetResolved = "Resolved";
            FacetCaptured = "Captured";
        } }
    };
}

pub(crate) use with_review_texts;
