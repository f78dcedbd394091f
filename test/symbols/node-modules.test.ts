import { expect } from "chai";
import { inSandbox, natively } from "./both-ways.js";

const CASES: Readonly<Record<string, { imports: string; expressions: readonly string[] }>> = {
  "node:path": {
    imports:
      'import path, { posix } from "node:path"; import * as all from "node:path"; import { join } from "node:path";',
    expressions: [
      "path === posix || path.posix === path",
      "[all.sep, all.default.sep, path.delimiter]",
      'join("a", "..", "/b/", "./c")',
      '["", "/", "a", "/a/b/", "a/b.c.d", "..", "/.x", "//a", "x/"].map((p) => [path.dirname(p), path.basename(p), path.extname(p), path.normalize(p), path.isAbsolute(p), path.parse(p)])',
      'path.basename("a/b.html", ".html")',
      'path.relative("/a/b/c", "/a/d")',
      'path.resolve("/a", "../b", "c")',
      'path.format({ dir: "/x", name: "a", ext: "txt" })',
    ],
  },
  "node:util": {
    imports:
      'import util, { inspect, format } from "node:util"; import * as all from "node:util"; class Foo { x = 1; }',
    expressions: [
      "all.inspect === inspect && util.inspect === inspect",
      'inspect({ a: [1, "x", null, undefined, 1n, -0], b: { c: { d: { e: 1 } } }, "f-g": new Map([[1, new Set([2])]]) })',
      "inspect(Array.from({ length: 30 }, (_, i) => i * 37))",
      "inspect([new Foo(), Foo, () => {}, function f() {}, Symbol('s'), new Date(0), /x/g, [1, , 3]])",
      "inspect({ long: 'x'.repeat(100), more: 'y'.repeat(60) })",
      "inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 })",
      "(() => { const a = { n: 1 }; a.self = a; return inspect(a); })()",
      "inspect({ get a() { return 1; }, set b(x) {}, [Symbol.for('k')]: 1 })",
      "inspect(Object.assign(Object.create(null), { a: 1 }))",
      "inspect({ [inspect.custom]() { return 'mine'; } })",
      'format("%s %d %i %f %j %% %O", "a", 1.5, 2.7, "3.5", { a: 1 }, [1], "rest", { b: 2 })',
      "util.isDeepStrictEqual({ a: [1, new Set([{ b: 1 }])] }, { a: [1, new Set([{ b: 1 }])] })",
      "util.isDeepStrictEqual([0], [-0])",
      "util.isDeepStrictEqual(new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 2]]))",
    ],
  },
  "node:assert": {
    imports:
      'import assert, { AssertionError, strict } from "node:assert"; import * as all from "node:assert";',
    expressions: [
      "all.default === assert && assert.AssertionError === AssertionError",
      "assert(1)",
      'assert(0, "zero")',
      'assert.ok(false, new TypeError("own"))',
      "assert.equal(1, '1')",
      "assert.equal(1, 2)",
      "assert.strictEqual(1, 2)",
      "strict.equal(1, '1')",
      "assert.notStrictEqual(1, 1)",
      "assert.deepStrictEqual({ a: [1] }, { a: [1] })",
      "assert.deepEqual([1, '2'], [1, 2])",
      "assert.throws(() => { throw new TypeError('x'); }, TypeError)",
      "assert.throws(() => { throw new TypeError('x'); }, { name: 'TypeError', message: /x/ })",
      "assert.throws(() => {})",
      "assert.throws(() => { throw new Error('a'); }, RangeError)",
      "assert.rejects(Promise.reject(new Error('a')), /a/)",
      "assert.rejects(Promise.resolve())",
      "assert.doesNotThrow(() => {})",
      'assert.match("abc", /b/)',
      'assert.match("abc", /x/)',
      'assert.fail("boom")',
      "assert.ifError(null)",
      "(() => { try { assert.strictEqual(1, 2, 'm'); } catch (e) { return [e.actual, e.expected, e.operator, e.generatedMessage, e instanceof Error]; } })()",
    ],
  },
  "node:crypto": {
    imports:
      'import crypto, { createHash, createHmac, randomUUID } from "node:crypto"; import * as all from "node:crypto";',
    expressions: [
      "all.createHash === createHash && crypto.createHmac === createHmac",
      '["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "SHA256"].map((name) => createHash(name).update("grüße").digest("hex"))',
      '["hex", "base64", "base64url", "latin1"].map((encoding) => createHash("sha256").update("a").update("b").digest(encoding))',
      '["utf8", "hex", "base64", "latin1"].map((encoding) => createHash("sha1").update("00ff", encoding).digest("hex"))',
      'createHash("sha256").update(new Uint8Array([0, 255, 7])).digest("hex")',
      'createHmac("sha256", "key").update("text").digest("base64")',
      'createHmac("sha512", new Uint8Array([1, 2])).update("text").digest("hex")',
      'Array.from(createHash("md5").update("x").digest())',
      '(() => { const h = createHash("md5").update("a"); const c = h.copy().update("b").digest("hex"); return [c, h.digest("hex")]; })()',
      '(() => { const h = createHash("md5"); h.digest(); return h.digest(); })()',
      "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(randomUUID())",
      "randomUUID() === randomUUID()",
    ],
  },
  globals: {
    imports: "",
    expressions: [
      '[btoa("hello\\xff"), atob("aGVsbG8="), atob(" aGk ")]',
      'btoa("ü")',
      'atob("a")',
      'Array.from(new TextEncoder().encode("a€😀\\ud800"))',
      "new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xe2, 0x82, 0xac, 0xff]))",
      'new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff]))',
      "structuredClone({ a: [1, { b: new Date(5) }], u: undefined })",
      "(() => { const a = {}; a.self = a; const b = structuredClone(a); return b.self === b && b !== a; })()",
      "structuredClone(new Map([[1, new Set([2])]])).get(1).has(2)",
      "structuredClone(() => {})",
      "structuredClone(Symbol('s'))",
      'JSON.stringify(new URL("../b?x=1&y=%20#h", "https://u:p@EXAMPLE.com:8080/a/c/"))',
      '(() => { const u = new URL("http://a.b/c?d=e"); u.searchParams.append("f", "g h"); u.pathname = "/ü"; u.hash = "z"; u.port = "99"; u.host = "x.y:1"; return [u.href, u.origin, u.search, [...u.searchParams]]; })()',
      '(() => { const u = new URL("http://a.b/?x=1"); const p = u.searchParams; u.search = "?y=2"; return [p.get("x"), p.get("y"), u.searchParams === p]; })()',
      'new URL("nope")',
      'URL.canParse("nope", "http://a")',
      'new URLSearchParams("?a=1&a=2&b=%20+c&&d").toString()',
      'new URLSearchParams({ q: "ä b" }).toString()',
      'new URLSearchParams([["a", "1"], ["b", "2"]]).get("b")',
      '(() => { const p = new URLSearchParams("b=1&a=2&b=3"); p.sort(); p.set("b", "9"); p.delete("a"); return [p.size, p.toString(), p.has("b"), [...p.keys()]]; })()',
      'new URLSearchParams([["a"]])',
    ],
  },
};

describe("a module of Node inside the sandbox", () => {
  for (const [name, program] of Object.entries(CASES)) {
    it(`gives the results that Node gives: ${name}`, async () => {
      const [inside, outside] = await Promise.all([inSandbox(program), natively(program)]);
      expect(inside).to.have.length(program.expressions.length);
      for (const [index, expression] of program.expressions.entries()) {
        expect(inside[index], expression).to.equal(outside[index]);
      }
    });
  }

  it("works without typed arrays in the locked profile, and without chance", async () => {
    const [hash, digest, uuid, url, encoder] = await inSandbox({
      profile: "locked",
      imports: 'import { createHash, randomUUID } from "node:crypto";',
      expressions: [
        'createHash("sha256").update("a").digest("hex")',
        'createHash("md5").update("a").digest().base64',
        "randomUUID()",
        'new URL("http://a/b").pathname',
        "[typeof TextEncoder, typeof TextDecoder]",
      ],
    });
    expect(hash).to.equal('"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"');
    expect(digest).to.equal('"DMF1ucDxtqgxw5niaXcmYQ=="');
    expect(uuid).to.match(/^Error {2}randomUUID\(\) is not available here/);
    expect(url).to.equal('"/b"');
    expect(encoder).to.equal('["undefined","undefined"]');
  });

  it("cannot be changed by one file for the next", async () => {
    const results = await inSandbox({
      imports:
        'import path from "node:path"; import assert from "node:assert"; import * as m from "makemigrations";',
      expressions: [
        "path.join = () => 'evil'",
        "assert.strict.equal = () => {}",
        "Object.defineProperty(m.CreateTable.prototype, 'x', { value: 1 })",
        "URL.prototype.toString = () => 'evil'",
        "m.noop.evil = 1",
      ],
    });
    for (const result of results) expect(result).to.match(/^TypeError /);
  });

  it("does not offer what reaches the system", async () => {
    const results = await inSandbox({
      imports:
        'import * as crypto from "node:crypto"; import * as path from "node:path"; import * as util from "node:util";',
      expressions: [
        "Object.keys(crypto).sort()",
        "typeof crypto.webcrypto + typeof crypto.randomBytes + typeof crypto.getFips",
        "typeof path.win32",
        "typeof util.promisify + typeof util.getSystemErrorName",
        'path.resolve("relative")',
        "[typeof process, typeof require, typeof fetch, typeof setTimeout, typeof Buffer]",
      ],
    });
    expect(results[0]).to.equal('["createHash","createHmac","default","getHashes","randomUUID"]');
    expect(results[1]).to.equal('"undefinedundefinedundefined"');
    expect(results[2]).to.equal('"undefined"');
    expect(results[3]).to.equal('"undefinedundefined"');
    expect(results[4]).to.match(/^Error .*current folder/);
    expect(results[5]).to.equal('["undefined","undefined","undefined","undefined","undefined"]');
  });
});
