import { judgeBySpec } from "./judge-by-spec.js";
import { readArguments } from "./options.js";
import { type SpecialCommand, specOf } from "./scope.js";
import { type Argument, fixed } from "./words.js";

/** What the packed form of a file may be called: `a` becomes `a.gz`, and `a.gz` becomes `a`. */
const ENDINGS = "gz bz2 xz lzma zst lz4 br Z z".split(" ");

/** `gzip a` removes `a` and makes `a.gz`, so both names are written, whichever way it goes. */
const compressor: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const before = scope.effects.verdict;
  judgeBySpec(spec, read, scope);
  const isDry = read.options.some((option) => option.spec.effect === "dry");
  if (isDry || (before !== "stateful" && scope.effects.verdict !== "stateful")) return;
  for (const operand of read.operands) {
    for (const other of otherNames(operand)) {
      scope.effects.access(scope.effects.locate(other, scope.cwd), "write", `${name} makes it`);
    }
  }
};

function otherNames({ text }: Argument): readonly Argument[] {
  if (text === undefined) return [fixed(".")];
  const packed = new RegExp(`\\.(?:${ENDINGS.join("|")})$`).exec(text)?.[0];
  if (packed !== undefined) return [fixed(text.slice(0, -packed.length))];
  return [
    ...ENDINGS.map((ending) => fixed(`${text}.${ending}`)),
    fixed(text.replace(/\.t[gbx]z2?$/, ".tar")),
  ];
}

export const COMPRESSORS: ReadonlyMap<string, SpecialCommand> = new Map(
  `gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lzma brotli pigz compress uncompress lz4 unlz4`
    .split(" ")
    .map((name): [string, SpecialCommand] => [name, compressor]),
);
