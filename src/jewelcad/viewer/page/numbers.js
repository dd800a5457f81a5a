// Numbers that matter, the stones, and what the checks found.

const fixed = (value, digits) => (value === null || value === undefined ? "–" : value.toFixed(digits));

const CERTAIN = 0.02; // mm between what a wall is at least and at most, to be told as one figure

// The checks are of what is cast, whichever stage is shown.
const asCast = ({ stage }) => (stage === "cast" ? ", as cast" : "");

function entry(name, value, note = "", kind = "") {
  const made = document.createElement("div");
  made.dataset.number = name;
  made.className = kind;
  for (const [tag, text] of [["span", name], ["b", value], ["small", note]]) {
    const word = document.createElement(tag);
    word.textContent = text;
    made.append(word);
  }
  return made;
}

export function showNumbers(element, facts, checked, checking) {
  const parts = [];
  if (facts) {
    if (facts.size) parts.push(entry("Size", facts.size, `${fixed(facts.bore, 2)} mm`));
    if (facts.grams !== null) parts.push(entry("Weight", `${fixed(facts.grams, 2)} g`, facts.alloy));
    else parts.push(entry("Volume", `${fixed(facts.volume, 1)} mm³`));
    parts.push(entry("Stones", facts.stones ? `${fixed(facts.carats, 2)} ct` : "none", facts.stones ? `${facts.stones} of them` : ""));
    parts.push(entry("Measures", facts.box.map((side) => side.toFixed(1)).join(" × "), "mm along x, y, z"));
  }
  parts.push(wallEntry(checked, checking), checksEntry(checked, checking));
  element.replaceChildren(...parts);
}

function wallEntry(checked, checking) {
  if (!checked) return entry("Thinnest wall", "…", checking ? "being proved" : "");
  const { wall, limit } = checked;
  if (!wall || wall.lower === null) return entry("Thinnest wall", "–", "not found");
  const { lower, upper, part } = wall;
  const least = fixed(lower, 2);
  if (upper === null) return entry("Thinnest wall", `≥ ${least} mm`, "proved");
  const told = upper - lower < CERTAIN ? least : `${least}–${fixed(upper, 2)}`;
  return entry("Thinnest wall", `${told} mm`, part ?? "", upper < limit ? "bad" : "");
}

function checksEntry(checked, checking) {
  if (!checked) return entry("Findings", "…", checking ? "checking" : "");
  const count = checked.findings.filter((finding) => !finding.allowed).length;
  const state = checked.passed ? "passed" : "not passed";
  return entry("Findings", String(count), `${state}${asCast(checked)}`, checked.passed ? "good" : "bad");
}

export function showStones(element, facts) {
  const table = element.querySelector("table");
  table.replaceChildren();
  element.hidden = !facts?.rows.length;
  element.querySelector("b").textContent = facts?.stones || "";
  for (const row of facts?.rows ?? []) {
    const line = table.insertRow();
    for (const text of [`${row.count} ×`, `${row.cut}, ${row.species}`, `${row.mm} mm`, `${row.carat.toFixed(3)} ct`]) {
      line.insertCell().textContent = text;
    }
  }
}

export function showFindings(element, checked, go) {
  const list = element.querySelector("ol");
  const found = checked?.findings ?? [];
  element.querySelector("b").textContent = checked ? found.length : "";
  list.replaceChildren();
  for (const finding of found) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.code = finding.code;
    made.className = finding.allowed ? "allowed" : finding.level;
    const head = document.createElement("b");
    head.textContent = `${finding.code} ${finding.name}`;
    const part = document.createElement("i");
    part.textContent = finding.part;
    const text = document.createElement("span");
    text.textContent = finding.text;
    made.append(head, part, text);
    made.disabled = !finding.place;
    made.title = finding.place ? "Show the place" : "It has no one place.";
    made.addEventListener("click", () => go(finding));
    const item = document.createElement("li");
    item.append(made);
    list.append(item);
  }
  for (const text of [
    ...(checked?.unverified ?? []).map((check) => `Not verified: ${check.title}. ${check.why}`),
    ...(checked?.remarks ?? []),
    ...(checked && !found.length ? [`Nothing found${asCast(checked)}. ${checked.summary}`] : []),
  ]) {
    const item = document.createElement("li");
    item.className = "remark";
    item.textContent = text;
    list.append(item);
  }
}
