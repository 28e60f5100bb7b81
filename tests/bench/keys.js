// Presses keys as a hand does and tells how long each took until what it changes was painted, in milliseconds. Runs
// inside the page, given a function to call at the end.
const done = arguments[arguments.length - 1];
const ARROWS = 60;
const TABS = 30;
const WORDS = ["membership", "tour", "parking", "price"];
// What has not changed by then changed nothing to be seen: a letter that leaves the number as it was, for example.
const PATIENCE_MS = 1000;
// About how long a hand takes from key to key.
const REST_MS = 250;

const one = (id) => document.querySelector(`[data-testid='${id}']`);
const list = one("list");
const rest = (ms) => new Promise((then) => setTimeout(then, ms));

// The first task after the frame in which something is drawn. A message of a channel would come after whatever else
// has been asked of the back end by then.
const painted = () =>
  new Promise((then) => requestAnimationFrame(() => setTimeout(() => then(performance.now()), 0)));

// Looks after each change of the page, and so in the task that brings it.
const changed = (is_there) =>
  new Promise((then) => {
    const observer = new MutationObserver(() => is_there() && stop(true));
    const guard = setTimeout(() => stop(false), PATIENCE_MS);
    const stop = (found) => {
      observer.disconnect();
      clearTimeout(guard);
      then(found);
    };
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    if (is_there()) stop(true);
  });

async function took(act, is_there) {
  const began = performance.now();
  act();
  const found = await changed(is_there);
  const ended = await painted();
  await rest(REST_MS);
  return found ? ended - began : null;
}

const key = (element, name) =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key: name, code: name, bubbles: true, cancelable: true }));
const arrow = (at) => key(list, at % 30 < 20 ? "ArrowDown" : "ArrowUp");
const marked = () => list.querySelector("[role=row][aria-selected=true]")?.id;
const is_at_rest = () => list.getAttribute("aria-busy") === "false";
const first_row = () => list.querySelector("[data-testid=row]");

async function times(count, press) {
  const all = [];
  for (let at = 0; at < count; at++) all.push(await press(at));
  return all;
}

const mark = (at) => {
  const before = marked();
  return took(() => arrow(at), () => marked() !== undefined && marked() !== before);
};

const open = (at) => {
  const before = one("timeline").textContent;
  return took(() => arrow(at), () => one("message") !== null && one("timeline").textContent !== before);
};

const turn = (at) => {
  const tab = document.querySelector("[role=tab][aria-selected=true]");
  tab.focus();
  const before = first_row();
  const forward = tab.nextElementSibling !== null && at % 6 < 3;
  return took(
    () => key(tab, forward ? "ArrowRight" : "ArrowLeft"),
    () => is_at_rest() && first_row() !== null && first_row() !== before,
  );
};

const put = (text) => {
  const field = one("search");
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
};

const letter = (text) => {
  const before = one("result-count").textContent;
  return took(() => put(text), () => is_at_rest() && one("result-count").textContent !== before);
};

async function letters() {
  const all = [];
  one("search").focus();
  for (const word of WORDS) {
    for (let end = 1; end <= word.length; end++) all.push(await letter(word.slice(0, end)));
    put("");
    await rest(PATIENCE_MS);
  }
  return all;
}

const quantile = (values, share) => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
};
// A key that changed nothing to be seen has no time.
const pair = (name, all) => {
  const values = all.filter((value) => value !== null);
  return {
    [`${name}_p50_ms`]: quantile(values, 0.5),
    [`${name}_p95_ms`]: quantile(values, 0.95),
    [`${name}_pressed`]: values.length,
  };
};

(async () => {
  list.focus();
  const marks = await times(ARROWS, mark);
  const opens = await times(ARROWS, open);
  const turns = await times(TABS, turn);
  document.querySelector("[role=tab]").click();
  await rest(PATIENCE_MS);
  const typed = await letters();
  done({ ...pair("arrow", marks), ...pair("open", opens), ...pair("tab", turns), ...pair("letter", typed) });
})();
