import { parseKernelRelease } from '@ipc-bench/schema/privacy/kernel-release';
import { describe, expect, it } from 'vitest';

describe('parseKernelRelease', () => {
  it.each([
    ['6.12.3', { version: [6, 12, 3], flavour: 'vanilla' }],
    ['3.15.8-1-ARCH', { version: [3, 15, 8], flavour: 'arch', release: '1' }],
    ['6.6.1-arch1-1', { version: [6, 6, 1], flavour: 'arch', release: '1' }],
    ['3.13.0-24-generic', { version: [3, 13, 0], flavour: 'ubuntu', release: '24', variant: 'generic' }],
    ['2.6.32-38-server', { version: [2, 6, 32], flavour: 'ubuntu', release: '38', variant: 'server' }],
    ['6.1.0-18-amd64', { version: [6, 1, 0], flavour: 'debian', release: '18', variant: 'amd64' }],
    ['6.1.0-18-cloud-amd64', { version: [6, 1, 0], flavour: 'debian', release: '18', variant: 'cloud' }],
    ['3.2.0-4-686-pae', { version: [3, 2, 0], flavour: 'debian', release: '4', variant: 'pae' }],
    ['4.18.0-553.el8_10.x86_64', { version: [4, 18, 0], flavour: 'rhel', release: '553' }],
    ['3.10.0-123.4.2.el7.x86_64', { version: [3, 10, 0], flavour: 'rhel', release: '123.4.2' }],
    ['6.8.9-300.fc40.x86_64', { version: [6, 8, 9], flavour: 'fedora', release: '300' }],
    ['5.15.167.4-microsoft-standard-WSL2', { version: [5, 15, 167, 4], flavour: 'wsl' }],
    ['5.15.0-1051-aws', { version: [5, 15, 0], flavour: 'aws', release: '1051' }],
    ['6.5.11-7-pve', { version: [6, 5, 11], flavour: 'proxmox', release: '7' }],
    ['', { version: [0], flavour: 'unknown' }],
    ['Darwin', { version: [0], flavour: 'unknown' }],
  ])('reads %s', (release, expected) => {
    expect(parseKernelRelease(release)).toEqual(expected);
  });

  it.each(['6.1.0-acme-corp', '3.2.0-generic-alice', '6.1.0-18-amd64-build7.corp.example', '5.4.0-rc1-myhost+'])(
    'publishes nothing of the suffix of %s',
    (release) => {
      const kernel = parseKernelRelease(release);
      expect(Object.keys(kernel).sort()).toEqual(['flavour', 'version']);
      expect(kernel.flavour).toBe('custom');
    },
  );
});
