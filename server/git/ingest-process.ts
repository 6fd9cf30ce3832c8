// The parent's hold on one ingest child: starts it, feeds it tasks, samples its resident memory and kills it when it
// takes too much or stops answering. (Limits on V8's heap do not bound Buffers, so they would not do.)
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromFailure, type IngestItem, type IngestTask, type ToChild, type ToParent } from './ingest-protocol.js';
import type { FollowTree } from './port.js';

const CHILD = fileURLToPath(new URL('./ingest-child.js', import.meta.url));
/** A small young generation frees zlib's handles early: a pack of tiny objects took 170 MiB without, 115 with. */
const CHILD_FLAGS = ['--max-old-space-size=64', '--max-semi-space-size=2', '--expose-gc'];
const SAMPLE_MS = 50;

/** The child died, or was killed, with this task in flight. */
export class IngestDied extends Error {
  readonly overMemory: boolean;
  constructor(overMemory: boolean) {
    super(overMemory ? 'an ingest child took too much memory' : 'an ingest child died');
    this.overMemory = overMemory;
  }
}

export interface IngestLimits {
  /** Resident bytes at which the child is killed. */
  memoryBytes: number;
  /** Milliseconds without a word after which it is killed; one that turns its event loop speaks every second. */
  silenceMs: number;
}

interface Flight {
  items: IngestItem[];
  end: 'done' | Error | undefined;
  follow: FollowTree | undefined;
  wake: () => void;
}

export class IngestProcess {
  readonly #child: ChildProcess;
  readonly #flights = new Map<number, Flight>();
  readonly #limits: IngestLimits;
  readonly #sampler: NodeJS.Timeout;
  #lastTask = 0;
  #lastHeard = Date.now();
  #overMemory = false;
  #dead = false;

  constructor(limits: IngestLimits) {
    this.#limits = limits;
    this.#child = fork(CHILD, [], {
      serialization: 'advanced',
      execArgv: CHILD_FLAGS,
      stdio: 'ignore',
    });
    this.#child.on('message', (message: ToParent) => this.#hear(message));
    this.#child.once('exit', () => this.#die());
    this.#child.once('error', () => this.#die());
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_MS);
    this.#sampler.unref();
    this.#rest();
  }

  get alive(): boolean {
    return !this.#dead;
  }

  get busy(): number {
    return this.#flights.size;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Runs a task and yields what it gives. Throws the task's `GitError`, or `IngestDied`. */
  async *run(what: IngestTask, follow?: FollowTree): AsyncGenerator<IngestItem, void, void> {
    if (this.#dead) throw new IngestDied(this.#overMemory);
    const task = ++this.#lastTask;
    const flight: Flight = { items: [], end: undefined, follow, wake: () => {} };
    if (this.#flights.size === 0) this.#lastHeard = Date.now();
    this.#flights.set(task, flight);
    this.#child.ref();
    this.#child.channel?.ref();
    try {
      this.#tell({ say: 'start', task, what });
      for (;;) {
        if (flight.items.length > 0) {
          const items = flight.items;
          flight.items = [];
          yield* items;
          this.#tell({ say: 'more', task });
        } else if (flight.end === 'done') return;
        else if (flight.end !== undefined) throw flight.end;
        else {
          await new Promise<void>((resolve) => {
            flight.wake = resolve;
          });
        }
      }
    } finally {
      if (flight.end === undefined) this.#tell({ say: 'stop', task });
      this.#flights.delete(task);
      if (this.#flights.size === 0) this.#rest();
    }
  }

  /** The child need not keep a remote of this key any longer. */
  drop(key: number): void {
    this.#tell({ say: 'drop', key });
  }

  /** Ends the child; tasks in flight fail with `IngestDied`. */
  kill(): void {
    this.#child.kill('SIGKILL');
    this.#die();
  }

  #hear(message: ToParent): void {
    this.#lastHeard = Date.now();
    if (message.say === 'alive') {
      if (message.residentBytes > this.#limits.memoryBytes) this.#killForMemory();
      return;
    }
    const flight = this.#flights.get(message.task);
    if (flight === undefined) return;
    if (message.say === 'items') flight.items.push(...message.items);
    else if (message.say === 'follow?') this.#answer(flight, message);
    else flight.end = message.say === 'done' ? 'done' : fromFailure(message.failure);
    flight.wake();
  }

  async #answer(flight: Flight, { question, folders }: Extract<ToParent, { say: 'follow?' }>): Promise<void> {
    try {
      const answers = await Promise.all(folders.map(({ path, oid }) => flight.follow?.(path, oid) ?? true));
      this.#tell({ say: 'follow', question, answers });
    } catch (error) {
      flight.end = error as Error;
      flight.wake();
    }
  }

  #sample(): void {
    if (this.#flights.size === 0) return;
    if ((residentBytes(this.#child.pid) ?? 0) > this.#limits.memoryBytes) this.#killForMemory();
    else if (Date.now() - this.#lastHeard > this.#limits.silenceMs) this.kill();
  }

  #killForMemory(): void {
    this.#overMemory = true;
    this.kill();
  }

  #die(): void {
    this.#dead = true;
    clearInterval(this.#sampler);
    for (const flight of this.#flights.values()) {
      flight.end ??= new IngestDied(this.#overMemory);
      flight.wake();
    }
  }

  #tell(message: ToChild): void {
    if (!this.#dead && this.#child.connected) this.#child.send(message, () => {});
  }

  /** An idle child does not keep its parent from ending. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}

/** Resident memory of a process from Linux's `/proc`; elsewhere the child's own word has to do. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
