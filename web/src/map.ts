// Maps drawn by the server (package worldmap) made to zoom and move, and to give a place
// when clicked. The drawing itself says in data attributes how places became points.
//
//   <figure data-island="map" data-zoom-in="…" data-zoom-out="…" data-zoom-reset="…"
//           data-pick-lat="#lat" data-pick-lon="#lon">  <svg class="map">…  </figure>
//
// With data-map="/address" in place of the drawing, it is fetched when the figure comes to be
// seen: a form does not carry a map that nobody opens.
import { geoEqualEarthRaw } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from "d3-zoom";

document.querySelectorAll<HTMLElement>('figure[data-island="map"]').forEach((figure) => {
  if (figure.dataset.map) whenSeen(figure, figure.dataset.map);
  else wake(figure);
});

function wake(figure: HTMLElement): void {
  const svg = figure.querySelector<SVGSVGElement>("svg.map");
  const layer = svg?.querySelector<SVGGElement>("g.zoom");
  if (svg && layer) enliven(figure, svg, layer);
}

function whenSeen(figure: HTMLElement, address: string): void {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((e) => e.isIntersecting)) return;
    seen.disconnect();
    void draw(figure, address);
  });
  seen.observe(figure);
}

// draw puts the drawing of our own server into the figure. Without an answer the fields are
// there all the same.
async function draw(figure: HTMLElement, address: string): Promise<void> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg.map");
    if (drawn) figure.prepend(document.importNode(drawn, true));
    wake(figure);
  } catch {
    // a bad line: the point can be written by hand
  }
}

function enliven(figure: HTMLElement, svg: SVGSVGElement, layer: SVGGElement): void {
  const { width, height } = svg.viewBox.baseVal;
  const circles = Array.from(layer.querySelectorAll("circle")).map((c) => ({ c, r: Number(c.getAttribute("r")) }));
  let current: ZoomTransform = zoomIdentity;
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([1, 40])
    .extent([[0, 0], [width, height]])
    .translateExtent([[0, 0], [width, height]])
    // The wheel alone scrolls the page; with Ctrl, or by two fingers, it zooms the map.
    .filter((event: Event) => (event instanceof WheelEvent ? event.ctrlKey || event.metaKey : !(event instanceof MouseEvent) || event.button === 0))
    .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      current = event.transform;
      layer.setAttribute("transform", current.toString());
      for (const { c, r } of circles) c.setAttribute("r", String(r / Math.sqrt(current.k)));
    });
  const s = select(svg);
  s.call(behaviour).on("dblclick.zoom", null);
  const bar = document.createElement("div");
  bar.className = "maptools";
  const tool = (sign: string, name: string | undefined, act: () => void) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name ?? sign);
    button.title = name ?? sign;
    button.addEventListener("click", act);
    bar.append(button);
  };
  tool("+", figure.dataset.zoomIn, () => behaviour.scaleBy(s, 2));
  tool("−", figure.dataset.zoomOut, () => behaviour.scaleBy(s, 0.5));
  tool("◯", figure.dataset.zoomReset, () => behaviour.transform(s, zoomIdentity));
  figure.prepend(bar);
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [-60, 0], ArrowLeft: [60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) behaviour.translateBy(s, step[0] / current.k, step[1] / current.k);
    else if (event.key === "+") behaviour.scaleBy(s, 2);
    else if (event.key === "-") behaviour.scaleBy(s, 0.5);
    else return;
    event.preventDefault();
  });
  picking(figure, svg, layer, () => current);
}

// picking sets two fields to the place that was clicked and shows it by a cross.
function picking(figure: HTMLElement, svg: SVGSVGElement, layer: SVGGElement, transform: () => ZoomTransform): void {
  const lat = field(figure.dataset.pickLat);
  const lon = field(figure.dataset.pickLon);
  if (!lat || !lon) return;
  const at = (name: string) => Number(svg.dataset[name]);
  const cross = document.createElementNS("http://www.w3.org/2000/svg", "path");
  cross.setAttribute("class", "cross");
  layer.append(cross);
  const show = () => {
    const [l, p] = [Number(lon.value), Number(lat.value)];
    if (lat.value === "" || lon.value === "" || Number.isNaN(l) || Number.isNaN(p)) {
      cross.removeAttribute("d");
      return;
    }
    const turned = ((l - at("meridian") + 540) % 360) - 180;
    const [x, y] = geoEqualEarthRaw((turned * Math.PI) / 180, (p * Math.PI) / 180);
    const [px, py] = [at("dx") + x * at("scale"), at("dy") - y * at("scale")];
    const size = 14 / transform().k;
    cross.setAttribute("d", `M${px - size} ${py}h${2 * size}M${px} ${py - size}v${2 * size}`);
  };
  svg.addEventListener("click", (event) => {
    const matrix = layer.getScreenCTM();
    if (!matrix || event.defaultPrevented) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const place = geoEqualEarthRaw.invert?.((point.x - at("dx")) / at("scale"), (at("dy") - point.y) / at("scale"));
    if (!place || Math.abs(place[0]) > Math.PI || Number.isNaN(place[1])) return;
    const degrees = (radians: number) => ((radians * 180) / Math.PI).toFixed(4);
    lat.value = degrees(place[1]);
    lon.value = (((Number(degrees(place[0])) + at("meridian") + 540) % 360) - 180).toFixed(4);
    lat.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  });
  lat.addEventListener("input", show);
  lon.addEventListener("input", show);
  show();
}

function field(selector: string | undefined): HTMLInputElement | null {
  return selector ? document.querySelector<HTMLInputElement>(selector) : null;
}
