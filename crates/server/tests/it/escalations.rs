//! Who brought an escalation about: kept with its ticket as it was said, told in the feed, and never guessed.

use super::home;
use super::outcomes::ServedStore;
use serde_json::{Value, json};
use server::ServerSettings;

const ESCALATE: &str = "/v1/conversations/c-1/escalate";

#[tokio::test]
async fn a_cause_is_kept_as_it_was_said_and_a_later_delivery_without_it_takes_nothing_away() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c-1", json!({})).await;
    let later = ServedStore::later(&home, 30, ServerSettings::default()).await;
    for (said, kept) in [
        ("Customer", "customer"),
        ("AI", "assistant"),
        ("clean-up", "clean_up"),
        ("night_watch", "night_watch"),
    ] {
        let ticket = json!({"id": said, "subject": "Again", "escalated_by": said});
        let opened = served.post(ESCALATE, ticket.clone()).await;
        assert_eq!(opened.status, 201, "{}", opened.text());
        assert_eq!(opened.json::<Value>()["escalated_by"], kept);
        let bare = json!({"id": said, "subject": "Again"});
        for again in [ticket, bare] {
            let again = later.post(ESCALATE, again).await;
            assert_eq!(again.status, 200, "{}", again.text());
            assert_eq!(again.json::<Value>()["escalated_by"], kept);
        }
    }
    let changes = served.get("/v1/changes").await.json::<Value>();
    let told = changes["conversations"][0]["tickets"].as_array();
    let told = told.unwrap_or_else(|| panic!("tickets in the feed: {changes}"));
    let causes: Vec<&Value> = told.iter().map(|it| &it["escalated_by"]).collect();
    assert_eq!(causes, ["customer", "assistant", "clean_up", "night_watch"]);
}

#[tokio::test]
async fn where_nobody_says_who_nothing_is_told() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c-1", json!({})).await;
    let opened = served.post(ESCALATE, json!({"subject": "A person"})).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    let whole = served.whole("c-1").await;
    assert_eq!(whole["tickets"][0].get("escalated_by"), None, "{whole}");
    let odd = json!({"subject": "x", "escalated_by": "two words \u{1F642}"});
    assert_eq!(served.refused(ESCALATE, odd).await.0, 400);
}
