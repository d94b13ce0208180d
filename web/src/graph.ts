// Link graphs drawn by the server (package chart) made to move: nodes can be dragged, by hand
// or with the arrow keys, and the rest gives way; a node under the pointer or in focus shows its
// neighbours. The drawing starts exactly as the server laid it out.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

interface Node extends SimulationNodeDatum {
  id: string;
  element: SVGGElement;
}

interface Link {
  source: Node;
  target: Node;
  element: SVGLineElement;
}

document.querySelectorAll('[data-island="graph"] svg').forEach((svg) => {
  if (svg instanceof SVGSVGElement) enliven(svg);
});

function enliven(svg: SVGSVGElement): void {
  const nodes = Array.from(svg.querySelectorAll<SVGGElement>("g.node")).map(nodeOf);
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const links: Link[] = [];
  svg.querySelectorAll<SVGLineElement>("line.edge").forEach((element) => {
    const source = byId.get(element.dataset.from ?? "");
    const target = byId.get(element.dataset.to ?? "");
    if (source && target) links.push({ source, target, element });
  });
  const { width, height } = svg.viewBox.baseVal;
  const simulation = forceSimulation(nodes)
    .force("link", forceLink<Node, Link>(links).distance(90))
    .force("push", forceManyBody().strength(-180))
    .force("apart", forceCollide(26))
    .force("x", forceX(width / 2).strength(0.03))
    .force("y", forceY(height / 2).strength(0.04))
    .on("tick", () => place(nodes, links, width, height))
    .stop();
  for (const node of nodes) {
    drag(svg, node, () => simulation.alpha(0.5).restart());
    hint(svg, node, links);
  }
}

function nodeOf(element: SVGGElement): Node {
  const [x, y] = (element.getAttribute("transform") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [0, 0];
  element.setAttribute("tabindex", element.closest("a") ? "-1" : "0");
  return { id: element.dataset.node ?? "", element, x, y };
}

function place(nodes: Node[], links: Link[], width: number, height: number): void {
  for (const n of nodes) {
    n.x = Math.min(Math.max(n.x ?? 0, 12), width - 12);
    n.y = Math.min(Math.max(n.y ?? 0, 12), height - 26);
    n.element.setAttribute("transform", `translate(${n.x},${n.y})`);
  }
  for (const { source, target, element } of links) {
    element.setAttribute("x1", String(source.x));
    element.setAttribute("y1", String(source.y));
    element.setAttribute("x2", String(target.x));
    element.setAttribute("y2", String(target.y));
  }
}

function drag(svg: SVGSVGElement, node: Node, restart: () => void): void {
  let moved = false;
  node.element.addEventListener("pointerdown", (down) => {
    moved = false;
    node.element.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent) => {
      const matrix = svg.getScreenCTM();
      if (!matrix || Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 4) return;
      const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      moved = true;
      node.fx = p.x;
      node.fy = p.y;
      restart();
    };
    const up = () => {
      node.element.removeEventListener("pointermove", move);
      node.element.removeEventListener("pointerup", up);
    };
    node.element.addEventListener("pointermove", move);
    node.element.addEventListener("pointerup", up);
  });
  // A drag that ends on a link does not follow it.
  node.element.closest("a")?.addEventListener("click", (event) => {
    if (moved) event.preventDefault();
  });
  node.element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [12, 0], ArrowLeft: [-12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] }[event.key];
    if (!step) return;
    node.fx = (node.x ?? 0) + step[0];
    node.fy = (node.y ?? 0) + step[1];
    restart();
    event.preventDefault();
  });
}

// hint dims what is not linked to a node while it is looked at.
function hint(svg: SVGSVGElement, node: Node, links: Link[]): void {
  const near = new Set<Element>([node.element]);
  for (const l of links) {
    if (l.source === node || l.target === node) [l.element, l.source.element, l.target.element].forEach((e) => near.add(e));
  }
  const show = (on: boolean) => {
    svg.querySelectorAll("g.node, line.edge").forEach((e) => e.classList.toggle("dim", on && !near.has(e)));
  };
  node.element.addEventListener("pointerenter", () => show(true));
  node.element.addEventListener("pointerleave", () => show(false));
  node.element.addEventListener("focus", () => show(true));
  node.element.addEventListener("blur", () => show(false));
}
