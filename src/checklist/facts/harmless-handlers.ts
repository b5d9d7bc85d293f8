import { ancestors } from "../ir/ancestors.js";
import type { SourceFile } from "../ir/source-file.js";

/**
 * Lines of broad handlers outside of coroutines. They swallow no cancellation and no sibling's
 * error: what they hide is not the checklist's matter.
 */
export function handlersOutsideTasks(file: SourceFile): number[] {
  if (file.language !== "python") return [];
  return file.all("catch").flatMap((handler) => {
    const around = [...ancestors(handler)];
    if (around.some((node) => node.kind === "function" && node.isAsync)) return [];
    const { line } = file.position(handler.start);
    const { line: last } = file.position(handler.body.start);
    return Array.from({ length: last - line + 1 }, (_, at) => line + at);
  });
}
