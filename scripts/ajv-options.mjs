// How formats are compiled, wherever they are: by the generator and by tests that play a later release.

/** @type {import('ajv').Options} */
export const ajvOptions = {
  strict: true,
  allowUnionTypes: true, // scalar unions only; docs/decisions/0002 says why, the schema gate holds it
  ownProperties: true,
  discriminator: true,
  allErrors: true,
};
