FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Scripts of dependencies are not needed, and ours would build what is not copied yet.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/buildState.js ./scripts/
COPY workflows ./workflows
COPY activities ./activities
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# Debian, as the native part of the Temporal SDK needs glibc.
FROM node:24-bookworm-slim
# With these the SDK checks the certificate of a Temporal server; Node brings its own. The folder is for a volume: with
# the gateway's keys, or with the state of imports and retries. A new volume takes over whose it is.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=node --group=node --mode=0700 /var/lib/onboarding
ENV NODE_ENV=production
# Where the health check below asks a worker, the command by default; others answer elsewhere or nowhere.
ENV ONBOARDING_METRICS_ADDRESS=127.0.0.1:9464
# The folder of the program is not writable.
ENV ONBOARDING_HOME=/var/lib/onboarding
# Podman sets it, Docker does not: messages about files say that they are in a container.
ENV container=oci
WORKDIR /app
COPY package.json ./
COPY bin ./bin
COPY examples ./examples
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# With TEMPORAL_ADDRESS, a service writes nothing elsewhere: the root may be read-only.
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/commerce-onboarding.js"]
CMD ["worker"]
