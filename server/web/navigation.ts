// What the top of every page leads to.
export const navigation: readonly { path: string; label: string }[] = [
  { path: '/explore', label: 'Explore' },
  { path: '/trend', label: 'Trend' },
  { path: '/machines', label: 'Machines' },
  { path: '/results', label: 'Results' },
  { path: '/data', label: 'Data' },
  { path: '/methods', label: 'Methods' },
];
