import { createPace, type Pace } from './pace';
import { type Budget, createSharedPace } from './shared-pace';
import type { CallClass, Caller } from './types';

export type TurnLimits = {
  /** Calls under way at once. */
  concurrency: number;
  /** Calls started within any one second by this process; without it there is no cap. */
  maxRps?: number | undefined;
  /** Takes the place of `maxRps`: the starts of all processes together. */
  budget?: Budget | undefined;
};

/** The highest first. */
const CLASSES = ['person', 'page', 'background'] as const satisfies readonly CallClass[];
/** So many turns in a row may go to higher classes while one of these waits; the next one is its own. */
const PASSED_OVER: Readonly<Record<CallClass, number>> = { person: Infinity, page: 8, background: 32 };
/** Of 24 places, people who wait keep 4 free of pages that hang, and background work has half at most. */
const KEPT_FOR_PEOPLE = 1 / 6;
const MOST_BACKGROUND = 1 / 2;

type Waiting = { grant: (release: () => void) => void; lines: readonly [ClassLine, OrgLine, ActorLine] };
/** How many of a line's calls wait, and how many have a place. */
type Line = { waiting: number; held: number };
type ActorLine = Line & { id: string; queue: Set<Waiting> };
type OrgLine = Line & { id: string; actors: Map<string, ActorLine> };
type ClassLine = Line & { orgs: Map<string, OrgLine>; passedOver: number };

/**
 * Who may call next. What a person waits for goes before pages, and pages before background work, but a lower class is
 * never passed over for ever. Within a class the organization that holds the fewest places is next, in turn where they
 * are equal; within an organization the same holds for its people and tokens, and each of these has its calls in order.
 * One for the process.
 */
export class Turns {
  private readonly classes: Record<CallClass, ClassLine> = {
    person: line(),
    page: line(),
    background: line(),
  };
  private readonly most: Record<CallClass, number>;
  private readonly pace: Pace | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** How long a place is held, in ms: of late. */
  private holdMs = 0;

  constructor({ concurrency, maxRps, budget }: TurnLimits) {
    this.most = {
      person: concurrency,
      page: Math.max(1, concurrency - Math.floor(concurrency * KEPT_FOR_PEOPLE)),
      background: Math.max(1, Math.floor(concurrency * MOST_BACKGROUND)),
    };
    this.pace = budget
      ? createSharedPace(budget, () => this.serve())
      : maxRps === undefined
        ? null
        : createPace(maxRps);
  }

  /**
   * Waits for a place; resolves with what gives it back. One that is given up while waiting costs nobody anything.
   * @throws the signal's reason when it aborts first
   */
  take(caller: Pick<Caller, 'orgId' | 'actorId' | 'class'>, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const giveUp = () => {
        this.leave(waiting);
        reject(signal.reason as Error);
      };
      const grant = (release: () => void) => {
        signal.removeEventListener('abort', giveUp);
        resolve(release);
      };
      const waiting: Waiting = { grant, lines: this.linesOf(caller) };
      signal.addEventListener('abort', giveUp, { once: true });
      this.enter(waiting);
      this.serve();
    });
  }

  /** How long, in ms, one who asks now in a class is likely to wait for a turn. */
  expectedWaitMs(callClass: CallClass): number {
    const ahead = CLASSES.slice(0, CLASSES.indexOf(callClass) + 1).reduce(
      (sum, each) => sum + this.classes[each].waiting,
      1,
    );
    const forPlaces = (ahead * this.holdMs) / this.most[callClass];
    return Math.max(forPlaces, ahead * (this.pace?.msPerTurn ?? 0));
  }

  private linesOf({ class: callClass, orgId, actorId }: Parameters<Turns['take']>[0]): Waiting['lines'] {
    const ofClass = this.classes[callClass];
    let ofOrg = ofClass.orgs.get(orgId);
    if (!ofOrg) ofClass.orgs.set(orgId, (ofOrg = { id: orgId, waiting: 0, held: 0, actors: new Map() }));
    let ofActor = ofOrg.actors.get(actorId);
    if (!ofActor)
      ofOrg.actors.set(actorId, (ofActor = { id: actorId, waiting: 0, held: 0, queue: new Set() }));
    if (ofClass.waiting === 0) ofClass.passedOver = 0;
    return [ofClass, ofOrg, ofActor];
  }

  private enter(waiting: Waiting): void {
    for (const each of waiting.lines) each.waiting += 1;
    waiting.lines[2].queue.add(waiting);
  }

  private leave(waiting: Waiting): void {
    if (!waiting.lines[2].queue.delete(waiting)) return;
    for (const each of waiting.lines) each.waiting -= 1;
    forgetIdle(waiting.lines);
  }

  /** Gives away what is free. */
  private serve(): void {
    for (;;) {
      const callClass = this.nextClass();
      if (!callClass) return;
      const waitMs = this.pace?.waitMs(callClass, this.waiting()) ?? 0;
      if (waitMs === Infinity) return;
      if (waitMs > 0) {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.serve();
        }, Math.ceil(waitMs));
        return;
      }
      this.give(callClass);
    }
  }

  private waiting(): number {
    return CLASSES.reduce((sum, each) => sum + this.classes[each].waiting, 0);
  }

  /** The class whose turn it is, of those that wait and may have another place. */
  private nextClass(): CallClass | undefined {
    const candidates = CLASSES.filter((each) => this.classes[each].waiting > 0 && this.hasRoom(each));
    return candidates.findLast((each) => this.classes[each].passedOver >= PASSED_OVER[each]) ?? candidates[0];
  }

  /** A class's places count the lower ones' too: these may not take what is kept from it. */
  private hasRoom(callClass: CallClass): boolean {
    return CLASSES.slice(0, CLASSES.indexOf(callClass) + 1).every((each) => {
      const held = CLASSES.slice(CLASSES.indexOf(each)).reduce((sum, low) => sum + this.classes[low].held, 0);
      return held < this.most[each];
    });
  }

  private give(callClass: CallClass): void {
    const ofClass = this.classes[callClass];
    const [waiting] = nextIn(nextIn(ofClass.orgs).actors).queue;
    if (!waiting) throw new Error('a line counts somebody who does not wait');
    for (const lower of CLASSES.slice(CLASSES.indexOf(callClass) + 1)) {
      if (this.classes[lower].waiting > 0) this.classes[lower].passedOver += 1;
    }
    ofClass.passedOver = 0;
    waiting.lines[2].queue.delete(waiting);
    for (const each of waiting.lines) {
      each.waiting -= 1;
      each.held += 1;
    }
    this.pace?.start();
    waiting.grant(this.releaseOf(waiting));
  }

  private releaseOf({ lines }: Waiting): () => void {
    const startedAt = performance.now();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const ms = performance.now() - startedAt;
      this.holdMs = this.holdMs === 0 ? ms : this.holdMs * 0.9 + ms * 0.1;
      for (const each of lines) each.held -= 1;
      forgetIdle(lines);
      // A call that fails calls off the others of its page first: none of them may take its place meanwhile.
      setImmediate(() => this.serve());
    };
  }
}

function forgetIdle([ofClass, ofOrg, ofActor]: Waiting['lines']): void {
  if (ofActor.waiting + ofActor.held === 0) ofOrg.actors.delete(ofActor.id);
  if (ofOrg.waiting + ofOrg.held === 0) ofClass.orgs.delete(ofOrg.id);
}

function line(): ClassLine {
  return { waiting: 0, held: 0, orgs: new Map(), passedOver: 0 };
}

/** The waiting line that holds the fewest places, the one served longest ago where they are equal; it is the last to be next. */
function nextIn<T extends Line>(lines: Map<string, T>): T {
  let next: [string, T] | undefined;
  for (const entry of lines) {
    if (entry[1].waiting > 0 && (!next || entry[1].held < next[1].held)) next = entry;
  }
  if (!next) throw new Error('a line counts somebody who does not wait');
  const [key, found] = next;
  lines.delete(key);
  lines.set(key, found);
  return found;
}
