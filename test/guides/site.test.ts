import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join, posix } from "node:path";
import { expect } from "chai";
import { type Browser, chromium } from "playwright-core";
import { root } from "../cli/run-cli.js";

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
  .find((path) => path !== "");

const KINDS: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** Pages of each kind: the first one, prose, tables, long code, an error page. */
const PAGES = [
  "/",
  "/guides/getting-started",
  "/guides/coming-from",
  "/guides/zero-downtime",
  "/commands/migrate-up",
  "/operations/create_table",
  "/databases/postgresql",
];

// Chromium is not everywhere, but the site is built wherever the tests run.
describe("the documentation site", () => {
  let site: string;
  let server: Server | undefined;
  let address: string;

  before(async () => {
    site = mkdtempSync(join(tmpdir(), "mm-site-"));
    const vitepress = join(root, "node_modules/vitepress/bin/vitepress.js");
    // Ends with an error for a link that leads to no page.
    execFileSync(process.execPath, [vitepress, "build", "docs", "--outDir", site], {
      cwd: root,
      stdio: "pipe",
    });
    const listening = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site");
      const file = fileOf(pathname);
      response.statusCode = file === undefined ? 404 : 200;
      response.setHeader("content-type", KINDS[extname(file ?? "")] ?? "application/octet-stream");
      response.end(file === undefined ? "" : readFileSync(file));
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  });

  after(() => {
    server?.close();
    rmSync(site, { recursive: true, force: true });
  });

  /** The file behind a path of the site; undefined: there is none. */
  function fileOf(path: string): string | undefined {
    const at = join(site, decodeURIComponent(path));
    return [at, `${at}.html`, join(at, "index.html")].find(
      (file) => existsSync(file) && statSync(file).isFile(),
    );
  }

  function pages(): readonly string[] {
    const files = readdirSync(site, { recursive: true, encoding: "utf8" });
    return files.filter((file) => file.endsWith(".html")).map((file) => file.replaceAll("\\", "/"));
  }

  it("has a page for every page of docs, and every link of it leads to a page and a heading", () => {
    const ids = new Map<string, ReadonlySet<string>>();
    const idsOf = (file: string): ReadonlySet<string> => {
      const known = ids.get(file);
      if (known !== undefined) return known;
      const found = [...readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)];
      const made = new Set(found.map(([, id = ""]) => id));
      ids.set(file, made);
      return made;
    };
    const lost: string[] = [];
    for (const page of pages()) {
      const text = readFileSync(join(site, page), "utf8");
      for (const [, href = ""] of text.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(href)) continue;
        const [path = "", hash = ""] = href.replaceAll("&amp;", "&").split("#", 2);
        const target =
          path === ""
            ? join(site, page)
            : fileOf(path.startsWith("/") ? path : posix.join("/", dirname(page), path));
        // Source, tests and examples are read in the repository.
        if (target === undefined) {
          if (!/(?:README|LICENSE|src|test|symbols|plugins|examples)/.test(path))
            lost.push(`${page}: ${href}`);
        } else if (hash !== "" && !idsOf(target).has(decodeURIComponent(hash))) {
          lost.push(`${page}: ${href}`);
        }
      }
    }
    expect(lost).to.deep.equal([]);
    const written = ["guides", "commands", "operations", "errors", "databases", "decisions"];
    for (const folder of written) {
      for (const file of readdirSync(join(root, "docs", folder))) {
        const path = `/${folder}/${file.replace(/(?:README)?\.md$/, "")}`;
        if (file.endsWith(".md")) expect(fileOf(path), path).to.be.a("string");
      }
    }
  });

  if (executablePath === undefined) {
    it("is not looked at: there is no Chromium; on Debian it is the package chromium");
    return;
  }

  describe("in a browser", () => {
    let browser: Browser;

    before(async () => {
      browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    });

    after(async () => await browser.close());

    for (const width of [390, 1440]) {
      for (const colorScheme of ["light", "dark"] as const) {
        it(`shows its pages without a complaint, within ${width} pixels, in ${colorScheme} colours`, async () => {
          const context = await browser.newContext({
            viewport: { width, height: 844 },
            colorScheme,
          });
          const page = await context.newPage();
          const complaints: string[] = [];
          page.on("console", (line) => {
            if (["error", "warning"].includes(line.type())) complaints.push(line.text());
          });
          page.on("pageerror", (error) => complaints.push(String(error)));
          page.on("request", (request) => {
            if (!request.url().startsWith(address)) complaints.push(request.url());
          });
          for (const path of PAGES) {
            await page.goto(`${address}${path}`, { waitUntil: "networkidle" });
            const wide = await page.evaluate("document.documentElement.scrollWidth");
            expect(wide, path).to.be.at.most(width);
            const dark = await page.evaluate("document.documentElement.classList.contains('dark')");
            expect(dark, path).to.equal(colorScheme === "dark");
            expect(await page.locator("h1").first().isVisible(), path).to.equal(true);
          }
          expect(complaints).to.deep.equal([]);
          await context.close();
        });
      }
    }

    it("finds a page by a word of it", async () => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${address}/guides/getting-started`, { waitUntil: "networkidle" });
      await page.getByRole("button", { name: "Search" }).first().click();
      await page.getByRole("searchbox").fill("RUNNER_ROWS_LOST");
      const first = page.locator(".VPLocalSearchBox .result").first();
      await first.waitFor();
      expect(await first.getAttribute("href")).to.match(/runner/);
      await page.close();
    });
  });
});
