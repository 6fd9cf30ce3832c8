// Chooses how the forks of a repository are found: by GraphQL with a token, by REST without.
import { type Clock, systemClock } from './clock.js';
import { openNetworkDiscovery } from './discover-network.js';
import { openRestDiscovery } from './discover-rest.js';
import type { Discovery } from './discovery.js';
import { type Forge, GITHUB } from './forge.js';
import { openForgeClient } from './forge-client.js';
import type { RateLimiter } from './rate-limit.js';

export interface DiscoverOptions {
  /** The repository whose forks are sought, `owner/name`. */
  repository: string;
  /** Any token that may read public repositories; it needs no right. */
  token?: string | undefined;
  forge?: Forge;
  clock?: Clock;
  /** Shared by everything that uses one token. */
  limiter?: RateLimiter | undefined;
  allowLoopback?: boolean | undefined;
}

/** Throws `ForgeError`: `not_found` for a name that cannot be one, `protocol` for an API URL we would not ask. */
export function openDiscovery(options: DiscoverOptions): Discovery {
  const { repository, token, forge = GITHUB, clock = systemClock, limiter, allowLoopback } = options;
  const client = openForgeClient({ forge, token, clock, limiter, allowLoopback });
  const open = client.isAuthenticated ? openNetworkDiscovery : openRestDiscovery;
  return open({ forge, repository, client, clock });
}
