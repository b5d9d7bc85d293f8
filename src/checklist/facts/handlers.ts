import type { FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";

const ROUTES = new RegExp(
  "(?:^|\\.)(?:get|post|put|patch|delete|all|use|route|websocket|on_event|tool|registerTool|" +
    "addTool|task|job|setRequestHandler|createServer)$",
);
const SERVERS = /(?:app|router|routes?|server|fastify|api|mcp|blueprint|bp|celery|dramatiq|http)$/i;
const NAMED =
  /^(?:GET|POST|PUT|PATCH|DELETE|handler|lambda_handler|loader|action|handle_?request)$/;

/** Whether a server, a queue or a model calls this function, once for each request. */
export function isHandler(file: SourceFile, fn: FunctionNode): boolean {
  if (NAMED.test(fn.name ?? "")) return true;
  if (
    fn.decorators.some((decorator) =>
      isRoute(decorator.kind === "call" ? dotted(decorator.callee) : dotted(decorator)),
    )
  )
    return true;
  const names = new Set(fn.params.map(({ name }) => name));
  if (file.language === "python")
    return (
      fn.params[0]?.name === "request" ||
      (fn.method !== undefined && fn.params[1]?.name === "request")
    );
  if (
    (names.has("req") || names.has("request")) &&
    (names.has("res") || names.has("reply") || names.has("response"))
  )
    return true;
  const by = fn.parent;
  return by?.kind === "call" && by.callee !== fn && isRoute(dotted(by.callee));
}

function isRoute(path: string | undefined): boolean {
  if (path === undefined || !ROUTES.test(path)) return false;
  const owner = path.split(".").at(-2);
  return owner === undefined ? /tool|task|job|createServer/.test(path) : SERVERS.test(owner);
}
