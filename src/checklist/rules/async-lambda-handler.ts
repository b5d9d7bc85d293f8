import type { FunctionNode } from "../ir/expression.js";
import type { Rule } from "../rule.js";

export const asyncLambdaHandler: Rule = {
  name: "async-lambda-handler",
  item: 1,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file
      .all("function")
      .filter((fn) => fn.isAsync && isLambdaHandler(fn))
      .map((fn) => ({
        node: fn,
        message:
          "AWS Lambda calls this handler without awaiting it: none of it runs, and the answer is " +
          "a coroutine that cannot be written as JSON",
        fix: `make \`${fn.name}\` a plain function that calls asyncio.run(…) once`,
      }));
  },
};

/** By its name, and the two parameters that every Lambda handler has. */
function isLambdaHandler(fn: FunctionNode): boolean {
  if (!/^(?:lambda_handler|handler|\w+_lambda_handler)$/.test(fn.name ?? "")) return false;
  if (fn.method !== undefined || fn.decorators.length > 0) return false;
  const [event, context, ...others] = fn.params.map(({ name }) => name);
  return (
    event === "event" &&
    /^_?(?:context|ctx|lambda_context)$/.test(context ?? "") &&
    others.length === 0
  );
}
