// What a person sees where something could not be answered: what happened, what to do, and under which request id.
import { ServerError } from '../../errors.js';
import type { PageAnswer } from '../page.js';

export function errorPage(thrown: unknown, requestId: string): { status: number; page: PageAnswer } {
  const { kind, message } =
    thrown instanceof ServerError ? thrown : new ServerError('internal', 'an unexpected failure');
  return {
    status: kind.status,
    page: {
      title: kind.title.replace(/\.$/, ''),
      description: kind.title,
      body: (
        <>
          <h1>{kind.title.replace(/\.$/, '')}</h1>
          <p class="lead">{message.charAt(0).toUpperCase() + message.slice(1)}.</p>
          <p>{kind.hint}</p>
          <p class="note">
            Status {kind.status}, request <code>{requestId}</code>. <a href="/">Back to the beginning</a>
          </p>
        </>
      ),
    },
  };
}
