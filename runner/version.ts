/** Version of this program, as results name it; equal to the one in package.json (a test says so). */
export const RUNNER_VERSION = '0.1.0';
