import crypto from 'node:crypto';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';

export const cryptography = cryptographyFromNode(crypto);
