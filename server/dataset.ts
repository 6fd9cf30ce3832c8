// What the database says about itself as a data set, wherever it is described: exports, citations, pages.

export const DATASET = {
  name: 'ipc-bench',
  title: 'ipc-bench: an open database of inter-process-communication performance',
  description:
    'Latency and throughput of inter-process communication, measured by one program on many machines, kernels and hypervisors since 2010. Every number carries its unit and the key of what it may be compared with.',
  authors: 'The ipc-bench contributors',
  licence: {
    spdx: 'CC-BY-4.0',
    title: 'Creative Commons Attribution 4.0 International',
    url: 'https://creativecommons.org/licenses/by/4.0/',
  },
  keywords: [
    'inter-process communication',
    'latency',
    'throughput',
    'benchmark',
    'operating systems',
    'virtualisation',
  ],
} as const;
