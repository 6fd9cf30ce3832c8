import { vi } from 'vitest';
import { gitProperties } from '../../support/git-properties.js';

vi.setConfig({ testTimeout: 3_600_000 });
gitProperties(20_000);
