import { parse } from "@babel/parser";

/**
 * A module's code with its own address instead of the one of the bundle. Only code is changed: a
 * module that writes other modules has the same words in its strings.
 */
export function atAddress(text, address) {
  const { program } = parse(text, { sourceType: "module", createImportExpressions: true });
  const changes = [];
  visit(program, (node) => {
    if (isOwnUrl(node)) {
      changes.push({ ...node, written: `new URL(${JSON.stringify(address)}, __host.url).href` });
    }
    if (node.type === "ImportExpression" && node.source.type !== "StringLiteral") {
      changes.push({
        start: node.start,
        end: node.start + "import".length,
        written: "__host.import",
      });
    }
  });
  return changes
    .sort((a, b) => b.start - a.start)
    .reduce(
      (code, { start, end, written }) => code.slice(0, start) + written + code.slice(end),
      text,
    );
}

function isOwnUrl({ type, object, property }) {
  return type === "MemberExpression" && object.type === "MetaProperty" && property.name === "url";
}

function visit(node, see) {
  if (typeof node?.type === "string") see(node);
  for (const child of Object.values(node)) {
    if (typeof child === "object" && child !== null) visit(child, see);
  }
}
