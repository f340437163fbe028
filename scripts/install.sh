#!/usr/bin/env bash
# Installs what building needs and this machine lacks, with apt (and sudo where not root). Says what and why.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "Florin needs a Swift toolchain, 6.2 or later: https://www.swift.org/install/linux/" >&2
    exit 1
fi

missing=()
need() { # PACKAGE REASON TEST...
    local package=$1 reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        echo "missing: $package ($reason)"
        missing+=("$package")
    fi
}
need git "swift fetches the packages that Florin depends on" command -v git
need ca-certificates "fetching them over https" test -d /etc/ssl/certs
need g++ "the C++ headers and linker that Swift's cryptography package builds with" command -v g++
need libc6-dev "the C headers" test -e /usr/include/stdlib.h
need curl "the example requests" command -v curl
need libsqlite3-dev "the headers of SQLite, which keeps the views" test -e /usr/include/sqlite3.h

if [ ${#missing[@]} -gt 0 ]; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    echo "installing: ${missing[*]}"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi
