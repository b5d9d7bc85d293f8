import { expect, test } from "vitest";
import { Project } from "../../src/checklist/project.ts";
import { find } from "./find.ts";
import { parseText } from "./parse-text.ts";

const STORE_TS = `export class Base { async close() {} }
export class Store extends Base { async save() {} }`;

/** The method that a call in `app` runs, with `store` as the only other file. */
async function ran(app: [path: string, text: string], store: [string, string], call: string) {
  const file = await parseText(...app);
  const other = await parseText(...store);
  const project = new Project((path) => (path === other.path ? other : undefined));
  const found = project.target(file, find(file, "call", call));
  return found && `${found.file.path}: ${found.fn.name}`;
}

test.each([
  ["a parameter", "(store: Store) => store.save()", "store.save()", "store.ts: save"],
  ["a method of the base", "(store: Store) => store.close()", "store.close()", "store.ts: close"],
  ["a local instance", "const s = new Store(); s.save()", "s.save()", "store.ts: save"],
  [
    "a field by its declaration",
    "class App { store: Store; run() { this.store.save() } }",
    "this.store.save()",
    "store.ts: save",
  ],
  [
    "a field by its constructor's parameter",
    "class App { constructor(s: Store) { this.s = s } run() { this.s.save() } }",
    "this.s.save()",
    "store.ts: save",
  ],
  [
    "a field of a field",
    "class Own { all = new Store() } class App { own = new Own(); f() { this.own.all.save() } }",
    "this.own.all.save()",
    "store.ts: save",
  ],
  ["a union of two", "(store: Store | Other) => store.save()", "store.save()", undefined],
  ["a list", "(store: Store[]) => store.save()", "store.save()", undefined],
])("in TypeScript, %s of an imported class", async (_, text, call, expected) => {
  const app = `import { Store } from "./store.js";\n${text}`;
  expect(await ran(["app.ts", app], ["store.ts", STORE_TS], call)).toBe(expected);
});

test("in Python, what self keeps of an imported class", async () => {
  const app = `from store import Store
class App:
    def __init__(self, other: "Store | None"):
        self.store = Store()
        self.other = other
    def run(self):
        self.store.save()
        self.other.close()
`;
  const store = `class Base:
    async def close(self): ...
class Store(Base):
    async def save(self): ...
`;
  const run = (call: string) => ran(["app.py", app], ["store.py", store], call);
  expect([await run("self.store.save()"), await run("self.other.close()")]).toEqual([
    "store.py: save",
    "store.py: close",
  ]);
});
