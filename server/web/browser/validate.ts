// Judges files that are dropped on the page, here: nothing is sent anywhere. Same validator as everywhere else.
import { judge, type Report } from '@ipc-bench/schema/judge';
import { browserCryptography } from './cryptography.js';

const form = document.querySelector<HTMLElement>('#validator');
const input = document.querySelector<HTMLInputElement>('#validator input');
const reports = document.querySelector<HTMLElement>('#reports');

/** More than any result may have; larger files are refused without reading them. */
const MAX_BYTES = 1024 * 1024 + 1;

function element(name: string, text = '', ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

const MEANINGS: Readonly<Record<Report['verdict'], string>> = {
  valid: 'Every tool of this version admits it.',
  provisional: 'From a newer minor version: admitted, and what this version does not know is left out of answers.',
  deferred: 'From a newer version than this page: kept aside until the tool is upgraded.',
  invalid: 'Refused, for the reasons below.',
};

async function show(file: File): Promise<void> {
  const report = judge(new Uint8Array(await file.slice(0, MAX_BYTES).arrayBuffer()), {
    cryptography: browserCryptography,
  });
  const facts = [['SHA-256', report.id], ...('path' in report ? [['path', report.path]] : [])] as const;
  const list = element('dl');
  list.className = 'facts';
  for (const [term, fact] of facts)
    list.append(element('div', '', element('dt', term), element('dd', '', element('code', fact))));
  const findings = report.findings.map(({ rule, pointer, message, remedy }) =>
    element(
      'li',
      '',
      element('strong', rule),
      ` at ${pointer === '' ? 'the whole document' : pointer}: ${message}. ${remedy}`,
    ),
  );
  const section = element(
    'section',
    '',
    element('h2', `${file.name}: ${report.verdict}`),
    element('p', MEANINGS[report.verdict]),
    list,
  );
  section.dataset.verdict = report.verdict;
  if (findings.length > 0) section.append(element('ol', '', ...findings));
  reports?.prepend(section);
}

async function showAll(files: FileList | null | undefined): Promise<void> {
  for (const file of files ?? []) await show(file);
}

if (form && input) {
  form.hidden = false;
  input.addEventListener('change', () => void showAll(input.files));
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    void showAll(event.dataTransfer?.files);
  });
}
