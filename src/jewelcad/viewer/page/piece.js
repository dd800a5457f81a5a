// The piece as three.js draws it: metal in bodies that can be hidden, stones by the light in them.

import {
  BufferAttribute, BufferGeometry, Color, DoubleSide, Group, Mesh, MeshBasicMaterial,
  MeshPhysicalMaterial, MeshStandardMaterial,
} from "./vendor/three.js";
import { gemGeometry, instances, tracedMaterial } from "./gem.js";
import { shadowOf } from "./ground.js";
import { Occlusion } from "./occlusion.js";
import { thicknessColours } from "./thickness.js";

const METAL_ROUGHNESS = 0.07;
const FEW = 3; // bounces of light in a stone of a coarse picture

export class Piece {
  constructor(packed, gemSky, renderer, sphere) {
    this.packed = packed;
    this.bounds = packed.bounds;
    this.group = new Group();
    this.metal = new Mesh(metalGeometry(packed.metal), metalMaterial(packed.metal.colour));
    this.occlusion = new Occlusion(renderer, packed.metal, sphere);
    this.occlusion.dim(this.metal.material);
    this.stones = new Group();
    for (const mesh of stoneMeshes(packed, gemSky)) this.stones.add(mesh);
    this.wires = wires(this.metal.geometry);
    this.wires.visible = false;
    this.shadow = shadowOf(packed.metal.positions, packed.metal.triangles, packed.bounds);
    this.map = null;
    this.group.add(this.metal, this.stones, this.wires, this.shadow);
  }

  // Everything a section cuts.
  get solid() {
    return [this.metal, this.wires, ...this.stones.children, ...(this.map ? [this.map] : [])];
  }

  // Light is followed through the stones as far as it goes, or a little way.
  follow(far) {
    for (const { material } of this.stones.children) {
      if (material.uniforms) material.uniforms.bounces.value = far ? material.defines.BOUNCES : FEW;
    }
  }

  // Metal bodies and stones by name that are not to be seen.
  hide(names) {
    const { triangles, bodies } = this.packed.metal;
    const kept = bodies.filter((body) => !names.has(body.name));
    const count = kept.reduce((sum, body) => sum + body.count, 0);
    const index = new Uint32Array(3 * count);
    this.shownTriangles = new Uint32Array(count);
    let at = 0;
    for (const { start, count } of kept) {
      index.set(triangles.subarray(3 * start, 3 * (start + count)), 3 * at);
      for (let i = 0; i < count; i++) this.shownTriangles[at + i] = start + i;
      at += count;
    }
    this.metal.geometry.setIndex(new BufferAttribute(index, 1));
    for (const mesh of this.stones.children) {
      const shown = mesh.userData.stones.filter((stone) => !names.has(stone.name));
      mesh.userData.place(shown);
    }
    if (this.map) this.showMap(this.map.userData.values, this.map.userData.limit);
  }

  // The thickness of every triangle as a colour; null shows the metal again.
  showMap(values, limit) {
    if (this.map) {
      this.group.remove(this.map);
      this.map.geometry.dispose();
      this.map = null;
    }
    this.metal.visible = !values;
    if (!values) return;
    const shown = this.shownTriangles ?? Uint32Array.from(values, (_, i) => i);
    this.map = mapMesh(this.packed, values, limit, shown);
    this.map.userData = { values, limit };
    this.map.material.clippingPlanes = this.metal.material.clippingPlanes;
    this.group.add(this.map);
  }

  dispose() {
    this.occlusion.dispose();
    this.group.traverse((part) => {
      part.geometry?.dispose();
      if (part.material) {
        part.material.map?.dispose();
        part.material.uniforms?.planes?.value.dispose();
        part.material.dispose();
      }
    });
  }
}

function metalGeometry(metal) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(metal.positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(metal.normals, 3));
  geometry.setIndex(new BufferAttribute(metal.triangles, 1));
  return geometry;
}

function metalMaterial(colour) {
  return new MeshStandardMaterial({ color: colour, metalness: 1, roughness: METAL_ROUGHNESS });
}

function wires(geometry) {
  const material = new MeshBasicMaterial({
    color: "#31475c", wireframe: true, transparent: true, opacity: 0.45, toneMapped: false,
  });
  return new Mesh(geometry, material);
}

// Equal stones of one look are drawn together.
function stoneMeshes(packed, sky) {
  const kinds = new Map();
  for (const stone of packed.stones) {
    const key = `${stone.mesh} ${stone.colour} ${stone.indices}`;
    if (!kinds.has(key)) kinds.set(key, []);
    kinds.get(key).push(stone);
  }
  return [...kinds.values()].map((stones) => {
    const gem = packed.gems[stones[0].mesh];
    const geometry = gemGeometry(gem);
    const traced = gem.planes && stones[0].indices;
    const material = traced
      ? tracedMaterial(
        gem, geometry, stones[0], stones.length, sky, packed.studio, packed.metal.colour)
      : solidMaterial(stones[0], geometry);
    return instances(geometry, material, stones);
  });
}

// Pearls and other opaque stones, and clear ones without facets.
function solidMaterial(stone, geometry) {
  const color = new Color(stone.colour);
  if (stone.refraction === null) {
    return new MeshPhysicalMaterial({
      color, roughness: 0.4, clearcoat: 1, clearcoatRoughness: 0.1, envMapIntensity: 0.62,
      sheen: 0.4, sheenRoughness: 0.3, sheenColor: new Color("#ffe3ee"),
    });
  }
  const { min, max } = geometry.boundingBox;
  const thickness = max.z - min.z;
  return new MeshPhysicalMaterial({
    color: "#ffffff", roughness: 0.02, transmission: 1, thickness, ior: stone.refraction,
    attenuationColor: color, attenuationDistance: thickness, specularIntensity: 1,
  });
}

function mapMesh(packed, values, limit, shown) {
  const { positions, normals, triangles } = packed.metal;
  const points = new Float32Array(9 * shown.length), turned = new Float32Array(9 * shown.length);
  const colours = new Float32Array(9 * shown.length);
  const palette = thicknessColours(packed.map, limit);
  shown.forEach((triangle, i) => {
    const colour = palette(values[triangle]);
    for (let corner = 0; corner < 3; corner++) {
      const from = 3 * triangles[3 * triangle + corner], to = 9 * i + 3 * corner;
      points.set(positions.subarray(from, from + 3), to);
      turned.set(normals.subarray(from, from + 3), to);
      colours.set(colour, to);
    }
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(points, 3));
  geometry.setAttribute("normal", new BufferAttribute(turned, 3));
  geometry.setAttribute("color", new BufferAttribute(colours, 3));
  const material = new MeshStandardMaterial({
    vertexColors: true, metalness: 0, roughness: 0.85, side: DoubleSide,
  });
  return new Mesh(geometry, material);
}
