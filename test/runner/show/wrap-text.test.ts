import { KEPT_SPACE, wrapText } from 'ipc-bench/show/wrap-text';
import { expect, it } from 'vitest';

it('breaks at spaces, and at none that must be kept', () => {
  expect(wrapText(`a bb 64${KEPT_SPACE}KiB c`, 8)).toEqual(['a bb', '64 KiB c']);
});

it('leaves a word alone that is longer than the line', () => {
  expect(wrapText('a veryverylongword b', 6)).toEqual(['a', 'veryverylongword', 'b']);
});
