import type {
  ArithmeticExpression,
  ParameterExpansionPart,
  TestExpression,
  Word,
  WordPart,
} from "unbash";
import type { Scope } from "./scope.js";
import { assignmentFault, isNumeric, isNumericPart, isOpaque } from "./variables.js";

/**
 * The shell evaluates arithmetic recursively: a variable's value is an expression again, and the
 * index of an array in it is expanded, commands included. So arithmetic is harmless only on plain
 * names and numbers whose values are known to be numbers or come from outside the line.
 */
export function arithmeticFault(
  expression: ArithmeticExpression | undefined,
  scope: Scope,
): string | undefined {
  if (expression === undefined) return "an arithmetic expression that could not be read";
  switch (expression.type) {
    case "ArithmeticBinary":
      return (
        targetFault(expression.operator, expression.left, scope) ??
        arithmeticFault(expression.left, scope) ??
        arithmeticFault(expression.right, scope)
      );
    case "ArithmeticUnary":
      return (
        targetFault(expression.operator === "++" ? "=" : "", expression.operand, scope) ??
        arithmeticFault(expression.operand, scope)
      );
    case "ArithmeticTernary":
      return (
        arithmeticFault(expression.test, scope) ??
        arithmeticFault(expression.consequent, scope) ??
        arithmeticFault(expression.alternate, scope)
      );
    case "ArithmeticGroup":
      return arithmeticFault(expression.expression, scope);
    case "ArithmeticWord":
      return expression.parts === undefined
        ? textFault(expression.value, scope)
        : partsFault(expression.parts, scope);
    default:
      return isNumericPart(expression)
        ? undefined
        : "the output of a command is evaluated as arithmetic, which may run what it says";
  }
}

/** Text that a builtin such as `let` or `[[ -eq ]]` evaluates. */
export function textFault(text: string, scope: Scope): string | undefined {
  if (!/^[\w\s+\-*/%()<>=!&|^~?:,.#]*(?:\[[\w+-]*\][\w\s+\-*/%()<>=!&|^~?:,]*)*$/.test(text)) {
    return "arithmetic on text that may run a command";
  }
  for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) {
    if (isOpaque(name, scope)) return `arithmetic on ${name}, whose value may run a command`;
    const fault = /[=]|\+\+|--/.test(text) && assignmentFault(name, undefined, false);
    if (fault) return fault;
  }
  return undefined;
}

function wordFault(word: Word, scope: Scope): string | undefined {
  if (isNumeric(word)) return undefined;
  return word.parts === undefined ? textFault(word.value, scope) : partsFault(word.parts, scope);
}

/** An array index: `@`, `*`, or arithmetic. */
export function indexFault(index: Word | undefined, scope: Scope): string | undefined {
  if (index === undefined || /^[@*]$/.test(index.text)) return undefined;
  return wordFault(index, scope);
}

export function parameterFault(part: ParameterExpansionPart, scope: Scope): string | undefined {
  const index = part.index;
  const listsNames = index !== undefined && /^[@*]$/.test(index.text);
  if (part.prefix === "!" && !listsNames && part.operation?.type !== "Names") {
    return "an indirect expansion, whose target is decided at run time";
  }
  return indexFault(index, scope) ?? operationFault(part, scope);
}

function operationFault(part: ParameterExpansionPart, scope: Scope): string | undefined {
  const operation = part.operation;
  switch (operation?.type) {
    case undefined:
    case "Remove":
    case "Replace":
    case "CaseModification":
    case "Names":
      return undefined;
    case "Default":
      return operation.operator.endsWith("=")
        ? assignmentFault(part.parameter, undefined, false)
        : undefined;
    case "Slice":
      return (
        wordFault(operation.offset, scope) ??
        (operation.length === undefined ? undefined : wordFault(operation.length, scope))
      );
    case "Transform":
      return /^[QUuLaAKkE]$/.test(operation.operand.text)
        ? undefined
        : "an expansion that runs the commands in a variable's value";
    default:
      return "an expansion that bash does not know";
  }
}

/** What is wrong with `[[ … ]]` beyond the substitutions in its words. */
export function testFault(test: TestExpression, scope: Scope): string | undefined {
  switch (test.type) {
    case "TestUnary":
      if (test.operator !== "-v" && test.operator !== "-R") return undefined;
      return /^\w+$/.test(test.operand.text) ? undefined : "-v evaluates the index of an array";
    case "TestBinary":
      if (!/^-(?:eq|ne|lt|le|gt|ge)$/.test(test.operator)) return undefined;
      return wordFault(test.left, scope) ?? wordFault(test.right, scope);
    case "TestLogical":
      return test.operands.map((operand) => testFault(operand, scope)).find(Boolean);
    case "TestNot":
      return testFault(test.operand, scope);
    default:
      return testFault(test.expression, scope);
  }
}

function targetFault(
  operator: string,
  target: ArithmeticExpression,
  scope: Scope,
): string | undefined {
  if (!/^(?:=|[-+*/%&|^]=|<<=|>>=)$/.test(operator)) return undefined;
  if (target.type !== "ArithmeticWord") return "an assignment to a computed name";
  const name = /^\w+/.exec(target.value)?.[0] ?? "";
  return (
    assignmentFault(name, undefined, false) ?? (isOpaque(name, scope) ? `${name}?` : undefined)
  );
}

function partsFault(parts: readonly WordPart[], scope: Scope): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.type === "Literal" || part.type === "SingleQuoted") text += part.value;
    else if (part.type === "DoubleQuoted") {
      const fault = partsFault(part.parts, scope);
      if (fault) return fault;
      text += "0";
    } else if (part.type === "SimpleExpansion" || part.type === "ParameterExpansion") {
      const name = /^\$\{?(\w+|[@*?#$!-])/.exec(part.text)?.[1];
      if (!isNumericPart(part) && (name === undefined || isOpaque(name, scope))) {
        return `arithmetic on ${part.text}, whose value may run a command`;
      }
      text += "0";
    } else if (isNumericPart(part)) text += "0";
    else if (part.type === "Glob" && /^(?:\[\w*\]|[*?])$/.test(part.text)) text += part.text;
    else return "arithmetic on text that may run a command";
  }
  return textFault(text, scope);
}
