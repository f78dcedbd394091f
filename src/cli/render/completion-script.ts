import type { CommandSummary } from "../parse/command-summary.js";
import { globalOptions } from "../parse/global-options.js";

export type Shell = "bash" | "zsh" | "fish";

export interface CompletionOptions {
  readonly program: string;
  readonly commands: readonly CommandSummary[];
}

/** What can follow the words typed so far: `migrate` -> `up down ...`, `migrate up` -> its flags. */
interface Place {
  readonly words: string;
  readonly choices: readonly (readonly [word: string, what: string])[];
}

/** A static script: pressing Tab starts no program. */
export function completionScript(shell: Shell, options: CompletionOptions): string {
  const places = placesOf(options.commands);
  switch (shell) {
    case "bash":
      return bash(options.program, places);
    case "zsh":
      return zsh(options.program, places);
    case "fish":
      return fish(options.program, places);
    default:
      return shell satisfies never;
  }
}

function placesOf(commands: readonly CommandSummary[]): readonly Place[] {
  const first = new Map<string, string>();
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const { name, summary } of commands) {
    const [word = "", second] = name.split(" ");
    if (!first.has(word)) first.set(word, second === undefined ? summary : `${word} commands`);
    if (second === undefined) continue;
    groups.set(word, [...(groups.get(word) ?? []), [second, summary]]);
  }
  const flags = commands.map(({ name, options, positionals }): Place => {
    const taken = new Set(positionals.map((text) => text.replace(/[<>[\].]/g, "")));
    const table = { ...options, ...globalOptions };
    const choices = Object.entries(table)
      .filter(([flag]) => !taken.has(flag))
      .map(([flag, { describe }]) => [`--${flag}`, describe ?? ""] as const);
    return { words: name, choices };
  });
  const places = [
    { words: "", choices: [...first] },
    ...[...groups].map(([words, choices]) => ({ words, choices })),
    ...flags,
  ];
  // `generate` is a command, and the first word of others.
  const merged = new Map<string, Place>();
  for (const { words, choices } of places) {
    merged.set(words, { words, choices: [...(merged.get(words)?.choices ?? []), ...choices] });
  }
  return [...merged.values()];
}

function bash(program: string, places: readonly Place[]): string {
  const cases = places.map(
    ({ words, choices }) =>
      `    "${words}") choices="${choices.map(([word]) => word).join(" ")}" ;;`,
  );
  const name = functionName(program);
  return `# bash completion of ${program}
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" choices="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || typed="\${typed:+$typed }$word"
  done
  case "$typed" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
  [[ \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F ${name} ${program}`;
}

function zsh(program: string, places: readonly Place[]): string {
  const cases = places.map(({ words, choices }) => {
    const list = choices.map(([word, what]) => `'${word}:${what.replace(/['\\:]/g, " ")}'`);
    return `    "${words}") choices=(${list.join(" ")}) ;;`;
  });
  const name = functionName(program);
  return `#compdef ${program}
${name}() {
  local typed="" word
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || typed="\${typed:+$typed }$word"
  done
  case "$typed" in
${cases.join("\n")}
  esac
  if (( \${#choices} )); then _describe '${program}' choices; else _files; fi
}
compdef ${name} ${program}`;
}

function fish(program: string, places: readonly Place[]): string {
  const name = functionName(program);
  const lines = places.flatMap(({ words, choices }) =>
    choices.map(([word, what]) => {
      const description = what.replace(/['\\]/g, " ");
      const argument = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c ${program} -n '${name} "${words}"' ${argument} -d '${description}'`;
    }),
  );
  return `# fish completion of ${program}
function ${name}
  set -l typed (string match -v -- '-*' (commandline -opc)[2..])
  test "$typed" = "$argv[1]"
end
${lines.join("\n")}`;
}

function functionName(program: string): string {
  return `_${program.replace(/[^A-Za-z0-9]/g, "_")}_complete`;
}
