// Publishing as the settings say: where to, and with what right.
import { locateData, openRepository } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { GitError, type GitPort, type RemoteOptions } from '../git/port.js';
import type { Journal } from '../journal/open-journal.js';
import type { SourceToOpen } from '../pipeline.js';
import { openEngineTarget } from '../publish/engine-target.js';
import { findCredentials } from '../publish/git-credential.js';
import { isSshRemote, openGitTarget } from '../publish/git-target.js';
import { type PublishOutcome, publishBranches } from '../publish/publish-branches.js';
import type { PublishTarget } from '../publish/publish-target.js';
import type { Settings } from '../settings.js';
import { openGitSource } from '../watch/git-source.js';

export interface PublishingOptions {
  settings: Pick<Settings, 'data' | 'publishTo' | 'publishToken'>;
  git: GitPort;
  remote: RemoteOptions;
  merge(sources: readonly SourceToOpen[]): Promise<unknown>;
  signal: AbortSignal;
}

/** `null` where nothing is published. Publishing throws `ServerError` (`publish_failed`). */
export function openPublishing(options: PublishingOptions): ((journal: Journal) => Promise<PublishOutcome>) | null {
  const { settings, git, remote, merge, signal } = options;
  if (settings.publishTo === '') return null;
  return async ({ watch }) => {
    try {
      const target = await openTarget(settings, git, remote);
      const { name } = target;
      return await publishBranches({
        target,
        git,
        signal,
        open: () => openRepository(locateData(settings.data), git),
        remembered: (ref) => watch.published(name, ref),
        remember: (ref, published) => watch.keepPublished(name, ref, published),
        async adopt(location, reading) {
          const source = { name, isPublic: true, git, location, remote: reading };
          await merge([{ name, open: () => openGitSource(source) }]);
        },
      });
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw new ServerError('publish_failed', error.message, { cause: error });
    }
  };
}

async function openTarget(
  { publishTo, publishToken }: PublishingOptions['settings'],
  git: GitPort,
  remote: RemoteOptions,
): Promise<PublishTarget> {
  if (isSshRemote(publishTo)) return openGitTarget(publishTo);
  if (!/^https?:\/\//.test(publishTo)) return openEngineTarget(publishTo, git, remote);
  if (!URL.canParse(publishTo)) throw new ServerError('publish_failed', 'not a URL');
  const credentials = await findCredentials(publishTo, publishToken);
  return openEngineTarget(publishTo, git, { ...remote, ...(credentials === null ? {} : { credentials }) });
}
