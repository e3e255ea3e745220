#!/bin/sh
# Builds the wheel, installs it from the package index into a fresh environment with a compiler
# that fails, and has tests/test_wheel.py play everything there. PYTHON=... chooses the Python.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r station_gate pyproject.toml README.md LICENSE "$folder"
.venv/bin/python -m pip wheel --quiet --no-deps --no-build-isolation \
    --wheel-dir "$folder/dist" "$folder"
"${PYTHON:-.venv/bin/python}" -m venv "$folder/fresh"
CC=false CXX=false "$folder/fresh/bin/pip" install --quiet --disable-pip-version-check \
    "$folder"/dist/*.whl
STATION_GATE_INSTALLED=$folder/fresh/bin/python .venv/bin/python -m pytest -q tests/test_wheel.py
