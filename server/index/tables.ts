// The tables of the index. Everything here is derived from one tree of the canonical repository and can be deleted at
// any time. Answers may depend on what the columns hold, never on `sub`, `series` or `benchmark`: those numbers count in
// the order of insertion, which differs between an index that was advanced and one that was rebuilt.

/** Raised with every change of tables or of what fills them: an index of another number is rebuilt, never read. */
export const INDEX_VERSION = 4;

/** SQL for a JSON object of columns: `name` alone, or `name: expression`. */
function object(...members: readonly string[]): string {
  const pairs = members.map((member) => {
    const [name = '', expression = name] = member.split(': ');
    return `'${name}', ${expression}`;
  });
  return `json_object(${pairs.join(', ')})`;
}

/** The inside of an object, to be put between others. */
function members(json: string): string {
  return `substr(${json}, 2, length(${json}) - 2)`;
}

const flag = (name: string) => `${name}: json(iif(${name}, 'true', 'false'))`;
const CPU_NAME = "cpu_name: nullif(cpu_name, '')";

const RESULT_JSON = object(
  ...['id', 'path', 'day', 'format', 'suite', 'suite_epoch', 'verdict'],
  ...['is_signed', 'is_vouched', 'is_invalid', 'has_caveat'].map(flag),
  ...['profile', 'runner', 'flags: json(flags)', 'machine_key', 'configuration', 'analysis_unit'],
  ...['cpu_vendor', CPU_NAME, 'cpu_family', 'cpu_model', 'cpu_stepping', 'logical_cpus', 'sockets', 'cores'],
  ...['memory_class_bytes', 'os', 'architecture', 'kernel', 'kernel_flavour', 'kernel_release'],
  ...['virtualisation', 'technology', 'container', 'measurements', 'missing', 'unread', 'invalidated'],
);
const RESULT_MEMBERS = members(
  object(
    ...['result: id', 'day', 'machine_key', 'configuration', 'analysis_unit', CPU_NAME, 'os', 'kernel'],
    ...['virtualisation', 'technology'],
  ),
);
const SERIES_MEMBERS = members(
  object('benchmark', 'benchmark_epoch', 'mechanism', 'class', 'kind', 'parameters: json(parameters)'),
);
const KEY_MEMBERS = members(object('unit', 'better', 'definition', 'key'));

/** Renders the text of the submission with this `sub`. */
export const INSERT_SUBMISSION_TEXT = `INSERT INTO submission_text (sub, row, brief)
SELECT sub, ${RESULT_JSON}, ${RESULT_MEMBERS} FROM submission WHERE sub = ?`;

export const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One row per result document.
CREATE TABLE submission (
  sub INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: chunks of series_points keep numbers of what was removed
  id TEXT NOT NULL UNIQUE,
  blob TEXT NOT NULL,               -- git object id of the file
  path TEXT NOT NULL,
  day TEXT NOT NULL,
  format TEXT NOT NULL,             -- as submitted; the other columns come from the migrated view
  suite TEXT NOT NULL,
  suite_epoch INTEGER NOT NULL,
  verdict TEXT NOT NULL,            -- valid or provisional
  is_signed INTEGER NOT NULL,
  is_vouched INTEGER NOT NULL,      -- a trusted maintainer's word for an unsigned result
  is_invalid INTEGER NOT NULL,      -- a trusted maintainer says its numbers are wrong
  has_caveat INTEGER NOT NULL,
  is_superseded INTEGER NOT NULL DEFAULT 0,  -- a better packing of the same historic run is shown
  run_key TEXT,
  profile TEXT NOT NULL,
  runner TEXT NOT NULL,
  flags TEXT NOT NULL,              -- JSON array of words
  machine_key TEXT,
  configuration TEXT NOT NULL,
  analysis_unit TEXT NOT NULL,      -- digest of (machine_key, configuration): what counts once
  cpu_vendor TEXT NOT NULL,
  cpu_name TEXT NOT NULL,           -- empty where it is not known
  cpu_family INTEGER,
  cpu_model INTEGER,
  cpu_stepping INTEGER,
  logical_cpus INTEGER NOT NULL,
  sockets INTEGER,
  cores INTEGER,
  memory_class_bytes INTEGER,
  os TEXT NOT NULL,
  architecture TEXT NOT NULL,
  kernel TEXT NOT NULL,             -- 6.1.0
  kernel_order INTEGER NOT NULL,    -- the first three numbers as one, five digits each
  kernel_fourth INTEGER NOT NULL,
  kernel_flavour TEXT NOT NULL,
  kernel_release TEXT,
  virtualisation TEXT NOT NULL,
  technology TEXT NOT NULL,
  container TEXT NOT NULL,
  statistics TEXT NOT NULL,         -- of which it has any number: ' p50 max ', so that a search for a rare one is short
  measurements INTEGER NOT NULL,    -- measured points, matrices included
  missing INTEGER NOT NULL,
  point_flags INTEGER NOT NULL,     -- bits of packing/quality-flags.ts that any of its points has
  resolution_ns INTEGER NOT NULL,   -- what its clock, or the log it was read from, can tell
  source TEXT NOT NULL,             -- which source brought it: local, sha256:… or unknown
  unread INTEGER NOT NULL,          -- points of benchmarks that this tool's manifests do not hold
  invalidated INTEGER NOT NULL      -- points of benchmarks that a trusted maintainer declared invalid or cut off
) STRICT;

-- JSON of a result, rendered once: it is asked far more often than it changes. Apart from the columns above, so that
-- walking them reads narrow rows.
CREATE TABLE submission_text (
  sub INTEGER PRIMARY KEY,
  row TEXT NOT NULL,                -- the result in a list
  brief TEXT NOT NULL               -- what each of its numbers says of it: the inside of an object
) STRICT;

-- CPU names, so that a search by substring reads a few hundred rows. May keep names that no result has any more.
CREATE TABLE cpu (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Dictionary of what can be measured: benchmark, epoch, kind, identity parameters and set of metric definitions. May keep
-- rows that no result has any more.
CREATE TABLE series (
  series INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,        -- all of the above as text: the stable order of points within a result
  benchmark TEXT NOT NULL,
  benchmark_epoch INTEGER NOT NULL,
  mechanism TEXT NOT NULL,
  class TEXT NOT NULL,
  contrast_group TEXT NOT NULL,     -- mechanisms are contrasted within one group only
  kind TEXT NOT NULL,
  parameters TEXT NOT NULL,         -- canonical JSON of the identity parameters
  message_bytes INTEGER,
  placement TEXT,
  idle TEXT,
  brief TEXT NOT NULL AS (${SERIES_MEMBERS}) STORED  -- what each of its numbers says of it: the inside of an object
) STRICT;

-- Every metric of a series with its comparability key.
CREATE TABLE series_key (
  series INTEGER NOT NULL,
  metric TEXT NOT NULL,
  statistic TEXT NOT NULL,
  key TEXT NOT NULL,
  unit TEXT NOT NULL,
  better TEXT NOT NULL,
  definition INTEGER NOT NULL,
  brief TEXT NOT NULL AS (${KEY_MEMBERS}) STORED,    -- what each of its numbers says of it: the inside of an object
  PRIMARY KEY (series, metric)
) STRICT, WITHOUT ROWID;

-- One row per measured point. Numbers are in the unit of the metric that names the statistic. A NEGATIVE number -b is
-- censored: known to lie below b ns. NULL: the point has no such statistic. Negative sorts below every value, so order
-- statistics stay right, and whoever forgets it sees it.
CREATE TABLE measurement (
  sub INTEGER NOT NULL,
  series INTEGER NOT NULL,
  ord INTEGER NOT NULL,
  repeats INTEGER NOT NULL,
  n INTEGER NOT NULL,               -- round trips (or messages) timed, over all repeats
  p50 INTEGER, p90 INTEGER, p99 INTEGER, p999 INTEGER, min INTEGER, mean INTEGER, max INTEGER,
  batched_mean INTEGER,
  cpu INTEGER,
  p50_low INTEGER, p50_high INTEGER,  -- spread of the repeats' p50: the real error
  flags INTEGER NOT NULL,             -- bits of packing/quality-flags.ts
  PRIMARY KEY (sub, series, ord)
) STRICT, WITHOUT ROWID;

-- The same points by series, packed in columns by packing/point-columns.ts: what comparisons walk. Chunks may hold points
-- of results that were removed since.
CREATE TABLE series_points (
  series INTEGER NOT NULL,
  chunk INTEGER NOT NULL,           -- counts from 0
  points INTEGER NOT NULL,
  subs BLOB NOT NULL,
  flags BLOB NOT NULL,
  p50 BLOB, p99 BLOB, batched_mean BLOB, cpu BLOB,
  PRIMARY KEY (series, chunk)
) STRICT;

-- Their histograms, packed by packing/sample-histograms.ts.
CREATE TABLE series_samples (
  series INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  points INTEGER NOT NULL,
  subs BLOB NOT NULL,
  histograms BLOB NOT NULL,
  PRIMARY KEY (series, chunk)
) STRICT;

-- Results that lie far off their replicates in one series: other results of the same configuration.
CREATE TABLE off_replicates (
  sub INTEGER NOT NULL,
  series INTEGER NOT NULL,
  PRIMARY KEY (sub, series)
) STRICT, WITHOUT ROWID;

-- One row per core-to-core matrix; packing/matrix-blob.ts says how cells are packed.
CREATE TABLE core_matrix (
  sub INTEGER NOT NULL,
  series INTEGER NOT NULL,
  ord INTEGER NOT NULL,
  statistic TEXT NOT NULL,
  n INTEGER NOT NULL,
  below_ns INTEGER,
  cpus BLOB NOT NULL,
  cells BLOB NOT NULL,
  PRIMARY KEY (sub, series, ord, statistic)
) STRICT;

-- What could not be measured, and why.
CREATE TABLE missing (
  sub INTEGER NOT NULL,
  series INTEGER NOT NULL,
  ord INTEGER NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  "limit" INTEGER,
  PRIMARY KEY (sub, series, ord)
) STRICT, WITHOUT ROWID;

-- What maintainers have said, and whether it holds here; every erratum of the tree but the withdrawals.
CREATE TABLE erratum (
  id TEXT PRIMARY KEY,
  effect TEXT NOT NULL,
  state TEXT NOT NULL,              -- acting, withdrawn, or untrusted: signed by a key that is not trusted here
  maintainer_key TEXT NOT NULL,
  subject TEXT,
  machine_key TEXT,
  benchmark TEXT,
  benchmark_version TEXT,
  runner TEXT,
  reason TEXT
) STRICT, WITHOUT ROWID;

-- Which results an acting erratum speaks of, and of how many of their measurements.
CREATE TABLE erratum_effect (
  sub INTEGER NOT NULL,
  erratum TEXT NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (sub, erratum)
) STRICT, WITHOUT ROWID;

-- How many points of a series have each statistic: counts without touching measurements.
CREATE TABLE series_count (
  series INTEGER NOT NULL,
  statistic TEXT NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (series, statistic)
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmark (
  benchmark INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  UNIQUE (name, epoch)
) STRICT;

-- Which result holds what: filters and counts by benchmark without touching measurements.
CREATE TABLE coverage (
  benchmark INTEGER NOT NULL,
  sub INTEGER NOT NULL,
  measurements INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  PRIMARY KEY (benchmark, sub)
) STRICT, WITHOUT ROWID;

-- Files of the tree that are no rows above: refused or newer than this tool. Reported, never silently dropped.
CREATE TABLE left_out (
  path TEXT PRIMARY KEY,
  verdict TEXT NOT NULL,            -- invalid or deferred
  rule TEXT,
  pointer TEXT,
  message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Secondary indexes; a build makes them after its rows. One per sort order, ending in the tie-break. */
export const INDEXES = `
CREATE INDEX submission_day ON submission (day, id);
CREATE INDEX submission_kernel ON submission (kernel_order, kernel_fourth, id);
CREATE INDEX submission_cpu ON submission (cpu_name, id);
CREATE INDEX submission_machine ON submission (machine_key, day, id);
CREATE INDEX submission_configuration ON submission (configuration, day, id);
CREATE INDEX submission_run ON submission (run_key) WHERE run_key IS NOT NULL;
CREATE INDEX series_benchmark ON series (benchmark);
CREATE INDEX series_key_key ON series_key (key);
CREATE INDEX off_replicates_series ON off_replicates (series);
CREATE INDEX coverage_sub ON coverage (sub);
`;
