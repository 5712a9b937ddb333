#!/usr/bin/env bash
# Drives JupyterLab in Chromium as a user would; screenshots go into screenshots/.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" start.py setup

.venv/bin/python -m pytest -m browser tests/browser "$@"
