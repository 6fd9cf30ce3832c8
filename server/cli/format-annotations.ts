// Verdicts as workflow commands of GitHub Actions, which shows them beside the files of a pull request. A stranger's text
// must not end a command or begin another one:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import type { CheckedFile, CheckSummary, VerdictWord } from '../pipeline/check-source.js';
import { printable } from './printable.js';

const LEVELS: Readonly<Partial<Record<VerdictWord, 'error' | 'warning' | 'notice'>>> = {
  invalid: 'error',
  unread: 'warning',
  deferred: 'notice',
};

/** One line per finding, and one where there is no finding to explain a verdict. */
export function formatAnnotations({ source, error, files }: CheckSummary): string[] {
  const failure = error ? [annotation('error', { title: error.code }, `${source}: ${error.detail}`)] : [];
  const nothing = !error && files.length === 0 ? [annotation('warning', {}, `${source}: no results found`)] : [];
  return [...failure, ...nothing, ...files.flatMap(annotationsOf)];
}

function annotationsOf({ path, verdict, findings }: CheckedFile): string[] {
  const level = LEVELS[verdict];
  if (level === undefined) return [];
  if (verdict === 'deferred')
    return [annotation(level, { file: path, title: verdict }, 'newer than this tool: judged again after an upgrade')];
  if (findings.length === 0)
    return [annotation(level, { file: path, title: verdict }, 'could not be read within the limits; try again')];
  return findings.map(({ rule, pointer, message, remedy }) =>
    annotation(level, { file: path, title: rule }, `${message} (at ${pointer || '/'}). ${remedy}`),
  );
}

function annotation(level: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(printable(value))}`);
  return `::${level}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(printable(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
