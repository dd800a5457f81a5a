// When nothing moves, pictures from a camera shifted by parts of a pixel are averaged: fine edges
// and a stone's facets become smooth, as in a photograph.

import {
  AddEquation, CustomBlending, FramebufferTexture, HalfFloatType, Mesh, NearestFilter, NoBlending,
  OneFactor, OrthographicCamera, PlaneGeometry, Scene, ShaderMaterial, Vector2, WebGLRenderTarget,
} from "./vendor/three.js";

const PICTURES = 12;
const PATIENCE = 120; // ms of a picture; a slower machine takes no more of them than it must
const FEWEST = 5;

const screen = (fragmentShader, uniforms, blending) => new ShaderMaterial({
  vertexShader: "varying vec2 at; void main() { at = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }",
  fragmentShader: `varying vec2 at; ${fragmentShader}`,
  uniforms, depthTest: false, depthWrite: false, toneMapped: false, ...blending,
});

export class Settle {
  constructor(renderer) {
    this.renderer = renderer;
    this.taken = 0;
    this.eye = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
    this.quad = new Mesh(new PlaneGeometry(2, 2));
    this.quad.frustumCulled = false;
    this.stage = new Scene();
    this.stage.add(this.quad);
    this.add = screen(
      "uniform sampler2D shot; void main() { gl_FragColor = texture2D(shot, at); }",
      { shot: { value: null } },
      { blending: CustomBlending, blendEquation: AddEquation, blendSrc: OneFactor, blendDst: OneFactor },
    );
    this.show = screen(
      "uniform sampler2D sum; uniform float count; void main() { gl_FragColor = texture2D(sum, at) / count; }",
      { sum: { value: null }, count: { value: 1 } },
      { blending: NoBlending },
    );
  }

  reset() {
    this.taken = 0;
    this.enough = PICTURES;
  }

  // One more picture; true while more of them would make it finer.
  draw(scene, camera) {
    const { renderer } = this;
    const size = renderer.getDrawingBufferSize(new Vector2());
    const now = performance.now();
    if (this.taken === 0) {
      renderer.render(scene, camera);
      this.taken = 1;
      this.last = now;
      return true;
    }
    if (this.taken >= FEWEST && now - this.last > PATIENCE) this.enough = this.taken;
    this.last = now;
    if (this.taken === 1) this.begin(size);
    const [x, y] = shift(this.taken);
    camera.setViewOffset(size.x, size.y, x, y, size.x, size.y);
    renderer.render(scene, camera);
    camera.clearViewOffset();
    renderer.copyFramebufferToTexture(this.shot);
    const clear = renderer.autoClear;
    renderer.autoClear = false;
    this.quad.material = this.add;
    this.add.uniforms.shot.value = this.shot;
    renderer.setRenderTarget(this.sum);
    renderer.render(this.stage, this.eye);
    renderer.setRenderTarget(null);
    this.quad.material = this.show;
    this.show.uniforms.sum.value = this.sum.texture;
    this.show.uniforms.count.value = this.taken;
    renderer.render(this.stage, this.eye);
    renderer.autoClear = clear;
    this.taken += 1;
    return this.taken <= this.enough;
  }

  get settled() {
    return this.taken > this.enough;
  }

  begin(size) {
    if (!this.shot || this.shot.image.width !== size.x || this.shot.image.height !== size.y) {
      this.shot?.dispose();
      this.sum?.dispose();
      this.shot = new FramebufferTexture(size.x, size.y);
      this.shot.minFilter = this.shot.magFilter = NearestFilter;
      this.sum = new WebGLRenderTarget(size.x, size.y, { type: HalfFloatType, depthBuffer: false });
    }
    const alpha = this.renderer.getClearAlpha();
    this.renderer.setRenderTarget(this.sum);
    this.renderer.setClearAlpha(0);
    this.renderer.clear();
    this.renderer.setClearAlpha(alpha);
    this.renderer.setRenderTarget(null);
  }
}

// Halton's points, -0.5 to 0.5 of a pixel.
function shift(index) {
  const digit = (base) => {
    let f = 1, value = 0;
    for (let i = index; i > 0; i = Math.floor(i / base)) value += (f /= base) * (i % base);
    return value - 0.5;
  };
  return [digit(2), digit(3)];
}
