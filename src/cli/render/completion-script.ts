import type { CommandSummary, Option, OptionTable } from "../parse/command-summary.js";
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
  /** May arguments of the command's own follow? */
  readonly isCommand: boolean;
  /** What its arguments are; undefined: files, if any. */
  readonly argument: Value;
  readonly values: readonly (readonly [flag: string, value: Value])[];
}

/** What stands behind a flag, or as an argument: one of these words, or what there is of a kind. */
type Value = readonly string[] | NonNullable<Option["completes"]> | undefined;

/** A static script: pressing Tab starts no program. Names of migrations are those of their files. */
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

/** Those with more words first, so that what several begin with is not taken for the shortest. */
function placesOf(commands: readonly CommandSummary[]): readonly Place[] {
  const first = new Map<string, string>();
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const { name, summary } of commands) {
    const [word = "", second] = name.split(" ");
    if (!first.has(word)) first.set(word, second === undefined ? summary : `${word} commands`);
    if (second === undefined) continue;
    groups.set(word, [...(groups.get(word) ?? []), [second, summary]]);
  }
  const head = (words: string, choices: Place["choices"]): Place => {
    return { words, choices, isCommand: false, argument: undefined, values: [] };
  };
  const heads = [head("", [...first]), ...[...groups].map((group) => head(...group))];
  // `generate` is a command, and the first word of others.
  const merged = new Map<string, Place>(heads.map((place) => [place.words, place]));
  for (const place of commands.map(placeOf)) {
    const choices = [...(merged.get(place.words)?.choices ?? []), ...place.choices];
    merged.set(place.words, { ...place, choices });
  }
  return [...merged.values()].sort((a, b) => wordsIn(b) - wordsIn(a));
}

function wordsIn({ words }: Place): number {
  return words === "" ? 0 : words.split(" ").length;
}

function placeOf({ name, options, positionals }: CommandSummary): Place {
  const names = positionals.map((text) => text.replace(/[<>[\].]/g, ""));
  const table: OptionTable = { ...options, ...globalOptions };
  const flags = Object.entries(table).filter(([flag]) => !names.includes(flag));
  const [argument] = names.flatMap((word) => options[word] ?? []);
  return {
    words: name,
    choices: flags.map(([flag, { describe }]) => [`--${flag}`, describe ?? ""] as const),
    isCommand: true,
    argument: argument && offerOf(argument),
    values: flags
      .filter(([, { type }]) => type !== "boolean")
      .map(([flag, option]) => [`--${flag}`, offerOf(option)] as const),
  };
}

function offerOf({ choices, completes, type }: Option): Value {
  if (type === "number") return [];
  return choices?.map(String) ?? completes;
}

/** Flags with a value behind them, of whatever command. */
function valueFlags(places: readonly Place[]): string {
  return [...new Set(places.flatMap(({ values }) => values.map(([flag]) => flag)))].join("|");
}

/** What a word is, in bash and zsh: the value of a flag, or one that counts. */
function takenWord(places: readonly Place[]): string {
  return `    case "$previous" in
      ${valueFlags(places)}) previous="" ;;
      *) [[ $word == -* ]] || typed="\${typed:+$typed }$word"; previous="$word" ;;
    esac`;
}

/** A pattern of `case` in bash and zsh for the words so far. */
function pattern({ words, isCommand }: Place): string {
  return isCommand ? `"${words}"|"${words} "*` : `"${words}"`;
}

/** Lines of `case` that say what stands behind which flag. */
function valueCases(places: readonly Place[], list: (words: readonly string[]) => string): string {
  return places
    .flatMap(({ words, values }) =>
      values.map(([flag, value]) => {
        const [kind, choices] =
          typeof value === "string" ? [value, []] : [kindOf(value), value ?? []];
        return `    "${words} ${flag}") kind=${kind}; choices=${list(choices)} ;;`;
      }),
    )
    .join("\n");
}

/** `words` are all there is; `file` is what nothing is known of. */
function kindOf(value: Value): string {
  if (typeof value === "string") return value;
  return value === undefined ? "file" : "words";
}

/** Where the names of the migrations come from, in bash and zsh: by builtin commands alone. */
const FOLDER = `  folder="\${MM_MIGRATION_DIRECTORY:-}"
  if [[ -z $folder && -r mm.config.yaml ]]; then
    while read -r key value; do
      if [[ $key == directory: ]]; then folder="\${value//[\\"\\']/}"; fi
    done < mm.config.yaml
  fi
  folder="\${folder:-migrations}"`;

function bash(program: string, places: readonly Place[]): string {
  const cases = places.map((place) => {
    const words = place.choices.map(([word]) => word);
    const own = typeof place.argument === "string" ? [] : (place.argument ?? []);
    const list = [...words, ...own].join(" ");
    return `    ${pattern(place)}) name="${place.words}"; kind=${kindOf(place.argument)}; choices="${list}" ;;`;
  });
  const name = functionName(program);
  return `# bash completion of ${program}
${name}_migrations() {
  local folder key value file
${FOLDER}
  for file in "$folder"/*.ts "$folder"/*.mts "$folder"/*.js "$folder"/*.mjs; do
    [[ -e $file ]] || continue
    file="\${file##*/}"
    case "$file" in main.ts|*.d.ts|*.d.mts|*.test.*|*.spec.*) ;; *) printf '%s ' "\${file%.*}" ;; esac
  done
}
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" choices="" kind="" name="" previous="" word
  [[ $current == "=" ]] && current=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == "=" ]] && continue
${takenWord(places)}
  done
  case "$typed" in
${cases.join("\n")}
  esac
  case "$name $previous" in
${valueCases(places, (words) => `"${words.join(" ")}"`)}
  esac
  [[ $kind == migration ]] && choices="$choices $(${name}_migrations)"
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
  [[ $kind == folder ]] && COMPREPLY+=($(compgen -d -- "$current"))
  [[ $kind != file || \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F ${name} ${program}`;
}

function zsh(program: string, places: readonly Place[]): string {
  const cases = places.map((place) => {
    const own = typeof place.argument === "string" ? [] : (place.argument ?? []);
    const list = [
      ...place.choices.map(([word, what]) => `'${word}:${what.replace(/['\\:]/g, " ")}'`),
      ...own.map((word) => `'${word}'`),
    ];
    return `    ${pattern(place)}) name="${place.words}"; kind=${kindOf(place.argument)}; choices=(${list.join(" ")}) ;;`;
  });
  const name = functionName(program);
  return `#compdef ${program}
${name}_migrations() {
  local folder key value file
${FOLDER}
  for file in "$folder"/*.(ts|mts|js|mjs)(N:t); do
    case "$file" in main.ts|*.d.ts|*.d.mts|*.test.*|*.spec.*) ;; *) choices+=("\${file%.*}") ;; esac
  done
}
${name}() {
  local typed="" word name="" kind="" previous=""
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
${takenWord(places)}
  done
  case "$typed" in
${cases.join("\n")}
  esac
  case "$name $previous" in
${valueCases(places, (words) => `(${words.map((word) => `'${word}'`).join(" ")})`)}
  esac
  [[ $kind == migration ]] && ${name}_migrations
  (( \${#choices} )) && _describe '${program}' choices
  if [[ $kind == folder ]]; then _files -/; elif [[ $kind == file ]] && (( ! \${#choices} )); then _files; fi
}
compdef ${name} ${program}`;
}

function fish(program: string, places: readonly Place[]): string {
  const name = functionName(program);
  const value = (given: Value): string => {
    if (given === "migration") return `-x -a '(${name}_migrations)'`;
    if (given === "folder") return "-x -a '(__fish_complete_directories)'";
    return given === undefined ? "-r" : `-x -a '${given.join(" ")}'`;
  };
  const lines = places.flatMap(({ words, choices, values, argument, isCommand }) => {
    const when = `complete -c ${program} -n '${name} "${words}"'`;
    const behind = new Map(values);
    const own =
      argument === undefined || !isCommand
        ? []
        : [`${when} ${value(argument).replace("-x", "-f")}`];
    return [
      ...choices.map(([word, what]) => {
        const description = what.replace(/['\\]/g, " ");
        const takes = behind.has(word) ? ` ${value(behind.get(word))}` : "";
        const given = word.startsWith("--") ? `-l ${word.slice(2)}${takes}` : `-f -a ${word}`;
        return `${when} ${given} -d '${description}'`;
      }),
      ...own,
    ];
  });
  const heads = places.filter(({ choices }) => choices.some(([word]) => !word.startsWith("--")));
  return `# fish completion of ${program}
function ${name}_migrations
  set -l folder $MM_MIGRATION_DIRECTORY
  if test -z "$folder" -a -r mm.config.yaml
    set folder (string replace -rf '^\\s*directory:\\s*["\\']?([^"\\']*)["\\']?\\s*$' '$1' < mm.config.yaml)
  end
  test -n "$folder"; or set folder migrations
  for file in $folder/*.ts $folder/*.mts $folder/*.js $folder/*.mjs
    set -l file (string replace -r '.*/' '' -- $file)
    string match -qr '^main\\.ts$|\\.d\\.m?ts$|\\.(test|spec)\\.' -- $file; or string replace -r '\\.[^.]*$' '' -- $file
  end
end
function ${name}
  set -l typed (string match -v -- '-*' (commandline -opc)[2..])
  if contains -- "$argv[1]" ${heads.map(({ words }) => `'${words}'`).join(" ")}
    test "$typed" = "$argv[1]"
  else
    string match -q -- "$argv[1] *" "$typed "
  end
end
${lines.join("\n")}`;
}

function functionName(program: string): string {
  return `_${program.replace(/[^A-Za-z0-9]/g, "_")}_complete`;
}
