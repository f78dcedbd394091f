import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hintText } from "../../src/errors.js";
import { readFolder } from "../../src/loader/folder.js";
import type { LoaderError } from "../../src/loader/loader-error.js";
import { makeFolder, removeFolders } from "./temp-folder.js";

describe("a migrations folder", () => {
  after(removeFolders);

  it("holds migrations in its top level, in name order, and nothing else of that kind", () => {
    const folder = makeFolder({
      "0010_c.mjs": "",
      "0002_b.mts": "",
      "0001_a.ts": "",
      "0003_x.js": "",
      "main.ts": "",
      "types.d.ts": "",
      "types.d.mts": "",
      "0001_a.test.ts": "",
      "0001_a.spec.js": "",
      ".hidden.ts": "",
      "0004_y.cts": "",
      "notes.md": "",
      "lib/helper.ts": "",
      "lib/deep/rows.json": "[]",
      ".git/config.ts": "",
      "node_modules/pkg/index.js": "",
    });
    const { migrations, files } = readFolder(folder);
    expect(migrations).to.deep.equal(["0001_a.ts", "0002_b.mts", "0003_x.js", "0010_c.mjs"]);
    expect([...files.keys()].sort()).to.deep.equal([
      "0001_a.ts",
      "0002_b.mts",
      "0003_x.js",
      "0004_y.cts",
      "0010_c.mjs",
      "lib/deep/rows.json",
      "lib/helper.ts",
      "notes.md",
    ]);
  });

  it("drops a byte order mark and keeps line endings", () => {
    const folder = makeFolder({ "0001_a.ts": "\ufeffa\r\nb\n" });
    expect(readFolder(folder).files.get("0001_a.ts")).to.equal("a\r\nb\n");
  });

  it("may itself be a symbolic link", () => {
    const real = makeFolder({ "0001_a.ts": "" });
    const link = join(makeFolder({}), "migrations");
    symlinkSync(real, link);
    expect(readFolder(link).migrations).to.deep.equal(["0001_a.ts"]);
  });

  it("that is not there is an error that says how to make one", () => {
    const error = failure("/nowhere/at/all");
    expect(error.code).to.equal("LOADER_FOLDER_MISSING");
    expect(error.message).to.include('"/nowhere/at/all"').and.include("does not exist");
    expect(hintText(error.hint)).to.include("mm init");
  });

  it("that is a file is an error", () => {
    const folder = makeFolder({ file: "" });
    expect(failure(join(folder, "file")).code).to.equal("LOADER_FOLDER_MISSING");
  });

  it("refuses a migration that is not UTF-8 and names UTF-16", () => {
    const latin = makeFolder({ "0001_a.ts": Uint8Array.of(0x61, 0xe9, 0x62) });
    expect(failure(latin)).to.include({ code: "LOADER_FILE_NOT_UTF8", file: "0001_a.ts" });
    const utf16 = makeFolder({ "0001_a.ts": Buffer.from("\ufeffabc", "utf16le") });
    expect(failure(utf16).message).to.include("UTF-16");
  });

  it("refuses a migration with a NUL and says where it is", () => {
    const error = failure(makeFolder({ "0001_a.ts": 'a;\nconst b = "\0";' }));
    expect(error).to.include({ code: "LOADER_FILE_NUL", file: "0001_a.ts", line: 2, column: 12 });
  });

  it("refuses a migration over the size limit and names limit and file", () => {
    const folder = makeFolder({ "0001_a.ts": "x".repeat(101) });
    const error = failure(folder, { source: 100 });
    expect(error).to.include({ code: "LOADER_TOO_LARGE", file: "0001_a.ts" });
    expect(error.message).to.include("100");
  });

  it("refuses too many files, too much text and too deep sub-folders", () => {
    const folder = makeFolder({ "a/b/c/x.json": "{}", "a/y.json": "{}", "0001_a.ts": "12345" });
    expect(failure(folder, { files: 2 }).message).to.include("number of files");
    expect(failure(folder, { total: 4 }).message).to.include("size of all files");
    expect(failure(folder, { depth: 2 }).message).to.include("depth");
  });

  it("keeps a helper that cannot be read as a problem of whoever imports it", () => {
    const folder = makeFolder({ "0001_a.ts": "", "lib/logo.png": Uint8Array.of(0x89, 0xff, 0) });
    const { files, problems } = readFolder(folder);
    expect(files.has("lib/logo.png")).to.equal(false);
    expect(problems.get("lib/logo.png")?.code).to.equal("LOADER_FILE_NOT_UTF8");
  });

  it("refuses symbolic links to files and folders outside, and follows those inside", () => {
    const outside = makeFolder({ "secret.ts": "secret", "sub/x.ts": "secret" });
    const file = makeFolder({});
    symlinkSync(join(outside, "secret.ts"), join(file, "0001_a.ts"));
    expect(failure(file)).to.include({ code: "LOADER_FILE_OUTSIDE", file: "0001_a.ts" });
    const directory = makeFolder({});
    symlinkSync(join(outside, "sub"), join(directory, "lib"));
    expect(failure(directory)).to.include({ code: "LOADER_FILE_OUTSIDE", file: "lib" });
    const inside = makeFolder({ "lib/a.ts": "text" });
    symlinkSync(join(inside, "lib", "a.ts"), join(inside, "0001_a.ts"));
    symlinkSync("lib", join(inside, "other"));
    const { files } = readFolder(inside);
    expect(files.get("0001_a.ts")).to.equal("text");
    expect(files.get("other/a.ts")).to.equal("text");
  });

  it("refuses a sibling folder whose name begins like its own", () => {
    const parent = makeFolder({ "migrations/x.md": "", "migrations-secret/s.ts": "secret" });
    symlinkSync(join(parent, "migrations-secret", "s.ts"), join(parent, "migrations", "0001_a.ts"));
    expect(failure(join(parent, "migrations")).code).to.equal("LOADER_FILE_OUTSIDE");
  });

  it("ends on links that lead in circles or nowhere", () => {
    const circle = makeFolder({ "lib/a.ts": "" });
    symlinkSync("..", join(circle, "lib", "up"));
    expect(failure(circle).code).to.equal("LOADER_FILE_OUTSIDE");
    const inner = makeFolder({ "lib/sub/a.ts": "" });
    symlinkSync("..", join(inner, "lib", "sub", "up"));
    expect(failure(inner).code).to.equal("LOADER_TOO_LARGE");
    const dangling = makeFolder({});
    symlinkSync("gone.ts", join(dangling, "0001_a.ts"));
    expect(failure(dangling).code).to.equal("LOADER_FILE_UNREADABLE");
  });

  it("does not wait for a named pipe", () => {
    const folder = makeFolder({});
    expect(spawnSync("mkfifo", [join(folder, "0001_a.ts")]).status).to.equal(0);
    expect(failure(folder)).to.include({ code: "LOADER_FILE_UNREADABLE", file: "0001_a.ts" });
  });

  it("refuses two names that differ in case only, and names both", () => {
    const folder = makeFolder({ "0001_A.ts": "", "0001_a.ts": "" });
    const error = failure(folder);
    expect(error.code).to.equal("LOADER_FILES_COLLIDE");
    expect(error.message).to.include('"0001_A.ts"').and.include('"0001_a.ts"');
  });

  it("refuses names with control characters, bidi marks, backslashes and too many bytes", () => {
    for (const name of ["0001_a\u001b[31m.ts", "0001_\u202es.ts", "0001\\a.ts", "0001\n.ts"]) {
      expect(failure(makeFolder({ [name]: "" })).code, name).to.equal("LOADER_FILE_NAME");
    }
    const long = makeFolder({});
    mkdirSync(join(long, "a".repeat(200)));
    writeFileSync(join(long, "a".repeat(200), `${"b".repeat(100)}.ts`), "");
    expect(failure(long).code).to.equal("LOADER_FILE_NAME");
  });

  it("may hold 5,000 migrations", () => {
    const names = Array.from({ length: 5000 }, (_, index) => `${index}_migration.ts`);
    const folder = makeFolder(Object.fromEntries(names.map((name) => [name, "export {};"])));
    expect(readFolder(folder).migrations).to.have.length(5000);
  });

  if (process.getuid?.() !== 0) {
    it("names a file that it may not read", () => {
      const folder = makeFolder({ "0001_a.ts": "" });
      chmodSync(join(folder, "0001_a.ts"), 0);
      expect(failure(folder).message).to.include("permission denied");
    });
  }
});

function failure(folder: string, limits: Parameters<typeof readFolder>[1] = {}): LoaderError {
  try {
    readFolder(folder, limits);
  } catch (error) {
    return error as LoaderError;
  }
  throw new Error("the folder was read");
}
