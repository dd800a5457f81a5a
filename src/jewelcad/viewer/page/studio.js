// The studio's light boxes painted onto the sky (preview/light.py tells which), as a texture.
// Directions are the camera's: x right, y up, z towards the camera.

import {
  ClampToEdgeWrapping, DataTexture, DataUtils, EquirectangularReflectionMapping, HalfFloatType,
  LinearFilter, LinearSRGBColorSpace, PMREMGenerator, RepeatWrapping, RGBAFormat,
} from "./vendor/three.js";

// Stills have no light above white; here a tone curve rolls it off, so lamps may be lamps.
const LAMP = 2.4;

// A flat face seen straight on mirrors the camera: it looks out of a white card.
const CARD = { width: 30, height: 26, light: 0.62 };

// A stone's contrast comes from bare bulbs in a dimmer room.
const DIM = { table: 0.58, horizon: 0.14, ceiling: 0.38 }, BULB = 1.8;

// What polished metal mirrors.
export const metalSky = (studio) => painted(studio, 512, studio.boxes.map(
  (box) => aimed(box.azimuth === 0 ? { ...box, ...CARD } : box, LAMP)));

// What stones see.
export const stoneSky = (studio) => painted({ ...studio, ...DIM }, 512, [
  ...studio.boxes.map((box) => aimed(box, 1)), ...studio.sparks.map((box) => aimed(box, BULB))]);

function painted(studio, width, boxes) {
  const height = width / 2;
  const data = new Uint16Array(width * height * 4);
  const half = DataUtils.toHalfFloat;
  for (let row = 0, at = 0; row < height; row++) {
    const lift = ((row + 0.5) / height - 0.5) * Math.PI;
    for (let column = 0; column < width; column++, at += 4) {
      const turn = ((column + 0.5) / width - 0.5) * 2 * Math.PI;
      const level = Math.cos(lift);
      const light = radiance(
        studio, boxes, level * Math.cos(turn), Math.sin(lift), level * Math.sin(turn));
      data[at] = half(light[0]);
      data[at + 1] = half(light[1]);
      data[at + 2] = half(light[2]);
      data[at + 3] = half(1);
    }
  }
  const sky = new DataTexture(data, width, height, RGBAFormat, HalfFloatType);
  sky.mapping = EquirectangularReflectionMapping;
  sky.colorSpace = LinearSRGBColorSpace;
  sky.minFilter = sky.magFilter = LinearFilter;
  sky.wrapS = RepeatWrapping;
  sky.wrapT = ClampToEdgeWrapping;
  sky.needsUpdate = true;
  return sky;
}

// The sky blurred by roughness, as polished metal sees it.
export function environment(renderer, sky) {
  const generator = new PMREMGenerator(renderer);
  const target = generator.fromEquirectangular(sky);
  generator.dispose();
  return target.texture;
}

const radians = (degrees) => (degrees * Math.PI) / 180;

function ease(value, low, high) {
  const t = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
}

function aimed(box, gain) {
  const a = radians(box.azimuth), e = radians(box.elevation);
  const centre = [Math.cos(e) * Math.sin(a), Math.sin(e), Math.cos(e) * Math.cos(a)];
  const right = [Math.cos(a), 0, -Math.sin(a)];
  const up = [
    centre[1] * right[2] - centre[2] * right[1],
    centre[2] * right[0] - centre[0] * right[2],
    centre[0] * right[1] - centre[1] * right[0],
  ];
  const light = box.light > 1 ? box.light * gain : box.light;
  return {
    centre, right, up,
    wide: Math.tan(radians(box.width)), high: Math.tan(radians(box.height)), soft: box.soft,
    light: [1 + 0.08 * box.warmth, 1, 1 - 0.12 * box.warmth].map((tint) => tint * light),
  };
}

function radiance(studio, boxes, x, y, z) {
  const { table, horizon, ceiling } = studio;
  const base =
    horizon + ease(-y, 0, 0.55) * (table - horizon) + ease(y, 0.05, 0.9) * (ceiling - horizon);
  const colour = [base, base, base];
  const dot = (v) => v[0] * x + v[1] * y + v[2] * z;
  for (const box of boxes) {
    const depth = dot(box.centre);
    if (depth <= 1e-6) continue;
    const across = Math.abs(dot(box.right)) / depth / box.wide;
    const along = Math.abs(dot(box.up)) / depth / box.high;
    const most = 1 + box.soft;
    if (across >= most || along >= most) continue;
    const least = 1 - box.soft;
    const share = (1 - ease(across, least, most)) * (1 - ease(along, least, most));
    for (let k = 0; k < 3; k++) colour[k] += (box.light[k] - colour[k]) * share;
  }
  return colour;
}
