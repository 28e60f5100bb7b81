//! The dashboard in the real window: opened by the keyboard, its numbers read, each list as long as the number that
//! opened it, its evidence recounted, and pictures in both themes.

use crate::window::{self, Window};

/// Looks at all of it.
pub(crate) async fn look_at(window: &Window, total: u64) {
    open_by_keyboard(window, total).await;
    numbers_open_their_rows(window).await;
    trend_by_keyboard(window).await;
    annotations(window).await;
    places_and_parts(window).await;
    offers_and_coverage(window).await;
    after_hours(window).await;
    evidence(window).await;
    inferred_outcomes(window, total).await;
    window.press_in("dashboard", "gi").await;
    window.all_listed(total).await;
}

async fn open_by_keyboard(window: &Window, total: u64) {
    window.press_in("list", "gd").await;
    window.wait_for("[data-testid=number-total]").await;
    let focused = "return document.activeElement === one('dashboard') \
         && one('nav-dashboard').getAttribute('aria-current') === 'true'";
    window
        .until("the dashboard has the keyboard", focused)
        .await;
    let no_scroll = "return document.documentElement.scrollWidth <= window.innerWidth \
         && one('dashboard').querySelector('.cards').scrollWidth <= one('dashboard').querySelector('.cards').clientWidth";
    window.until("nothing scrolls sideways", no_scroll).await;
    window.pictures("dashboard").await;
    choose(window, "dashboard-period", "all").await;
    let all = format!(
        "return number('number-total') === {total} && one('dashboard').getAttribute('aria-busy') === 'false'"
    );
    window.until("everything is counted", &all).await;
    window.pictures("dashboard-all").await;
    choose(window, "dashboard-period", "30").await;
    let some = format!(
        "return number('number-total') < {total} && one('dashboard').getAttribute('aria-busy') === 'false'"
    );
    window.until("thirty days are counted", &some).await;
}

async fn choose(window: &Window, field: &str, value: &str) {
    let script = format!(
        "const field = one('{field}'); field.value = '{value}'; \
         field.dispatchEvent(new Event('change', {{ bubbles: true }})); return true"
    );
    window.run(&script).await;
}

/// Clicks a number, compares the list that it opens, and goes back.
async fn opens_as_many(window: &Window, number: &str) {
    let count = window.number(number).await;
    window.run(&format!("one('{number}').click()")).await;
    let listed = format!(
        "return one('list') && one('list').getAttribute('aria-busy') === 'false' \
         && one('result-count') && number('result-count') === {count} && !one('dashboard')"
    );
    window
        .until(&format!("{number} lists {count}"), &listed)
        .await;
    let back = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true }))";
    window.run(back).await;
    window.wait_for("[data-testid=number-total]").await;
    let counted = format!(
        "return one('dashboard').getAttribute('aria-busy') === 'false' && number('{number}') === {count}"
    );
    window.until("the dashboard is as it was", &counted).await;
}

async fn numbers_open_their_rows(window: &Window) {
    for number in [
        "number-total",
        "number-tours",
        "number-bookings",
        "share-unconverted",
        "share-leads",
        "part-0",
        "times-tours",
    ] {
        opens_as_many(window, number).await;
    }
}

/// Arrow keys walk over the days, and Enter lists the one that is read.
async fn trend_by_keyboard(window: &Window) {
    window.run("one('trend-0').focus()").await;
    window.press_in("trend-0", window::RIGHT).await;
    let read = "return document.activeElement === one('trend-1') && words('trend-read').includes('started')";
    window.until("the second day is read", read).await;
    window.pictures("dashboard-trend").await;
    window.click("trend-table").await;
    window.wait_for("[data-testid=trend-numbers]").await;
    let days = "const rows = [...document.querySelectorAll('[data-testid^=trend-started-]')]; \
         const sum = rows.reduce((sum, row) => sum + Number(row.innerText.replaceAll(',', '')), 0); \
         return rows.length === 30 && sum === number('number-total')";
    window.until("the table adds up to all", days).await;
    window.click("trend-table").await;
}

/// What changed on a day is written, stands as a flag over the chart, and compares the days before and after it.
async fn annotations(window: &Window) {
    window.click("annotation-add").await;
    window.wait_for("[data-testid=annotation-submit]").await;
    type_in(window, "annotation-words", "New prompt").await;
    let day =
        "const back = new Date(Date.now() - 10 * 86400000); return back.toISOString().slice(0, 10)";
    let day = window.run(day).await;
    type_in(window, "annotation-day", day.as_str().expect("a day")).await;
    window.pictures("annotation").await;
    window.click("annotation-submit").await;
    window.wait_for(".day-flags button").await;
    window
        .run("document.querySelector('.day-flags button').click()")
        .await;
    window.wait_for("[data-testid=annotation-panel]").await;
    window
        .text_containing("annotation-panel", "New prompt")
        .await;
    window.pictures("dashboard-annotation").await;
    opens_as_many(window, "part-after").await;
    window.wait_for("[data-testid=annotation-panel]").await;
    window.run("one('annotation-close').click()").await;
    window
        .until(
            "the comparison is closed",
            "return !one('annotation-panel')",
        )
        .await;
}

/// Types into a field as the page hears it.
async fn type_in(window: &Window, field: &str, value: &str) {
    let script = format!(
        "const field = one('{field}'); field.value = '{value}'; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); return true"
    );
    window.run(&script).await;
}

/// The hours of a space are entered; then what comes after hours is told apart, and the parts make up all.
async fn after_hours(window: &Window) {
    window.run("one('hours-open').click()").await;
    window.wait_for("[data-testid=hours-submit]").await;
    type_in(window, "hours-day-0", "09:00-25:00").await;
    window.click("hours-submit").await;
    window
        .text_containing("hours-dialog", "No clock shows")
        .await;
    type_in(window, "hours-day-0", "09:00-18:00").await;
    window.click("hours-repeat").await;
    window.pictures("hours").await;
    window.click("hours-submit").await;
    window.wait_for("[data-testid=hours-headline]").await;
    let adds_up = "return one('dashboard').getAttribute('aria-busy') === 'false' && number('part-outside') > 0 \
         && number('part-inside') + number('part-outside') + number('part-unknown') === number('number-total')";
    window.until("the parts make up all", adds_up).await;
    window
        .run("one('card-after-hours').scrollIntoView({ block: 'center' })")
        .await;
    window.pictures("dashboard-after-hours").await;
    for number in [
        "part-outside",
        "part-outside-any_conversion",
        "part-ai-alone",
    ] {
        opens_as_many(window, number).await;
        window.wait_for("[data-testid=card-after-hours]").await;
    }
}

async fn places_and_parts(window: &Window) {
    window.click("places-states").await;
    window.wait_for("[data-testid=state-NY]").await;
    window.pictures("dashboard-states").await;
    opens_as_many(window, "place-NY").await;
    window.click("places-countries").await;
    opens_as_many(window, "place-US").await;
    choose(window, "compare-side", "weekday").await;
    let seven = "return document.querySelectorAll('[data-testid=part]').length === 7 \
         && one('dashboard').getAttribute('aria-busy') === 'false'";
    window.until("seven days are compared", seven).await;
    opens_as_many(window, "part-2").await;
    for side in ["contact", "operator", "language"] {
        compare_by(window, side).await;
        opens_as_many(window, "part-0").await;
    }
    spaces_in_a_funnel_plot(window).await;
}

async fn compare_by(window: &Window, side: &str) {
    choose(window, "compare-side", side).await;
    let compared = format!(
        "return one('compare-side').value === '{side}' && one('dashboard').getAttribute('aria-busy') === 'false'"
    );
    window
        .until(&format!("{side} is compared"), &compared)
        .await;
}

/// Spaces stand in a plot that is walked by arrow keys, and in a table that lists their rows.
async fn spaces_in_a_funnel_plot(window: &Window) {
    choose(window, "compare-outcome", "bookings").await;
    compare_by(window, "space").await;
    let walked = "const plot = one('control-plot'); \
         return plot && plot.querySelector('svg title').textContent.includes('Funnel plot')";
    window.until("the spaces are drawn", walked).await;
    window
        .run("one('card-comparison').scrollIntoView({ block: 'center' }); one('control-0').focus()")
        .await;
    window.press_in("control-0", window::RIGHT).await;
    window
        .until(
            "the second space has the keyboard",
            "return document.activeElement === one('control-1')",
        )
        .await;
    window.pictures("dashboard-spaces").await;
    window.click("compare-table").await;
    window.wait_for("[data-testid=control-table]").await;
    window.pictures("dashboard-spaces-table").await;
    opens_as_many(window, "control-count-0").await;
    choose(window, "compare-outcome", "any").await;
    // What follows is of a side whose parts stand in rows.
    compare_by(window, "channel").await;
}

/// Every step of the funnel lists its conversations, and each channel has its row of what is known.
async fn offers_and_coverage(window: &Window) {
    window.wait_for("[data-testid=card-funnel]").await;
    window.wait_for("[data-testid=card-coverage]").await;
    window
        .run("one('card-coverage').scrollIntoView({ block: 'end' })")
        .await;
    window.pictures("dashboard-foot").await;
    let adds_up = "return number('funnel-any-taken') + number('funnel-any-open') === number('funnel-any-offered') \
         && document.querySelectorAll('[data-testid=coverage-row]').length > 2";
    window.until("taken and not taken are all", adds_up).await;
    let first = "document.querySelector('[data-testid=coverage-mark][tabindex=\"0\"]').focus()";
    window.run(first).await;
    window
        .until("a day is read", "return words('coverage-read').length > 10")
        .await;
    for step in ["funnel-any-offered", "funnel-tour-taken", "funnel-any-else"] {
        opens_as_many(window, step).await;
        window.wait_for("[data-testid=card-funnel]").await;
    }
}

/// The evidence tells what a number is, recounts it, and lists its rows.
async fn evidence(window: &Window) {
    window.click("evidence-tours").await;
    window.text_containing("evidence", "Denominator").await;
    window.click("evidence-recount").await;
    window.wait_for("[data-testid=recount-agrees]").await;
    window.pictures("evidence").await;
    window.press_in("evidence", window::ESCAPE).await;
    window
        .until("the evidence is closed", "return !one('evidence')")
        .await;
}

/// One switch, on the dashboard and over the list: with it every number holds inferred outcomes too, says so, and lists
/// them.
async fn inferred_outcomes(window: &Window, total: u64) {
    choose(window, "dashboard-period", "all").await;
    let counted = |on: bool| {
        format!(
            "const page = one('dashboard'); const says = page.querySelectorAll('.figure .with-inferred').length; \
             return page.getAttribute('aria-busy') === 'false' && number('number-total') === {total} \
             && one('dashboard-inferred').getAttribute('aria-checked') === '{on}' && says === ({on} ? 5 : 0) \
             && number('share-any') + number('share-inferred') + number('share-unconverted') === {total}"
        )
    };
    window.until("they are apart", &counted(false)).await;
    let tours = window.number("number-tours").await;
    window.click("dashboard-inferred").await;
    window.until("they are counted", &counted(true)).await;
    assert!(window.number("number-tours").await > tours);
    window
        .until(
            "the switch keeps the keyboard",
            "return document.activeElement === one('dashboard-inferred')",
        )
        .await;
    window.pictures("dashboard-inferred").await;
    for number in [
        "number-tours",
        "share-any",
        "share-inferred",
        "share-leads-converted",
        "part-with-0",
        "times-tours",
    ] {
        opens_as_many(window, number).await;
    }
    window.click("evidence-tours").await;
    window
        .text_containing("evidence", "counted as confirmed ones")
        .await;
    window.click("evidence-recount").await;
    window.wait_for("[data-testid=recount-agrees]").await;
    window.pictures("evidence-inferred").await;
    window.press_in("evidence", window::ESCAPE).await;
    over_the_list(window, total, tours).await;
    window.press_in("list", "gd").await;
    window.until("they are apart again", &counted(false)).await;
    choose(window, "dashboard-period", "30").await;
}

/// The same switch over the list, on as it was left; off, the numbers are as before.
async fn over_the_list(window: &Window, total: u64, tours: u64) {
    window.press_in("dashboard", "gi").await;
    window.all_listed(total).await;
    let strip = "[...document.querySelectorAll('.strip .with-inferred')].length";
    let on = format!(
        "return {strip} === 6 && one('list-inferred').getAttribute('aria-checked') === 'true' \
         && number('metric-tours') > {tours}"
    );
    window.until("it is on over the list too", &on).await;
    window.pictures("list-inferred").await;
    window.click("list-inferred").await;
    let off = format!(
        "return {strip} === 0 && one('list-inferred').getAttribute('aria-checked') === 'false' \
         && number('metric-tours') === {tours}"
    );
    window.until("the strip is as before", &off).await;
    window.all_listed(total).await;
}
