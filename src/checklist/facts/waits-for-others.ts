import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";

const VERB = "(?:get|post|put|patch|delete|request)";
/** Requests to others, and sleeping. A database's calls are not among them. */
const SLOW = new RegExp(
  "^(?:fetch|node:https?\\.(?:get|request)|" +
    `(?:axios|got|ky|undici|node-fetch|superagent)(?:\\.${VERB})?|` +
    `(?:requests|httpx)(?:\\.(?:Session|Client|AsyncClient)\\(\\))?\\.${VERB}|` +
    `aiohttp\\.ClientSession\\(\\)\\.${VERB}|urllib\\.request\\.urlopen|` +
    "(?:time|asyncio)\\.sleep|node:timers/promises\\.setTimeout|" +
    "(?:openai|anthropic|@anthropic-ai/sdk|stripe|boto3)\\b.*\\(\\)\\..*|" +
    "stripe\\.\\w+\\.(?:create|modify|retrieve)|smtplib\\.SMTP\\(\\)\\.\\w+|" +
    "django\\.core\\.mail\\.send_mail)$",
);

function isSure(file: SourceFile, call: CallNode): boolean {
  const meaning = file.meaning(call.callee);
  if (meaning === undefined || !SLOW.test(meaning)) return false;
  const { kind } = usage(call);
  return file.language === "python" ? true : kind === "awaited" || kind === "returned";
}

/** Awaited calls on what is called after a service of others. */
const OUTBOUND = new RegExp(
  "(?:^|\\.)_?(?:\\w*(?:stripe|paypal|twilio|sendgrid|mailgun|slack|openai|anthropic|webhook)|" +
    "\\w*(?:mailer|mail_?(?:client|service|sender)|api|http|rest|gateway|api_?client|" +
    "http_?(?:client|service|session)|payment_?(?:client|service|provider)))(?:\\.\\w+)*\\.\\w+$",
  "i",
);

const looksOutbound = (file: SourceFile, call: CallNode): boolean =>
  usage(call).kind === "awaited" &&
  file.meaning(call.callee)?.startsWith("node:") !== true &&
  OUTBOUND.test(dotted(call.callee) ?? "");

/** Whether any call of a file surely waits for others, wherever it stands. */
export const waitsForOthersAnywhere = (file: SourceFile): boolean => file.callsOf(SLOW).length > 0;

/** Whether a call waits for a service of others, or sleeps: by what it means, or by its name. */
export function waitForOthers(file: SourceFile, call: CallNode): "sure" | "likely" | undefined {
  if (isSure(file, call)) return "sure";
  return looksOutbound(file, call) ? "likely" : undefined;
}
