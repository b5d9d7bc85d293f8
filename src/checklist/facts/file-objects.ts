import type { CallNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** A method of what `open` and its like make, or of what an annotation says is a file. */
const FILE_METHOD = new RegExp(
  "^(?:(?:io\\.)?open|os\\.fdopen|codecs\\.open|(?:gzip|bz2|lzma)\\.open|" +
    "tempfile\\.\\w*TemporaryFile|io\\.(?:TextIOWrapper|Buffered(?:Reader|Writer|Random)|FileIO)|" +
    "pathlib\\.Path\\(\\)\\.open|typing\\.(?:Text|Binary)?IO)\\(\\)\\.(\\w+)$",
);

/** What only looks, or gives back. */
const HARMLESS = /^(?:fileno|isatty|readable|writable|seekable|seek|tell|close|detach)$/;

/** Whether a call is a method of a file object that may go to the disk. */
export function isFileMethod(file: SourceFile, { callee }: CallNode): boolean {
  const method = FILE_METHOD.exec(file.meaning(callee) ?? "")?.[1];
  if (method === undefined || HARMLESS.test(method) || callee.kind !== "member") return false;
  const binding = callee.object.kind === "name" ? file.binding(callee.object) : undefined;
  // A parameter that is given another value may be anything by now.
  return binding?.kind !== "parameter" || binding.writes.every(({ value }) => value === undefined);
}
