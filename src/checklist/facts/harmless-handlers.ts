import { ancestors } from "../ir/ancestors.js";
import type { SourceFile } from "../ir/source-file.js";

/**
 * Lines of broad handlers that no task runs. Where a file has coroutines, a handler outside of
 * them swallows no cancellation and no sibling's error: what it hides is not the checklist's
 * matter. In a file without any, everything is plain code, and the engine's word stands.
 */
export function handlersOutsideTasks(file: SourceFile): number[] {
  if (file.language !== "python") return [];
  if (!file.all("function").some(({ isAsync }) => isAsync)) return [];
  return file.all("catch").flatMap((handler) => {
    const around = [...ancestors(handler)];
    if (around.some((node) => node.kind === "function" && node.isAsync)) return [];
    const { line } = file.position(handler.start);
    const { line: last } = file.position(handler.body.start);
    return Array.from({ length: last - line + 1 }, (_, at) => line + at);
  });
}
