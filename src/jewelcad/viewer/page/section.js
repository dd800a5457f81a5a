// A section: one half of the piece taken off, the cut metal hatched by the stencil's count of
// surfaces before the plane.

import {
  AlwaysStencilFunc, BackSide, BufferAttribute, BufferGeometry, DecrementWrapStencilOp, DoubleSide,
  FrontSide, Group, IncrementWrapStencilOp, InstancedMesh, Mesh, MeshBasicMaterial,
  NotEqualStencilFunc, Plane, PlaneGeometry, ReplaceStencilOp, ShaderMaterial, Color, Vector3,
} from "./vendor/three.js";

const METAL_CAP = ["#8d6bb0", "#4d3470"], STONE_CAP = ["#9cc4e4", "#6f9cc2"]; // preview/studio.py
const PITCH = 0.5; // mm between the lines
export const AXES = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

export class Section {
  constructor(viewer) {
    this.viewer = viewer;
    this.plane = new Plane();
    this.axis = null;
    this.place = 0;
    this.side = 1;
  }

  // Cut square to an axis, mm from the middle of the finger; null for the whole piece.
  set(axis, place = this.place) {
    if (axis && axis !== this.axis) {
      const towards = this.viewer.camera.position.clone().sub(this.viewer.controls.target);
      this.side = towards.dot(new Vector3(...AXES[axis])) < 0 ? -1 : 1;
    }
    this.axis = axis;
    this.place = place;
    this.apply();
  }

  flip() {
    this.side *= -1;
    this.apply();
  }

  range() {
    const index = "xyz".indexOf(this.axis);
    const [low, high] = this.viewer.piece.bounds;
    return [low[index], high[index]];
  }

  // To the piece that is shown now.
  apply() {
    const { piece } = this.viewer;
    if (!piece) return;
    if (this.of !== piece) this.caps = null;
    if (this.caps) this.caps.visible = Boolean(this.axis);
    const planes = this.axis ? [this.plane] : null;
    for (const part of piece.solid) {
      if (Boolean(part.material.clippingPlanes) !== Boolean(planes)) part.material.needsUpdate = true;
      part.material.clippingPlanes = planes;
    }
    if (this.axis) {
      const normal = new Vector3(...AXES[this.axis]).multiplyScalar(-this.side);
      this.plane.setFromNormalAndCoplanarPoint(
        normal, new Vector3(...AXES[this.axis]).multiplyScalar(this.place));
      if (!this.caps) this.cap(piece);
      for (const quad of this.quads) {
        quad.position.copy(normal).multiplyScalar(-this.plane.constant);
        quad.lookAt(quad.position.clone().sub(normal));
      }
      this.stoneCap.visible = piece.stones.visible;
    }
    this.viewer.redraw();
  }

  cap(piece) {
    this.of = piece;
    this.caps = new Group();
    const { metal, stones } = piece;
    const whole = new BufferGeometry();
    whole.setAttribute("position", metal.geometry.getAttribute("position"));
    whole.setIndex(new BufferAttribute(piece.packed.metal.triangles, 1));
    const size = this.viewer.sphere.radius * 4;
    for (const material of this.counters()) this.caps.add(ordered(new Mesh(whole, material), 1));
    const metalCap = this.quad(size, METAL_CAP, 1.1);
    this.stoneCap = new Group();
    for (const own of stones.children) {
      for (const material of this.counters()) {
        const copy = new InstancedMesh(own.geometry, material, own.count);
        copy.instanceMatrix = own.instanceMatrix;
        copy.frustumCulled = false;
        this.stoneCap.add(ordered(copy, 2));
      }
    }
    const stoneCap = this.quad(size, STONE_CAP, 2.1);
    this.stoneCap.add(stoneCap);
    this.quads = [metalCap, stoneCap];
    this.caps.add(metalCap, this.stoneCap);
    piece.group.add(this.caps);
  }

  // Surfaces that look away count up, those that look here count down.
  counters() {
    return [[BackSide, IncrementWrapStencilOp], [FrontSide, DecrementWrapStencilOp]].map(
      ([side, step]) => new MeshBasicMaterial({
        side, depthWrite: false, depthTest: false, colorWrite: false, stencilWrite: true,
        stencilFunc: AlwaysStencilFunc, stencilFail: step, stencilZFail: step, stencilZPass: step,
        clippingPlanes: [this.plane],
      }));
  }

  quad(size, [ground, line], order) {
    const material = new ShaderMaterial({
      vertexShader: `varying vec2 at; void main() {
        at = position.xy; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`,
      fragmentShader: `uniform vec3 ground; uniform vec3 line; uniform float pitch; varying vec2 at;
        void main() {
          float run = (at.x + at.y) / pitch;
          float far = abs(fract(run) - 0.5), soft = fwidth(run);
          float ink = 1.0 - smoothstep(0.12 - soft, 0.12 + soft, far);
          gl_FragColor = vec4(mix(ground, line, ink * clamp(0.6 / soft, 0.0, 1.0)), 1.0);
          #include <colorspace_fragment>
        }`,
      uniforms: {
        ground: { value: new Color(ground) }, line: { value: new Color(line) },
        pitch: { value: PITCH * Math.SQRT2 },
      },
      side: DoubleSide, toneMapped: false, stencilWrite: true, stencilRef: 0,
      stencilFunc: NotEqualStencilFunc, stencilFail: ReplaceStencilOp,
      stencilZFail: ReplaceStencilOp, stencilZPass: ReplaceStencilOp,
    });
    const quad = new Mesh(new PlaneGeometry(size, size), material);
    quad.onAfterRender = (renderer) => renderer.clearStencil();
    return ordered(quad, order);
  }

  // Whether a point has been taken off.
  hides(point) {
    return this.axis !== null && this.plane.distanceToPoint(point) < -1e-4;
  }
}

function ordered(part, order) {
  part.renderOrder = order;
  return part;
}

// The controls of it over the picture.
export function sectionControls(element, section) {
  const group = element.querySelector(".group");
  const slider = element.querySelector("input"), told = element.querySelector("output");
  const show = () => {
    for (const made of group.children) {
      made.setAttribute("aria-pressed", made.dataset.axis === section.axis);
    }
    if (!section.axis) return;
    const [low, high] = section.range();
    Object.assign(slider, { min: low.toFixed(2), max: high.toFixed(2) });
    slider.value = section.place;
    told.textContent = `${section.place.toFixed(2)} mm`;
  };
  for (const axis of Object.keys(AXES)) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: axis.toUpperCase() });
    made.dataset.axis = axis;
    made.addEventListener("click", () => {
      section.set(axis, 0);
      show();
    });
    group.append(made);
  }
  slider.addEventListener("input", () => {
    section.set(section.axis, slider.valueAsNumber);
    show();
  });
  element.querySelector("[data-flip]").addEventListener("click", () => section.flip());
  return (on) => {
    element.hidden = !on;
    section.set(on ? section.axis ?? "y" : null, section.place);
    show();
  };
}
