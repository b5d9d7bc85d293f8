import type { Verdict } from "./access.js";

/** The longest document that is read; a longer one is unknown. */
export const GRAPHQL_BYTES_MAX = 64 * 1024;

export interface GraphqlReading {
  readonly says: Verdict;
  readonly because: string;
}

export type GraphqlClassifier = (document: string, operationName?: string) => GraphqlReading;

interface Definition {
  readonly kind: string;
  readonly operation?: string;
  readonly name?: { readonly value: string } | undefined;
}

let loading: Promise<GraphqlClassifier> | undefined;

/** Loads the parser once, on first use; the classifier itself does not wait. */
export function loadGraphql(): Promise<GraphqlClassifier> {
  loading ??= import("@0no-co/graphql.web").then(({ parse }) => {
    const read = (text: string): readonly Definition[] =>
      parse(text, { noLocation: true }).definitions as readonly Definition[];
    return (document, operationName) => judge(document, operationName, read);
  });
  return loading;
}

/** By the specification, only a mutation may have side effects. */
function judge(
  document: string,
  operationName: string | undefined,
  read: (text: string) => readonly Definition[],
): GraphqlReading {
  const bytes = Buffer.byteLength(document);
  if (bytes > GRAPHQL_BYTES_MAX) {
    return { says: "unknown", because: `${bytes} bytes long, at most ${GRAPHQL_BYTES_MAX}` };
  }
  let definitions: readonly Definition[];
  try {
    definitions = read(document);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { says: "unknown", because: `GraphQL cannot parse it: ${reason}` };
  }
  const operations = definitions.filter(({ kind }) => kind === "OperationDefinition");
  const chosen =
    operationName === undefined
      ? operations
      : operations.filter(({ name }) => name?.value === operationName);
  if (chosen.length === 0)
    return { says: "unknown", because: "no operation of that name is in it" };
  const kinds = new Set(chosen.map(({ operation }) => operation));
  if (kinds.has("mutation")) return { says: "stateful", because: "the operation is a mutation" };
  if (kinds.has("query") && kinds.size === 1) {
    return { says: "read-only", because: "the operation is a query" };
  }
  return { says: "unknown", because: "a subscription stays open" };
}
