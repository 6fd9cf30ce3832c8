// Generates schema/generated/ (not committed) from the committed JSON registries:
//   1. read     schema/result/*.schema.json and schema/suite/*.json
//   2. validate one self-contained ES module per result format, compiled by ajv and bundled by esbuild
//   3. embed    the suite manifests and the list of formats as one TypeScript module
