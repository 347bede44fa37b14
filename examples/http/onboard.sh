#!/bin/sh
# Onboards the customer of a JSON file through the HTTP gateway: ./onboard.sh john-doe.json
# GATEWAY_URL says where it is; GATEWAY_KEY is a key with the right `start`, where the gateway asks for one.
set -eu

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# The key is not among curl's arguments, which others on this machine can see.
authorization() {
  if [ -n "${GATEWAY_KEY:-}" ]; then printf 'Authorization: Bearer %s\n' "$GATEWAY_KEY"; fi
}

# Sent again, a request finds the onboarding that it started: after a lost answer, and while it still runs (202).
status=202
while [ "$status" = 202 ]; do
  status=$(authorization | curl --silent --show-error --retry 5 --retry-connrefused --max-time 60 \
    --header @- --header 'Content-Type: application/json' --data-binary "@$1" \
    --output "$answer" --write-out '%{http_code}' \
    "${GATEWAY_URL:-http://127.0.0.1:8088}/onboardings?wait=30s")
done

if [ "$status" = 200 ]; then
  cat "$answer"
else
  cat "$answer" >&2
  exit 1
fi
