// Which implementation of the git port the commands use.
export { engine as git } from '../git/engine.js';
