#!/bin/sh
# Sets Station Gate up in .venv; quick and silent when that is done already, unless --look
# asks it to look for system packages all the same.
#
# .venv holds exactly what requirements.lock says, or it is made anew: a set-up that was
# interrupted, another lock and a checkout that was moved all end the same way. The stamp in
# it tells; each of its lines is written when that part is done. PYTHON=... chooses the Python.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/steps.sh
. tools/steps.sh
# shellcheck source=tools/system.sh
. tools/system.sh
# shellcheck source=tools/packages.sh
. tools/packages.sh

stamp=.venv/station-gate-setup
environment="environment $PWD $(cksum <requirements.lock)"
project="project $(cksum <pyproject.toml)"

# An environment whose Python was replaced by another version has lost its packages.
usable() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; }

# The first Python that fits and can make an environment, else the first that fits.
find_python() {
    fits='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
    python=
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        "$name" -c "$fits" 2>/dev/null || continue
        python=${python:-$name}
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$name
            return
        fi
    done
    [ -n "$python" ] || fail "No Python 3.11, 3.12 or 3.13 was found${PYTHON:+ at $PYTHON}:" \
        "install one (on Debian: apt-get install python3 python3-venv)," \
        "or name one: make setup PYTHON=/path/to/python3."
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    may_install || fail "$python cannot make an environment: install its venv module" \
        "(on Debian: ${sudo_hint}apt-get install python$version-venv), then run make setup again."
    step "system packages: python$version-venv (apt-get)"
    logged apt_install "python$version-venv" || failed "apt-get could not install python$version-venv."
}

make_environment() {
    rm -rf .venv
    step "environment: .venv with $("$python" -V)"
    logged "$python" -m venv .venv || failed "$python could not make .venv."
    step "Python packages: $(grep -c '^[a-z0-9].*==' requirements.lock) from requirements.lock"
    logged install_locked ||
        failed "pip could not install requirements.lock: is there a network, and room on the disk?"
    echo "$environment" >"$stamp"
}

# Python compiles what it imports and keeps it, unless PYTHONDONTWRITEBYTECODE forbids it: then
# every start of recognition would take twice as long (0.9 instead of 0.45 s).
compile_once() {
    (
        unset PYTHONDONTWRITEBYTECODE
        .venv/bin/python -c 'import station_gate.cli.app, station_gate.faces.engine'
    )
}

install_project() {
    echo "$environment" >"$stamp" # interrupted from here on, only this is to be done again
    step "station-gate itself"
    logged pip_install -e . || failed "pip could not install station-gate."
    logged compile_once || failed "station-gate was installed but does not start."
    printf '%s\n%s\n' "$environment" "$project" >"$stamp"
}

todo=all
if usable && [ -e "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$environment" ]; then
    todo=project
    [ "$(tail -n 1 "$stamp")" = "$project" ] && todo=
fi
[ "$todo${1:-}" ] || exit 0

began=$(date +%s)
start_log out/setup.log
work=$(mktemp -d) || exit 1
trap 'wait; rm -rf "$work"' EXIT # an apt-get at work is let finish
trap 'exit 130' INT TERM
echo "Setting up Station Gate (details: $log)"
if [ "$todo" = all ]; then find_python; else python=.venv/bin/python; fi
begin_system_packages
[ "$todo" = all ] && make_environment
end_system_packages
[ -z "$todo" ] || install_project
step "ready ($(($(date +%s) - began)) s)"
