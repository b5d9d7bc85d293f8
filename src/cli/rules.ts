import { catalogue, readPages } from "../checklist/catalogue.js";
import { explain, explanationText, findRule, ruleList } from "../checklist/explain.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/** Prints every rule, our own and borrowed. */
export function listRulesCommand({ stdout, checklist }: Surroundings, json: boolean): number {
  const rules = catalogue(readPages(checklist.rulePagesUrl));
  const listed = rules.map(({ page: _page, ...rule }) => rule);
  stdout.write(json ? `${JSON.stringify(listed)}\n` : ruleList(rules));
  return EXIT.ok;
}

/** Prints what a rule looks for, why, and what fails and passes. */
export function explainCommand(
  { stdout, stderr, checklist }: Surroundings,
  asked: string,
  json: boolean,
): number {
  const rule = findRule(catalogue(readPages(checklist.rulePagesUrl)), asked);
  if (rule === undefined) {
    stderr.write(`signalbox: explain: no rule is called ${asked}; see check --list-rules\n`);
    return EXIT.usage;
  }
  const explanation = explain(rule);
  stdout.write(json ? `${JSON.stringify(explanation)}\n` : explanationText(explanation));
  return EXIT.ok;
}
