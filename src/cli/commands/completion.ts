import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";

const shells = ["bash", "zsh", "fish"] as const;

/** `mm completion <shell>` */
export const completion = defineCommand({
  name: "completion",
  summary: "Print a completion script for bash, zsh or fish.",
  positionals: ["<shell>"],
  options: { shell: { type: "string", demandOption: true, describe: "bash, zsh or fish" } },
  examples: [
    ["completion bash > ~/.local/share/bash-completion/completions/mm", "Install it for bash"],
    ["completion fish > ~/.config/fish/completions/mm.fish", "Install it for fish"],
  ],
  run: async ({ commands, console, program }, { shell }) => {
    const known = shells.find((name) => name === shell);
    if (known === undefined) {
      throw new UsageError({
        code: "CLI_UNKNOWN_SHELL",
        message: `There is no completion for the shell "${shell}"`,
        hint: `Known are ${shells.join(", ")}.`,
        synopsis: `${program} completion <shell>`,
      });
    }
    const { completionScript } = await import("../render/completion-script.js");
    const script = completionScript(known, { program, commands: await commands() });
    console.result(script);
    return { document: { shell: known, script } };
  },
});
