//! The form of a rule: its name and its search. What is wrong is said here, and nothing typed is lost.

use crate::components::shared::{TextField, framed, read};
use crate::i18n::{TextKey, explain, t};
use crate::state::{DialogState, RulesState};
use crate::view_model::rules::RuleForm;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::rule::RuleDraft;

/// The form.
pub(crate) fn rule_form(rules: RulesState, dialogs: DialogState, form: RuleForm) -> AnyView {
    let (name, query) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let failed = RwSignal::new(None);
    fill(name, query, form.draft);
    let title = if form.rule.is_some() {
        TextKey::RuleChangeTitle
    } else {
        TextKey::RuleNewTitle
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        failed.set(None);
        let rule = form.rule.clone();
        let draft = RuleDraft {
            name: read(name),
            query: read(query),
        };
        spawn_local(async move {
            match rules.keep(rule, draft).await {
                Ok(()) => dialogs.close(),
                Err(failure) => failed.set(Some(explain(&failure))),
            }
        });
    };
    let inside = view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <TextField input=name label=TextKey::RuleName id="rule-name" hint=TextKey::RuleNameHint />
            <TextField input=query label=TextKey::RuleQuery id="rule-query" hint=TextKey::RuleQueryHint help=TextKey::RuleQueryHelp />
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="rule-form-error">{words}</p> })}
            <footer>
                <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
                <button class="button primary" type="submit" data-testid="rule-submit">{t(TextKey::RuleSave)}</button>
            </footer>
        </form>
    };
    framed(
        dialogs,
        t(title).into_any(),
        "rule-dialog",
        "",
        inside.into_any(),
    )
}

/// Puts what the form begins with into its fields, once they are there.
fn fill(name: NodeRef<Input>, query: NodeRef<Input>, draft: RuleDraft) {
    Effect::new(move |_| {
        if let (Some(name), Some(query)) = (name.get(), query.get()) {
            name.set_value(&draft.name);
            query.set_value(&draft.query);
            // A field that cannot take the focus leaves it where it is.
            let _ = name.focus();
        }
    });
}
