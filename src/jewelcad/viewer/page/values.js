// The values the user gave, with undo; the page's address carries them.

const STAGE = "stage";

export class Values {
  constructor(changed) {
    this.changed = changed;
    this.kinds = {};
    this.past = [];
    this.future = [];
    this.readAddress();
    window.addEventListener("hashchange", () => {
      this.readAddress();
      this.changed(true);
    });
  }

  readAddress() {
    const words = new URLSearchParams(location.hash.slice(1));
    this.stage = words.get(STAGE) === "cast" ? "cast" : "set";
    words.delete(STAGE);
    this.given = Object.fromEntries(words);
    this.kept = this.state();
  }

  // The design says what is a number: in an address all is text.
  learn(parameters) {
    this.kinds = Object.fromEntries(parameters.map((p) => [p.name, p.kind]));
    this.types = Object.fromEntries(parameters.map((p) => [p.name, typeof p.default]));
  }

  typed(name, value) {
    const numeric = ["number", "integer"].includes(this.kinds[name]) ||
      this.types?.[name] === "number";
    if (typeof value === "string" && numeric && value.trim() !== "" && isFinite(Number(value))) {
      return Number(value);
    }
    if (this.kinds[name] === "flag" && ["true", "false"].includes(value)) return value === "true";
    return value;
  }

  asked() {
    const pairs = Object.entries(this.given).map(([name, value]) => [name, this.typed(name, value)]);
    return { values: Object.fromEntries(pairs), stage: this.stage };
  }

  state() {
    return JSON.stringify([this.given, this.stage]);
  }

  // While a slider moves: shown at once, kept only when it is let go.
  draft(name, value) {
    this.given = { ...this.given, [name]: value };
    this.changed(false);
  }

  set(name, value) {
    const { [name]: _, ...others } = this.given;
    this.keep(value === undefined ? others : { ...others, [name]: value }, this.stage);
  }

  keep(given, stage = this.stage) {
    this.given = given;
    this.stage = stage;
    if (this.state() === this.kept) return;
    this.past.push(this.kept);
    this.future = [];
    this.settle();
  }

  // The server could not take these any more; that is no step to undo.
  drop(names) {
    for (const name of names) delete this.given[name];
    this.kept = this.state();
    this.writeAddress();
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.kept);
    [this.given, this.stage] = JSON.parse(from.pop());
    this.settle();
  }

  settle() {
    this.kept = this.state();
    this.writeAddress();
    this.changed(true);
  }

  writeAddress() {
    const words = new URLSearchParams(this.given);
    if (this.stage !== "set") words.set(STAGE, this.stage);
    const text = words.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname);
  }
}
