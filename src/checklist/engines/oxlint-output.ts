import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";
import { withoutMark } from "../run/read-source.js";
import type { Diagnostic, EngineFile } from "./engine.js";

const span = z.looseObject({ length: z.number(), line: z.number(), column: z.number() });
const output = z.looseObject({
  diagnostics: z.array(
    z.looseObject({
      message: z.string(),
      code: z.string().optional(),
      filename: z.string(),
      labels: z.array(z.looseObject({ span })),
    }),
  ),
});

/** What TypeScript writes for `for … of` in older targets: its `finally` throws as the loop did. */
const DOWN_LEVELLED = /\bif \((e_\d+)\) throw \1\.error;/;

/** Reads `-f json`; columns come in bytes of UTF-8 and become UTF-16 units. */
export function readOxlint(
  text: string,
  cwd: string,
  copies: ReadonlyMap<string, EngineFile>,
): Diagnostic[] {
  const { diagnostics } = output.parse(JSON.parse(text));
  const lines = new Map<string, string[]>();
  return diagnostics.flatMap(({ message, code, filename, labels }) => {
    const copy = resolve(cwd, filename);
    const file = copies.get(copy);
    const [label] = labels;
    const rule = ruleOf(code);
    if (file === undefined || label === undefined || rule === undefined) return [];
    if (!lines.has(copy)) lines.set(copy, readFileSync(copy, "utf8").split("\n"));
    const { line, column, length } = label.span;
    const text = lines.get(copy)?.[line - 1] ?? "";
    if (DOWN_LEVELLED.test(text)) return [];
    const bytes = Buffer.from(text);
    const columnAt = (at: number) => withoutMark(bytes.subarray(0, at).toString()).length + 1;
    const start = columnAt(column - 1);
    const end = columnAt(column - 1 + length);
    return [
      {
        path: file.path,
        line,
        column: start,
        endLine: line,
        endColumn: Math.max(end, start + 1),
        rule,
        message,
      },
    ];
  });
}

/** `typescript(no-floating-promises)` is called `typescript/no-floating-promises` here. */
function ruleOf(code: string | undefined): string | undefined {
  const [, plugin, name] = /^([\w-]+)\(([\w-]+)\)$/.exec(code ?? "") ?? [];
  return plugin === undefined ? undefined : `${plugin.replace("eslint-plugin-", "")}/${name}`;
}
