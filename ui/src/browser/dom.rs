//! Elements: finding, focusing, scrolling. Each does nothing where the element is not there.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// The element with an id.
pub(crate) fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Gives the keyboard to the element with an id.
pub(crate) fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Whether the keyboard is in the element with an id.
pub(crate) fn has_focus(id: &str) -> bool {
    let inside = || {
        let active = document()?.active_element()?;
        Some(by_id(id)?.contains(Some(&active)))
    };
    inside().unwrap_or(false)
}

/// Whether the keyboard writes text, or a dialog or a popover has it.
pub(crate) fn is_typing() -> bool {
    const FIELDS: &str = "input, textarea, select, [contenteditable], dialog *, [popover] *";
    let active = document().and_then(|document| document.active_element());
    has_dialog() || active.is_some_and(|active| active.matches(FIELDS).unwrap_or(false))
}

/// Whether the window is the one that somebody has before them.
pub(crate) fn has_attention() -> bool {
    document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// Whether text is marked, so that a menu of it is meant.
pub(crate) fn has_selected_text() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Whether a dialog stands over the page.
pub(crate) fn has_dialog() -> bool {
    let open = || document()?.query_selector("dialog[open]").ok()?;
    open().is_some()
}

/// Takes the keyboard from the field that has it, which keeps what was typed in it.
pub(crate) fn leave_field() {
    let active = document().and_then(|document| document.active_element());
    if let Some(field) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot give it away has nothing typed in it.
        let _ = field.blur();
    }
}

/// Loads the page anew: nothing of what it knew is left.
pub(crate) fn load_anew() {
    if let Some(window) = web_sys::window() {
        // A page that cannot be loaded anew shows what the back end says of itself at its next question.
        let _ = window.location().reload();
    }
}

/// Gives the keyboard to the element with an id, where it has fallen to the page's body.
pub(crate) fn catch_focus(id: &str) {
    let active = document().and_then(|document| document.active_element());
    let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
    if is_lost && !has_dialog() {
        focus(id);
    }
}

/// Presses the button that has this name for tests.
pub(crate) fn press(name: &str) {
    let css = format!("[data-testid='{name}']");
    let found = || {
        document()?
            .query_selector(&css)
            .ok()??
            .dyn_into::<HtmlElement>()
            .ok()
    };
    if let Some(button) = found() {
        // An element that cannot take the focus leaves it where it is.
        let _ = button.focus();
        button.click();
    }
}

/// Scrolls as little as shows the element with an id.
pub(crate) fn keep_in_sight(id: &str) {
    if let Some(element) = by_id(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Where the keyboard is, to give it back later.
#[derive(Clone)]
pub(crate) struct FocusTarget {
    element: HtmlElement,
    /// What was drawn anew meanwhile is found again by its name.
    name: Option<String>,
}

/// Where the keyboard is now.
pub(crate) fn focused_element() -> Option<FocusTarget> {
    let element: HtmlElement = document()?.active_element()?.dyn_into().ok()?;
    let name = element.get_attribute("data-testid");
    Some(FocusTarget { element, name })
}

impl FocusTarget {
    /// Whether it is in a dialog.
    pub(crate) fn is_in_dialog(&self) -> bool {
        self.element.closest("dialog").is_ok_and(|it| it.is_some())
    }

    /// Gives the keyboard back, unless something else has it by now.
    pub(crate) fn return_to(&self) {
        let active = document().and_then(|document| document.active_element());
        let is_taken = active.is_some_and(|active| active.tag_name() != "BODY");
        if is_taken || has_dialog() {
            return;
        }
        let again = || {
            let css = format!("[data-testid='{}']", self.name.as_ref()?);
            let found = document()?.query_selector(&css).ok()??;
            found.dyn_into::<HtmlElement>().ok()
        };
        let element = Some(self.element.clone()).filter(|element| element.is_connected());
        if let Some(element) = element.or_else(again) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    }
}

/// Whether the pane of the conversation covers the list.
pub(crate) fn is_narrow() -> bool {
    let width = web_sys::window()
        .and_then(|window| window.inner_width().ok())
        .and_then(|width| width.as_f64());
    width.is_some_and(|width| width <= 1100.0)
}

/// Whether the page reads from right to left.
pub(crate) fn is_rtl() -> bool {
    root().is_some_and(|root| root.get_attribute("dir").as_deref() == Some("rtl"))
}

/// The root element.
pub(crate) fn root() -> Option<Element> {
    document()?.document_element()
}

/// The matches inside the element with an id, in reading order.
pub(crate) fn marks(id: &str) -> Vec<Element> {
    let found = || by_id(id)?.query_selector_all("mark").ok();
    let Some(list) = found() else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.get(at)?.dyn_into().ok())
        .collect()
}

/// Brings an element to the middle of what is seen.
pub(crate) fn reveal(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    options.set_behavior(ScrollBehavior::Instant);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Where something begins that stands below the element with an id, in pixels of the window.
pub(crate) fn below(id: &str) -> Option<(f64, f64)> {
    let place = by_id(id)?.get_bounding_client_rect();
    Some((place.left(), place.bottom()))
}

/// How wide the element is that holds what an event was heard by, the nearest of a selector, in pixels.
pub(crate) fn width_around(event: &web_sys::Event, css: &str) -> Option<f64> {
    let target: Element = event.current_target()?.dyn_into().ok()?;
    let around = target.closest(css).ok()??;
    Some(around.get_bounding_client_rect().width())
}

/// What the element at a place of the window says by an attribute, or the nearest one around it.
pub(crate) fn said_at(x: i32, y: i32, attribute: &str) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a window has few pixels")]
    let found = document()?.element_from_point(x as f32, y as f32)?;
    let around = found.closest(&format!("[{attribute}]")).ok()??;
    around.get_attribute(attribute)
}

/// Gives the keyboard to the line before (-1) or after (1) the one that has it: lines are what a selector finds
/// within the element with an id. At an end it stays.
pub(crate) fn focus_line(id: &str, css: &str, step: i32) {
    let beside = || {
        let lines = by_id(id)?.query_selector_all(css).ok()?;
        let active = document()?.active_element()?;
        let here = (0..lines.length()).find(|at| {
            lines
                .get(*at)
                .is_some_and(|line| line.is_same_node(Some(&active)))
        })?;
        lines
            .get(here.checked_add_signed(step)?)?
            .dyn_into::<HtmlElement>()
            .ok()
    };
    if let Some(line) = beside() {
        // An element that cannot take the focus leaves it where it is.
        let _ = line.focus();
    }
}

/// Chooses the radio button before (-1) or after (1) the one that has the keyboard, around the ends, and gives it the
/// keyboard.
pub(crate) fn step_radio(step: i32) {
    let beside = || {
        let active = document()?.active_element()?;
        let group = active.closest("[role=radiogroup]").ok()??;
        let all = group.query_selector_all("[role=radio]").ok()?;
        let count = all.length();
        let here = (0..count).find(|at| {
            all.get(*at)
                .is_some_and(|radio| radio.is_same_node(Some(&active)))
        })?;
        let next = here.checked_add_signed(step).unwrap_or(count - 1) % count;
        all.get(next)?.dyn_into::<HtmlElement>().ok()
    };
    if let Some(radio) = beside() {
        // An element that cannot take the focus leaves it where it is.
        let _ = radio.focus();
        radio.click();
    }
}

/// Whether an element is within the one with an id.
pub(crate) fn is_within(id: &str, target: &web_sys::EventTarget) -> bool {
    let node = target.dyn_ref::<web_sys::Node>();
    by_id(id).is_some_and(|element| element.contains(node))
}

/// Keeps a word for the page's first moment, before anything is unlocked.
pub(crate) fn keep(name: &str, value: &str) {
    if let Some(storage) = web_sys::window()
        .and_then(|window| window.local_storage().ok())
        .flatten()
    {
        // A browser without storage merely starts in the system's colours.
        let _ = storage.set_item(name, value);
    }
}

/// Notes, once what is drawn now has been painted, that this has been reached. The time stands in the
/// page's own list of marks, where the bench and a person's web inspector find it.
pub(crate) fn mark_painted(name: &'static str) {
    // The first frame paints what was drawn; the second one begins after that.
    leptos::prelude::request_animation_frame(move || {
        leptos::prelude::request_animation_frame(move || {
            if let Some(clock) = web_sys::window().and_then(|window| window.performance()) {
                // A page without marks is only not measured.
                let _ = clock.mark(name);
            }
        });
    });
}

/// Gives the keyboard to the mark before (-1) or after (1) the one that has it, within the chart that holds both; false
/// where there is none.
pub(crate) fn step_mark(step: i32) -> bool {
    let beside = || {
        let active = document()?.active_element()?;
        let chart = active.closest("[data-marks]").ok()??;
        let marks = chart.query_selector_all("[data-mark]").ok()?;
        let here = (0..marks.length()).find(|at| {
            marks
                .get(*at)
                .is_some_and(|mark| mark.is_same_node(Some(&active)))
        })?;
        let next = here.checked_add_signed(step)?;
        marks.get(next)?.dyn_into::<Element>().ok()
    };
    let Some(mark) = beside() else {
        return false;
    };
    // A mark of a drawing is no element of HTML, and takes the keyboard all the same.
    let focus = js_sys::Reflect::get(&mark, &"focus".into()).ok();
    if let Some(Ok(focus)) = focus.map(|focus| focus.dyn_into::<js_sys::Function>()) {
        let _ = focus.call0(&mark);
    }
    true
}

/// Clicks the sibling before (-1) or after (1) the focused element, and gives it the keyboard.
pub(crate) fn click_sibling(step: i32) {
    let sibling = || {
        let active = document()?.active_element()?;
        let beside = if step > 0 {
            active.next_element_sibling()
        } else {
            active.previous_element_sibling()
        };
        Some((active.parent_element()?, beside?))
    };
    let Some((parent, beside)) = sibling() else {
        return;
    };
    if let Ok(beside) = beside.dyn_into::<HtmlElement>() {
        beside.click();
    }
    // The tabs are drawn anew by the click; the chosen one takes the keyboard.
    leptos::prelude::request_animation_frame(move || {
        if let Some(Ok(chosen)) = parent
            .query_selector("[aria-selected=true]")
            .ok()
            .flatten()
            .map(|chosen| chosen.dyn_into::<HtmlElement>())
        {
            let _ = chosen.focus();
        }
    });
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Gives the keyboard to a field and selects what is in it.
pub(crate) fn select(id: &str) {
    if let Some(field) =
        by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        // A field that cannot take the focus leaves it where it is.
        let _ = field.focus();
        field.select();
    }
}
