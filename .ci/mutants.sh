#!/usr/bin/env bash
# Takes the rules of the database away one at a time and lets the attacks of tests/store/rules find it. A part of the
# name of a mutant can be given as -k.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

.venv/bin/python -m pytest -m mutation tests/store/rules/test_mutants.py "$@"
