#!/bin/sh
# Installs what only the tests of a station need: PostgreSQL. Silent where it
# is there. It is not done on a system that would then run it as a service: there, and where
# packages may not be installed, the tests that need them are skipped and say so.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/steps.sh
. tools/steps.sh
# shellcheck source=tools/system.sh
. tools/system.sh

packages=
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    packages=postgresql
[ -n "$packages" ] || exit 0
if ! may_install || [ -d /run/systemd/system ]; then
    echo "  for the tests of a station: ${sudo_hint}apt-get install $packages (else they are skipped)"
    exit 0
fi
start_log out/servers.log
step "system packages for tests: $packages (${sudo_hint}apt-get)"
# shellcheck disable=SC2086 # one word for each package
logged apt_install $packages || step "apt-get did not succeed: $log says why"
