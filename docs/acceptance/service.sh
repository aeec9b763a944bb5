#!/bin/sh
# Uses the registry service as its clients do: MLflow's call with curl, two concurrent promotions, bad requests that change nothing,
# an upload of ten gigabytes that is rejected, transfers that stall, and a detector that downloads its model from the service.
#
#   docs/acceptance/service.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
skipstream=$here/../../skipstream
port=${PORT:-18090}
work=$(mktemp -d)
url=http://localhost:$port
serving=
trap 'kill $serving 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# Registers the bundled model in a new registry.
"$skipstream" models show models:/street@champion --registry "$work/registry" >/dev/null
printf 'reader read %s\nci write %s\n' 0123456789abcdef-r 0123456789abcdef-w >"$work/tokens"
chmod 600 "$work/tokens"
"$skipstream" models serve --registry "$work/registry" --port "$port" --tokens "$work/tokens" &
serving=$!
until curl --silent --fail "$url/health/live" >/dev/null; do sleep 1; done

ask() { # METHOD PATH [CURL'S OPTIONS...]: prints the status and the answer
  method=$1 path=$2
  shift 2
  curl --silent --max-time 30 --write-out '%{http_code} ' --output "$work/answer" --request "$method" "$url$path" \
    --header "Authorization: Bearer ${token:-0123456789abcdef-w}" --header 'Content-Type: application/json' "$@" || true
  cut -c1-300 "$work/answer"
  echo
}

echo "MLflow's call:"
ask GET '/api/2.0/mlflow/registered-models/alias?name=street&alias=champion'
ask GET '/api/2.0/mlflow/model-versions/get-download-uri?name=street&version=2'

before=$(curl --silent "$url/v1/models" --header 'Authorization: Bearer 0123456789abcdef-r')
echo "what is refused:"
token=wrong ask GET /v1/models
token=0123456789abcdef-r ask DELETE /v1/models/street/aliases/champion --header 'If-Match: *'
ask GET /v1/models/cells
ask GET /v1/models/street/versions/9
ask GET '/v1/models/..%2F..%2Fetc'
ask PUT /v1/models/street/aliases/champion --data '{"version": 2}'
ask PUT /v1/models/street/aliases/champion --data '{"version": "two"}' --header 'If-Match: *'
ask PUT "/v1/artifacts/sha256:$(printf '%064d' 0)" --data 'not what it says'
truncate --size=10G "$work/large"
ask PUT "/v1/artifacts/sha256:$(printf '%064d' 0)" --upload-file "$work/large"
after=$(curl --silent "$url/v1/models" --header 'Authorization: Bearer 0123456789abcdef-r')
[ "$before" = "$after" ] && echo "and nothing was changed"
[ -z "$(find "$work/registry" -name 'import-*' -o -name 'incoming-*')" ] && echo "and nothing is left behind"

echo "two promotions that cross:"
etag=$(curl --silent --dump-header - --output /dev/null "$url/v1/models/street/aliases/champion" \
  --header 'Authorization: Bearer 0123456789abcdef-r' | sed -n 's/^etag: //Ip' | tr -d '\r')
ask PUT /v1/models/street/aliases/champion --data '{"version": 2}' --header "If-Match: $etag"
ask PUT /v1/models/street/aliases/champion --data '{"version": 1}' --header "If-Match: $etag"

echo "transfers that stall:"
digest=$(curl --silent "$url/v1/models/street/versions/2" --header 'Authorization: Bearer 0123456789abcdef-r' \
  | sed -n 's/.*"digest":"\(sha256:[0-9a-f]*\)","source".*/\1/p')
for kind in upload download body; do
  TOKEN=0123456789abcdef-w python3 "$here/stalled-transfers.py" "$url" "$kind" "$digest"
done

echo "a detector whose model comes from there, then with the service gone:"
"$skipstream" simulate --out "$work/street" --frames 1 --seed 3 >/dev/null 2>&1
export SKIPSTREAM_REGISTRY_TOKEN=0123456789abcdef-r
"$skipstream" detect --device cpu --model models:/street@champion --registry "$url" --artifact-cache "$work/cache" "$work"/street/images/*.jpg | head -1
"$skipstream" models alias models:/street/1 champion --registry "$url" || echo "exit code $?: a reader's token"
kill "$serving"
wait "$serving" || true
"$skipstream" models list --registry "$url" || echo "exit code $?: no process serves it"
find "$work/cache" -type f | wc -l
