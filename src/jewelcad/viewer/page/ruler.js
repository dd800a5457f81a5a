// Measuring: two clicks on the piece, the distance between them in mm.

import {
  BufferGeometry, Group, Line, LineBasicMaterial, Mesh, MeshBasicMaterial, Raycaster,
  SphereGeometry, Vector2, Vector3,
} from "./vendor/three.js";

const STILL = 5; // pixels a click may wander
const NEAR = 7; // pixels within which a corner of the mesh is taken

export class Ruler {
  constructor(viewer, labels, section, tell) {
    Object.assign(this, { viewer, labels, section, tell, on: false, points: [] });
    this.group = new Group();
    viewer.scene.add(this.group);
    this.ray = new Raycaster();
    const canvas = viewer.renderer.domElement;
    let down = null;
    canvas.addEventListener("pointerdown", (event) => (down = [event.clientX, event.clientY]));
    canvas.addEventListener("pointerup", (event) => {
      const moved = down && Math.hypot(event.clientX - down[0], event.clientY - down[1]);
      if (this.on && moved !== null && moved < STILL) this.pick(event);
    });
  }

  set(on) {
    this.on = on;
    this.clear();
    this.tell(on ? "Click two points of the piece." : "");
  }

  clear() {
    this.points = [];
    for (const part of [...this.group.children]) {
      part.geometry.dispose();
      this.group.remove(part);
    }
    this.labels.remove(this.label);
    this.viewer.redraw();
  }

  pick(event) {
    const { viewer } = this;
    const box = viewer.renderer.domElement.getBoundingClientRect();
    const at = new Vector2(
      ((event.clientX - box.left) / box.width) * 2 - 1,
      1 - ((event.clientY - box.top) / box.height) * 2);
    this.ray.setFromCamera(at, viewer.camera);
    const parts = [viewer.piece.metal, ...(viewer.piece.stones.visible ? viewer.piece.stones.children : [])];
    const hit = this.ray.intersectObjects(parts, false).find(({ point }) => !this.section.hides(point));
    if (!hit) return;
    if (this.points.length === 2) this.clear();
    this.points.push(this.snapped(hit, at, box));
    this.draw();
  }

  // A corner of the triangle that was hit, if the click was at it.
  snapped({ point, face, object, instanceId }, at, box) {
    const position = object.geometry.getAttribute("position");
    for (const index of [face.a, face.b, face.c]) {
      const corner = new Vector3().fromBufferAttribute(position, index);
      if (instanceId !== undefined) {
        const matrix = object.matrixWorld.clone();
        object.getMatrixAt(instanceId, matrix);
        corner.applyMatrix4(matrix);
      }
      const seen = corner.clone().project(this.viewer.camera);
      const away = Math.hypot((seen.x - at.x) * box.width / 2, (seen.y - at.y) * box.height / 2);
      if (away < NEAR) return corner;
    }
    return point;
  }

  draw() {
    const size = this.viewer.sphere.radius * 0.012;
    const ink = { color: "#23507a", depthTest: false, toneMapped: false };
    const ball = new Mesh(new SphereGeometry(size, 16, 12), new MeshBasicMaterial(ink));
    ball.position.copy(this.points.at(-1));
    ball.renderOrder = 10;
    this.group.add(ball);
    if (this.points.length === 2) {
      const [a, b] = this.points;
      const line = new Line(new BufferGeometry().setFromPoints([a, b]), new LineBasicMaterial(ink));
      line.renderOrder = 10;
      this.group.add(line);
      const far = a.distanceTo(b);
      const [x, y, z] = b.clone().sub(a).toArray().map((d) => Math.abs(d).toFixed(2));
      this.label = this.labels.add(`${far.toFixed(2)} mm`, a.clone().lerp(b, 0.5).toArray(), "measure");
      this.tell(`${far.toFixed(2)} mm (x ${x}, y ${y}, z ${z})`);
      document.body.dataset.measured = far.toFixed(3);
    }
    this.viewer.redraw();
  }
}
