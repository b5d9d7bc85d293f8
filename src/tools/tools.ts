import type { ClassifyOptions } from "../classify/call.js";
import type { Library } from "../knowledge/library.js";
import { createRouter } from "../knowledge/route.js";
import type { Catalogue } from "../scaffold/pattern.js";
import { createClassifyCallsTool } from "./classify-calls.js";
import { createDispatchTool } from "./dispatch.js";
import { createReadOutcomeTool } from "./read-outcome.js";
import { createReadReferenceTool } from "./read-reference.js";
import { createRouteTool } from "./route.js";
import { createRunChecklistTool, type ChecklistAround } from "./run-checklist.js";
import { createScaffoldTool } from "./scaffold.js";
import type { Station } from "./station.js";
import type { Tool } from "./tool.js";

/** What the tools work with besides the library. */
export interface ToolParts {
  loadScaffolds: () => Promise<Catalogue>;
  around: ClassifyOptions;
  checklist: ChecklistAround;
  openStation: OpenStation;
}

/**
 * Every tool, in the order in which clients list them. The scaffolds are read at the
 * first call that needs them: a client that starts the server and asks nothing should not pay.
 */
export function createTools(
  library: Library,
  { loadScaffolds, around, checklist, openStation }: ToolParts,
): readonly Tool[] {
  const router = createRouter(library);
  const scaffolds = once(loadScaffolds);
  const reading = [
    createRouteTool(() => router),
    createReadReferenceTool(library),
    createScaffoldTool(scaffolds),
    createClassifyCallsTool(around),
    createRunChecklistTool(checklist),
  ];
  const station = once(() => openStation(reading));
  return [...reading, createDispatchTool(station), createReadOutcomeTool(station)];
}

/** Makes what runs batches, when the first batch comes; a batch may call the tools it is given. */
export type OpenStation = (callable: readonly Tool[]) => Promise<Station>;

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
