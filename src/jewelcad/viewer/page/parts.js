// The tree of named parts: each can be hidden. head/prong[2] stands under head, under prong.

export class Parts {
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.hidden = new Set();
  }

  show(names) {
    this.names = names;
    const same = JSON.stringify(names);
    if (same === this.same) return;
    this.same = same;
    const open = new Set([...this.element.querySelectorAll("details[open]")].map((d) => d.dataset.path));
    const root = { children: new Map(), names: [] };
    for (const name of names) {
      let node = root, path = "";
      for (const step of steps(name)) {
        path += `/${step}`;
        if (!node.children.has(step)) node.children.set(step, { children: new Map(), names: [], path });
        node = node.children.get(step);
        node.names.push(name);
      }
    }
    this.boxes = [];
    this.element.replaceChildren(...[...root.children].map(([step, node]) => this.branch(step, node, open)));
    this.refresh();
  }

  branch(step, node, open) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      for (const name of node.names) this.hidden[box.checked ? "delete" : "add"](name);
      this.refresh();
      this.changed(this.hidden);
    });
    this.boxes.push([box, node]);
    const label = document.createElement("label");
    label.dataset.part = node.path.slice(1);
    label.append(box, ` ${step}`);
    if (!node.children.size) return label;
    const branch = document.createElement("details");
    branch.dataset.path = node.path;
    const head = document.createElement("summary");
    head.append(label);
    branch.append(head);
    const fill = () => {
      if (branch.childElementCount > 1) return;
      branch.append(...[...node.children].map(([name, child]) => this.branch(name, child, open)));
      this.refresh();
    };
    branch.addEventListener("toggle", fill);
    branch.open = open.has(node.path);
    if (branch.open) fill();
    return branch;
  }

  refresh() {
    for (const [box, node] of this.boxes) {
      const away = node.names.filter((name) => this.hidden.has(name)).length;
      box.checked = away < node.names.length;
      box.indeterminate = away > 0 && away < node.names.length;
    }
  }
}

// head/prong[2] goes head, prong, [2]; a lone thing has no number.
function steps(name) {
  return name.split("/").flatMap((word) => {
    const found = /^(.+?)(\[.+\])$/.exec(word);
    return found ? [found[1], found[2]] : [word];
  });
}
