// What the page says when it cannot draw.

export function trouble(error) {
  const place = document.getElementById("trouble");
  const test = document.createElement("canvas").getContext("webgl2");
  place.textContent = test
    ? `The piece cannot be drawn: ${error.message}`
    : "This browser has no WebGL 2, so it cannot draw the piece. Allow hardware acceleration in " +
      "its settings, or open the page in a current Firefox, Chrome, Edge or Safari.";
  place.hidden = false;
  document.body.dataset.state = "trouble";
}
