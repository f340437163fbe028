#!/usr/bin/env bash
# Measures every message engine that is installed: starts a real server as the tests do, and runs florin bench messaging and florin bench relay.
# usage: bench-messaging.sh [ENGINE...]
set -euo pipefail
cd "$(dirname "$0")/.."
florin=.build/release/florin
export FLORIN_TOOLS="${FLORIN_TOOLS:-$PWD/.build-tools/bin}"
[ $# -gt 0 ] || set -- embedded postgresql redis rabbitmq kafka activemq
for engine in "$@"; do
    echo "== $engine"
    messages=200000
    events=1000000
    case $engine in
        activemq) messages=30000; events=50000 ;;
        rabbitmq) messages=100000; events=300000 ;;
        kafka) events=300000 ;;
    esac
    url=embedded:
    if [ "$engine" != embedded ]; then
        coproc SERVER { exec .build/debug/engine-server "$engine"; }
        read -r url <&"${SERVER[0]}"
    fi
    $florin bench messaging --broker "$url" --messages "$messages" --more || true
    $florin bench relay --broker "$url" --events "$events" || true
    if [ "$engine" != embedded ]; then
        exec {SERVER[1]}>&-
        wait "$SERVER_PID" || true
    fi
done
