// What watching 10,000 forks costs of a forge's hourly limits, at 60 s freshness, counted by the double of GitHub's API
// that the tests use (prices and limits as GitHub documents them; nothing is sent to GitHub):
//   1. GraphQL, with a token: an hour of polls while every fork is pushed to once a day, and a sweep every six hours
//   2. the same with 1,000 forks, with a hundred times as many pushes, and with a fork that can never be read
//   3. REST, with a token (what is left where GraphQL is not offered), and without one: how old news may be then
// Rows are shares of the limit: `ratio` below 0.05 is the target of the first.
import { registerHooks } from 'node:module';

// The double is TypeScript, which Node runs as it is, but for the names of the files it imports.
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = specifier.startsWith('./github-double') && context.parentURL?.includes('/test/support/');
    return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
const { startGithubDouble } = await import('../../test/support/github-double.ts');
const { openNetworkDiscovery } = await import('@ipc-bench/server/watch/github/discover-network');
const { openRestDiscovery } = await import('@ipc-bench/server/watch/github/discover-rest');
const { openForgeClient } = await import('@ipc-bench/server/watch/github/forge-client');

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SWEEPS_PER_HOUR = 1 / 6;
const REF = 'refs/heads/results/0a1b2c3d';
const TOKEN_LIMIT = 5_000;

/** One row per scenario; `large` watches for a day instead of an hour, sweeps included as they come. */
export async function bench({ large }) {
  const hours = large ? 24 : 1;
  const share = (name, value, note) => ({
    name,
    value,
    reference: TOKEN_LIMIT,
    ratio: value / TOKEN_LIMIT,
    unit: 'per h',
    note,
  });
  const graphql = async (name, options, note) => {
    const { perHour, freshness } = await watchByGraphql({ hours, ...options });
    return share(`GraphQL points, ${name}`, perHour, `${note}; news at most ${freshness} s old`);
  };
  const rest = await watchByRest({ isAnonymous: false });
  const anonymous = await watchByRest({ isAnonymous: true });
  return [
    await graphql('10,000 forks, each pushed once a day', {}, 'target under 5 %'),
    await graphql('1,000 forks, each pushed once a day', { forks: 1_000 }, 'the price of polling at all'),
    await graphql('10,000 forks, 700 pushes a minute', { pushesPerMinute: 700, hours: 1 / 6 }, 'cost follows changes'),
    await graphql(
      '1,000 forks, one of them unreadable',
      { forks: 1_000, isUnreadable: true },
      'one more request a minute, whatever the size',
    ),
    share(
      'REST requests with a token, 10,000 forks',
      rest.perHour,
      `one per changed page; ${rest.asked} answers 304 per h`,
    ),
    {
      name: 'REST requests without a token, 10,000 forks',
      value: anonymous.perHour,
      reference: 60,
      ratio: anonymous.perHour / 60,
      unit: 'per h',
      note: `half of the limit by design; a pass takes ${(anonymous.passMs / HOUR_MS).toFixed(1)} h`,
    },
  ];
}

/** A network whose forks were all pushed to over the last weeks; one in a hundred has a fork of its own. */
async function startNetwork(forks) {
  const double = await startGithubDouble();
  const { world } = double;
  const root = world.create();
  const ids = [];
  for (let index = 0; index < forks; index += 1) {
    const parentId = index % 100 === 99 ? ids[index - 99] : root.id;
    world.nowMs += 2 * MINUTE_MS;
    const { id } = world.create({ parentId });
    world.push(id, REF);
    ids.push(id);
  }
  world.nowMs += HOUR_MS;
  return { double, world, ids };
}

function clientOf(double, clock, token) {
  return openForgeClient({ forge: double.forge, token, clock, allowLoopback: true });
}

/** Requests cost, and how long after its push a fork was reported at worst. */
async function watchByGraphql({ hours, forks = 10_000, pushesPerMinute = forks / 1_440, isUnreadable = false }) {
  const { double, world, ids } = await startNetwork(forks);
  const clock = double.clock();
  const { forge, token } = double;
  const client = clientOf(double, clock, token);
  const discovery = openNetworkDiscovery({ forge, repository: 'ipc-bench/results', client, clock });
  if (isUnreadable) world.unreadable.add(ids.at(-2));
  let { state } = await discovery.poll(null);
  const sweepCost = spent(double);
  const waiting = new Map();
  let owed = 0;
  let next = 0;
  let worstMs = 0;
  for (let minute = 0; minute < hours * 60; minute += 1) {
    for (owed += pushesPerMinute; owed >= 1; owed -= 1) {
      world.nowMs += Math.floor(MINUTE_MS / pushesPerMinute / 2);
      next = (next + 7_919) % ids.length;
      const id = ids[next];
      waiting.set(id, waiting.get(id) ?? world.nowMs);
      world.push(id, REF);
    }
    world.nowMs = Math.ceil(world.nowMs / MINUTE_MS) * MINUTE_MS;
    const poll = await discovery.poll(state);
    state = poll.state;
    for (const { id } of poll.sources) {
      if (waiting.has(id)) worstMs = Math.max(worstMs, world.nowMs - waiting.get(id));
      waiting.delete(id);
    }
  }
  const pollCost = spent(double);
  await double.close();
  if (waiting.size > 0 && !isUnreadable) throw new Error(`${waiting.size} pushes were missed`);
  // In a day, and where something is odd, sweeps are among the polls; else they are added.
  const perHour = hours >= 6 || isUnreadable ? pollCost / hours : pollCost / hours + sweepCost * SWEEPS_PER_HOUR;
  return { perHour, freshness: Math.ceil(worstMs / 1000) };
}

async function watchByRest({ isAnonymous, forks = 10_000 }) {
  const { double, world, ids } = await startNetwork(forks);
  const clock = double.clock();
  const client = clientOf(double, clock, isAnonymous ? undefined : double.token);
  const discovery = openRestDiscovery({ forge: double.forge, repository: 'ipc-bench/results', client, clock });
  /** Reads every page once; between two polls time passes as they ask. */
  const pass = async (saved) => {
    for (let state = saved; ; ) {
      const found = await discovery.poll(state);
      state = found.state;
      world.nowMs = Math.max(world.nowMs, found.nextPollAtMs);
      if (found.present !== null) return state;
    }
  };
  const startedAtMs = world.nowMs;
  let state = await pass(null);
  const firstMs = world.nowMs - startedAtMs;
  const firstCost = spent(double);
  if (isAnonymous) {
    await double.close();
    return { perHour: (firstCost * HOUR_MS) / firstMs, passMs: firstMs };
  }
  const minutes = 5;
  const begunAtMs = world.nowMs;
  let passes = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let push = 0; push < forks / 1_440; push += 1)
      world.push(ids[((minute * 7 + push) * 1_301) % ids.length], REF);
    state = await pass(state);
    passes += 1;
  }
  const asked = double.requests.filter(({ status }) => status === 304).length;
  const perHour = (spent(double) * HOUR_MS) / (world.nowMs - begunAtMs);
  await double.close();
  return { perHour, asked: Math.round((asked * HOUR_MS) / (world.nowMs - begunAtMs)), passes };
}

function spent(double) {
  return double.requests.splice(0).reduce((sum, { cost }) => sum + cost, 0);
}
