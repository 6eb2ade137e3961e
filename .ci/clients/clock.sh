#!/usr/bin/env bash
# curl reads the clock, is cut off, and resumes: bash clock.sh URL
set -euo pipefail
url=$1/live/clock
ids() { sed -n 's/^id: //p'; }

# --max-time ends the reading with status 28, which is what is meant.
first=$(curl -sN --max-time 3.5 "$url" | ids || true)
last=$(tail -n 1 <<<"$first")
second=$(curl -sN --max-time 2.5 -H "Last-Event-ID: $last" "$url" | ids || true)
got=$(printf '%s\n%s\n' "$first" "$second")
want=$(seq 0 "$(tail -n 1 <<<"$second")")
if [ "$got" != "$want" ] || [ "$(wc -l <<<"$second")" -lt 2 ]; then
  echo "curl read" $got "and wanted" $want >&2
  exit 1
fi
echo "curl read" $got
