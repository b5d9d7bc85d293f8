import { loadLibrary } from "../knowledge/load.js";
import { type ReadRequest, readReference } from "../knowledge/read.js";
import type { Surroundings } from "./surroundings.js";

/** Prints a reference or a part of it. A person scrolls, so all pages are printed, one by one. */
export async function printReference(
  { libraryUrl, stdout }: Surroundings,
  request: Omit<ReadRequest, "cursor" | "budgetTokens">,
  json: boolean,
): Promise<void> {
  const library = await loadLibrary(libraryUrl);
  let answer = readReference(library, request);
  const pages = [answer];
  while (answer.cursor !== undefined) {
    answer = readReference(library, { id: request.id, cursor: answer.cursor });
    pages.push(answer);
  }
  const text = pages.map((page) => page.text).join("");
  const { id, title } = answer;
  stdout.write(json ? `${JSON.stringify({ id, title, text })}\n` : `${text}\n`);
}
