import type { Tool } from "../tools/tool.js";

type Schema = Tool["input"];
type Json = Record<string, unknown>;

/**
 * What a model does not need in order to call a tool: the dialect, and bounds of texts that no
 * honest call comes near. They are checked all the same, and an error names the bound.
 */
const UNTOLD = new Set([
  "$schema",
  "minLength",
  "maxLength",
  "format",
  "pattern",
  "propertyNames",
  "minItems",
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
      .filter(([key, value]) => !UNTOLD.has(key) && !isOpen(key, value))
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

/** `additionalProperties: {}` says what leaving it out says. */
function isOpen(key: string, value: unknown): boolean {
  if (key !== "additionalProperties" || typeof value !== "object" || value === null) return false;
  return Object.keys(value).length === 0;
}
