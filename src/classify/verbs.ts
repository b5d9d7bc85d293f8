/**
 * What the verbs of tool names and descriptions say, in their base form. Three lists without a
 * common word: verbs that only look, verbs that change something whatever their object is, and
 * verbs whose object decides or that are as often nouns: `run`, `export`, `build`, `issue`.
 */
const READING = `
  aggregate analyse analyze answer ask assess audit autocomplete browse calc calculate cat
  classify compare compute contrast count debug decode define describe detail details detect
  diagnose diff discover display enumerate estimate examine exists explain explore fetch find
  forecast get glob grep guess help identify inspect introspect interpret investigate judge list
  lint locate look lookup ls measure observe outline parse peek ping poll predict preview print
  query rank read recall recommend retrieve return scan scrape screenshot search show simulate
  solve stat stats status suggest sum summarise summarize tail tell translate understand
  validate verify view visualize visualise whoami info extract check evaluate score echo head
  gather compile lookup obtain determine access confirm provide infer recognize recognise
  research wait investigate`;

/** Change something, and are hardly ever nouns: they count behind a reading verb too. */
const ALWAYS_CHANGING = `
  add append apply approve assign attach authorize bulk cancel clear clone configure create
  deactivate delete deploy deregister destroy detach disable disconnect dispatch drop edit
  enable enroll erase exec execute import initialize insert install invoke kill launch manage
  modify move mutate overwrite patch pause provision publish purge put reboot rebuild register
  reject remove rename replace replay reschedule reset resize restart restore resume retry
  revert revoke rotate save scale send set spawn submit subscribe sync terminate toggle trigger
  truncate unassign unblock uninstall unlink unlock unpublish unregister unsubscribe untag
  update upload upsert wipe write`;

const CHANGING = `
  abort accept acknowledge ack acquire activate adjust allocate alter amend annotate archive arm
  authenticate backfill ban begin bind block boot broadcast bump buy call capture charge checkin
  checkout cherry clean cleanup click close commit complete compose connect consume copy cordon
  customize deallocate debit decline decommission decrement defer delegate demote deny dequeue
  deprovision disarm disassociate discard dismiss dispute downgrade draft drag drain duplicate
  eject email emit empty enqueue escalate evict expire fail failover favorite fill finalize
  finish fire fix flip flush follow forget forward freeze fulfill give grant hide highlight
  hover increment ingest init initialise inject instantiate interact interrupt invalidate invite
  join kick leave like lock login logout mail make mark merge migrate mkdir mount mute mv nack
  notify onboard overwrite park pay persist pin play post press promote prune pull purchase push
  quit react reassign rebase rebind reclaim reconcile reconnect record redeem redeliver redeploy
  redo refactor refill refresh refund regenerate reindex reinstall reload relocate remember
  renew reopen reorder repair reply repost requeue rerun reserve respond retire revise rewrite
  rm rollback schedule scroll seed setup shift ship shutdown silence snooze split stage start
  stash stop suspend swap switch synchronize takeover tap teardown touch train transfer
  transition trash unarchive unban unbind uncordon undelete undeploy undo unfavorite unfollow
  unfreeze unlike unmark unmount unmute unpin unset unshare unstage unstar upgrade vacuum void
  warm whitelist withdraw zap`;

const EITHER = `
  build capture collect convert crawl download drive export format generate handle navigate plan
  prepare probe process profile render request resolve review run sample select snapshot stream
  test think trace track watch monitor log index label comment issue tag message link fork
  branch release order open load use report backup draw expand queue route receive quote sandbox
  mock embed store share sleep type flag star place match vote book dump note notes`;

const words = (text: string): string[] => text.trim().split(/\s+/);

const EITHERS: ReadonlySet<string> = new Set(words(EITHER));
const READS: ReadonlySet<string> = new Set(words(READING));
const ALWAYS: ReadonlySet<string> = new Set(words(ALWAYS_CHANGING));
const CHANGES: ReadonlySet<string> = new Set([...ALWAYS, ...words(CHANGING)]);

/** What a word says if it is a verb; none if it is not known as one. */
export type Leaning = "reads" | "changes" | "either";

export function leaningOf(word: string): Leaning | undefined {
  if (EITHERS.has(word)) return "either";
  if (CHANGES.has(word)) return "changes";
  return READS.has(word) ? "reads" : undefined;
}

/** Whether the word changes something even where a noun could stand. */
export function alwaysChanges(word: string): boolean {
  return ALWAYS.has(word);
}

/** The verb that an inflected word comes from, if it is a known one: `creating`, `queries`. */
export function baseForm(word: string): string | undefined {
  const stems = [
    word,
    word.replace(/ies$/, "y"),
    word.replace(/s$/, ""),
    word.replace(/es$/, ""),
    word.replace(/ing$/, ""),
    word.replace(/ing$/, "e"),
    word.replace(/(.)\1ing$/, "$1"),
  ];
  return stems.find((stem) => leaningOf(stem) !== undefined);
}
