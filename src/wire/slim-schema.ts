import type { Tool } from "../tools/tool.js";

type Schema = Tool["input"];
type Json = Record<string, unknown>;

/**
 * What a model does not need in order to call a tool: the dialect, lower bounds, bounds that no
 * honest call comes near, and that nothing else may be given. They are checked
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

/** An hour in milliseconds, or more of anything. */
const isFar = (maximum: unknown): boolean => typeof maximum === "number" && maximum >= 3_600_000;

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
      slimOutput(standard.jsonSchema.output(...options)),
  };
  return Object.create(schema, {
    "~standard": { value: { ...standard, jsonSchema } },
  }) as Schema;
}

/** Who reads an answer sees what its parts have; that they always have it is not told. */
function slimOutput(schema: Json): Json {
  const { properties, ...rest } = slim(schema);
  const parts = JSON.stringify(properties, (key, value: unknown) =>
    key === "required" && Array.isArray(value) ? undefined : value,
  );
  return { ...rest, properties: JSON.parse(parts) as Json };
}

function slim(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !UNTOLD.has(key) && !(key === "maximum" && isFar(value)))
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
