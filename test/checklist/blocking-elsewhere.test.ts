import { expect, test } from "vitest";
import { Project } from "../../src/checklist/project.ts";
import { blockingCall } from "../../src/checklist/rules/blocking-call.ts";
import { parseText } from "./parse-text.ts";

test("what blocks in another file is named by the way that leads there from here", async () => {
  const handler = await parseText(
    "/srv/app/web/handler.ts",
    'import { load } from "../store/load.js";\n' +
      "export const get = async (id: string) => load(id);\n",
  );
  const store = await parseText(
    "/srv/app/store/load.ts",
    'import { readFileSync } from "node:fs";\n' +
      "export function load(id: string) {\n  return readFileSync(id);\n}\n",
  );
  const project = new Project((path) => (path === store.path ? store : undefined));
  expect(blockingCall.check(handler, project).map(({ message }) => message)).toEqual([
    "`load` runs `readFileSync` (../store/load.ts:3), which waits for the disk on the event " +
      "loop: no other task runs until it is done",
  ]);
});
