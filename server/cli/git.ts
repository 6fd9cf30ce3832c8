// Which implementation of the git port the commands use.
export { isomorphicGit as git } from '../git/isomorphic.js';
