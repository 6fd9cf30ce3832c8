import type { IncomingMessage, ServerResponse } from 'node:http';

export interface GitHttpBackendOptions {
  /** Folder whose bare repositories are served, each at its relative path. */
  root: string;
  host?: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  receivePack?: boolean;
  filter?: boolean;
  /** Newest protocol version that the server admits to knowing. */
  protocol?: 0 | 1 | 2;
  /** Further settings of git, `name=value`. */
  settings?: string[];
  onRequest?: (request: IncomingMessage, response: ServerResponse) => boolean | undefined;
}

export interface GitHttpBackend {
  /** Without a trailing slash: append `/<repository>`. */
  url: string;
  port: number;
  requests: { method: string; path: string; responseBytes: number }[];
  close(): Promise<void>;
}

export function startGitHttpBackend(options: GitHttpBackendOptions): Promise<GitHttpBackend>;
