// Presses keys as a hand does and tells how long each took until what it changes was painted, in milliseconds. Runs
// inside the page, given a function to call at the end.
const done = arguments[arguments.length - 1];
const ARROWS = 120;
const TABS = 40;
const WORDS = ["membership", "tour", "day pass", "meeting room", "price", "parking"];
// What has not changed by then is told as lost: a letter that changes no number, for example.
const PATIENCE_MS = 3000;
const REST_MS = 120;

const one = (id) => document.querySelector(`[data-testid='${id}']`);
const list = one("list");
const rest = () => new Promise((then) => setTimeout(then, REST_MS));

// The first task after the frame in which something is drawn.
const painted = () =>
  new Promise((then) => {
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => then(performance.now());
      after.port2.postMessage(null);
    });
  });

// Looks after each change of the page, and so in the task that brings it.
const changed = (is_there) =>
  new Promise((then) => {
    const look = () => {
      if (!is_there()) return;
      stop(true);
    };
    const observer = new MutationObserver(look);
    const guard = setTimeout(() => stop(false), PATIENCE_MS);
    const stop = (found) => {
      observer.disconnect();
      clearTimeout(guard);
      then(found);
    };
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });

async function took(act, is_there) {
  const began = performance.now();
  act();
  const found = await changed(is_there);
  const ended = await painted();
  await rest();
  return found ? ended - began : null;
}

const key = (element, name) =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key: name, code: name, bubbles: true, cancelable: true }));
const chosen = () => list.querySelector("[data-testid=row][aria-selected=true]")?.dataset.id;
const timeline = () => one("timeline");
const is_at_rest = () => list.getAttribute("aria-busy") === "false";

// The row is marked at once, and the conversation is read when it is here.
async function arrows() {
  const marks = [], reads = [];
  list.focus();
  for (let at = 0; at < ARROWS; at++) {
    const [row, read] = [chosen(), timeline()];
    const name = at % 40 < 30 ? "ArrowDown" : "ArrowUp";
    const began = performance.now();
    key(list, name);
    const marked = changed(() => chosen() !== undefined && chosen() !== row).then(painted);
    const opened = changed(() => timeline() !== null && timeline() !== read && one("message") !== null).then(painted);
    marks.push((await marked) - began);
    reads.push((await opened) - began);
    await rest();
  }
  return { marks, reads };
}

async function tabs() {
  const times = [];
  for (let at = 0; at < TABS; at++) {
    const tab = document.querySelector("[role=tab][aria-selected=true]");
    const last = tab.parentElement.lastElementChild === tab;
    const first = tab.parentElement.firstElementChild === tab;
    const forward = first || (!last && at % 8 < 4);
    tab.focus();
    const before = list.querySelector("[data-testid=row]");
    times.push(await took(
      () => key(tab, forward ? "ArrowRight" : "ArrowLeft"),
      () => is_at_rest() && list.querySelector("[data-testid=row]") !== null
        && list.querySelector("[data-testid=row]") !== before,
    ));
  }
  document.querySelector("[role=tab]").click();
  await rest();
  return times;
}

async function letters() {
  const times = [];
  const field = one("search");
  const put = (text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  field.focus();
  for (const word of WORDS) {
    for (let end = 1; end <= word.length; end++) {
      const before = one("result-count").textContent;
      times.push(await took(
        () => put(word.slice(0, end)),
        () => is_at_rest() && one("result-count").textContent !== before,
      ));
    }
    put("");
    await rest();
    await rest();
  }
  return times;
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
  const { marks, reads } = await arrows();
  const tabbed = await tabs();
  const typed = await letters();
  done({ ...pair("arrow", marks), ...pair("open", reads), ...pair("tab", tabbed), ...pair("letter", typed) });
})();
