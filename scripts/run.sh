#!/usr/bin/env bash
# Starts the server and says how to make a first payment.
set -euo pipefail
data=$1
listen=$2

cat <<TEXT

Florin will listen on http://$listen and keep its data in $data. A first payment:

  json='Content-Type: application/json'; url=http://$listen/v1
  for id in rail:bank wallet:alice merchant:acme; do curl -s \$url/accounts -H "\$json" -d '{"id":"'\$id'","currency":"USD"}'; echo; done
  curl -s \$url/transfers -H "\$json" -H 'Idempotency-Key: fund-1' -d '{"debit":"rail:bank","credit":"wallet:alice","amount":5000,"currency":"USD"}'; echo
  curl -s \$url/payments -H "\$json" -H 'Idempotency-Key: pay-1' -d '{"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme","order":"o-1"}'; echo

Ctrl-C stops it cleanly.

TEXT
exec .build/release/florin serve --data "$data" --listen "$listen"
