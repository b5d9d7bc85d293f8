import type { CallNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Blocks } from "./blocks.js";
import { PYTHON_BLOCKS } from "./blocking-python.js";
import { TYPESCRIPT_BLOCKS } from "./blocking-typescript.js";
import { isFileMethod } from "./file-objects.js";

const FILE_METHOD = {
  does: "waits for a file",
  cost: "file",
  instead: "await asyncio.to_thread(…), or use aiofiles or anyio.open_file",
} as const;

/** What a call keeps the thread for; undefined for a call that does not, or is not known to. */
export function blocking(file: SourceFile, call: CallNode): Omit<Blocks, "call"> | undefined {
  const meaning = file.meaning(call.callee);
  if (meaning === undefined) return undefined;
  const known = file.language === "python" ? PYTHON_BLOCKS : TYPESCRIPT_BLOCKS;
  const found = known.find((one) => one.call.test(meaning));
  if (found !== undefined) return found;
  return file.language === "python" && isFileMethod(file, call) ? FILE_METHOD : undefined;
}
