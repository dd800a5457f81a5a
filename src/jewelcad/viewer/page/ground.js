// The soft shadow under a standing piece (preview/shadow.py does the same in numpy).

import {
  CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry, Vector3,
} from "./vendor/three.js";

const PIXELS = 160, DARKEST = 0.42, FADE = 2.5;

export function shadowOf(positions, triangles, bounds) {
  const [low, high] = bounds;
  const reach = Math.max(high[0] - low[0], high[1] - low[1]) * 0.85;
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  const dark = new Float32Array(PIXELS * PIXELS);
  const a = new Vector3(), b = new Vector3(), c = new Vector3(), cross = new Vector3();
  const cell = (value, centre) =>
    Math.min(Math.max(Math.floor(((value - centre + reach) / (2 * reach)) * PIXELS), 0), PIXELS - 1);
  for (let t = 0; t < triangles.length; t += 3) {
    a.fromArray(positions, 3 * triangles[t]);
    b.fromArray(positions, 3 * triangles[t + 1]);
    c.fromArray(positions, 3 * triangles[t + 2]);
    cross.subVectors(b, a).cross(a.clone().negate().add(c));
    const height = (a.z + b.z + c.z) / 3 - low[2];
    const weight = (Math.abs(cross.z) / 2) * Math.exp(-height / FADE);
    dark[cell((a.y + b.y + c.y) / 3, middle[1]) * PIXELS + cell((a.x + b.x + c.x) / 3, middle[0])]
      += weight;
  }
  const perMm = PIXELS / (2 * reach);
  const near = blurred(dark, 0.7 * perMm), far = blurred(dark, 2.2 * perMm);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PIXELS;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(PIXELS, PIXELS);
  for (let row = 0; row < PIXELS; row++) {
    for (let column = 0; column < PIXELS; column++) {
      const at = row * PIXELS + column;
      const shade = 1 - Math.exp(-1.6 * (near[at] + 0.8 * far[at]) * perMm * perMm);
      const edge = Math.hypot((2 * row) / PIXELS - 1, (2 * column) / PIXELS - 1);
      const rim = Math.min(Math.max((1 - edge) * 4, 0), 1);
      const out = ((PIXELS - 1 - row) * PIXELS + column) * 4;
      image.data[out] = image.data[out + 1] = 20;
      image.data[out + 2] = 28;
      image.data[out + 3] = 255 * DARKEST * shade * rim + ((at * 7919) % 97) / 97; // no rings
    }
  }
  pen.putImageData(image, 0, 0);
  const material = new MeshBasicMaterial({
    map: new CanvasTexture(canvas), transparent: true, depthWrite: false, toneMapped: false,
  });
  const ground = new Mesh(new PlaneGeometry(2 * reach, 2 * reach), material);
  ground.position.set(middle[0], middle[1], low[2] - 0.02);
  ground.renderOrder = -1;
  return ground;
}

// Three boxes one after the other are near enough a Gaussian.
function blurred(source, sigma) {
  const radius = Math.max(1, Math.round(sigma));
  let image = source;
  for (let pass = 0; pass < 3; pass++) image = boxed(boxed(image, radius, 1, PIXELS), radius, PIXELS, 1);
  return image;
}

function boxed(source, radius, step, line) {
  const out = new Float32Array(source.length);
  for (let i = 0; i < PIXELS; i++) {
    let sum = 0;
    for (let j = -radius; j < PIXELS; j++) {
      if (j + radius < PIXELS) sum += source[i * line + (j + radius) * step];
      if (j - radius - 1 >= 0) sum -= source[i * line + (j - radius - 1) * step];
      if (j >= 0) out[i * line + j * step] = sum / (2 * radius + 1);
    }
  }
  return out;
}
