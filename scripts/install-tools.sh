#!/usr/bin/env bash
# Installs the programs that check what Florin writes, and that nobody here wrote: with apt, and with pip into FOLDER. Says what and why.
# Without them the tests that need them are skipped; in CI they must be there.
set -euo pipefail
folder=$1

. "$(dirname "$0")/need.sh"
need hledger "checks the exported books" command -v hledger
need openssl "makes the certificates of the TLS tests" command -v openssl
need curl "is the client of the TLS tests" command -v curl
need python3 "runs the checkers from PyPI" command -v python3
need python3-venv "keeps them in a folder of their own" python3 -c "import ensurepip, venv"

install_missing

wanted="beancount==3.2.* openapi-spec-validator==0.9.* schemathesis==4.32.* jsonschema PyYAML"
if [ "$(cat "$folder/wanted" 2>/dev/null)" != "$wanted" ]; then
    echo "installing into $folder: $wanted"
    # The words are to be split.
    # shellcheck disable=SC2086
    if python3 -m venv "$folder" && "$folder/bin/pip" install -q --disable-pip-version-check $wanted; then
        echo "$wanted" >"$folder/wanted"
    else
        echo "These could not be installed: the tests that need them are skipped." >&2
        [ -z "${CI:-}" ] || exit 1
    fi
fi
