#!/bin/sh
# Sends poison records, which any producer may send, by librdkafka: each alone, then all among 200 good records. Each record must
# have one outcome, the process must not restart, and the audit must be clean.
#
#   docs/acceptance/poison.sh [IMAGES]
#
# IMAGES  a folder of JPEG or PNG files; without it the images are generated
#
# Needs python3 with confluent_kafka (Debian: python3-confluent-kafka). BROKER=HOST:PORT names a running broker, and MODEL
# a model other than the bundled one. WAIT is the longest wait for all outcomes, in seconds; the default is 300. The topics
# have Kafka's own limits. The input accepts any timestamp, so that one of 2099 gets into it; the outputs keep Kafka's
# window, one hour ahead.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
skipstream=${SKIPSTREAM:-$here/../../skipstream}
python=${PYTHON:-python3}
port=${PORT:-19392}
address=${BROKER:-localhost:$port}
work=$(mktemp -d)
servers="--bootstrap-server $address"
running=
trap 'kill $running 2>/dev/null || true; wait; rm -rf "$work"' EXIT

if [ -z "${BROKER:-}" ]; then
  "$skipstream" broker --port "$port" --data "$work/broker" 2>"$work/broker.log" &
  running=$!
fi
"$python" - "$address" <<'TOPICS'
import sys, time
from confluent_kafka.admin import AdminClient, NewTopic
admin = AdminClient({"bootstrap.servers": sys.argv[1]})
wanted = [
    NewTopic("images", 1, 1, config={"message.timestamp.after.max.ms": str(2**63 - 1)}),
    NewTopic("detections", 1, 1),
    NewTopic("images.dead-letters", 1, 1, config={"max.message.bytes": str(1048588 + 262144)}),
]
deadline = time.time() + 120
while True:
    try:
        admin.list_topics(timeout=5)
        break
    except Exception:
        if time.time() > deadline:
            raise
for name, created in admin.create_topics(wanted).items():
    created.result()
TOPICS

"$skipstream" run --model "${MODEL:-models:/street@champion}" --registry "$work/registry" --http-port none --state "$work/state" $servers \
  2>"$work/run.log" &
stream=$!
running="$stream $running"
if ! "$python" "$here/poison.py" "$address" "$@"; then
  tail -n 20 "$work/run.log" >&2
  exit 1
fi
kill -0 "$stream" || { echo "the stream has ended" >&2; exit 1; }
echo "the stream runs: no restart"
"$skipstream" audit $servers
