// A packed piece (preview/packing.py): "JWC1", length, JSON header, arrays.

export function unpack(buffer) {
  const magic = new TextDecoder().decode(new Uint8Array(buffer, 0, 4));
  if (magic !== "JWC1") throw new Error("This is not a packed piece.");
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const start = 8 + length;
  const floats = (place) => place && new Float32Array(buffer, start + place.offset, place.count);
  const surface = (part) => ({
    ...part,
    positions: floats(part.positions),
    normals: floats(part.normals),
    triangles: new Uint32Array(buffer, start + part.triangles.offset, part.triangles.count),
  });
  return {
    ...header,
    metal: surface(header.metal),
    gems: header.gems.map((gem) => ({ ...surface(gem), planes: floats(gem.planes) })),
  };
}
