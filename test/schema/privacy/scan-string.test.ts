import { scanString } from '@ipc-bench/schema/privacy/scan-string';
import { describe, expect, it } from 'vitest';

describe('scanString', () => {
  it.each([
    ['alice@mail.example', 'privacy_address'],
    ['00:1b:21:3c:4d:5e', 'privacy_address'],
    ['00-1B-21-3C-4D-5E', 'privacy_address'],
    ['fe80::1b21:3cff', 'privacy_address'],
    ['192.168.1.7/24', 'privacy_address'],
    ['build7.corp.example', 'privacy_host_name'],
    ['Intel build7.local CPU', 'privacy_host_name'],
    ['/home/alice', 'privacy_path'],
    ['x ~/secret', 'privacy_path'],
    ['C:\\Users', 'privacy_path'],
  ])('sees what %s is', (text, expected) => {
    expect(scanString(text)).toBe(expected);
  });

  it.each([
    'Intel(R) Core(TM) i7-4930K CPU @ 3.40GHz',
    '1.0.0',
    '2026-11-23',
    'same-llc',
    'a'.repeat(64),
    '-O2',
    '0x416',
  ])('lets %s pass', (text) => {
    expect(scanString(text)).toBeNull();
  });
});
