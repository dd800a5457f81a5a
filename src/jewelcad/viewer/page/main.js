// The page of `jewelcad view`: hears the server, shows the piece, asks for the next.

import { button, onKeys, toggle, viewBar } from "./bar.js";
import { Labels } from "./labels.js";
import { Live } from "./live.js";
import { showFindings, showNumbers, showStones } from "./numbers.js";
import { Panel } from "./panel.js";
import { Parts } from "./parts.js";
import { Props } from "./props.js";
import { Ruler } from "./ruler.js";
import { Section, sectionControls } from "./section.js";
import { legend } from "./thickness.js";
import { trouble } from "./trouble.js";
import { unpack } from "./unpack.js";
import { Values } from "./values.js";
import { Viewer } from "./viewer.js";

const at = (id) => document.getElementById(id);
const data = document.body.dataset;

class App {
  constructor() {
    this.viewer = new Viewer(at("stage"));
    this.labels = new Labels(at("labels"), this.viewer);
    this.section = new Section(this.viewer);
    this.props = new Props(this.viewer, this.labels);
    this.ruler = new Ruler(this.viewer, this.labels, this.section, (text) => this.hint(text));
    this.values = new Values((released) => this.ask(released));
    this.panel = new Panel(at("parameters"), this.values, (name) => this.savePreset(name));
    this.parts = new Parts(at("parts").querySelector("div"), (hidden) => {
      this.viewer.piece?.hide(hidden);
      this.section.apply();
    });
    this.tools();
    this.shownId = 0;
    this.live = new Live((message) => this.hear(message));
  }

  async hear(message) {
    try {
      await this[message.type](message);
    } catch (error) {
      if (!this.live.online) return; // it went away meanwhile, and will be asked again
      this.state("trouble");
      this.notice("The page has stumbled", `${error.message}. Reload it, and please report this.`);
      throw error;
    }
  }

  // ---- switches ------------------------------------------------------------------------------

  tools() {
    const bar = viewBar(at("views"), this.viewer);
    const keys = {};
    const add = (key, text, title, change) => {
      const made = toggle(text, `${title} (key ${key.toUpperCase()})`, change, false, { tool: text.toLowerCase() });
      keys[key] = () => made.click();
      bar.append(made);
      return made;
    };
    const cut = sectionControls(at("cut"), this.section);
    add("x", "Section", "Cut the piece open", (on) => {
      cut(on);
      data.section = on ? this.section.axis : "";
    });
    this.mapButton = add("t", "Thickness", "Thickness of the walls as colours", () => this.showMap());
    add("m", "Measure", "Measure between two points", (on) => this.ruler.set(on));
    add("w", "Wire", "The triangles of the mesh", (on) => {
      this.wire = on;
      if (this.viewer.piece) this.viewer.piece.wires.visible = on;
      this.viewer.redraw();
    });
    add("f", "Finger", "A finger of the ring's size", (on) => this.props.set("finger", on));
    add("c", "Coin", "A 1 euro coin, 23.25 mm, for scale", (on) => {
      this.props.set("coin", on);
      if (this.viewer.piece) this.viewer.refit();
    });
    add("r", "Frames", "Frames of the parts: x red, y green, z blue", (on) => this.props.set("frames", on));
    onKeys(keys);
    const stages = { set: "Set", cast: "Cast" };
    for (const [stage, text] of Object.entries(stages)) {
      const title = stage === "set" ? "Claws over their stones" : "What is printed and cast";
      at("stages").append(button(text, title, () => this.values.keep(this.values.given, stage), { stage }));
    }
    for (const format of ["stl", "3mf", "glb", "step"]) {
      at("exports").append(button(
        format.toUpperCase(), `Make and fetch ${format.toUpperCase()}`, () => this.export(format), { format }));
    }
    at("exports").append(
      button("Picture", "This view as a picture", () => this.picture(), { act: "picture" }),
      button("Copy link", "A link to this very piece", () => this.copyLink(), { act: "link" }));
  }

  stageMarks() {
    for (const made of at("stages").children) {
      made.setAttribute("aria-pressed", made.dataset.stage === this.values.stage);
    }
  }

  state(name) {
    data.state = name;
    this.viewer.hold(name === "building");
  }

  hint(text) {
    at("hint").textContent = text;
    at("hint").hidden = !text;
  }

  status(text) {
    at("status").textContent = text;
  }

  notice(head, text = "", source = "") {
    const box = at("notice");
    box.hidden = !head;
    box.querySelector("strong").textContent = head;
    box.querySelector("p").textContent = text;
    box.querySelector("pre").textContent = source;
    box.querySelector("pre").hidden = !source;
  }

  // ---- asking --------------------------------------------------------------------------------

  ask(released) {
    this.stageMarks();
    this.panel.refresh();
    if (this.live?.online) this.state("building");
    this.live?.build(() => this.values.asked(), released);
  }

  savePreset(name) {
    this.presetId = this.live.send({ type: "save-preset", name, values: this.values.asked().values });
    this.say(this.presetId === null ? "The server is away." : `Saving ${name} …`);
  }

  export(format) {
    const asked = { ...this.values.asked(), formats: [format] };
    const id = this.live.send({ type: "export", ...asked });
    this.say(id === null ? "The server is away." : `Making ${format.toUpperCase()} and reading it back …`);
  }

  say(text) {
    at("said").textContent = text;
  }

  // ---- hearing -------------------------------------------------------------------------------

  online() {
    this.asked = false;
    this.status("");
  }

  offline() {
    this.state("offline");
    this.shownId = 0;
    this.status("The server is away; trying again …");
  }

  design(told) {
    at("title").textContent = told.title;
    at("title").title = told.doc;
    document.title = `${told.title} · jewelcad`;
    this.values.learn(told.parameters);
    this.panel.build(told);
    at("files").hidden = told.kind === "file";
    at("stages").hidden = told.kind === "file";
    this.stageMarks();
    this.notice("");
    if (!this.asked) this.ask(true);
    this.asked = true;
  }

  broken({ message, file, line, source }) {
    this.state("broken");
    const place = file ? `${file.split(/[\\/]/).at(-1)}${line ? `, line ${line}` : ""}` : "";
    this.notice(`The script does not load${place ? `: ${place}` : ""}`, message, source ?? "");
    this.status("The last good piece is shown.");
  }

  building({ id }) {
    this.building_ = id;
    this.state("building");
    this.status("Building …");
  }

  async scene(told) {
    if (told.id < this.shownId) return;
    this.shownId = told.id;
    const answer = await fetch(`/scene/${told.key}`);
    if (!answer.ok) throw new Error(await answer.text());
    const packed = unpack(await answer.arrayBuffer());
    if (told.id < this.shownId) return;
    this.show(told, packed);
  }

  show(told, packed) {
    const same = this.told?.key === told.key;
    this.told = told;
    if (!same) {
      this.checked_ = null;
      this.thick = null;
      this.viewer.show(packed).then(() => this.drawn(told));
      this.viewer.piece.wires.visible = Boolean(this.wire);
      this.viewer.piece.hide(this.parts.hidden);
      this.props.take("finding");
      this.ruler.clear();
    }
    this.props.renew(told);
    this.section.apply();
    this.parts.show([...told.bodies, ...told.stones]);
    const dropped = Object.entries(told.dropped ?? {});
    if (dropped.length) this.values.drop(dropped.map(([name]) => name));
    this.panel.show(told.values);
    this.panel.refuse(null);
    this.numbers();
    this.showMap();
    if (told.id >= (this.building_ ?? 0)) {
      this.notice(dropped.length ? "Values that no longer fit were left out" : "",
        dropped.map(([name, why]) => `${name}: ${why}`).join(" "));
      const mesh = told.tolerance ? `, mesh within ${told.tolerance} mm` : "";
      this.status(`Built in ${told.seconds.toFixed(2)} s${mesh}`);
      this.state("shown");
    }
    if (this.known?.key === told.key) this.checked(this.known);
    if (same) this.drawn(told);
    data.stage = told.stage ?? this.values.stage;
    data.scene = told.key;
    data.id = told.id;
  }

  // The piece is on the page, and may be checked.
  drawn({ id, key }) {
    this.live.send({ type: "drawn", of: id });
    data.drawn = key;
  }

  refused({ id, message, parameter, file, line, source }) {
    if (id < (this.building_ ?? 0)) return;
    this.state("refused");
    const place = file && line ? `${file.split(/[\\/]/).at(-1)}, line ${line}` : "";
    this.panel.refuse(parameter, message);
    this.notice(place ? `Not built: ${place}` : "Not built", message, source ?? "");
    this.status("The last good piece is shown.");
  }

  checked(told) {
    this.known = told; // it may come while its scene is still being fetched
    if (told.key !== this.told?.key) return;
    this.checked_ = told;
    data.checked = told.key;
    this.numbers();
    this.showMap();
  }

  numbers() {
    showNumbers(at("numbers"), this.told?.facts, this.checked_, true);
    showStones(at("stones"), this.told?.facts);
    showFindings(at("findings"), this.checked_, (finding) => {
      data.finding = finding.code;
      this.props.mark(finding.place, `${finding.code} ${finding.name}`);
      this.viewer.flyTo(finding.place);
    });
  }

  async showMap() {
    const { piece } = this.viewer;
    const on = this.mapButton.getAttribute("aria-pressed") === "true";
    const key = this.checked_?.map;
    at("legend").hidden = !(on && key);
    if (on && !key) this.hint(this.checked_ ? "There is no map of a mesh that is not closed." : "The walls are being measured …");
    else if (!this.ruler.on) this.hint("");
    if (!piece) return;
    if (on && key && this.thick?.key !== key) {
      const answer = await fetch(`/map/${key}`);
      if (!answer.ok || this.viewer.piece !== piece) return;
      this.thick = { key, values: new Float32Array(await answer.arrayBuffer()) };
    }
    const shown = on && key ? this.thick.values : null;
    if (shown) legend(at("legend"), piece.packed.map, this.checked_.limit);
    piece.showMap(shown, this.checked_?.limit);
    this.section.apply();
    data.map = shown ? key : "";
  }

  exported({ files, passed }) {
    const list = at("files").querySelector("ul");
    const links = files.map(({ name, url, bytes }) => {
      const link = document.createElement("a");
      Object.assign(link, { href: url, download: name, textContent: `${name}, ${Math.ceil(bytes / 1024)} kB` });
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    list.prepend(...links);
    while (list.childElementCount > 12) list.lastElementChild.remove();
    links[0]?.firstChild.click();
    this.say(passed === false ? "Made and read back, but its checks have not passed." : "Made and read back.");
  }

  saved({ presets }) {
    this.panel.showPresets(presets);
    this.panel.refresh();
    this.panel.name.value = "";
    this.say("The preset is saved beside the script.");
  }

  failed({ message }) {
    this.say(message);
    this.status(message);
    this.viewer.hold(false);
  }

  // ---- taking away ---------------------------------------------------------------------------

  async picture() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await this.viewer.picture());
    link.download = `${this.told?.key ? at("title").textContent : "ring"}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The link is copied.");
    } catch {
      this.say(location.href);
    }
  }
}

try {
  new App();
} catch (error) {
  trouble(error);
}
