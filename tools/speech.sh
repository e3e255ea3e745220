#!/bin/sh
# Installs what speaks for the kiosk: the system's espeak-ng. A set-up of its own, for who wants
# it: the kiosk shows everything that it says.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tools/steps.sh
. tools/steps.sh
# shellcheck source=tools/system.sh
. tools/system.sh

package=espeak-ng

tell() {
    if command -v espeak-ng >/dev/null; then
        echo "espeak-ng is here: $(espeak-ng --version | sed 's/  Data at.*//')."
        echo "The kiosk offers spoken instructions now; station-gate doctor tells the languages."
        exit 0
    fi
}

tell
if ! may_install; then
    if command -v apt-get >/dev/null; then
        how="with ${sudo_hint}apt-get install --no-install-recommends $package"
    else
        how="with your system's package manager (on Debian its package is $package)"
    fi
    echo "make speech: packages may not be installed from here; install espeak-ng $how." >&2
    exit 1
fi
start_log out/speech.log
step "system package: $package (${sudo_hint}apt-get)"
logged apt_install "$package" && tell
tail -n 5 "$log" | sed 's/^/    /' >&2
echo "make speech: apt-get could not install $package; $log says why." >&2
exit 1
