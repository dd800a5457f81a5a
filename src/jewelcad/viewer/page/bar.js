// The bar of views and switches: buttons that keys press too.

import { VIEWS } from "./viewer.js";

export function button(text, title, press, extra = {}) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.title = title;
  made.addEventListener("click", press);
  Object.assign(made.dataset, extra);
  return made;
}

// A button that stays down.
export function toggle(text, title, change, pressed = false, extra = {}) {
  const made = button(text, title, () => set(!on()), extra);
  const on = () => made.getAttribute("aria-pressed") === "true";
  const set = (value) => {
    if (value !== on()) {
      made.setAttribute("aria-pressed", value);
      change(value);
    }
  };
  made.setAttribute("aria-pressed", pressed);
  made.set = set;
  made.mark = (value) => made.setAttribute("aria-pressed", value);
  return made;
}

const typing = (event) =>
  event.ctrlKey || event.metaKey || event.altKey ||
  event.target.closest?.("input:not([type=checkbox], [type=range]), select");

export function onKeys(keys) {
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key.toLowerCase()];
    if (act && !typing(event)) {
      event.preventDefault();
      act();
    }
  });
}

export function viewBar(bar, viewer) {
  const keys = {};
  const group = document.createElement("div");
  group.className = "group";
  Object.entries(VIEWS).forEach(([name, { label }], i) => {
    const go = () => viewer.view(name);
    const made = button(label, `${name} (key ${i + 1})`, go, { view: name });
    made.setAttribute("aria-label", `${name} view`);
    group.append(made);
    keys[i + 1] = go;
  });
  const parallel = toggle("Parallel", "Parallel, without perspective (key P)", (on) => viewer.project(on));
  const stones = toggle("Stones", "Stones shown (key S)", (on) => viewer.showStones(on), true);
  viewer.onDrawn(() => parallel.mark(viewer.parallel));
  keys.p = () => parallel.click();
  keys.s = () => stones.click();
  const more = document.createElement("div");
  more.className = "group";
  more.append(parallel, stones);
  bar.append(group, more);
  onKeys(keys);
  return more;
}
