import { below } from "../ir/ancestors.js";
import type { FunctionNode, Parameter } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** How a function is given an AbortSignal. */
export interface SignalSource {
  /** The parameter's place, from 0. */
  at: number;
  /** As the body writes it: `signal`, `options.signal`. */
  written: string;
  /** The options that hold it; undefined when the parameter is the signal itself. */
  options: string | undefined;
}

const SIGNAL_NAME = /^(?:signal|abortSignal)$/;

/** The signal that a function takes: a parameter, part of one taken apart, or of its options. */
export function signalSource(file: SourceFile, fn: FunctionNode): SignalSource | undefined {
  const direct = fn.params.findIndex(
    (parameter) => isSignal(parameter) && !isOfProcesses(file, fn, parameter),
  );
  if (direct >= 0) {
    const parameter = fn.params[direct];
    const inside = parameter?.names.find((name) => SIGNAL_NAME.test(name));
    const isWhole = parameter?.names.length === 1 && isPlain(file, fn, parameter);
    return {
      at: direct,
      written: inside ?? parameter?.name ?? "signal",
      options: isWhole ? undefined : "options",
    };
  }
  return insideOptions(fn);
}

const isSignal = ({ name, names, annotation, rest }: Parameter): boolean =>
  !rest &&
  (/^AbortSignal\b(?!\[)/.test(annotation ?? "") ||
    names.some((one) => SIGNAL_NAME.test(one)) ||
    SIGNAL_NAME.test(name));

/** `SIGTERM` and the like are sent to processes, and are no AbortSignal. */
function isOfProcesses(file: SourceFile, fn: FunctionNode, { name, annotation }: Parameter) {
  if (annotation !== undefined) return /\bSignals?\b|string|number/.test(annotation);
  const text = file.text.slice(fn.start, fn.end);
  return new RegExp(`["']SIG[A-Z]|\\.kill\\([^)]*\\b${name}\\b`).test(text);
}

/** Not taken apart: `{ signal }` binds one name too. */
function isPlain(file: SourceFile, fn: FunctionNode, { name }: Parameter): boolean {
  const head = file.text.slice(fn.start, fn.body.start);
  return !new RegExp(`\\{[^}]*\\b${name}\\b`).test(head);
}

/** `options.signal` is read in the body, or `{ signal }` is taken out of it. */
function insideOptions(fn: FunctionNode): SignalSource | undefined {
  for (const node of below(fn.body, true)) {
    if (node.kind !== "member" || !SIGNAL_NAME.test(node.property)) continue;
    if (node.object.kind !== "name") continue;
    const { name } = node.object;
    const at = fn.params.findIndex((parameter) => parameter.name === name);
    if (at >= 0) return { at, written: `${name}.${node.property}`, options: name };
  }
  return undefined;
}
