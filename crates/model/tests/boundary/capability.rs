//! What a source has, as the interface asks for it.

use crate::sample::text;
use crate::stands;
use daybook_model::capability::{SignInMethod, SourceCapabilities, SourceContent};

pub(crate) fn capabilities() -> SourceCapabilities {
    SourceCapabilities {
        content: SourceContent::ConversationsAndOutcomes,
        status: true,
        leads: true,
        tickets: true,
        inbox: true,
        deletion: false,
        place: true,
        sign_in: SignInMethod::Password,
        account_page: true,
        probe: true,
        long_poll: false,
        own_numbers: false,
        invented: false,
        service: Some(text("Nexudus")),
    }
}

#[test]
fn what_sources_have() {
    stands! {
        "SourceCapabilities": capabilities(),
        "SourceContent": vec![
            SourceContent::ConversationsAndOutcomes,
            SourceContent::Conversations,
            SourceContent::Outcomes,
        ],
        "SignInMethod": vec![SignInMethod::None, SignInMethod::Token, SignInMethod::Password],
    }
}
