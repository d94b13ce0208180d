// Makes world.json from the npm package world-atlas (Natural Earth 4.1.0, public domain;
// the packaging is ISC). Run by hand, when Natural Earth should be newer:
//
//   npm install --ignore-scripts world-atlas@2.0.2 topojson-client@3.1.0 i18n-iso-countries@7.14.0
//   node convert.mjs > world.json
//
// Natural Earth draws who holds a territory. Where the General Assembly or the Security
// Council has spoken on it, the shapes are joined as the United Nations shows them:
// Crimea with Ukraine (A/RES/68/262), northern Cyprus with Cyprus (S/RES/541), and
// Somaliland with Somalia. Kosovo keeps a shape of its own under the code XK (S/RES/1244).
import fs from "node:fs";
import { createRequire } from "node:module";
import * as topojson from "topojson-client";
const require = createRequire(import.meta.url);
const iso = require("i18n-iso-countries");
const load = (name) => JSON.parse(fs.readFileSync(require.resolve(`world-atlas/countries-${name}.json`)));

const world = load("110m");
const geometries = world.objects.countries.geometries;
const code = (g) => (g.id ? iso.numericToAlpha2(g.id) : { "N. Cyprus": "CY", Somaliland: "SO", Kosovo: "XK" }[g.properties.name]);
const polygons = (g) => (g.type === "Polygon" ? [g.arcs] : g.arcs);
const byCode = new Map();
for (const g of geometries) {
  const c = code(g);
  byCode.set(c, [...(byCode.get(c) ?? []), ...polygons(g)]);
}

// Crimea is the polygon of Russia whose points all lie in this box.
const inBox = (arcs) => {
  const ring = topojson.feature(world, { type: "Polygon", arcs }).geometry.coordinates[0];
  return ring.every(([x, y]) => x > 32 && x < 37 && y > 44 && y < 46.8);
};
const crimea = byCode.get("RU").filter(inBox);
if (crimea.length !== 1) throw new Error(`${crimea.length} polygons of Crimea`);
byCode.set("RU", byCode.get("RU").filter((p) => !inBox(p)));
byCode.get("UA").push(...crimea);

const joined = new Set(["UA", "CY", "SO"]);
const shapes = {};
for (const c of [...byCode.keys()].sort()) {
  const all = byCode.get(c);
  shapes[c] = joined.has(c) ? topojson.mergeArcs(world, [{ type: "MultiPolygon", arcs: all }]).arcs : all;
}

// Arcs no shape uses any more (borders that were joined) are dropped and the rest renumbered.
const used = new Map();
const arcs = [];
const renumber = (i) => {
  const at = i < 0 ? ~i : i;
  if (!used.has(at)) used.set(at, arcs.push(world.arcs[at].flat()) - 1);
  return i < 0 ? ~used.get(at) : used.get(at);
};
for (const c of Object.keys(shapes)) shapes[c] = shapes[c].map((p) => p.map((r) => r.map(renumber)));

// One point for each country, small ones included: the middle of its largest polygon.
const points = {};
const fine = load("10m");
for (const f of topojson.feature(fine, fine.objects.countries).features) {
  const c = f.id && iso.numericToAlpha2(f.id);
  if (!c) continue;
  const rings = (f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates).map((p) => p[0]);
  let best = [0, 0, 0];
  for (const ring of rings) {
    let [a, x, y] = [0, 0, 0];
    for (const p of ring) p[0] = ring[0][0] + (((p[0] - ring[0][0]) % 360) + 540) % 360 - 180; // across the 180th meridian
    for (let i = 0; i + 1 < ring.length; i++) {
      const k = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
      a += k; x += (ring[i][0] + ring[i + 1][0]) * k; y += (ring[i][1] + ring[i + 1][1]) * k;
    }
    if (Math.abs(a) > best[0]) best = [Math.abs(a), x / (3 * a), y / (3 * a)];
  }
  points[c] ??= [Math.round((((best[1] + 540) % 360) - 180) * 100) / 100, Math.round(best[2] * 100) / 100];
}
const sorted = Object.fromEntries(Object.keys(points).sort().map((c) => [c, points[c]]));

const { scale, translate } = world.transform;
process.stdout.write(
  `{"source":"Natural Earth 4.1.0, 1:110m and 1:10m cultural vectors, through world-atlas 2.0.2",\n` +
  `"licence":"Natural Earth: public domain; world-atlas: ISC",\n` +
  `"scale":${JSON.stringify(scale)},"translate":${JSON.stringify(translate)},\n` +
  `"arcs":[\n${arcs.map((a) => JSON.stringify(a)).join(",\n")}\n],\n` +
  `"shapes":{\n${Object.keys(shapes).map((c) => `"${c}":${JSON.stringify(shapes[c])}`).join(",\n")}\n},\n` +
  `"points":{\n${Object.keys(sorted).map((c) => `"${c}":${JSON.stringify(sorted[c])}`).join(",\n")}\n}}\n`,
);
