# For amd64 and arm64. `npm run pin:image` moves the pin to what the registry has for a tag now.
ARG NODE_IMAGE=node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

# Both of these run on the machine that builds, whatever the image is for: nothing is emulated.
FROM --platform=$BUILDPLATFORM $NODE_IMAGE AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Scripts of dependencies are not needed, and ours would build what is not copied yet.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/buildState.js ./scripts/
COPY workflows ./workflows
COPY activities ./activities
COPY src ./src
RUN npm run build && find dist -type f \( -name '*.map' -o -name '*.d.ts' \) -delete

FROM --platform=$BUILDPLATFORM $NODE_IMAGE AS dependencies
ARG TARGETARCH
WORKDIR /commerce-onboarding
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --os=linux --libc=glibc --cpu="$(echo "$TARGETARCH" | sed 's/amd64/x64/')"
# Without this, npm misses what it left out.
RUN npm pkg delete devDependencies \
    && npm sbom --omit=dev --sbom-format=cyclonedx --sbom-type=application > sbom.cdx.json
# What no program reads: types, source maps, and of the SDK's native part its sources and the other platforms.
RUN find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete \
    && cd node_modules/@temporalio/core-bridge \
    && rm -r Cargo.* bridge-macros scripts sdk-core src ts \
    && find releases -mindepth 1 -maxdepth 1 -not -name "$(echo "$TARGETARCH" \
        | sed 's/amd64/x86_64/; s/arm64/aarch64/')-unknown-linux-gnu" -exec rm -r {} + \
    && test -f releases/*/index.node
# The certificates that Node brings: with them the SDK checks a Temporal server, and Debian's package is not needed.
RUN mkdir --parents /files/etc/ssl/certs \
    && node --print 'require("node:tls").rootCertificates.join("\n")' > /files/etc/ssl/certs/ca-certificates.crt \
    # For a volume: with the gateway's keys, or with the state of imports and retries. A new volume takes over whose it is.
    && install --directory --owner=node --group=node --mode=0700 /files/var/lib/onboarding

# Debian, as the native part of the Temporal SDK needs glibc. Nothing runs here, so that it needs no emulation.
FROM $NODE_IMAGE
ARG REVISION=
LABEL org.opencontainers.image.title="commerce-onboarding" \
    org.opencontainers.image.description="Durable customer onboarding for Adobe Commerce as a Cloud Service, on Temporal" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="0.1.0" \
    org.opencontainers.image.revision="$REVISION"
ENV NODE_ENV=production
# Where the health check below asks a worker, the command by default; others answer elsewhere or nowhere.
ENV ONBOARDING_METRICS_ADDRESS=127.0.0.1:9464
# The folder of the program is not writable.
ENV ONBOARDING_HOME=/var/lib/onboarding
# Podman sets it, Docker does not: messages about files say that they are in a container.
ENV container=oci
WORKDIR /app
COPY --from=dependencies /files /
COPY package.json LICENSE ./
COPY bin ./bin
COPY examples ./examples
COPY --from=dependencies /commerce-onboarding/sbom.cdx.json ./
COPY --from=dependencies /commerce-onboarding/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# With TEMPORAL_ADDRESS, a service writes nothing elsewhere: the root may be read-only, and the user any other.
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/commerce-onboarding.js"]
CMD ["worker"]
