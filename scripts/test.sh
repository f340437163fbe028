#!/usr/bin/env bash
# Runs the built tests in two halves, those that start message ENGINES apart and few at a time, so that a busy machine does not starve
# the engines. Both halves always run, and what failed is said once more at the very end, where it is found without scrolling.
set -uo pipefail
engines=$1 logs=.build/test-logs
mkdir -p "$logs"
failed=()

half() { # NAME ARGUMENTS...
    local name=$1
    shift
    ${SWIFT:-swift} test --skip-build "$@" 2>&1 | tee "$logs/$name.log"
    [ "${PIPESTATUS[0]}" = 0 ] || failed+=("$name")
}

half plain --skip "$engines"
SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4 half engines --filter "$engines"

[ ${#failed[@]} -gt 0 ] || exit 0
for name in "${failed[@]}"; do
    echo
    echo "Failed among the $name tests (all of it: $logs/$name.log):"
    # A recorded issue and its explanation; a trap, which leaves nothing but its own words; the tests that were under way or failed.
    grep -aE -A 12 'recorded an issue|Fatal error|unexpected signal|error: ' "$logs/$name.log" |
        grep -avE '^(◇|✔|--)' | cut -c -400 | tail -n 60
done
exit 1
