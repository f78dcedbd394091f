/** What the page does beside showing itself: zoom, pan and search. Its hash is in the page's policy. */
export const pageScript = `
"use strict";
const svg = document.getElementById("drawing");
const whole = svg.viewBox.baseVal;
const full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
let view = { ...full };
function show(next) {
  const w = Math.min(Math.max(next.w, 150), full.w * 4);
  view = { x: next.x, y: next.y, w, h: w * full.h / full.w };
  svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
}
/* Pixels of the screen in units of the drawing: what is shown is centred and as large as fits. */
function scale() {
  const box = svg.getBoundingClientRect();
  const unit = Math.max(view.w / box.width, view.h / box.height);
  return { box, unit };
}
function at(x, y) {
  const { box, unit } = scale();
  return { x: view.x + view.w / 2 + (x - box.left - box.width / 2) * unit, y: view.y + view.h / 2 + (y - box.top - box.height / 2) * unit };
}
function zoom(factor, x, y) {
  const point = at(x, y);
  const w = Math.min(Math.max(view.w * factor, 150), full.w * 4);
  const real = w / view.w;
  show({ x: point.x - (point.x - view.x) * real, y: point.y - (point.y - view.y) * real, w });
}
function middle(factor) {
  const { box } = scale();
  zoom(factor, box.left + box.width / 2, box.top + box.height / 2);
}
document.getElementById("in").onclick = () => middle(1 / 1.4);
document.getElementById("out").onclick = () => middle(1.4);
document.getElementById("fit").onclick = () => show(full);
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX, event.clientY);
}, { passive: false });
const fingers = new Map();
let moved = 0;
svg.addEventListener("pointerdown", (event) => {
  if (fingers.size === 0) moved = 0;
  fingers.set(event.pointerId, event);
});
addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (before === undefined) return;
  const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
  if (other === undefined) {
    const { unit } = scale();
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    moved += Math.abs(dx) + Math.abs(dy);
    show({ x: view.x - dx * unit, y: view.y - dy * unit, w: view.w });
  } else {
    moved = 100;
    const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    zoom(far(before) / far(event), (event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2);
  }
  fingers.set(event.pointerId, event);
});
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, (event) => fingers.delete(event.pointerId));
svg.addEventListener("dragstart", (event) => event.preventDefault());
/* The end of a drag is no click on a link. */
svg.addEventListener("click", (event) => { if (moved > 6) event.preventDefault(); }, true);
const shapes = [...svg.querySelectorAll("a.table")];
const edges = [...svg.querySelectorAll(".edge")];
function near(shape, on) {
  for (const edge of edges) {
    const { from, to } = edge.dataset;
    edge.classList.toggle("near", on && (from === shape.dataset.table || to === shape.dataset.table));
  }
}
for (const shape of shapes) {
  for (const name of ["pointerenter", "focus"]) shape.addEventListener(name, () => near(shape, true));
  for (const name of ["pointerleave", "blur"]) shape.addEventListener(name, () => near(shape, false));
}
const search = document.getElementById("search");
const cards = [...document.querySelectorAll("#tables li")];
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  if (location.hash.startsWith("#t")) location.hash = "";
  let found = 0;
  for (const card of cards) {
    const fits = words.every((word) => card.dataset.words.includes(word));
    card.hidden = !fits;
    shapes[card.dataset.table].classList.toggle("dim", !fits);
    if (fits) found++;
  }
  for (const edge of edges) edge.classList.toggle("dim", found < cards.length);
  document.getElementById("nothing").hidden = found > 0 || cards.length === 0;
});
search.addEventListener("keydown", (event) => {
  const first = cards.find((card) => !card.hidden);
  if (event.key === "Enter" && first !== undefined) location.hash = "t" + first.dataset.table;
});
function centre(shape) {
  const { e, f } = shape.transform.baseVal.consolidate().matrix;
  const { width, height } = shape.getBBox();
  const w = Math.min(full.w, Math.max(width * 4, 600));
  show({ x: e + width / 2 - w / 2, y: f + height / 2 - w * full.h / full.w / 2, w });
}
/* "#d3" is no place in the page, where the browser would scroll to: it shows a table in the diagram. */
function turn() {
  const place = /^#d(\\d+)$/.exec(location.hash);
  const shape = place === null ? undefined : shapes[place[1]];
  for (const one of shapes) one.classList.toggle("found", one === shape);
  if (shape !== undefined) centre(shape);
  if (/^#[td]\\d+$/.test(location.hash)) scrollTo(0, 0);
}
/* Where all of it would be too small to read, the table with the most references is first. */
if (shapes.length > 0 && scale().unit > 4) {
  const degree = new Map(shapes.map((shape) => [shape.dataset.table, 0]));
  for (const { dataset } of edges) for (const end of [dataset.from, dataset.to]) degree.set(end, degree.get(end) + 1);
  centre(shapes.reduce((a, b) => (degree.get(b.dataset.table) > degree.get(a.dataset.table) ? b : a)));
}
addEventListener("hashchange", turn);
turn();
`;
