// Colours of a wall by its share of the limit (preview/thickness.py tells which), and a legend.

import { Color } from "./vendor/three.js";

export function thicknessColours({ stops, colours, nothing }, limit) {
  const linear = (rgb) => new Color().setRGB(...rgb.map((c) => c / 255), "srgb").toArray();
  const none = linear(nothing);
  return (value) => {
    if (!Number.isFinite(value)) return none;
    const share = value / limit;
    let next = stops.findIndex((stop) => share < stop);
    if (next === -1) return linear(colours.at(-1));
    next = Math.max(next, 1);
    const t = (share - stops[next - 1]) / (stops[next] - stops[next - 1]);
    return linear(colours[next].map((c, k) => colours[next - 1][k] * (1 - t) + c * t));
  };
}

const css = (rgb) => `rgb(${rgb.join(" ")})`;

// A bar from 0 to three times the limit, the limit marked.
export function legend(element, { stops, colours, nothing }, limit) {
  const most = stops.at(-1);
  const parts = stops.map((stop, i) => `${css(colours[i])} ${(100 * stop) / most}%`);
  element.querySelector(".bar").style.background = `linear-gradient(to right, ${parts})`;
  const mark = element.querySelector(".limit"), bar = element.querySelector(".bar");
  mark.style.left = `${bar.offsetLeft + bar.offsetWidth / most}px`;
  mark.textContent = `${limit.toFixed(2)} mm, the least`;
  element.querySelector(".most").textContent = `${(most * limit).toFixed(1)} mm`;
  element.querySelector(".none").style.background = css(nothing);
}
