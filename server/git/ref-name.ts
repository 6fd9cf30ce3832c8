// Names of refs that we write or ask for. Stricter than git-check-ref-format(1): https://git-scm.com/docs/git-check-ref-format

/** Throws TypeError unless `name` is a plain full ref name such as `refs/heads/data`. */
export function checkRefName(name: string): void {
  const plain = /^refs(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(name);
  if (!plain || name.includes('..') || /(?:\.lock|\.)(?:\/|$)/.test(name)) {
    throw new TypeError(`not a ref name we accept: ${JSON.stringify(name)}`);
  }
}
