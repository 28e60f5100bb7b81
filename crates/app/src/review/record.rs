//! The record of a conversation or of a message, as text. It is a stranger's text as it came: it is written as JSON,
//! in which no character turns the direction of what stands around it, and whoever shows it shows it as text.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use model::request::RecordRequest;
use serde::Serialize;

/// A record in the form of the change feed, in lines.
pub(crate) async fn record_text(
    home: &UnlockedHome,
    request: RecordRequest,
) -> Result<String, AppError> {
    let reader = &home.reader;
    match request.message {
        None => written(reader.conversation_record(request.conversation).await?),
        Some(message) => {
            let record = reader.message_record(request.conversation, message);
            written(record.await?)
        }
    }
}

fn written<T: Serialize>(record: Option<T>) -> Result<String, AppError> {
    let record = record.ok_or(AppError::NoConversation)?;
    let text = serde_json::to_string_pretty(&record).map_err(|_| AppError::NoConversation)?;
    Ok(text.chars().flat_map(seen).collect())
}

/// Characters that are not seen are written as JSON writes them, so that they are.
fn seen(c: char) -> Vec<char> {
    let is_unseen = matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
    );
    if is_unseen {
        return format!("\\u{:04x}", u32::from(c)).chars().collect();
    }
    vec![c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_so_that_it_is_and_reads_back_as_it_was() {
        let said = "a\u{202E}b\u{200B}\u{FEFF} ünd 👋\n<b>";
        let text = written(Some(said)).expect("text");
        assert_eq!(text, r#""a\u202eb\u200b\ufeff ünd 👋\n<b>""#);
        let back: String = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back, said);
    }
}
