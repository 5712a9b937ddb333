#!/usr/bin/env bash
# Types, by the rules in pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

.venv/bin/mypy
