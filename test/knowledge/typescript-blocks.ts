import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type Block, placeOf } from "./fences.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tsconfig = ts.getParsedCommandLineOfConfigFile(
  `${root}tsconfig.json`,
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (fault) => {
      throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, "\n"));
    },
  },
);

/**
 * What the compiler says about the blocks, under our own strict settings. All blocks go through one
 * program, each as a module of its own, because loading the library once is most of the cost.
 * A block marked `fault` must only parse; a block for a newer Node may use the newest library.
 */
export function typeFaults(blocks: readonly Block[]): string[] {
  const sound = blocks.filter(({ flags }) => !flags.has("fault"));
  const today = sound.filter(({ values }) => !values.has("node"));
  const newer = sound.filter(({ values }) => values.has("node"));
  return [
    ...blocks.flatMap(syntaxFaults),
    ...blocks.filter(({ values }) => !values.has("node")).flatMap(usingFaults),
    ...programFaults(today, "es2023"),
    ...programFaults(newer, "esnext"),
  ];
}

/** The JavaScript of a block, with the types taken away. */
export function javascriptOf(code: string): string {
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

function syntaxFaults(block: Block): string[] {
  const { diagnostics = [] } = ts.transpileModule(block.code, {
    compilerOptions,
    reportDiagnostics: true,
  });
  return diagnostics.map((fault) => faultAt(block, fault));
}

/** The compiler knows `using` for every target; Node parses it only from 24 on. */
function usingFaults(block: Block): string[] {
  const source = ts.createSourceFile("block.ts", block.code, ts.ScriptTarget.ESNext);
  const faults: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      faults.push(`${placeOf(block, line)}: \`using\` needs the mark node>=24`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

function programFaults(blocks: readonly Block[], library: string): string[] {
  if (blocks.length === 0) return [];
  const options: ts.CompilerOptions = {
    ...tsconfig?.options,
    lib: [`lib.${library}.d.ts`],
    moduleDetection: ts.ModuleDetectionKind.Force,
    // A teaching block declares things for its reader, and uses them nowhere.
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: { signalbox: ["./src/index.ts"] },
  };
  const byFile = new Map(blocks.map((block, index) => [`${root}.cache/block-${index}.ts`, block]));
  const host = ts.createCompilerHost(options);
  host.readFile = (file) => byFile.get(file)?.code ?? ts.sys.readFile(file);
  host.fileExists = (file) => byFile.has(file) || ts.sys.fileExists(file);
  const program = ts.createProgram([...byFile.keys()], options, host);
  return [...byFile].flatMap(([file, block]) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map((fault) => faultAt(block, fault)),
  );
}

function faultAt(block: Block, fault: ts.Diagnostic): string {
  const { line } = fault.file?.getLineAndCharacterOfPosition(fault.start ?? 0) ?? { line: 0 };
  const text = ts.flattenDiagnosticMessageText(fault.messageText, " ");
  return `${placeOf(block, line)}: TS${fault.code}: ${text}`;
}
