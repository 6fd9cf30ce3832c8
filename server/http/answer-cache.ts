// Answers that are asked for again, until the index moves on. Kept from the second asking on, so that a walk through
// everything does not drive out the few questions that everybody asks. Bounded by bytes; the answer not asked for longest
// goes first.

export interface KnownAnswer {
  body: Buffer;
  /** Media type. */
  type: string;
  /** Value of the Link header, where there is a next page. */
  link: string | null;
}

const MAX_BYTES = 32 * 1024 * 1024;
/** Larger answers are not kept: one of them would drive out all others. */
const MAX_ANSWER_BYTES = MAX_BYTES / 32;
/** URLs remembered as asked once. */
const MAX_SEEN = 10_000;

export class AnswerCache {
  /** By URL; a Map keeps the order of insertion, so the first is the one not asked for longest. */
  readonly #answers = new Map<string, KnownAnswer>();
  readonly #seen = new Set<string>();
  #tag = '';
  #bytes = 0;

  /** The answer to `url` under this entity tag; answers of another tag are forgotten. */
  get(tag: string, url: string): KnownAnswer | undefined {
    this.#moveTo(tag);
    const answer = this.#answers.get(url);
    if (!answer) return undefined;
    this.#answers.delete(url);
    this.#answers.set(url, answer);
    return answer;
  }

  /** Keeps the answer if it was offered before. */
  put(tag: string, url: string, answer: KnownAnswer): void {
    this.#moveTo(tag);
    if (!this.#seen.has(url)) {
      if (this.#seen.size >= MAX_SEEN) this.#seen.clear();
      this.#seen.add(url);
      return;
    }
    const size = sizeOf(url, answer);
    if (size > MAX_ANSWER_BYTES || this.#answers.has(url)) return;
    this.#answers.set(url, answer);
    this.#bytes += size;
    for (const [oldest, old] of this.#answers) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#answers.delete(oldest);
      this.#bytes -= sizeOf(oldest, old);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  #moveTo(tag: string): void {
    if (tag === this.#tag) return;
    this.#answers.clear();
    this.#seen.clear();
    this.#bytes = 0;
    this.#tag = tag;
  }
}

/** With an allowance for the entry itself, so that many small ones are bounded too. */
function sizeOf(url: string, { body, link }: KnownAnswer): number {
  return body.length + 2 * (url.length + (link?.length ?? 0)) + 200;
}
