// What the bundle has of other packages comes with their licences, which ask for that: one file beside the bundle.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const LICENSE = /^(?:licen[cs]e|copying|notice)(?:$|[.-])/i;

/** Folders of the packages of which something is in a bundle. */
const folders = new Set();

/** Notes what a build takes in. */
export const noteLicenses = {
  name: "licenses",
  setup(builder) {
    builder.initialOptions.metafile = true;
    builder.onEnd(({ metafile }) => {
      for (const file of Object.keys(metafile?.inputs ?? {})) {
        const [folder] =
          /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(resolve(file)) ?? [];
        if (folder !== undefined) folders.add(folder);
      }
    });
  },
};

/** Those of all packages that were noted, in the order of their names. */
export function licenses() {
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const files = readdirSync(folder).filter((file) => LICENSE.test(file));
    const said = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
    if (said.length + (license ?? "").length === 0) throw new Error(`${name} has no licence`);
    return [`${name} ${version} (${license ?? "see below"})`, ...said].join("\n\n");
  });
  return `${[...new Set(texts)].sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
