import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Checksums, migrationFiles } from "../../src/loader/checksum.js";
import { readFolder } from "../../src/loader/folder.js";
import { readListedFile } from "../../src/loader/read-file.js";
import type { MigrationFile } from "../../src/migration/migration.js";
import { makeFolder, removeFolders } from "./temp-folder.js";

const KB = 1024;

/** What a file may hold that is text, small and large. */
const TEXTS = {
  "0001_empty.ts": "",
  "0002_plain.ts": "register({});\n",
  "0003_windows.ts": "w();\r\nb();\r\n",
  "0004_old.ts": "o();\rb();\r",
  "0005_mark.ts": "\ufeffa();\r\nb();\n",
  "0006_accents.ts": "// größer als 1 €, 𝄞\n",
  "0007_begins.ts": "\uff41 begins like a byte order mark\n",
  "0008_imports.ts": 'import "./lib/a.js";\n',
  "0009_path-in-comment.ts": "// './lib/rows.json'\r\n",
  "0010_path-of-nothing.ts": "// './nothing.js'\n",
  "0011_room.ts": "x".repeat(64 * KB - 1),
  "0012_no-room.ts": "x".repeat(64 * KB),
  "0013_beyond.ts": "ä".repeat(40 * KB),
  "0014_large.ts": "y".repeat(1_500 * KB),
  "0015_behind.ts": "z();\n",
  "lib/a.ts": "import rows from './rows.json';\r\n",
  "lib/rows.json": "[1]\n",
};

describe("the texts of a folder", () => {
  after(removeFolders);

  it("are those of its files, and have the digests that they have one by one", () => {
    const { files, migrations } = readFolder(makeFolder(TEXTS));
    const texts = new Map(
      Object.entries(TEXTS).map(([path, text]) => [path, text.replace("\ufeff", "")]),
    );
    expect(new Map(files)).to.deep.equal(texts);
    expect(files.size).to.equal(texts.size);
    const [ours, theirs] = [new Checksums(files), new Checksums(texts)];
    for (const path of migrations) {
      expect(ours.of(path), path).to.equal(theirs.of(path));
      expect(ours.marked().of(path), path).to.equal(theirs.marked().of(path));
    }
  });

  it("have a secret that is not the checksum of anything there", () => {
    const list = migrationFiles(readFolder(makeFolder(TEXTS))) ?? [];
    const digests = list.flatMap((file) => [file.checksum, secretText(file)]);
    expect(new Set(digests).size).to.equal(2 * Object.keys(TEXTS).filter(isMigration).length);
  });

  it("have secrets that are their bytes behind a zero, or a digest of what they import as well", () => {
    const folder = readFolder(makeFolder(TEXTS));
    const marked = new Checksums(folder.files).marked();
    for (const file of migrationFiles(folder) ?? []) {
      const { file: path = "" } = file;
      const imports = path === "0008_imports.ts" || path === "0009_path-in-comment.ts";
      const text = new Map(Object.entries(TEXTS)).get(path)?.replace("\ufeff", "") ?? "";
      const own = imports ? marked.of(path) : `\0${text.replace(/\r\n?/g, "\n")}`;
      expect(secretText(file), file.name).to.equal(own);
    }
  });

  it("are read without a look at the file only where that is one", () => {
    const folder = makeFolder({ "a.ts": "abc", "b.ts": "x".repeat(100) });
    mkdirSync(join(folder, "folder"));
    symlinkSync(join(folder, "a.ts"), join(folder, "link"));
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const memory = Buffer.alloc(100, "-");
    const read = (name: string) => readListedFile(join(folder, name), { memory, at: 10, room: 50 });
    expect(read("a.ts")).to.equal(3);
    expect(memory.toString("latin1", 9, 14)).to.equal("-abc-");
    for (const name of ["b.ts", "folder", "link", "pipe", "missing"]) {
      expect(read(name), name).to.equal(undefined);
    }
    expect(memory.toString("latin1", 60)).to.equal("-".repeat(40));
  });

  it("are as many in bytes as no heap needs to count, the rest in texts", () => {
    const large = Array.from({ length: 600 }, (_, at) => [
      `${at}.ts`,
      `${at}`.padEnd(60 * KB, "x"),
    ]);
    const folder = makeFolder(Object.fromEntries(large));
    const before = process.memoryUsage().arrayBuffers;
    const { files } = readFolder(folder);
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(20 * KB * KB);
    expect([...files].sort()).to.deep.equal(large.sort());
  });

  it("are wrong for the file that is wrong, wherever it lies", () => {
    const folder = makeFolder({ "0001_a.ts": "a", "0003_c.ts": "c" });
    writeFileSync(join(folder, "0002_b.ts"), Buffer.from([0x61, 0xc3]));
    expect(() => readFolder(folder)).to.throw('"0002_b.ts" is not valid UTF-8');
    writeFileSync(join(folder, "0002_b.ts"), "a\0");
    expect(() => readFolder(folder)).to.throw('"0002_b.ts" contains a NUL character');
  });
});

function isMigration(path: string): boolean {
  return !path.includes("/");
}

/** Of a piece of memory, the text in it. */
function secretText(file: MigrationFile): string {
  const made = file.secret?.() ?? "";
  if (typeof made === "string") return made;
  return Buffer.from(made.memory.subarray(made.start, made.end)).toString("utf8");
}
