# The maintainer's service. Build: docker build -t ipc-bench . ; run: see docker-compose.yml.
FROM node:24-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY schema/package.json schema/
COPY migrations/package.json migrations/
COPY runner/package.json runner/
COPY server/package.json server/
RUN npm ci --ignore-scripts --loglevel=error
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
WORKDIR /app
USER node
ENV IPC_BENCH_DATA=/data IPC_BENCH_HOST=0.0.0.0 PORT=8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["node", "server/bin/ipc-bench-db.js"]
CMD ["serve"]
