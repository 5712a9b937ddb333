#!/usr/bin/env bash
# Runs notebooks cell by cell and compares every output with the stored one. Other notebooks can be
# given as arguments. They get an empty database of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

unset DATABASE_URL
WORKBENCH_DATA=$(mktemp -d)
export WORKBENCH_DATA
tidy() {
    # The server ends a moment after its last kernel, and still writes until then.
    for _ in $(seq 50); do
        rm -rf "$WORKBENCH_DATA" 2>/dev/null && return
        sleep 0.2
    done
}
trap tidy EXIT

[ $# -gt 0 ] || set -- notebooks/quickstart.ipynb
# The options of the test suite (doctests, warnings as errors) are for modules and not for notebooks.
.venv/bin/python -m pytest -o addopts= -o filterwarnings=default -p no:cacheprovider \
    --nbval --nbval-sanitize-with .ci/nbval.cfg --nbval-cell-timeout 300 "$@"
