import { expect, test } from "vitest";
import { readDescription } from "../../src/classify/tool-description.ts";
import { readName, wordsOf } from "../../src/classify/tool-name.ts";
import { codeParameters, effectSwitch, outputParameter } from "../../src/classify/tool-schema.ts";
import { alwaysChanges, baseForm, leaningOf } from "../../src/classify/verbs.ts";

test.each([
  ["list_pull-requests", "list pull requests"],
  ["getHTTPRoute", "get http route"],
  ["s3.putObject", "s3 put object"],
  ["API-post-page", "api post page"],
])("the words of %s are %s", (name, words) => {
  expect(wordsOf(name).join(" ")).toBe(words);
});

test.each([
  ["list_issues", "reads"],
  ["storage_account_get", "reads"],
  ["kubectl_describe", "reads"],
  ["get_deploy", "reads"],
  ["get_apply_logs", "reads"],
  ["docker_logs", "reads"],
  ["create_issue", "changes"],
  ["slack_post_message", "changes"],
  ["email_send", "changes"],
  ["browser_check", "changes"],
  ["browser_evaluate", "changes"],
  ["git_fetch", "changes"],
  ["clear_logs", "changes"],
  ["get_or_create_user", "changes"],
  ["find_and_replace", "changes"],
  ["fetch_and_store", "changes"],
  ["fetch_and_filter", "reads"],
  ["check_out_book", "changes"],
  ["check_status", "reads"],
  ["pop_task", "changes"],
  ["search_replace", "mixed"],
  ["deploy_logs_get", "mixed"],
  ["run_query", "either"],
  ["export_report", "either"],
  ["sql", "silent"],
])("the name %s %s", (name, reading) => {
  expect(readName(name)).toBe(reading);
});

test("no verb is in two lists, and inflected forms find their verb", () => {
  expect(["get", "creates", "export", "table"].map(leaningOf)).toEqual([
    "reads",
    undefined,
    "either",
    undefined,
  ]);
  expect(["creates", "queries", "fetches", "updating", "running", "table"].map(baseForm)).toEqual([
    "create",
    "query",
    "fetch",
    "update",
    "run",
    undefined,
  ]);
  expect([alwaysChanges("delete"), alwaysChanges("commit")]).toEqual([true, false]);
});

test.each([
  ["Gets an item.", "reads", undefined, undefined],
  ["Use this tool to list all items", "reads", undefined, undefined],
  ["This tool allows you to search for items", "reads", undefined, undefined],
  ["<use_case>\nRetrieve logs</use_case>", "reads", undefined, undefined],
  ["Creates an item.", "changes", undefined, undefined],
  ["A tool to delete items", "changes", undefined, undefined],
  ["Get or create an item", "reads", "create", undefined],
  ["Get a job and lock it for this worker", "reads", "lock", undefined],
  ["Get a job and lock details", "reads", undefined, undefined],
  ["Get the next job", "reads", "Get the next job", undefined],
  ["Get the next page", "reads", undefined, undefined],
  ["Check out a book", "changes", undefined, undefined],
  ["Executes one or more panel queries", "either", undefined, undefined],
  ["Executes a task", "changes", undefined, undefined],
  ["List, create, close, or select a tab.", "reads", "create", undefined],
  ["List queues with keys, dispatch status, and names", "reads", undefined, undefined],
  ["Investigate an issue. Sends the message at once.", "reads", "send", undefined],
  ["Check the state. This cannot be undone.", "reads", undefined, "cannot be undone"],
  ["Check the state. This is not destructive.", "reads", undefined, undefined],
  ["Generate a report", "either", undefined, undefined],
  ["Enable maintenance", "changes", undefined, undefined],
  ["Enables users to list items", "reads", undefined, undefined],
  ["Check a checkbox", "changes", undefined, undefined],
  ["Evaluate a JavaScript function", "changes", undefined, undefined],
  ["Evaluate a policy", "reads", undefined, undefined],
  ["The state of things", undefined, undefined, undefined],
  ["", undefined, undefined, undefined],
])("the description %j leads with what %s", (text, lead, alsoChanges, warning) => {
  const reading = readDescription(text);
  expect([reading.lead, reading.alsoChanges, reading.warning]).toEqual([
    lead,
    alsoChanges,
    warning,
  ]);
});

test.each([
  ["Select a page as a context for future tool calls.", "for future tool calls"],
  ["Set it so subsequent calls can omit the path", "so subsequent calls"],
  ["Get an item; see the docs for future plans", undefined],
])("%j remembers %j", (text, expected) => {
  expect(readDescription(text).remembers).toBe(expected);
});

test.each([
  ["reset", "boolean", "reset"],
  ["dryRun", "boolean", "dryRun"],
  ["force", undefined, "force"],
  ["reset", "string", undefined],
  ["recursive", "boolean", undefined],
])("a parameter %s of type %s switches %s", (name, type, expected) => {
  const inputSchema = { properties: { [name]: type === undefined ? {} : { type } } };
  expect(effectSwitch({ name: "x", inputSchema })).toBe(expected);
});

test.each<[string, string, string[], string[]]>([
  ["execute_sql", "", ["sql"], ["sql sql"]],
  ["run_query", "Run a SQL query", ["query"], ["query sql"]],
  ["search_items", "Search with a query", ["query"], []],
  ["graphql", "", ["query", "variables"], ["query graphql"]],
  ["read_cypher", "Run a Cypher query", ["query"], ["query other"]],
  ["start", "", ["command"], ["command shell"]],
  ["browser_evaluate", "", ["function"], ["function other"]],
  ["get_function", "", ["function"], []],
  ["lint_sql", "", ["sql"], []],
  ["create_function", "", ["code"], []],
])("%s (%s) with %j carries %j", (name, description, parameters, expected) => {
  const code = codeParameters(name, description, parameters);
  expect(code.map((parameter) => `${parameter.name} ${parameter.language}`)).toEqual(expected);
});

test.each([
  ["get_report", ["id", "output_path"], "output_path"],
  ["get_report", ["id", "outputFile"], "outputFile"],
  ["take_screenshot", ["filename"], "filename"],
  ["read_file", ["filename"], undefined],
  ["get_report", ["format"], undefined],
])("%s with %j leaves %s behind", (name, parameters, expected) => {
  expect(outputParameter(name, parameters)).toBe(expected);
});

test("long descriptions are read in bounded time", () => {
  for (const piece of ["and create ", "<a ", "[", "*", "Use this tool to ", ", ", ". Sends"]) {
    expect(() => readDescription(piece.repeat(20_000))).not.toThrow();
  }
});
