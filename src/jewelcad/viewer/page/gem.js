// Clear facetted stones: every ray is followed through the facets' planes in the fragment shader
// (preview/gemlight.py does the same in numpy). Directions leave towards the camera's studio.

import {
  BufferAttribute, BufferGeometry, Color, DataTexture, FloatType, InstancedMesh, Matrix4,
  NearestFilter, RGBAFormat, ShaderMaterial, Vector3,
} from "./vendor/three.js";

const vertex = /* glsl */ `
  varying vec3 vPoint;
  varying vec3 vRay;
  flat varying vec3 vNormal;
  flat varying mat3 vTurn;
  #include <clipping_planes_pars_vertex>
  void main() {
    mat4 place = modelMatrix * instanceMatrix;
    mat3 turn = mat3(place);
    vec4 world = place * vec4(position, 1.0);
    vec4 mvPosition = viewMatrix * world;
    vec3 ahead = isOrthographic
      ? -vec3(viewMatrix[0][2], viewMatrix[1][2], viewMatrix[2][2])
      : world.xyz - cameraPosition;
    vPoint = position;
    vRay = ahead * turn;
    vNormal = normal;
    vTurn = mat3(viewMatrix) * turn;
    gl_Position = projectionMatrix * mvPosition;
    #include <clipping_planes_vertex>
  }`;

const fragment = /* glsl */ `
  uniform sampler2D planes;
  uniform int facets;
  uniform int bounces;
  uniform sampler2D sky;
  uniform vec3 indices;
  uniform vec3 body;
  uniform vec3 gloom;
  uniform vec3 setting;
  varying vec3 vPoint;
  varying vec3 vRay;
  flat varying vec3 vNormal;
  flat varying mat3 vTurn;
  #include <common>
  #include <clipping_planes_pars_fragment>

  vec3 studio(vec3 direction) {
    vec3 d = vTurn * direction;
    vec2 at = vec2(atan(d.z, d.x) / 6.2831853 + 0.5, asin(clamp(d.y, -1.0, 1.0)) / 3.1415927 + 0.5);
    return textureLod(sky, at, 0.0).rgb;
  }

  // Metal stands under the girdle: what leaves downwards sees the studio by way of it.
  vec3 around(vec3 direction) {
    float down = smoothstep(0.05, 0.6, -direction.z);
    return studio(direction) * mix(vec3(1.0), setting, down);
  }

  float fresnel(float cosine, float ratio) {
    float sine2 = ratio * ratio * (1.0 - cosine * cosine);
    if (sine2 >= 1.0) return 1.0;
    float other = sqrt(1.0 - sine2);
    float across = (ratio * cosine - other) / (ratio * cosine + other);
    float along = (ratio * other - cosine) / (ratio * other + cosine);
    return 0.5 * (across * across + along * along);
  }

  vec3 bent(vec3 ray, vec3 normal, float cosine, float ratio) {
    float other = sqrt(max(1.0 - ratio * ratio * (1.0 - cosine * cosine), 0.0));
    return normalize(ratio * ray + (ratio * cosine - other) * normal);
  }

  vec3 inside(vec3 point, vec3 ray) {
    vec3 seen = vec3(0.0), left = vec3(1.0);
    for (int bounce = 0; bounce < BOUNCES; bounce++) {
      if (bounce == bounces) break;
      float way = 1e9;
      vec3 wall = -ray;
      for (int i = 0; i < facets; i++) {
        vec4 facet = texelFetch(planes, ivec2(i, 0), 0);
        float slope = dot(ray, facet.xyz);
        if (slope > 1e-5) {
          float far = max(facet.w - dot(point, facet.xyz), 0.0) / slope;
          if (far < way) { way = far; wall = facet.xyz; }
        }
      }
      point += way * ray;
      left *= exp(way * body);
      float cosine = dot(ray, wall);
      float kept = fresnel(cosine, indices.g);
      if (kept < 1.0) {
        vec3 out_ = vec3(
          around(bent(ray, -wall, cosine, indices.r)).r,
          around(bent(ray, -wall, cosine, indices.g)).g,
          around(bent(ray, -wall, cosine, indices.b)).b);
        seen += left * (1.0 - kept) * out_;
        left *= kept;
        if (max(left.r, max(left.g, left.b)) < 0.01) return seen;
      }
      ray -= 2.0 * cosine * wall;
    }
    return seen + left * gloom;
  }

  void main() {
    #include <clipping_planes_fragment>
    vec3 ray = normalize(vRay);
    vec3 normal = normalize(vNormal);
    float cosine = max(-dot(ray, normal), 1e-3);
    float ratio = 1.0 / indices.g;
    float skin = fresnel(cosine, ratio);
    vec3 light = skin * studio(ray + 2.0 * cosine * normal)
      + (1.0 - skin) * inside(vPoint, bent(ray, normal, cosine, ratio));
    gl_FragColor = vec4(light, 1.0);
    #include <tonemapping_fragment>
    #include <colorspace_fragment>
  }`;

const SMALL = 60; // so many equal stones are melee, and light is followed less far
const MELEE_BOUNCES = 5;

export function gemGeometry(gem) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(gem.positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(gem.normals, 3));
  geometry.setIndex(new BufferAttribute(gem.triangles, 1));
  geometry.computeBoundingBox();
  return geometry;
}

export function instances(geometry, material, stones) {
  const mesh = new InstancedMesh(geometry, material, stones.length);
  const matrix = new Matrix4();
  const place = (shown) => {
    shown.forEach((stone, i) => mesh.setMatrixAt(i, matrix.fromArray(stone.matrix)));
    mesh.count = shown.length;
    mesh.instanceMatrix.needsUpdate = true;
  };
  place(stones);
  mesh.frustumCulled = false;
  mesh.renderOrder = 0.5; // after the metal, so that no light is traced behind it
  mesh.userData = { stones, place };
  return mesh;
}

export function tracedMaterial(gem, geometry, look, count, sky, studio, metal) {
  const size = geometry.boundingBox.getSize(new Vector3()).length();
  const colour = new Color(look.colour);
  const left = (value) => Math.log(Math.max(value, 1e-3)) / size;
  const facets = gem.planes.length / 4;
  const planes = new DataTexture(gem.planes, facets, 1, RGBAFormat, FloatType);
  planes.minFilter = planes.magFilter = NearestFilter;
  planes.needsUpdate = true;
  const white = new Color(1, 1, 1);
  return new ShaderMaterial({
    vertexShader: vertex,
    fragmentShader: fragment,
    clipping: true,
    defines: { BOUNCES: count > SMALL ? MELEE_BOUNCES : studio.bounces },
    uniforms: {
      planes: { value: planes },
      facets: { value: facets },
      bounces: { value: studio.bounces },
      sky: { value: sky },
      indices: { value: new Vector3(...look.indices) },
      body: { value: new Vector3(left(colour.r), left(colour.g), left(colour.b)) },
      gloom: { value: new Vector3(1, 1, 1).multiplyScalar(studio.gloom) },
      setting: { value: white.lerp(new Color(metal), 0.75).multiplyScalar(0.85) },
    },
  });
}
