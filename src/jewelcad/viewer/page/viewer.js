// Camera, controls and the drawing itself; draws only when something has changed.

import {
  Box3, NeutralToneMapping, OrbitControls, OrthographicCamera, PerspectiveCamera, Scene,
  Raycaster, Sphere, SRGBColorSpace, Vector2, Vector3, WebGLRenderer,
} from "./vendor/three.js";
import { Pace, drawnByProcessor } from "./pace.js";
import { Piece } from "./piece.js";
import { Settle } from "./settle.js";
import { trouble } from "./trouble.js";
import { environment, metalSky, stoneSky } from "./studio.js";

const FIELD = 26; // degrees, of the lens
const MARGIN = 1.12; // around the piece
const COARSE = 2, FIRST = 4, NEXT = 6; // directions of occlusion with a coarse picture, a first one, a later
const SMOOTH = 6; // pictures averaged in one that is taken away
const REST = 150; // ms after a coarse picture until a sharp one is begun
const FLIGHT = 420; // ms, from one view to the next

// As preview/scene.py has them: from the piece to the camera.
export const VIEWS = {
  "three-quarter": { label: "¾", towards: [0.58, -1, 0.52] },
  top: { label: "Top", towards: [0, -1e-4, 1], parallel: true },
  front: { label: "Front", towards: [0, -1, 0], parallel: true },
  side: { label: "Side", towards: [1, 0, 0], parallel: true },
  back: { label: "Back", towards: [0, 1, 0], parallel: true },
  "through-finger": { label: "Through", towards: [0, -1, 0], onAxis: true },
};

function corners({ min, max }) {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((i) => new Vector3(
    i & 1 ? max.x : min.x, i & 2 ? max.y : min.y, i & 4 ? max.z : min.z));
}

export class Viewer {
  constructor(holder) {
    this.holder = holder;
    this.renderer = new WebGLRenderer({
      antialias: !drawnByProcessor(), // which traces a stone anew for each facet in a pixel
      alpha: true, stencil: true,
    });
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.localClippingEnabled = true;
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    holder.append(this.renderer.domElement);
    this.renderer.domElement.addEventListener("webglcontextlost", () => trouble(
      new Error("the graphics card was taken away. Reload the page.")));
    this.scene = new Scene();
    this.lens = new PerspectiveCamera(FIELD, 1, 0.5, 600);
    this.flat = new OrthographicCamera(-1, 1, 1, -1, 0.1, 600);
    for (const camera of [this.lens, this.flat]) camera.up.set(0, 0, 1);
    this.camera = this.lens;
    this.controls = new OrbitControls(this.camera, this.renderer.domElement);
    this.controls.addEventListener("change", () => this.redraw());
    this.controls.addEventListener("start", () => (this.flight = null));
    this.settle = new Settle(this.renderer);
    this.pace = new Pace(this.renderer);
    this.past = [];
    this.listeners = [];
    new ResizeObserver(() => this.resize()).observe(holder);
    this.resize();
  }

  onDrawn(listener) {
    this.listeners.push(listener);
  }

  // The next piece takes the place of the one shown; the camera stays where the user put it.
  // Resolves when its first picture is there.
  show(packed) {
    if (!this.studio) {
      this.studio = true;
      this.scene.environment = environment(this.renderer, metalSky(packed.studio));
      this.gemSky = stoneSky(packed.studio);
    }
    const first = !this.piece;
    if (this.piece) {
      this.scene.remove(this.piece.group);
      this.past.push(this.piece); // while it is kept the next one finds its shaders compiled
    }
    const box = new Box3(...packed.bounds.map((corner) => new Vector3(...corner)));
    this.sphere = box.getBoundingSphere(new Sphere());
    this.box = box;
    this.piece = new Piece(packed, this.gemSky, this.renderer, this.sphere);
    this.piece.stones.visible = this.stonesShown ?? true;
    this.scene.add(this.piece.group);
    if (first) this.view("three-quarter", false);
    this.redraw();
    return new Promise((resolve) => (this.shown = resolve));
  }

  // Another piece is being made: no sharper picture of this one stands in its way.
  hold(held) {
    this.held = held;
    if (!held) this.wake();
  }

  showStones(shown) {
    this.stonesShown = shown;
    if (this.piece) this.piece.stones.visible = shown;
    this.redraw();
  }

  view(name, flying = true) {
    const { towards, parallel = false, onAxis = false } = VIEWS[name];
    const target = onAxis ? new Vector3() : this.whole().getCenter(new Vector3());
    this.project(parallel);
    const way = new Vector3(...towards);
    this.look(way, target, this.reach(way, target), flying);
  }

  // The piece, and the coin if it lies there.
  whole() {
    const box = this.box.clone();
    return this.beside ? box.expandByObject(this.beside) : box;
  }

  // The same view again, from where everything is seen.
  refit() {
    const way = this.camera.position.clone().sub(this.controls.target);
    const target = this.whole().getCenter(new Vector3());
    this.look(way, target, this.reach(way, target), true);
  }

  // How far the camera stands so that everything is in the picture.
  reach(towards, target) {
    const back = towards.clone().normalize();
    const right = new Vector3(0, 0, 1).cross(back);
    if (right.length() < 1e-3) right.set(1, 0, 0);
    right.normalize();
    const up = back.clone().cross(right);
    const high = Math.tan((FIELD / 2) * (Math.PI / 180)), wide = high * this.lens.aspect;
    let far = 0;
    for (const corner of corners(this.whole())) {
      corner.sub(target);
      const depth = this.parallel ? 0 : corner.dot(back);
      far = Math.max(far, Math.abs(corner.dot(right)) / wide + depth, Math.abs(corner.dot(up)) / high + depth);
    }
    return far * MARGIN;
  }

  flyTo(place) {
    const target = new Vector3(...place);
    const out = new Vector3(target.x, 0, target.z);
    if (out.length() < 1e-3) out.set(0, 0, 1);
    out.normalize().add(new Vector3(0, -0.75, 0.25));
    this.look(out, target, this.sphere.radius * 1.9, true);
  }

  look(towards, target, distance, flying) {
    const position = target.clone().addScaledVector(towards.normalize(), distance);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!flying || still) {
      this.aim(position, target);
      return;
    }
    const from = this.camera.position.clone().sub(this.controls.target);
    this.flight = {
      start: performance.now(), from, to: position.clone().sub(target),
      leave: this.controls.target.clone(), arrive: target,
    };
    this.redraw();
  }

  aim(position, target) {
    this.camera.position.copy(position);
    this.controls.target.copy(target);
    this.scale();
    this.controls.update();
    this.redraw();
  }

  fly(now) {
    const { start, from, to, leave, arrive } = this.flight;
    const t = Math.min((now - start) / FLIGHT, 1);
    const eased = t * t * (3 - 2 * t);
    const length = from.length() * (1 - eased) + to.length() * eased;
    const way = from.clone().normalize().lerp(to.clone().normalize(), eased);
    if (way.length() < 1e-3) way.set(0, -1e-3, 1);
    const target = leave.clone().lerp(arrive, eased);
    if (t === 1) this.flight = null;
    this.aim(target.clone().addScaledVector(way.normalize(), length), target);
  }

  // A slow machine draws fewer pixels while the piece moves, and all of them when it rests.
  sharpen(sharp) {
    const share = sharp ? 1 : this.pace.share;
    const ratio = Math.min(window.devicePixelRatio, 2) * share;
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
    this.piece.follow(share === 1);
  }

  get parallel() {
    return this.camera === this.flat;
  }

  // Parallel or with a lens; what is at the target keeps its size.
  project(parallel) {
    if (parallel === this.parallel) return;
    const next = parallel ? this.flat : this.lens;
    const distance = this.distance();
    if (this.parallel && this.piece) this.target();
    const way = this.camera.position.clone().sub(this.controls.target).normalize();
    next.position.copy(this.controls.target).addScaledVector(way, distance);
    this.camera = next;
    this.controls.object = next;
    this.flat.zoom = 1;
    this.scale();
    this.controls.update();
    this.redraw();
  }

  // What is looked at is what is seen in the middle, and not the air behind it: a lens that comes
  // near would be inside the piece.
  target() {
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2(), this.camera);
    const { metal, stones } = this.piece;
    const [hit] = ray.intersectObjects([metal, ...(stones.visible ? stones.children : [])]);
    if (hit) this.controls.target.copy(hit.point);
  }

  // The distance of the lens that shows as much as is shown now.
  distance() {
    return this.camera.position.distanceTo(this.controls.target) / (this.parallel ? this.flat.zoom : 1);
  }

  scale() {
    if (!this.parallel) return;
    this.flat.zoom = 1;
    const far = this.flat.position.distanceTo(this.controls.target);
    const half = far * Math.tan((FIELD / 2) * (Math.PI / 180));
    Object.assign(this.flat, {
      left: -half * this.lens.aspect, right: half * this.lens.aspect, top: half, bottom: -half,
    });
    this.flat.updateProjectionMatrix();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.holder;
    if (!width || !height) return;
    this.renderer.setSize(width, height);
    const zoom = this.flat.zoom;
    this.lens.aspect = width / height;
    this.lens.updateProjectionMatrix();
    this.scale();
    this.flat.zoom = zoom;
    this.flat.updateProjectionMatrix();
    this.redraw();
  }

  // The picture as it is, on white paper.
  picture() {
    this.sharpen(true);
    this.renderer.setClearColor("#ffffff", 1);
    this.settle.reset();
    while (this.settle.taken < SMOOTH) this.settle.draw(this.scene, this.camera);
    const done = new Promise((resolve) => this.renderer.domElement.toBlob(resolve, "image/png"));
    this.renderer.setClearColor("#000000", 0);
    this.redraw();
    return done;
  }

  redraw() {
    this.settle.reset();
    document.body.dataset.settled = false;
    this.wake();
  }

  wake() {
    this.waiting ??= requestAnimationFrame((now) => {
      this.waiting = null;
      this.draw(now);
    });
  }

  draw(now) {
    if (!this.piece) return;
    if (this.pace.busy) {
      this.wake();
      return;
    }
    if (this.pictured === this.piece) this.drawn();
    const sharp = this.settle.taken > 0;
    if (sharp && (this.held || this.rests())) return;
    if (this.flight) this.fly(now);
    this.camera.updateMatrixWorld();
    this.scene.environmentRotation.copy(this.camera.rotation); // the lamps go with the camera
    this.piece.shadow.visible = this.camera.position.z > this.piece.shadow.position.z;
    this.sharpen(sharp);
    const start = performance.now();
    this.piece.occlusion.add(sharp ? NEXT : this.pace.share < 1 ? COARSE : FIRST);
    const more = this.settle.draw(this.scene, this.camera);
    this.pace.begun(start, sharp);
    this.pictured = this.piece;
    document.body.dataset.settled = this.settle.settled;
    for (const listener of this.listeners) listener();
    if (more) this.wake();
  }

  // The piece is on the page.
  drawn() {
    this.shown?.();
    this.shown = null;
    for (const piece of this.past.splice(0)) piece.dispose();
  }

  // Whether it is too early for a sharp picture: on a slow machine that would stand in the way of
  // the next move.
  rests() {
    const left = this.pace.ended + REST - performance.now();
    if (this.settle.taken > 1 || this.pace.share === 1 || left <= 0) return false;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.wake(), left);
    return true;
  }
}
