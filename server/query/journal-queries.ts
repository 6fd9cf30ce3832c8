// Every planned question to the journal. They are asked of another file than those of `queries.ts`, in the same way.
import type { Query } from './query.js';
import { sources } from './sources.js';
import { submissions } from './submissions.js';

export const journalQueries: readonly Query[] = [submissions, sources];
