#!/usr/bin/env bash
# Style and the usual mistakes; `.venv/bin/ruff format` and `ruff check --fix` mend most of it.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

.venv/bin/ruff check
.venv/bin/ruff format --check
