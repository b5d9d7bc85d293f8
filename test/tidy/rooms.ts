import ts from "typescript";

/** Which rooms and npm packages each room of src/ may import; tidy.test.ts checks it. */
export const ROOMS: Record<string, { rooms: string[]; typesOnly?: string[]; npm: RegExp }> = {
  primitives: { rooms: [], npm: /^$/ },
  knowledge: { rooms: ["primitives"], npm: /^(?!@modelcontextprotocol\/)/ },
  scaffold: { rooms: ["primitives"], npm: /^(?!@modelcontextprotocol\/)/ },
  classify: { rooms: ["primitives"], npm: /^(?!@modelcontextprotocol\/)/ },
  checklist: { rooms: ["primitives"], npm: /^(?!@modelcontextprotocol\/)/ },
  dispatch: { rooms: ["primitives"], typesOnly: ["classify"], npm: /^(?!@modelcontextprotocol\/)/ },
  gateway: {
    rooms: ["primitives"],
    typesOnly: ["dispatch", "classify"],
    npm: /^(?!@modelcontextprotocol\/(server|node|sdk))/,
  },
  tools: {
    rooms: ["knowledge", "scaffold", "classify", "checklist", "dispatch", "gateway", "primitives"],
    npm: /^(?!@modelcontextprotocol\/)/,
  },
  wire: { rooms: ["tools"], npm: /^(?!@modelcontextprotocol\/(client|sdk))/ },
  cli: {
    rooms: "primitives knowledge scaffold classify checklist dispatch gateway tools wire".split(
      " ",
    ),
    npm: /^(?!@modelcontextprotocol\/)/,
  },
  index: {
    rooms: ["primitives", "knowledge", "scaffold", "classify", "checklist", "dispatch", "gateway"],
    npm: /^$/,
  },
};

/** The room of a path below src/: its first folder, or the file's own name at the top. */
export function roomOf(path: string): string {
  const [first = ""] = path.split("/");
  return first.replace(/\.ts$/, "");
}

interface Import {
  specifier: string;
  typeOnly: boolean;
}

/** Every static and dynamic import and re-export of a source text. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const { moduleSpecifier } = node;
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      if (moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)) {
        found.push({ specifier: moduleSpecifier.text, typeOnly });
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) {
        found.push({ specifier: argument.text, typeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** What the layering forbids in one file; `path` is relative to src/, with forward slashes. */
export function layeringFaults(path: string, text: string): string[] {
  const room = roomOf(path);
  const rule = ROOMS[room];
  if (rule === undefined) return [`${path}: no such room: ${room}`];
  return importsOf(path, text).flatMap(({ specifier, typeOnly }) => {
    if (specifier.startsWith("node:")) return [];
    if (!specifier.startsWith(".")) {
      return rule.npm.test(specifier) ? [] : [`${path}: ${room} may not import ${specifier}`];
    }
    const target = roomOf(
      new URL(specifier, `file:///${path}`).pathname.slice(1).replace(/\.js$/, ".ts"),
    );
    if (target === room || rule.rooms.includes(target)) return [];
    if (typeOnly && rule.typesOnly?.includes(target)) return [];
    return [`${path}: ${room} may not import ${target}`];
  });
}
