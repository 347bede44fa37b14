#!/bin/bash
# Does with an empty volume what the official image does: a database of the user that POSTGRES_USER names.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
  chown postgres "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --encoding UTF8 \
    --auth-host scram-sha-256 --auth-local trust
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  # While it is made, it listens on its socket alone.
  pg_ctl --wait --options="-c listen_addresses=''" start
  createdb --username "$POSTGRES_USER" "$POSTGRES_USER"
  pg_ctl --wait stop
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
fi
exec "$@"
