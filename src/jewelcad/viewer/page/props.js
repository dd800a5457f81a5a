// What stands beside the piece: a finger, a coin, triads of frames, the mark of a finding.

import {
  CapsuleGeometry, CylinderGeometry, Euler, Group, InstancedMesh, Matrix4, Mesh, MeshBasicMaterial,
  MeshStandardMaterial, TorusGeometry,
} from "./vendor/three.js";

const FINGER = [-58, 30]; // mm along the finger: the hand's side, and the tip
export const COIN = { name: "1 euro", diameter: 23.25, thickness: 2.33 };
const TRIAD = 2.4, TRIAD_WIDTH = 0.07; // mm
const AXIS_COLOURS = ["#c8281e", "#2e8b3a", "#2850c8"]; // x, y, z
const MOST_NAMES = 24;

export class Props {
  constructor(viewer, labels) {
    Object.assign(this, { viewer, labels, words: [], shown: {} });
    this.group = new Group();
    viewer.scene.add(this.group);
  }

  // Once for every piece: its finger may be another, its ground and its frames too.
  renew(scene) {
    this.told = scene;
    for (const [kind, on] of Object.entries(this.shown)) if (on) this.set(kind, true);
  }

  set(kind, on) {
    this.shown[kind] = on;
    this.take(kind);
    if (on && this.told && this.viewer.piece) {
      const made = this[kind]();
      if (made) {
        made.name = kind;
        this.group.add(made);
      }
    }
    this.viewer.beside = this.group.getObjectByName("coin");
    this.viewer.redraw();
  }

  take(kind) {
    const old = this.group.getObjectByName(kind);
    old?.traverse((part) => {
      part.geometry?.dispose();
      part.material?.dispose();
    });
    if (old) this.group.remove(old);
    this.words = this.words.filter((label) => {
      if (label.kind === kind) this.labels.remove(label);
      return label.kind !== kind;
    });
  }

  word(kind, text, point) {
    this.words.push(Object.assign(this.labels.add(text, point, kind), { kind }));
  }

  finger() {
    if (!this.told.bore) return null;
    const radius = this.told.bore / 2 - 0.04, [from, to] = FINGER;
    const skin = new MeshStandardMaterial({ color: "#e3b79c", roughness: 0.62, metalness: 0 });
    const body = new Mesh(new CapsuleGeometry(radius, to - from - 2 * radius, 24, 64), skin);
    body.position.y = (from + to) / 2;
    return body;
  }

  coin() {
    const [low, high] = this.viewer.piece.bounds;
    const { name, diameter, thickness } = COIN;
    const coin = new Group();
    const metal = (color) => new MeshStandardMaterial({ color, metalness: 1, roughness: 0.3 });
    const disc = (radius, height, color) => {
      const made = new Mesh(new CylinderGeometry(radius, radius, height, 96), metal(color));
      made.rotation.x = Math.PI / 2;
      coin.add(made);
    };
    disc(diameter / 2 - 0.6, thickness - 0.2, "#d2b266");
    disc(diameter * 0.35, thickness - 0.1, "#c9cacb");
    const rim = new Mesh(new CylinderGeometry(diameter / 2, diameter / 2, thickness, 96, 1, true), metal("#c9a64f"));
    rim.rotation.x = Math.PI / 2;
    coin.add(rim);
    for (const side of [-1, 1]) {
      const edge = new Mesh(new TorusGeometry(diameter / 2 - 0.35, 0.3, 12, 96), metal("#d2b266"));
      edge.position.z = side * (thickness / 2 - 0.25);
      coin.add(edge);
    }
    const x = high[0] + diameter / 2 + 3, z = low[2] + thickness / 2;
    coin.position.set(x, 0, z);
    this.word("coin", `${name}, ${diameter} mm`, [x, 0, z + 2.5]);
    return coin;
  }

  frames() {
    const { frames } = this.told, triads = new Group();
    const rod = new CylinderGeometry(TRIAD_WIDTH, TRIAD_WIDTH, TRIAD, 8).translate(0, TRIAD / 2, 0);
    const turns = [[0, 0, -Math.PI / 2], [0, 0, 0], [Math.PI / 2, 0, 0]]; // y to x, y and z
    turns.forEach((turn, axis) => {
      const ink = { color: AXIS_COLOURS[axis], depthTest: false, toneMapped: false };
      const rods = new InstancedMesh(rod, new MeshBasicMaterial(ink), frames.length);
      const own = new Matrix4().makeRotationFromEuler(new Euler(...turn));
      frames.forEach(({ matrix }, i) => rods.setMatrixAt(i, new Matrix4().fromArray(matrix).multiply(own)));
      rods.frustumCulled = false;
      rods.renderOrder = 9;
      triads.add(rods);
    });
    frames.slice(0, MOST_NAMES).forEach(({ name, matrix }) => this.word("frames", name, matrix.slice(12, 15)));
    return triads;
  }

  // A ring around the place of a finding, always in front.
  mark(place, text) {
    this.take("finding");
    if (!place) return;
    const size = this.viewer.sphere.radius * 0.05;
    const ring = new Mesh(
      new TorusGeometry(size, size * 0.14, 10, 48),
      new MeshBasicMaterial({ color: "#a3201d", depthTest: false, toneMapped: false }));
    ring.position.set(...place);
    ring.renderOrder = 10;
    ring.onBeforeRender = (_renderer, _scene, camera) => {
      ring.quaternion.copy(camera.quaternion);
      ring.updateMatrixWorld();
      ring.modelViewMatrix.multiplyMatrices(camera.matrixWorldInverse, ring.matrixWorld);
    };
    ring.name = "finding";
    this.group.add(ring);
    this.word("finding", text, place);
    this.viewer.redraw();
  }
}
