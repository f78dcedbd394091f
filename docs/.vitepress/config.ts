import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";

const docs = join(import.meta.dirname, "..");

/** Pages in the order in which a newcomer reads them; whatever is not named here comes behind. */
const GUIDES = [
  "getting-started",
  "adopting",
  "coming-from",
  "schema-files",
  "types",
  "migration-files",
  "running",
  "recovery",
  "zero-downtime",
  "configuration",
  "faq",
];

/** The heading of a page is its name in the menu. */
function titleOf(folder: string, file: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(docs, folder, file), "utf8")) ?? [];
  return (title ?? file).replaceAll("`", "");
}

/** Every page of a folder, so that a new one is in the menu without a second list. */
function pages(folder: string, first: readonly string[] = []) {
  const files = readdirSync(join(docs, folder)).filter((file) => file.endsWith(".md"));
  const place = (file: string): number => {
    const at = first.indexOf(file.replace(/\.md$/, ""));
    return at < 0 ? first.length : at;
  };
  return files
    .toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((file) => ({
      text: titleOf(folder, file),
      link: `/${folder}/${file.replace(/(?:README)?\.md$/, "")}`,
    }));
}

export default defineConfig({
  title: "makemigrations",
  description: "Database migrations in TypeScript, run in a sandbox",
  cleanUrls: true,
  head: [["link", { rel: "icon", href: "data:," }]],
  lastUpdated: false,
  srcExclude: ["examples/**/node_modules/**"],
  rewrites: { "commands/README.md": "commands/index.md" },
  // What lies beside the documentation, such as the source and the examples, is no page of the site.
  ignoreDeadLinks: [
    /^(?:\.\/)?(?:\.\.\/)+(?:README|LICENSE|src|test|symbols|plugins)/,
    /\/examples\//,
  ],
  markdown: {
    // Headings have the same addresses as where the pages are read in the repository.
    anchor: {
      slugify: (title) =>
        title
          .trim()
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
    },
    config(md) {
      // Pages are read on other sites too: two braces are two braces, not an expression of Vue.
      for (const rule of ["text", "code_inline", "fence"]) {
        const render = md.renderer.rules[rule];
        md.renderer.rules[rule] = (...given) =>
          (render?.(...given) ?? "").replaceAll("{{", "&#123;&#123;");
      }
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Getting started", link: "/guides/getting-started" },
      { text: "Commands", link: "/commands/" },
      { text: "Operations", link: "/operations/create_table" },
      { text: "Errors", link: "/errors" },
    ],
    sidebar: [
      { text: "Guides", items: pages("guides", GUIDES) },
      { text: "Commands", collapsed: true, items: pages("commands", ["README"]) },
      { text: "Operations", collapsed: true, items: pages("operations") },
      { text: "Databases", collapsed: true, items: pages("databases") },
      {
        text: "Errors",
        collapsed: true,
        items: [{ text: "All errors", link: "/errors" }, ...pages("errors")],
      },
      {
        text: "The project",
        collapsed: true,
        items: [
          ...["architecture", "contributing", "crash-matrix", "weaknesses", "changelog"].map(
            (name) => ({
              text: titleOf(".", `${name}.md`),
              link: `/${name}`,
            }),
          ),
          ...pages("decisions"),
        ],
      },
    ],
  },
});
