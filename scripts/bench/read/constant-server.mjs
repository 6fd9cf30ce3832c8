// The reference: a fastify route that answers a constant of the size given as the first argument. Prints its URL.
import { createRequire } from 'node:module';

const { fastify } = createRequire(new URL('../../../server/package.json', import.meta.url))('fastify');
const body = JSON.stringify({ text: 'x'.repeat(Math.max(0, Number(process.argv[2]) - '{"text":""}'.length)) });
const app = fastify();
app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', () => app.close());
