import { defineCommand } from "../command.js";
import { toolVersion } from "../tool-version.js";

/** `mm version` */
export const version = defineCommand({
  name: "version",
  summary: "Print the version of the tool, of Node.js and of the platform.",
  positionals: [],
  options: {},
  examples: [["version --json", "The same for programs"]],
  run: async ({ console, program }) => {
    const document = {
      version: toolVersion(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    };
    console.result(`${program} ${document.version}`);
    console.result(`node ${document.node}, ${document.platform}`);
    return { document };
  },
});
