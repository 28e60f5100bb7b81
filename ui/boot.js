// The page's first moment: the colours that were chosen last, then the program.
import init from "./daybook.js";

try {
  document.documentElement.dataset.theme = localStorage.getItem("daybook.theme") ?? "system";
} catch {
  // Without storage the system's colours are used.
}

init({ module_or_path: new URL("daybook_bg.wasm", import.meta.url) });
