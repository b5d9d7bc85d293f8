import * as z from "zod";
import { loadLibrary } from "../knowledge/load.js";
import { createRouter, type Router } from "../knowledge/route.js";
import { createRouteTool, QUERY_CHARS_MAX } from "../tools/route.js";
import { answerLines } from "./json-lines.js";
import type { Surroundings } from "./surroundings.js";

/** Prints where one question is answered: the tool's text, or with `json` its value. */
export async function printRoute(
  { libraryUrl, stdout }: Surroundings,
  query: string,
  json: boolean,
): Promise<void> {
  const router = await openRouter(libraryUrl);
  const tool = createRouteTool(() => router);
  const { text, value } = await tool.run({ query }, { signal: new AbortController().signal });
  stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

async function openRouter(libraryUrl: URL): Promise<Router> {
  const library = await loadLibrary(libraryUrl);
  return createRouter(library);
}

const line = z.strictObject({ query: z.string().max(QUERY_CHARS_MAX) });

/** Answers JSON lines from stdin in their order; a bad line gets `{"error":…}`, never an end. */
export async function routeLines(surroundings: Surroundings): Promise<void> {
  const router = await openRouter(surroundings.libraryUrl);
  await answerLines(surroundings, (text) => {
    const parsed = parseLine(text);
    if ("error" in parsed) return parsed;
    const { best, also, none, cues } = router.route(parsed.query);
    return { best: best?.id ?? null, also, none, cues };
  });
}

function parseLine(text: string): { query: string } | { error: string } {
  try {
    return line.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof z.ZodError)) return { error: "the line is not JSON" };
    return {
      error: error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
    };
  }
}
