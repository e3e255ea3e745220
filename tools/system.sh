# shellcheck shell=sh
# The system's part of a set-up: what of tools/system-packages is missing, and apt-get to get
# it. Read by setup.sh, after steps.sh; uses $python and $work.

sudo_hint=
[ "$(id -u)" = 0 ] || sudo_hint='sudo '

# Whether apt-get may be used without asking anybody for a password.
may_install() {
    command -v apt-get >/dev/null && { [ -z "$sudo_hint" ] || sudo -n true 2>/dev/null; }
}

# The package lists are fetched only where those at hand do not do.
apt_install() {
    apt_get install "$@" || { apt_get update && apt_get install "$@"; }
}

apt_get() {
    ${sudo_hint:+sudo -n} env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o DPkg::Lock::Timeout=120 --no-install-recommends "$@" </dev/null
}

seen() {
    name=$(echo "${1#*:}" | tr _ ' ')
    case $1 in
        lib:*) "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$name" 2>/dev/null ;;
        font:*) fc-list -q "$name" 2>/dev/null ;;
        program:*) command -v "$name" >/dev/null ;;
    esac
}

# Writes the lines of tools/system-packages whose thing is not there.
missing_lines() {
    grep -v '^#' tools/system-packages | while read -r need thing package why; do
        seen "$thing" || echo "$need $thing $package $why"
    done
}

packages_of() { awk '{printf "%s%s", sep, $3; sep = " "}' "$1"; }

# Starts apt-get beside what follows; end_system_packages waits for it.
begin_system_packages() {
    installing=
    if [ "$(uname -s)" != Linux ]; then
        step "system libraries: not looked at on $(uname -s); zbar and fonts are told by doctor"
        return
    fi
    missing_lines >"$work/missing"
    [ -s "$work/missing" ] || return 0
    packages=$(packages_of "$work/missing")
    if may_install; then
        step "system packages: $packages (${sudo_hint}apt-get)"
        # shellcheck disable=SC2086 # one word for each package
        apt_install $packages >"$work/apt.log" 2>&1 &
        installing=$!
    else
        tell_missing
    fi
}

end_system_packages() {
    [ -n "$installing" ] || return 0
    wait "$installing" || step "apt-get did not succeed: $log says why"
    cat "$work/apt.log" >>"$log"
    missing_lines >"$work/missing"
    [ ! -s "$work/missing" ] || tell_missing
}

# Says what is missing and how to get it; ends the set-up if something needed is.
tell_missing() {
    echo "  Missing on this system:"
    while read -r need thing package why; do
        echo "    $(echo "${thing#*:}" | tr _ ' ') ($need): $why"
    done <"$work/missing"
    packages=$(packages_of "$work/missing")
    if command -v apt-get >/dev/null; then
        echo "  To install them: ${sudo_hint}apt-get install --no-install-recommends $packages"
    else
        echo "  Install them with your system's package manager (on Debian they are in: $packages)."
    fi
    if grep -q '^needed' "$work/missing"; then
        fail "a needed library is missing; install it as said above, then run make setup again."
    fi
}
