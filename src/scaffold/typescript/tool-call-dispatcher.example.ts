/** One turn of an agent: two reads together, then the edit, then the read of what was edited. */
import { setImmediate as turn } from "node:timers/promises";
import { type ToolCall, ToolCallDispatcher } from "./tool-call-dispatcher.js";

const limit = 8; // knob: limit
const timeoutMs = 30_000; // knob: timeoutMs

const dispatcher = new ToolCallDispatcher({ limit, timeoutMs }); // One for the whole process.

/** Answers each call by its id, for the one message that holds all results of the turn. */
export async function scaffolded(
  calls: readonly ToolCall<string>[],
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const results = await dispatcher.dispatch(calls, signal);
  return Object.fromEntries(
    results.map((result) => {
      if (result.status === "ok") return [result.id, result.value];
      const more = result.mayStillRun ? ", may still be running" : "";
      return [result.id, `${result.status}: ${String(result.error)}${more}`];
    }),
  );
}

const files = new Map([["/src/a.ts", "old"]]);

function readFile(id: string, path: string): ToolCall<string> {
  const run = async (): Promise<string> => {
    await turn();
    return files.get(path) ?? "missing";
  };
  return { id, claims: [{ path: ["file", ...path.split("/")], mode: "read" }], run };
}

function writeFile(id: string, path: string, text: string): ToolCall<string> {
  const run = async (): Promise<string> => {
    await turn();
    files.set(path, text);
    return "written";
  };
  return { id, claims: [{ path: ["file", ...path.split("/")], mode: "write" }], run };
}

const answers = await scaffolded([
  readFile("1", "/src/a.ts"),
  readFile("2", "/src/b.ts"),
  writeFile("3", "/src/a.ts", "new"),
  readFile("4", "/src/a.ts"),
]);
process.stdout.write(`${JSON.stringify(answers)}\n`);
