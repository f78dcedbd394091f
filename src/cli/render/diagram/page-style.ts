/** How the page looks; its hash is in the page's policy. */
export const pageStyle = `
:root { --back: #fff; --fore: #1d2733; --soft: #5b6875; --line: #d5dbe1; --panel: #f4f6f8; --head: #dfe9f5; --accent: #1a5fb4; --edge: #7a8793;
  --added: #1a7f37; --changed: #9a6700; --removed: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --fore: #e3e8ee; --soft: #9aa7b4; --line: #333d48; --panel: #1c2229; --head: #24384f; --accent: #7fb4f5; --edge: #8291a0;
  --added: #57c272; --changed: #e0b13c; --removed: #ff8a80; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--fore); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .5rem 1rem; background: var(--panel); border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 1.15rem; color: var(--fore); }
header .home { text-decoration: none; }
header p { margin: 0; color: var(--soft); font-size: .875rem; }
header input { flex: 1 1 14rem; max-width: 30rem; margin-left: auto; font: inherit; padding: .35rem .6rem; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px; }
main, .page { padding: 1rem; max-width: 90rem; margin: 0 auto; }
.page { display: none; scroll-margin-top: 8rem; }
.page:target { display: block; }
body:has(.page:target) main { display: none; }
.stage { position: relative; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
#drawing { display: block; width: 100%; height: min(70vh, 60rem); touch-action: none; cursor: grab; }
.zoom { position: absolute; right: .5rem; bottom: .5rem; display: flex; gap: .25rem; }
.zoom button { width: 2.5rem; height: 2.5rem; font-size: 1.2rem; color: var(--fore); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
svg text { font: 12px ui-monospace, monospace; fill: var(--fore); dominant-baseline: central; }
svg .box { fill: var(--panel); stroke: var(--line); }
svg .head { fill: var(--head); }
svg .name { font-weight: 700; font-size: 13px; }
svg .key { font-weight: 700; }
svg .type { fill: var(--soft); text-anchor: end; }
svg .edge, svg .end { fill: none; stroke: var(--edge); stroke-width: 1.4; }
svg .edge.near { stroke: var(--accent); stroke-width: 2.4; }
svg .dim { opacity: .2; }
svg a:focus-visible .box, svg a.found .box { stroke: var(--accent); stroke-width: 3; }
svg .added.table .box, svg .changed.table .box { stroke-width: 2; }
svg .added.table .box { stroke: var(--added); } svg .changed.table .box { stroke: var(--changed); }
svg text.added { fill: var(--added); } svg text.changed { fill: var(--changed); }
.badge { font-size: .75rem; font-weight: 600; padding: 0 .4em; border: 1px solid; border-radius: 1em; }
.badge.added { color: var(--added); } .badge.changed { color: var(--changed); } .badge.removed { color: var(--removed); }
.tables { list-style: none; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
.tables a { display: block; height: 100%; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; color: inherit; text-decoration: none; }
.tables small { display: block; color: var(--soft); }
.since { border-left: 3px solid var(--changed); padding-left: 1rem; margin: 1rem 0; }
.since ul { list-style: none; padding: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; }
tbody th, td:nth-child(2), td:nth-child(3) { white-space: nowrap; }
td:last-child { min-width: 12rem; }
.gone th { text-decoration: line-through; }
code { font: .875em ui-monospace, monospace; }
code, th, b, h2, small { unicode-bidi: isolate; }
`;
