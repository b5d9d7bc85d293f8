/** ruff reports codes and documents its rules by name. */
export const RUFF_NAMES: Readonly<Record<string, string>> = {
  ASYNC100: "cancel-scope-no-checkpoint",
  ASYNC105: "trio-sync-call",
  ASYNC109: "async-function-with-timeout",
  ASYNC110: "async-busy-wait",
  ASYNC210: "blocking-http-call-in-async-function",
  ASYNC212: "blocking-http-call-httpx-in-async-function",
  ASYNC220: "create-subprocess-in-async-function",
  ASYNC221: "run-process-in-async-function",
  ASYNC222: "wait-for-process-in-async-function",
  ASYNC230: "blocking-open-call-in-async-function",
  ASYNC240: "blocking-path-method-in-async-function",
  ASYNC250: "blocking-input-in-async-function",
  ASYNC251: "blocking-sleep-in-async-function",
  RUF006: "asyncio-dangling-task",
  S113: "request-without-timeout",
  B012: "jump-statement-in-finally",
};
