// A matrix as an image of one pixel per cell, for machines too large to draw cell by cell: a palette PNG, a few KB.
import { crc32, deflateSync } from 'node:zlib';
import { boundsOf, type HeatmapData } from './heatmap.js';
import { RAMP, RAMP_STEPS, rampStep } from './ramp.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Palette entries behind the ramp. */
const BELOW = RAMP_STEPS;
const NOTHING = RAMP_STEPS + 1;

/** The diagonal is left transparent: it stands apart. */
export function matrixPng({ cpus, cells }: Pick<HeatmapData, 'cpus' | 'cells'>): Buffer {
  const n = cpus.length;
  const [low, high] = boundsOf(cells);
  const rows = Buffer.alloc(n * (n + 1));
  cells.forEach((value, index) => {
    const [row, column] = [Math.floor(index / n), index % n];
    rows[row * (n + 1) + 1 + column] = row === column ? NOTHING : entryOf(value, low, high);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(n, 0);
  header.writeUInt32BE(n, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  const palette = Buffer.concat([...RAMP, '#ffffff', '#808080'].map((colour) => Buffer.from(colour.slice(1), 'hex')));
  const transparency = Buffer.alloc(RAMP_STEPS + 2, 255);
  transparency[NOTHING] = 0;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('tRNS', transparency),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function entryOf(value: number | null | undefined, low: number, high: number): number {
  if (value === undefined) return NOTHING;
  return value === null ? BELOW : rampStep(value, low, high);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
