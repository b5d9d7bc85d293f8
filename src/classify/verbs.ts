/**
 * What the verbs of tool names and descriptions say, in their base form. Three lists without a
 * common word: verbs that only look, verbs that change something whatever their object is, and
 * verbs whose object decides or that are as often nouns: `run`, `export`, `build`, `issue`.
 */
const READING = `
  access aggregate analyse analyze answer ask assess audit autocomplete browse calc calculate
  cat check classify compare compute contrast count debug decode define describe detail details
  detect determine diagnose diff discover display echo enumerate estimate evaluate examine
  exists explain explore extract fetch find forecast gather get glob grep guess head help
  identify infer info inspect interpret introspect investigate judge lint list locate look
  lookup ls measure observe obtain outline parse peek ping poll predict preview print provide
  query rank read recall recognise recognize recommend research retrieve return scan score
  scrape screenshot search show simulate solve stat stats status suggest sum summarise summarize
  tail tell translate understand validate verify view visualise visualize wait whoami`;

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
  abort accept ack acknowledge acquire activate adjust allocate alter amend annotate archive arm
  authenticate backfill backup ban begin bind block book boot broadcast bump buy call capture
  charge checkin checkout cherry claim clean cleanup click close commit complete compose connect
  consume control copy cordon crop customize deallocate debit decline decommission decrement
  defer delegate demote deny deprovision dequeue disarm disassociate discard dismiss dispute
  downgrade draft drag drain duplicate eject email emit empty emulate enqueue escalate evict
  expire fail failover favorite fill finalize finish fire fix flip flush follow forget fork
  forward freeze fulfill give grant handle hide highlight hover increment ingest init initialise
  inject instantiate interact interrupt invalidate invite join kick lease leave like lock login
  logout mail make mark memorize merge migrate mint mkdir mount mute mv nack navigate notify onboard
  order park pay persist pin place play pop post press promote prune pull purchase push quit react
  reassign rebase rebind receive reclaim reconcile reconnect record redeem redeliver redeploy
  redo refactor refill refresh refund regenerate reindex reinstall reload relocate remember
  renew reopen reorder repair reply repost request requeue rerun reserve respond retire revise
  rewrite rm rollback schedule scroll seed setup shift ship shutdown sign silence skip snooze
  split stage star start stash step stop store suspend swap switch synchronize takeover tap
  teardown touch track train transfer transition trash turn type unarchive unban unbind uncordon
  undelete undeploy undo unfavorite unfollow unfreeze unlike unmark unmount unmute unpin unset
  unshare unstage unstar upgrade vacuum void warm whitelist withdraw zap`;

const EITHER = `
  branch build collect comment compile confirm convert crawl download draw drive dump embed
  expand export flag format generate index issue label link load log match message mock monitor
  note notes open plan prepare probe process profile queue quote release render report resolve
  review route run sample sandbox select share sleep snapshot stream tag test think trace use
  vote watch`;

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
