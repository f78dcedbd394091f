import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { BLOG, EVIL, PROJECT } from "./diagram-schemas.js";
import { inFolder, mm } from "./run-cli.js";

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
  .find((path) => path !== "");

const SCREENS = [390, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** Runs in the page: texts of tables that do not fit into their box. */
const TEXTS_OUTSIDE = `[...document.querySelectorAll("svg .table")].flatMap((table) => {
  const box = table.querySelector(".box").getBoundingClientRect();
  return [...table.querySelectorAll("text")].filter((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < box.left || right > box.right || top < box.top - 1 || bottom > box.bottom + 1;
  }).map((text) => text.textContent);
})`;

describe("the page of mm schema-to-diagram in a browser", () => {
  if (executablePath === undefined) {
    it("is left out: there is no Chromium; on Debian it is the package chromium");
    return;
  }
  let browser: Browser;

  before(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  after(async () => await browser.close());

  /** Opens the page of a schema; whatever goes wrong in it, or leaves it, fails the test. */
  async function open(
    schema: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    await inFolder({ ...PROJECT, "schema/a.yaml": schema }, async (folder) => {
      const { exit, stderr } = await mm(["schema-to-diagram", "--out", "a.html"], folder);
      expect(exit, stderr).to.equal(0);
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const complaints: string[] = [];
      const url = pathToFileURL(join(folder, "a.html")).href;
      page.on("console", (line) => complaints.push(line.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("dialog", (dialog) => complaints.push(dialog.message()));
      page.on("request", (request) => {
        if (!request.url().startsWith(url)) complaints.push(request.url());
      });
      await page.goto(url);
      await look(page);
      expect(complaints).to.deep.equal([]);
      await context.close();
    });
  }

  for (const { width, colorScheme } of SCREENS) {
    it(`fits ${width} pixels in ${colorScheme} colours, and every text its box`, async () => {
      const viewport = { width, height: 844 };
      await open(BLOG, { viewport, colorScheme }, async (page) => {
        const back = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
        const luminance = (back.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0);
        if (colorScheme === "dark") expect(luminance).to.be.lessThan(150);
        else expect(luminance).to.be.greaterThan(600);
        for (const hash of ["", "#t1"]) {
          await page.goto(`${page.url().split("#")[0]}${hash}`);
          const wide = await page.evaluate("document.documentElement.scrollWidth");
          expect(wide).to.be.at.most(width);
        }
        await page.goto(`${page.url().split("#")[0]}#`);
        const outside = await page.evaluate(TEXTS_OUTSIDE);
        expect(outside).to.deep.equal([]);
      });
    });
  }

  it("finds tables and fields, shows a page for each, and the way back into the diagram", async () => {
    await open(BLOG, { viewport: { width: 1440, height: 900 } }, async (page) => {
      const search = page.getByRole("searchbox");
      await search.fill("parent");
      expect(await page.locator("#tables li:visible").allTextContents()).to.deep.equal(["posts"]);
      expect(await page.locator("svg .table.dim").count()).to.equal(1);
      await search.press("Enter");
      const posts = page.locator("section.page:visible");
      expect(await posts.locator("h2").textContent()).to.equal("posts");
      expect(await page.locator("main").isVisible()).to.equal(false);
      await posts.getByRole("link", { name: "people" }).first().click();
      expect(await page.locator("section.page:visible h2").textContent()).to.equal("people");
      await page.getByRole("link", { name: "in the diagram" }).locator("visible=true").click();
      expect(await page.locator("svg .table.found .name").textContent()).to.equal("people");
      expect(await page.evaluate("scrollY")).to.equal(0);
      await search.fill("nothing like it");
      expect(await page.locator("#nothing").isVisible()).to.equal(true);
    });
  });

  it("zooms around the pointer and moves with it; the end of a drag is no click", async () => {
    await open(BLOG, { viewport: { width: 1440, height: 900 } }, async (page) => {
      const table = page.locator("svg .table").first();
      const box = await table.boundingBox();
      if (box === null) throw new Error("the table is not shown");
      const [x, y] = [box.x + 10, box.y + 10];
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -600);
      const width = 'document.querySelector("svg .table").getBoundingClientRect().width';
      await page.waitForFunction(`${width} > ${box.width * 1.5}`);
      const zoomed = await table.boundingBox();
      // What was under the pointer still is.
      expect(zoomed?.x).to.be.within(x - 30, x);
      await page.mouse.down();
      await page.mouse.move(x + 90, y + 60, { steps: 5 });
      await page.mouse.up();
      const moved = await table.boundingBox();
      expect((moved?.x ?? 0) - (zoomed?.x ?? 0)).to.be.closeTo(90, 2);
      expect((moved?.y ?? 0) - (zoomed?.y ?? 0)).to.be.closeTo(60, 2);
      expect(new URL(page.url()).hash).to.equal("");
      await page.mouse.click(x + 95, y + 65);
      await page.waitForURL(/#t0$/);
    });
  });

  it("shows the page of a table without any script", async () => {
    await open(BLOG, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${page.url()}#t1`);
      expect(await page.locator("section.page:visible h2").textContent()).to.equal("posts");
      expect(await page.locator("main").isVisible()).to.equal(false);
    });
  });

  it("runs nothing that a name, a comment or a default brings along", async () => {
    await open(EVIL, {}, async (page) => {
      for (const hash of ["#t0", "#t1", "#d0"])
        await page.goto(`${page.url().split("#")[0]}${hash}`);
      await page.getByRole("searchbox").fill("<script>");
      expect(await page.evaluate("globalThis.pwned")).to.equal(undefined);
      expect(await page.locator("img, iframe").count()).to.equal(0);
      expect(await page.locator("script").count()).to.equal(1);
      expect(await page.locator("#tables li b").allTextContents()).to.include(
        "<script>pwned=1</script>",
      );
    });
  });

  it("would run nothing even if a name could bring it: the policy knows the one script by its hash", async () => {
    await inFolder({ ...PROJECT, "schema/a.yaml": BLOG }, async (folder) => {
      const { stdout } = await mm(["schema-to-diagram", "--format", "html"], folder);
      const file = join(folder, "b.html");
      const more = "<script>pwned=1</script><img src=x onerror='pwned=1'>";
      writeFileSync(file, stdout.replace("</body>", `${more}</body>`));
      const page = await browser.newPage();
      await page.goto(pathToFileURL(file).href);
      expect(await page.evaluate("globalThis.pwned")).to.equal(undefined);
      // The page's own script does run.
      await page.locator("#in").click();
      expect(await page.locator("svg#drawing").getAttribute("viewBox")).to.match(/^[1-9]/);
      await page.close();
    });
  });
});
