//! The text that a person signs for a production set. Its words are the catalogue's.

use crate::coverage::{AuditAnchor, HandOverContext};
use catalogue::{Phrase, PhraseArg, PlainFormats, TextKey, text};

/// The certificate of a set of so many pages, conversations and messages.
pub(crate) fn certificate(
    context: &HandOverContext,
    [pages, conversations, messages]: [u64; 3],
    audit: Option<&AuditAnchor>,
    public_key: &str,
) -> String {
    let number = |count: u64| PhraseArg::Text(count.to_string());
    let scope = Phrase::new(TextKey::CertificateScope)
        .with("pages", number(pages))
        .with("conversations", number(conversations))
        .with("messages", number(messages))
        .with("version", PhraseArg::Text(context.version.clone()))
        .with("at", PhraseArg::Text(context.made_at.to_rfc3339()));
    let mut parts = vec![
        text(TextKey::CertificateTitle).to_owned(),
        scope.say(&PlainFormats),
    ];
    parts.extend(context.sources.iter().map(|source| {
        let synced = source
            .last_synced_at
            .map_or("–".to_owned(), |at| at.to_rfc3339());
        Phrase::new(TextKey::CertificateSource)
            .with("name", PhraseArg::Text(source.name.clone()))
            .with("at", PhraseArg::Text(synced))
            .with("state", PhraseArg::Text(source.completeness.clone()))
            .say(&PlainFormats)
    }));
    parts.extend(audit.map(|anchor| {
        Phrase::new(TextKey::CertificateAudit)
            .with("entry", number(anchor.entry))
            .with("head", PhraseArg::Text(anchor.head.clone()))
            .say(&PlainFormats)
    }));
    let key =
        Phrase::new(TextKey::CertificateKey).with("key", PhraseArg::Text(public_key.to_owned()));
    parts.push(key.say(&PlainFormats));
    parts.push(text(TextKey::CertificateLimits).to_owned());
    parts.push(text(TextKey::CertificateSign).to_owned());
    format!("{}\n", parts.join("\n\n"))
}
