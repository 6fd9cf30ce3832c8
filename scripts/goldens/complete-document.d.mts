import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';

export function makeValue(node: SchemaNode, root: SchemaNode, isFull: boolean): unknown;
