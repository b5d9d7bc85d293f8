import type { Tool } from "../tools/tool.js";

type Schema = Tool["input"];

/**
 * The same schema, told in fewer tokens: every client pays for `tools/list` in its model's context,
 * and neither the dialect's address nor an empty `additionalProperties` tells a model anything.
 * What is checked does not change.
 */
export function slimSchema(schema: Schema): Schema {
  const standard = schema["~standard"];
  const jsonSchema = {
    input: (...options: Parameters<typeof standard.jsonSchema.input>) =>
      slim(standard.jsonSchema.input(...options)),
    output: (...options: Parameters<typeof standard.jsonSchema.output>) =>
      slim(standard.jsonSchema.output(...options)),
  };
  return Object.create(schema, {
    "~standard": { value: { ...standard, jsonSchema } },
  }) as Schema;
}

function slim(schema: Record<string, unknown>): Record<string, unknown> {
  const { $schema: _, ...rest } = schema;
  return withoutEmpty(rest) as Record<string, unknown>;
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => key !== "additionalProperties" || !isEmpty(each))
      .map(([key, each]) => [key, withoutEmpty(each)]),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
