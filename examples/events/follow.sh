#!/usr/bin/env bash
# Prints a line for every run that ends, until Ctrl-C; goes on where it was when the server was away.
#
#   source .spotcluster/data/env.sh
#   examples/events/follow.sh [ROUTING-KEY-PATTERN]
set -euo pipefail

: "${TASKCLUSTER_ROOT_URL:?source the env.sh of an instance first}"
pattern=${1:-#}
bindings=$(python3 - "$pattern" <<'END'
import json, sys
prefix = "exchange/taskcluster-queue/v1/"
exchanges = ("task-completed", "task-failed", "task-exception")
print(json.dumps([{"exchange": prefix + name, "routingKeyPattern": sys.argv[1]} for name in exchanges]))
END
)

# Reads server-sent events, prints what they say, and leaves the last id in a file.
print_events() {
  python3 -u -c '
import json, sys
for line in iter(sys.stdin.readline, ""):
    field, _, value = line.rstrip("\n").partition(": ")
    if field == "event":
        print(f"({value})")
    elif field == "id":
        open(sys.argv[1], "w").write(value)
    elif line.startswith("{"):
        print(json.loads(line)["message"], file=sys.stderr)
    elif field == "data" and value.startswith("{\"id\""):
        event = json.loads(value)
        status = event["payload"]["status"]
        name = event["exchange"].rpartition("/")[2]
        print(event["time"], name, status["taskId"], "run", event["payload"].get("runId"))
' "$1"
}

last=$(mktemp)
trap 'rm -f "$last"' EXIT
while true; do
  status=0
  curl --silent --show-error --fail-with-body --no-buffer --get "$TASKCLUSTER_ROOT_URL/api/events/v1/subscribe" \
    --data-urlencode "bindings=$bindings" --header "Last-Event-ID: $(cat "$last")" | print_events "$last" || status=$?
  # 22 is a refusal, which another try does not change.
  [ "$status" -ne 22 ] || exit 1
  sleep 1
done
