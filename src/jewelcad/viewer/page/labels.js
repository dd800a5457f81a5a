// Words that stay at places of the piece.

import { Vector3 } from "./vendor/three.js";

export class Labels {
  constructor(element, viewer) {
    this.element = element;
    this.viewer = viewer;
    this.all = new Set();
    viewer.onDrawn(() => this.place());
  }

  add(text, point, kind = "") {
    const word = document.createElement("span");
    word.className = kind;
    word.textContent = text;
    this.element.append(word);
    const label = { word, point: new Vector3(...point) };
    this.all.add(label);
    this.place();
    return label;
  }

  remove(label) {
    label?.word.remove();
    this.all.delete(label);
  }

  place() {
    const { clientWidth: width, clientHeight: height } = this.viewer.holder;
    for (const { word, point } of this.all) {
      const seen = point.clone().project(this.viewer.camera);
      word.style.left = `${((seen.x + 1) / 2) * width}px`;
      word.style.top = `${((1 - seen.y) / 2) * height}px`;
      word.hidden = seen.z > 1;
    }
  }
}
