// Invariant 3 of SPEC section 4: links between folders do not multiply without end.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readFolder } from "../../src/loader/folder.js";
import { LoaderError } from "../../src/loader/loader-error.js";

it("refuses ten levels of ten links to the next level", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-links-"));
  try {
    for (let level = 0; level <= 10; level += 1) mkdirSync(join(root, `d${level}`));
    for (let level = 0; level < 10; level += 1) {
      for (let link = 0; link < 10; link += 1) {
        symlinkSync(join("..", `d${level + 1}`), join(root, `d${level}`, `l${link}`));
      }
    }
    expect(() => readFolder(root, { files: 500 }))
      .to.throw(LoaderError)
      .with.property("code", "LOADER_TOO_LARGE");
  } finally {
    rmSync(root, { recursive: true });
  }
});
