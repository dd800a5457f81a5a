// One picture at a time: none stands in a queue before that of the next piece. How long one takes
// tells how many pixels this machine can afford while something moves.

const BUDGET = 100; // ms of a picture while the piece moves or has just changed (a choice)
const LEAST = 0.4; // of the pixels' rows and columns

export class Pace {
  constructor(renderer) {
    this.gl = renderer.getContext();
    this.share = 1;
    this.fence = null;
    this.ended = 0;
  }

  // A picture has been asked of the graphics card; `sharp` with all it has, or at our share.
  begun(start, sharp) {
    this.gl.deleteSync(this.fence);
    this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.gl.flush();
    Object.assign(this, { start, sharp });
  }

  // Whether it is still being drawn.
  get busy() {
    const { gl, fence } = this;
    if (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.UNSIGNALED) return true;
    if (fence) this.learn();
    return false;
  }

  learn() {
    this.gl.deleteSync(this.fence);
    this.fence = null;
    this.ended = performance.now();
    const took = this.ended - this.start;
    const share = (this.sharp ? 1 : this.share) * Math.sqrt(BUDGET / took);
    this.share = Math.min(Math.max(share, this.sharp ? this.share : LEAST), 1);
  }
}

// Whether pictures are drawn by the processor here.
export function drawnByProcessor() {
  const gl = document.createElement("canvas").getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl?.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER) ?? "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}
