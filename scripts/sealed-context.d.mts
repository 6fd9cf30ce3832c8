export interface SealedModule {
  call(path: string, ...values: unknown[]): unknown;
}
export function bundleSealed(entry: string | { text: string; folder: string }): Promise<string>;
export function openSealed(script: string): SealedModule;
export function callPure(script: string, path: string, ...values: unknown[]): unknown;
