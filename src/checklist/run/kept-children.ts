import { systemClock, type Clock } from "../../primitives/clock.js";
import { CHILD_IDLE_MS } from "./answer-until-idle.js";
import { JudgingChild, type ChildProgram } from "./judging-child.js";

/** So many checks of a kind run beside one another. */
const KEPT_MAX = 2;

/**
 * Children that wait for the next run: to start one costs more than to judge a snippet. They end by
 * themselves when nobody has asked for a while, and when this process ends; one that is near its
 * end is not taken any more.
 */
export class KeptChildren {
  readonly #kept = new Map<string, { child: JudgingChild; sinceMs: number }[]>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Starts a child that rests until it is taken, unless one of its kind does already. */
  start(program: ChildProgram): void {
    const resting = this.#kept.get(keyOf(program)) ?? [];
    if (!resting.some(({ child }) => child.isAlive)) this.keep(program, new JudgingChild(program));
  }

  /** One that rests and runs this program. */
  take(program: ChildProgram): JudgingChild | undefined {
    const resting = this.#kept.get(keyOf(program)) ?? [];
    for (let last = resting.pop(); last !== undefined; last = resting.pop()) {
      const { child, sinceMs } = last;
      if (child.isAlive && this.#clock.now() - sinceMs < CHILD_IDLE_MS / 2) {
        child.wake();
        return child;
      }
      child.end();
    }
    return undefined;
  }

  /** Lets a child rest that has answered everything; one too many is ended. */
  keep(program: ChildProgram, child: JudgingChild): void {
    const key = keyOf(program);
    const resting = this.#kept.get(key) ?? [];
    if (!child.isAlive || resting.length >= KEPT_MAX) {
      child.end();
      return;
    }
    child.rest();
    this.#kept.set(key, [...resting, { child, sinceMs: this.#clock.now() }]);
  }

  /** Ends them all. */
  end(): void {
    for (const resting of this.#kept.values()) for (const { child } of resting) child.end();
    this.#kept.clear();
  }
}

const keyOf = ({ childUrl, argument }: ChildProgram): string => `${childUrl.href}\0${argument}`;
