// What stands beside the piece: a finger, a coin, triads of frames, the mark of a finding.

import {
  BufferAttribute, BufferGeometry, CapsuleGeometry, CylinderGeometry, Group, LineBasicMaterial,
  LineSegments, Matrix4, Mesh, MeshBasicMaterial, MeshStandardMaterial, TorusGeometry, Vector3,
} from "./vendor/three.js";

const FINGER = [-58, 30]; // mm along the finger: the hand's side, and the tip
export const COIN = { name: "1 euro", diameter: 23.25, thickness: 2.33 };
const TRIAD = 2.5; // mm
const AXIS_COLOURS = [[0.75, 0.1, 0.08], [0.1, 0.5, 0.12], [0.08, 0.2, 0.75]];
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
    const points = [], colours = [];
    const matrix = new Matrix4(), origin = new Vector3();
    this.told.frames.forEach(({ name, matrix: numbers }, i) => {
      matrix.fromArray(numbers);
      origin.setFromMatrixPosition(matrix);
      AXIS_COLOURS.forEach((colour, k) => {
        const end = new Vector3().setFromMatrixColumn(matrix, k).multiplyScalar(TRIAD).add(origin);
        points.push(...origin.toArray(), ...end.toArray());
        colours.push(...colour, ...colour);
      });
      if (i < MOST_NAMES) this.word("frames", name, origin.toArray());
    });
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(points), 3));
    geometry.setAttribute("color", new BufferAttribute(new Float32Array(colours), 3));
    const lines = new LineSegments(
      geometry, new LineBasicMaterial({ vertexColors: true, depthTest: false, toneMapped: false }));
    lines.renderOrder = 9;
    return lines;
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
