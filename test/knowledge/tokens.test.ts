import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { estimateTokens } from "../../src/knowledge/tokens.ts";

const folder = new URL("../../references/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".md"));

test("there are references to measure", () => {
  expect(names.length).toBeGreaterThan(3);
});

test.each(names)("%s: the estimate is within 5 %% of a tokenizer's count", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const real = encode(text).length;
  expect(Math.abs(estimateTokens(text) - real) / real).toBeLessThan(0.05);
});

test.each(["", " ", "\n"])("%j costs at most one token", (text) => {
  expect(estimateTokens(text)).toBeLessThanOrEqual(1);
});
