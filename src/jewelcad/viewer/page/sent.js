// The page that is sent to a client: one file with the piece in it.

import { viewBar } from "./bar.js";
import { trouble } from "./trouble.js";
import { unpack } from "./unpack.js";
import { Viewer } from "./viewer.js";

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function begin() {
  const stage = document.getElementById("stage");
  const viewer = new Viewer(stage);
  viewBar(document.getElementById("views"), viewer);
  viewer.show(unpack(await inflated(document.getElementById("packed").textContent)));
  document.body.dataset.state = "shown";
}

begin().catch(trouble);
