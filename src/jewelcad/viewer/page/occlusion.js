// How much of the studio each corner of the metal sees past the rest of the metal: what is hidden
// mirrors metal instead. Directions are added picture by picture, each by one map of depths.

import {
  AddEquation, BufferAttribute, BufferGeometry, CustomBlending, DepthTexture, DoubleSide,
  HalfFloatType, Matrix4, Mesh, MeshBasicMaterial, NearestFilter, OneFactor, OrthographicCamera,
  Points, Scene, ShaderMaterial, Vector3, WebGLRenderTarget,
} from "./vendor/three.js";

const PIXELS = 512; // of a map of depths
const WIDE = 1024; // corners in a row of the sum
const ENOUGH = 72; // directions
const DOUBT = 4; // by its number of directions: how much more light is taken for granted
const LIFT = 0.07; // mm off the surface, so that it does not hide itself

export class Occlusion {
  constructor(renderer, metal, sphere) {
    this.renderer = renderer;
    this.sphere = sphere;
    this.count = 0;
    this.doubt = { value: DOUBT };
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(metal.positions, 3));
    geometry.setAttribute("normal", new BufferAttribute(metal.normals, 3));
    const solid = geometry.clone().setIndex(new BufferAttribute(metal.triangles, 1));
    this.depths = new WebGLRenderTarget(PIXELS, PIXELS);
    this.depths.depthTexture = new DepthTexture(PIXELS, PIXELS);
    const high = Math.ceil(metal.positions.length / 3 / WIDE);
    this.sum = new WebGLRenderTarget(WIDE, high, {
      type: HalfFloatType, depthBuffer: false, minFilter: NearestFilter, magFilter: NearestFilter,
    });
    this.eye = new OrthographicCamera();
    this.solid = new Scene();
    this.solid.add(new Mesh(solid, new MeshBasicMaterial({ colorWrite: false, side: DoubleSide })));
    this.corners = new Scene();
    this.adding = new ShaderMaterial({
      uniforms: {
        depths: { value: this.depths.depthTexture },
        seen: { value: new Matrix4() },
        towards: { value: new Vector3() },
        high: { value: high },
      },
      vertexShader: `
        uniform sampler2D depths; uniform mat4 seen; uniform vec3 towards; uniform float high;
        varying vec2 light;
        void main() {
          vec3 at = (seen * vec4(position + ${LIFT} * normal, 1.0)).xyz * 0.5 + 0.5;
          float slope = max(dot(normal, towards), 0.0);
          float free = step(at.z, textureLod(depths, at.xy, 0.0).r);
          light = vec2(slope * free, slope);
          vec2 cell = vec2(gl_VertexID % ${WIDE}, gl_VertexID / ${WIDE}) + 0.5;
          gl_Position = vec4(cell / vec2(${WIDE}.0, high) * 2.0 - 1.0, 0.0, 1.0);
          gl_PointSize = 1.0;
        }`,
      fragmentShader:
        "varying vec2 light; void main() { gl_FragColor = vec4(light, 0.0, 1.0); }",
      depthTest: false, depthWrite: false, blending: CustomBlending, blendEquation: AddEquation,
      blendSrc: OneFactor, blendDst: OneFactor,
    });
    const points = new Points(geometry, this.adding);
    points.frustumCulled = false;
    this.corners.add(points);
    this.parts = [geometry, solid, this.adding, this.solid.children[0].material];
  }

  get done() {
    return this.count >= ENOUGH;
  }

  // So many more directions.
  add(directions) {
    const { renderer, eye, sphere } = this;
    const clear = renderer.autoClear;
    for (let i = 0; i < directions && !this.done; i++) {
      const towards = direction(++this.count);
      const reach = sphere.radius * 1.02;
      Object.assign(eye, { left: -reach, right: reach, top: reach, bottom: -reach, near: 0, far: 2 * reach });
      eye.up.set(Math.abs(towards.z) > 0.9 ? 1 : 0, 0, Math.abs(towards.z) > 0.9 ? 0 : 1);
      eye.position.copy(sphere.center).addScaledVector(towards, reach);
      eye.lookAt(sphere.center);
      eye.updateProjectionMatrix();
      eye.updateMatrixWorld();
      renderer.autoClear = true;
      renderer.setRenderTarget(this.depths);
      renderer.render(this.solid, eye);
      this.adding.uniforms.seen.value.multiplyMatrices(eye.projectionMatrix, eye.matrixWorldInverse);
      this.adding.uniforms.towards.value.copy(towards);
      renderer.autoClear = this.count === 1;
      renderer.setRenderTarget(this.sum);
      renderer.render(this.corners, eye);
    }
    renderer.autoClear = clear;
    renderer.setRenderTarget(null);
    this.doubt.value = DOUBT / this.count;
  }

  // The metal's material mirrors itself where it does not see the studio.
  dim(material) {
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, { occlusion: { value: this.sum.texture }, doubt: this.doubt });
      shader.vertexShader = shader.vertexShader
        .replace("#include <common>", "#include <common>\nuniform sampler2D occlusion;\nuniform float doubt;\nvarying float vFree;")
        .replace("#include <begin_vertex>", `#include <begin_vertex>
          vec4 open = texelFetch(occlusion, ivec2(gl_VertexID % ${WIDE}, gl_VertexID / ${WIDE}), 0);
          vFree = (open.x + doubt) / (open.y + doubt);`);
      shader.fragmentShader = shader.fragmentShader
        .replace("#include <common>", "#include <common>\nvarying float vFree;")
        .replace("#include <aomap_fragment>", `#include <aomap_fragment>
          reflectedLight.indirectSpecular *= mix(diffuseColor.rgb * 0.4, vec3(1.0), clamp(vFree, 0.0, 1.0));`);
    };
  }

  dispose() {
    for (const part of [...this.parts, this.depths, this.depths.depthTexture, this.sum]) part.dispose();
  }
}

// Spread evenly over the sphere, however many are taken.
function direction(index) {
  const z = 2 * ((index * 0.7548776662) % 1) - 1;
  const turn = 2 * Math.PI * ((index * 0.5698402910) % 1);
  const level = Math.sqrt(1 - z * z);
  return new Vector3(level * Math.cos(turn), level * Math.sin(turn), z);
}
