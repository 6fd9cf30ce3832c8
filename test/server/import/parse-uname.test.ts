import { parseUname } from '@ipc-bench/server/import/parse-uname';
import { expect, it } from 'vitest';

it('reads the first three tokens and the last', () => {
  expect(parseUname('Linux 3.2.0-1-amd64 x86_64 unknown unknown GNU/Linux\n')).toEqual({
    sysname: 'Linux',
    release: '3.2.0-1-amd64',
    machine: 'x86_64',
    os: 'GNU/Linux',
    oddMiddle: false,
  });
});

it('drops a middle with blanks, and says so', () => {
  const uname = parseUname('Linux 3.2.2-1-ARCH x86_64 AMD Phenom(tm) II X6 1100T Processor AuthenticAMD GNU/Linux\n');
  expect(uname).toMatchObject({ machine: 'x86_64', os: 'GNU/Linux', oddMiddle: true });
});

it.each(['', '\n', 'Linux 3.2.0 x86_64'])('reads nothing in %j', (text) => {
  expect(parseUname(text)).toBeUndefined();
});
