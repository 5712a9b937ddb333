#!/usr/bin/env bash
# Runs notebooks cell by cell and compares every output with the stored one. Other notebooks can be
# given as arguments. Each gets an empty database of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

.venv/bin/python -m workbench warmup  # or the first cell would say that it waits for the compiler

unset DATABASE_URL
export WORKBENCH_DATA=""
tidy() {
    # The server ends a moment after its last kernel, and still writes until then.
    for _ in $(seq 50); do
        rm -rf "$WORKBENCH_DATA" 2>/dev/null && return
        sleep 0.2
    done
}
trap tidy EXIT

[ $# -gt 0 ] || set -- notebooks/quickstart.ipynb notebooks/revisions.ipynb notebooks/equipment.ipynb
for notebook in "$@"; do
    WORKBENCH_DATA=$(mktemp -d)
    # The options of the test suite (doctests, warnings as errors) are for modules and not for notebooks.
    .venv/bin/python -m pytest -o addopts= -o filterwarnings=default -p no:cacheprovider \
        --nbval --nbval-sanitize-with .ci/nbval.cfg --nbval-cell-timeout 300 "$notebook"
    tidy
done
