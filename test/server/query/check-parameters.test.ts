import { checkParameters } from '@ipc-bench/server/query/check-parameters';
import { nearest } from '@ipc-bench/server/query/nearest';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';

const schema = Type.Object({
  cpu: Type.Optional(Type.String({ pattern: '^[ -~]+$', maxLength: 8, description: 'part of a name' })),
  os: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['linux', 'freebsd'] })),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 })),
});
const refusal = (raw: Record<string, unknown>) => {
  try {
    return checkParameters(schema, raw);
  } catch (error) {
    const { code, message, pointer } = error as { code: string; message: string; pointer: string };
    return `${code} ${pointer}: ${message}`;
  }
};

describe('checkParameters', () => {
  it('gives typed values', () => {
    expect(checkParameters(schema, { cpu: 'E5', os: 'linux', size: '64' })).toEqual({
      cpu: 'E5',
      os: 'linux',
      size: 64,
    });
    expect(checkParameters(schema, {})).toEqual({});
  });

  it.each([
    [{ cpuu: 'x' }, 'unknown_parameter cpuu: there is no parameter "cpuu"; did you mean cpu?'],
    [{ toString: 'x' }, 'unknown_parameter toString: there is no parameter "toString"'],
    [{ os: ['linux', 'freebsd'] }, 'bad_parameter os: os is given more than once'],
    [{ os: 'lniux' }, 'bad_parameter os: os takes one of linux, freebsd; not "lniux"; did you mean linux?'],
    [{ cpu: '123456789' }, 'bad_parameter cpu: cpu is longer than 8 characters'],
    [{ cpu: 'é' }, 'bad_parameter cpu: cpu does not take "é": part of a name'],
    [{ cpu: '' }, 'bad_parameter cpu: cpu does not take "": part of a name'],
  ])('refuses %j in words', (raw, expected) => {
    expect(refusal(raw)).toBe(expected);
  });

  it.each(['', ' 1', '1 ', '+1', '-1', '01', '1.0', '1e3', '0x1', '1_000', '٣', '9007199254740993', '0', 'NaN'])(
    'takes only plain decimal digits in range for a number, not %j',
    (size) => {
      expect(refusal({ size })).toMatch(/^bad_parameter size: size takes a whole number from 1 to/);
    },
  );

  it('never repeats much of what it was given', () => {
    expect(String(refusal({ ['x'.repeat(5000)]: '1' })).length).toBeLessThan(200);
    expect(String(refusal({ os: 'x'.repeat(5000) })).length).toBeLessThan(200);
  });
});

describe('nearest', () => {
  it.each([
    ['virtualization', 'virtualisation'],
    ['vendro', 'vendor'],
    ['VENDOR', 'vendor'],
    ['virt', 'virtualisation'],
    ['zzzzzz', null],
    ['', null],
    ['x'.repeat(100_000), null],
  ])('takes %.20s for %s', (word, expected) => {
    expect(nearest(word, ['vendor', 'virtualisation', 'kernel'])).toBe(expected);
  });
});
