import { gitProperties } from '../../support/git-properties.js';

gitProperties(400);
