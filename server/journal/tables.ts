// The tables of the journal, as the steps that make them: version N is what the first N steps leave. A step that was
// released is never edited; a change is a new one.
import { WATCH_TABLES } from './watch-book.js';

export const JOURNAL_STEPS: readonly string[] = [
  `
CREATE TABLE cursor (
  branch TEXT PRIMARY KEY, commit_id TEXT, tree TEXT, basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE file (
  branch TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
  bytes INTEGER NOT NULL, subject TEXT, machine_key TEXT, runner TEXT, erratum TEXT,
  PRIMARY KEY (branch, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_subject ON file (subject) WHERE subject IS NOT NULL;
CREATE INDEX file_machine_key ON file (machine_key) WHERE machine_key IS NOT NULL;
CREATE INDEX file_erratum ON file (branch, path) WHERE kind = 'erratum';

CREATE TABLE round (
  id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, registry TEXT NOT NULL, trusted TEXT NOT NULL,
  tree TEXT
) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE visit (
  round INTEGER NOT NULL, source INTEGER NOT NULL, status TEXT NOT NULL, error TEXT, detail TEXT,
  PRIMARY KEY (round, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE tip (
  source INTEGER NOT NULL, ref TEXT NOT NULL, commit_id TEXT NOT NULL, basis TEXT NOT NULL, round INTEGER NOT NULL,
  PRIMARY KEY (source, ref)
) STRICT, WITHOUT ROWID;
CREATE TABLE candidate (
  source INTEGER NOT NULL, ref TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL,
  outcome TEXT NOT NULL, hash TEXT, note TEXT, findings TEXT NOT NULL,
  basis TEXT NOT NULL, first_round INTEGER NOT NULL, last_round INTEGER NOT NULL,
  PRIMARY KEY (source, ref, path, oid)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_place ON candidate (path, oid);
CREATE INDEX candidate_hash ON candidate (hash) WHERE hash IS NOT NULL;
`,
  // Candidates get numbers in the order of their arrival, and sources say what is public of them, so that both can be
  // asked about. The id that a path ends in is found even where nobody could read the bytes.
  `
CREATE INDEX file_hash ON file (hash);

ALTER TABLE source ADD COLUMN kind TEXT NOT NULL DEFAULT 'local';
ALTER TABLE source ADD COLUMN key TEXT;
ALTER TABLE source ADD COLUMN first_round INTEGER;
ALTER TABLE source ADD COLUMN last_round INTEGER;
ALTER TABLE source ADD COLUMN error TEXT;
ALTER TABLE source ADD COLUMN detail TEXT;
CREATE UNIQUE INDEX source_key ON source (key);
UPDATE source SET
  first_round = (SELECT min(round) FROM visit WHERE source = source.id),
  last_round = (SELECT max(round) FROM visit WHERE source = source.id);

ALTER TABLE candidate RENAME TO candidate_1;
CREATE TABLE candidate (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, ref TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL,
  outcome TEXT NOT NULL, hash TEXT, note TEXT, findings TEXT NOT NULL,
  basis TEXT NOT NULL, first_round INTEGER NOT NULL, last_round INTEGER NOT NULL,
  UNIQUE (source, ref, path, oid)
) STRICT;
INSERT INTO candidate (source, ref, path, oid, outcome, hash, note, findings, basis, first_round, last_round)
  SELECT source, ref, path, oid, outcome, hash, note, findings, basis, first_round, last_round
  FROM candidate_1 ORDER BY first_round, source, ref, path, oid;
DROP TABLE candidate_1;
CREATE INDEX candidate_place ON candidate (path, oid);
CREATE INDEX candidate_hash ON candidate (hash) WHERE hash IS NOT NULL;
CREATE INDEX candidate_named ON candidate (substr(path, -69, 64));
CREATE INDEX candidate_outcome ON candidate (outcome);
CREATE INDEX candidate_source ON candidate (source, outcome);
`,
  WATCH_TABLES,
];
