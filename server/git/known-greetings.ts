// What servers said when greeted, by host: a forge answers the same for all of its repositories, and polling thousands of
// forks is half the requests when it need not be asked each time. Only version 2 is remembered (its greeting lists no
// refs). Should a repository differ from its neighbours, its answer is a protocol error, and it is greeted after all.
import type { Conversation } from './conversation.js';
import { type Greeting, greet } from './upload-pack.js';

const MOST_SERVERS = 1000;

class KnownGreetings {
  readonly #greetings = new Map<string, Promise<Greeting>>();

  recall({ origin }: Conversation): Promise<Greeting> | undefined {
    return origin === undefined ? undefined : this.#greetings.get(origin);
  }

  /** Greets the server, and remembers what it says if that holds for its other repositories as well. */
  async learn(conversation: Conversation): Promise<Greeting> {
    const greeting = await greet(conversation);
    if (conversation.origin !== undefined && greeting.version === 2) {
      if (this.#greetings.size >= MOST_SERVERS) this.#greetings.clear();
      this.#greetings.set(conversation.origin, Promise.resolve(greeting));
    }
    return greeting;
  }

  /** Forgets a server; false when `greeting` was not merely recalled, so that asking again would change nothing. */
  forget({ origin }: Conversation, greeting: Promise<Greeting> | undefined): boolean {
    if (origin === undefined || greeting === undefined || this.#greetings.get(origin) !== greeting) return false;
    this.#greetings.delete(origin);
    return true;
  }
}

export const knownGreetings = new KnownGreetings();
