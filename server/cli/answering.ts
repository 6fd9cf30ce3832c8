// Puts index, queries and repository together into what the HTTP side needs. The one place where these stages meet.
import { builtInRegistry } from '@ipc-bench/schema/registry';
import type { DataDirectory } from '../data-directory.js';
import { type GitPort, parseOid, type Repository } from '../git/port.js';
import { AnswerCache } from '../http/answer-cache.js';
import type { ResultSource, Service } from '../http/ports.js';
import { CurrentIndex } from '../index/current-index.js';
import { viewResult } from '../index/view-result.js';
import { CurrentJournal } from '../journal/current-journal.js';
import { comparabilityDocument } from '../query/comparability-document.js';
import { journalQueries } from '../query/journal-queries.js';
import { queries } from '../query/queries.js';
import { describeResult, findFile, pointSchema } from '../query/result.js';
import { resultRowSchema } from '../query/result-row.js';
import { source } from '../query/sources.js';
import { cryptography } from '../validate/cryptography.js';

export interface Answering {
  service: Service;
  close(): Promise<void>;
}

/** What answers from a data directory. Opens nothing yet: a service may start before there is any data. */
export function answering(
  data: Pick<DataDirectory, 'index' | 'repository' | 'journal'>,
  git: GitPort,
  version: string,
): Answering {
  const index = new CurrentIndex(data.index);
  const journal = new CurrentJournal(data.journal);
  let opened: Promise<Repository> | null = null;
  const repository = () => {
    opened ??= git.open(data.repository);
    opened.catch(() => {
      opened = null; // the next request tries again
    });
    return opened;
  };
  const tools = { registry: builtInRegistry, cryptography };
  const results: ResultSource = {
    rowSchema: resultRowSchema,
    pointSchema,
    find: findFile,
    describe: describeResult,
    readFile: async (blob) => (await repository()).readBlob(parseOid(blob)),
    view: (bytes, file) => viewResult(bytes, file, tools),
  };
  return {
    service: {
      version,
      index,
      questions: queries,
      results,
      comparability: comparabilityDocument,
      journal: { read: (read) => journal.read(read), questions: journalQueries, source },
      cache: new AnswerCache(),
    },
    async close() {
      index.close();
      journal.close();
      await (await opened?.catch(() => null))?.close();
    },
  };
}
