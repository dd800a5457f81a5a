// The panel: a field for each parameter of the design, presets, reset, undo.

import { button } from "./bar.js";

export class Panel {
  constructor(element, values, savePreset) {
    this.element = element;
    this.values = values;
    this.savePreset = savePreset;
    this.fields = new Map();
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target.matches?.("input:not([type=range])")) return;
      const key = event.key.toLowerCase();
      if (key === "z" || key === "y") {
        event.preventDefault();
        key === "y" || event.shiftKey ? values.redo() : values.undo();
      }
    });
  }

  build(design) {
    const held = document.activeElement?.closest?.("[data-parameter]")?.dataset.parameter;
    this.design = design;
    this.fields.clear();
    this.element.replaceChildren();
    if (design.parameters.length) this.element.append(this.actions(design));
    for (const parameter of design.parameters) {
      const field = new Field(parameter, design, this.values);
      this.fields.set(parameter.name, field);
      this.element.append(field.element);
    }
    this.fields.get(held)?.element.querySelector("input, select")?.focus();
    this.refresh();
  }

  actions(design) {
    const row = document.createElement("div");
    row.className = "actions";
    this.undo = button("↶", "Undo (Ctrl+Z)", () => this.values.undo(), { act: "undo" });
    this.redo = button("↷", "Redo (Ctrl+Y)", () => this.values.redo(), { act: "redo" });
    this.reset = button("Reset", "All values as the script has them", () => this.values.keep({}), { act: "reset" });
    this.undo.setAttribute("aria-label", "Undo");
    this.redo.setAttribute("aria-label", "Redo");
    this.presets = document.createElement("select");
    this.presets.setAttribute("aria-label", "Preset");
    this.presets.addEventListener("change", () => {
      const chosen = this.design.presets[this.presets.value];
      if (chosen) this.values.keep({ ...chosen });
    });
    this.name = document.createElement("input");
    this.name.setAttribute("aria-label", "Name of the preset to save");
    this.name.placeholder = "Save as preset …";
    this.name.maxLength = 60;
    this.name.dataset.act = "preset-name";
    const save = () => {
      const name = this.name.value.trim();
      if (name) this.savePreset(name);
      else this.name.focus();
    };
    this.name.addEventListener("keydown", (event) => event.key === "Enter" && save());
    const keep = button("Save", "Keep these values as a preset beside the script", save, { act: "save-preset" });
    row.append(this.presets, this.undo, this.redo, this.reset, this.name, keep);
    this.showPresets(design.presets);
    return row;
  }

  showPresets(presets) {
    this.design.presets = presets;
    this.presets.replaceChildren(new Option("Presets …", ""));
    for (const name of Object.keys(presets)) this.presets.append(new Option(name, name));
    this.presets.disabled = !Object.keys(presets).length;
  }

  // Fields as the piece was made, but for what the user has in hand.
  show(made) {
    this.made = made;
    this.refresh();
  }

  refresh() {
    for (const [name, field] of this.fields) {
      field.show(this.values.given[name] ?? this.made?.[name] ?? field.parameter.default, name in this.values.given);
    }
    if (this.undo) {
      this.undo.disabled = !this.values.past.length;
      this.redo.disabled = !this.values.future.length;
      this.reset.disabled = !Object.keys(this.values.given).length;
      const same = Object.entries(this.design.presets).find(([, preset]) => alike(preset, this.values.given));
      this.presets.value = same ? same[0] : "";
    }
  }

  refuse(name, message) {
    for (const [own, field] of this.fields) field.refuse(own === name ? message : "");
  }
}

const alike = (one, two) => {
  const names = Object.keys(one);
  return names.length === Object.keys(two).length && names.every((name) => String(one[name]) === String(two[name]));
};

class Field {
  constructor(parameter, design, values) {
    this.parameter = parameter;
    this.values = values;
    const { name, about, unit } = parameter;
    this.element = document.createElement("div");
    this.element.className = "field";
    this.element.dataset.parameter = name;
    const label = document.createElement("label");
    label.textContent = name.replaceAll("_", " ");
    label.htmlFor = `value-${name}`;
    if (about) label.title = about;
    this.back = button("↺", `${name} as the script has it`, () => values.set(name, undefined), { act: "default" });
    this.back.className = "back";
    this.back.setAttribute("aria-label", `Reset ${name}`);
    this.line = document.createElement("div");
    this.line.className = "line";
    this.why = document.createElement("p");
    this.why.className = "why";
    this.why.id = `why-${name}`;
    this.why.hidden = true;
    this.make(design);
    this.input.id = `value-${name}`;
    this.input.setAttribute("aria-describedby", this.why.id);
    if (unit) {
      const mark = document.createElement("span");
      mark.className = "unit";
      mark.textContent = unit;
      this.line.append(mark);
    }
    const told = document.createElement("small");
    told.textContent = about;
    this.element.append(label, this.back, this.line, told, this.why);
  }

  make(design) {
    const { kind, choices, suggest, optional } = this.parameter;
    if (choices) this.choose(choices, optional);
    else if (kind === "flag" && !optional) this.tick();
    else if (kind === "flag") this.choose([true, false], true);
    else if (kind === "size") this.size(design.sizes);
    else this.type(kind === "number" || kind === "integer", suggest);
  }

  give(value) {
    this.values.set(this.parameter.name, value === "" ? undefined : value);
  }

  choose(choices, optional) {
    this.input = document.createElement("select");
    if (optional) this.input.append(new Option("none", ""));
    choices.forEach((choice) => this.input.append(new Option(shown(choice), String(choice))));
    this.input.addEventListener("change", () => {
      const chosen = choices.find((choice) => String(choice) === this.input.value);
      this.give(chosen ?? "");
    });
    this.line.append(this.input);
  }

  tick() {
    this.input = document.createElement("input");
    this.input.type = "checkbox";
    this.input.addEventListener("change", () => this.give(this.input.checked));
    this.line.append(this.input);
  }

  size(sizes) {
    this.input = document.createElement("input");
    const list = document.createElement("datalist");
    list.id = `sizes-${this.parameter.name}`;
    sizes.forEach((size) => list.append(new Option(size, size)));
    this.input.setAttribute("list", list.id);
    this.input.addEventListener("change", () => this.give(this.input.value.trim()));
    const step = (by) => {
      const at = sizes.indexOf(this.input.value);
      if (sizes[at + by] && at >= 0) this.give(sizes[at + by]);
    };
    const less = button("−", "Next smaller size", () => step(-1)), more = button("+", "Next larger size", () => step(1));
    less.setAttribute("aria-label", "Next smaller size");
    more.setAttribute("aria-label", "Next larger size");
    this.line.append(this.input, list, less, more);
  }

  type(numeric, suggest) {
    const { name, least, most } = this.parameter;
    this.input = document.createElement("input");
    this.input.type = numeric ? "number" : "text";
    if (numeric) this.input.step = "any";
    this.input.addEventListener("change", () => this.give(numeric ? this.number() : this.input.value));
    if (suggest) {
      this.slider = document.createElement("input");
      this.slider.type = "range";
      this.slider.min = suggest.least;
      this.slider.max = suggest.most;
      this.slider.step = suggest.step ?? "any";
      this.slider.setAttribute("aria-label", `${name}, slider`);
      this.slider.addEventListener("input", () => {
        this.held = true;
        this.input.value = neat(this.slider.valueAsNumber);
        this.values.draft(name, Number(neat(this.slider.valueAsNumber)));
      });
      this.slider.addEventListener("change", () => {
        this.held = false;
        this.give(Number(neat(this.slider.valueAsNumber)));
      });
      this.line.append(this.slider);
    }
    if (least !== null && most !== null) this.input.title = `${least} to ${most}`;
    this.line.append(this.input);
  }

  number() {
    return Number.isFinite(this.input.valueAsNumber) ? this.input.valueAsNumber : "";
  }

  show(value, given) {
    this.back.hidden = !given;
    if (this.held || document.activeElement === this.input && this.input.matches("input[type=text], input[type=number]") && given) return;
    if (this.input.type === "checkbox") this.input.checked = value === true || value === "true";
    else this.input.value = value === null || value === undefined ? "" : neat(value);
    if (this.slider && value !== null && value !== undefined) this.slider.value = value;
  }

  refuse(message) {
    this.why.textContent = message;
    this.why.hidden = !message;
    this.input.setAttribute("aria-invalid", Boolean(message));
  }
}

const shown = (choice) => (choice === true ? "yes" : choice === false ? "no" : String(choice));
const neat = (value) => (typeof value === "number" ? String(Number(value.toFixed(6))) : String(value));
