// Scrolls the list as a wheel does, then jumps about in it as a dragged thumb does, and tells what
// each frame and each jump took, in milliseconds. Runs inside the page, given a function to call at
// the end.
const done = arguments[arguments.length - 1];
const list = document.querySelector("[data-testid=list]");
const PIXELS_A_FRAME = 90;
const SCROLL_MS = 8000;
const JUMPS = 60;

const frame = () => new Promise(requestAnimationFrame);
const drawn = () =>
  list.querySelector("[data-testid=row]") && !list.querySelector(".row.late");

// Work of one frame: from the scroll event, with which a frame begins, to the first task after the
// frame has been drawn.
const work = [];
let began = null;
const after = new MessageChannel();
after.port1.onmessage = () => {
  if (began !== null) work.push(performance.now() - began);
  began = null;
};
document.addEventListener("scroll", () => {
  if (began === null) {
    began = performance.now();
    requestAnimationFrame(() => after.port2.postMessage(null));
  }
}, { capture: true });

async function wheel() {
  const gaps = [];
  let late = 0;
  let before = await frame();
  const end = before + SCROLL_MS;
  while (before < end) {
    list.scrollTop += PIXELS_A_FRAME;
    const now = await frame();
    gaps.push(now - before);
    late += drawn() ? 0 : 1;
    before = now;
  }
  return { gaps, late };
}

async function jumps() {
  const times = [];
  const highest = list.scrollHeight - list.clientHeight;
  let place = 0.5;
  for (let jump = 0; jump < JUMPS; jump++) {
    // The golden ratio visits every part of the list without chance.
    place = (place + 0.6180339887) % 1;
    const began = performance.now();
    list.scrollTop = Math.round(place * highest);
    do await frame(); while (!drawn());
    times.push(performance.now() - began);
  }
  return times;
}

const quantile = (values, share) => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
};

(async () => {
  const { gaps, late } = await wheel();
  const busy = work.slice();
  const jumped = await jumps();
  done({
    frames: gaps.length,
    late_share: late / gaps.length,
    frame_p50_ms: quantile(gaps, 0.5),
    frame_p99_ms: quantile(gaps, 0.99),
    work_p50_ms: quantile(busy, 0.5),
    work_p99_ms: quantile(busy, 0.99),
    jump_p50_ms: quantile(jumped, 0.5),
    jump_p99_ms: quantile(jumped, 0.99),
  });
})();
