#!/usr/bin/env bash
# Installs what building needs and this machine lacks, with apt (and sudo where not root). Says what and why.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "Florin needs a Swift toolchain, 6.2 or later: https://www.swift.org/install/linux/" >&2
    exit 1
fi

. "$(dirname "$0")/need.sh"
need git "swift fetches the packages that Florin depends on" command -v git
need ca-certificates "fetching them over https" test -d /etc/ssl/certs
need g++ "the C++ headers and linker that Swift's cryptography package builds with" command -v g++
need libc6-dev "the C headers" test -e /usr/include/stdlib.h
need curl "the example requests" command -v curl
need libsqlite3-dev "the headers of SQLite, which keeps the views and the embedded queues" test -e /usr/include/sqlite3.h
need pkg-config "finds the client libraries of the message engines" command -v pkg-config
need libpq-dev "the client of PostgreSQL" pkg-config --exists libpq
need libhiredis-dev "the client of Redis" test -e /usr/include/hiredis/hiredis.h
need librabbitmq-dev "the client of RabbitMQ" pkg-config --exists librabbitmq
need librdkafka-dev "the client of Kafka" pkg-config --exists rdkafka

install_missing
