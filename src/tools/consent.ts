import { createHash } from "node:crypto";
import type { CallRequest } from "../dispatch/call.js";
import type { DispatchPlan, PlannedOutcome } from "../dispatch/outcome.js";
import { NEEDS_CONSENT } from "./dispatch-target.js";
import { ConsentNeeded, type ToolContext } from "./tool.js";

const ARGUMENTS_SHOWN_MAX = 300;

/**
 * The calls, marked where the user has agreed to them. Throws `ConsentNeeded` if the user has to be
 * asked first; where nobody can be asked the calls stay as they are, and will be refused.
 */
export function withConsent(
  calls: readonly CallRequest[],
  plan: DispatchPlan,
  { consent }: ToolContext,
): readonly CallRequest[] {
  const asking = plan.calls.flatMap((planned, index) =>
    planned.refusal?.policy === NEEDS_CONSENT ? [{ planned, index }] : [],
  );
  if (asking.length === 0 || consent === undefined) return calls;
  const about = asking.map(({ index }) => calls[index] as CallRequest);
  // The word of the user counts for these very calls with these very arguments.
  const subject = createHash("sha256").update(JSON.stringify(about)).digest("hex");
  const said = consent(subject);
  if (said === undefined) {
    const lines = asking.map(({ planned, index }) => line(calls[index] as CallRequest, planned));
    throw new ConsentNeeded(`Run these calls?\n${lines.join("\n")}`, subject);
  }
  if (!said) return calls;
  const agreed = new Set(about);
  return calls.map((call) => (agreed.has(call) ? { ...call, isConsented: true } : call));
}

function line(
  { server, tool, arguments: args = {} }: CallRequest,
  planned: PlannedOutcome,
): string {
  const shown = JSON.stringify(args);
  const cut =
    shown.length > ARGUMENTS_SHOWN_MAX ? `${shown.slice(0, ARGUMENTS_SHOWN_MAX)}…` : shown;
  const writes = planned.writes.length === 0 ? "" : `, writes ${planned.writes.join(", ")}`;
  return `- ${server}/${tool} ${cut} (${planned.effect}${writes})`;
}
