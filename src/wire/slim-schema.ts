import type { Tool } from "../tools/tool.js";

type Schema = Tool["input"];
type Json = Record<string, unknown>;

/**
 * What a model does not need in order to call a tool: the dialect, lower bounds, bounds of texts
 * and lists that no honest call comes near, and that nothing else may be given. They are checked
 * all the same, and an error names the field and what is allowed.
 */
const UNTOLD = new Set([
  "$schema",
  "minLength",
  "maxLength",
  "format",
  "pattern",
  "propertyNames",
  "minItems",
  "maxItems",
  "minimum",
  "additionalProperties",
]);

/**
 * The same schema, told in fewer tokens: every client pays for `tools/list` in its model's context.
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

function slim(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !UNTOLD.has(key))
      .map(([key, value]) => [key, key === "properties" ? slimAll(value as Json) : below(value)]),
  );
}

/** The keys of `properties` are names of the caller's, whatever they are called. */
function slimAll(properties: Json): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, slim(schema as Json)]),
  );
}

function below(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(below);
  return typeof value === "object" && value !== null ? slim(value as Json) : value;
}
