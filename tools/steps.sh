# shellcheck shell=sh
# How a set-up speaks: one line a step; what the tools say goes to the log. Read by setup.sh.

start_log() {
    log=$1
    mkdir -p "$(dirname "$log")" && : >"$log" || exit 1
}

step() {
    echo "  $*"
    echo "== $*" >>"$log"
}

logged() { "$@" >>"$log" 2>&1; }

fail() {
    echo "make setup: $*" >&2
    exit 1
}

# Ends the set-up with the last lines of the log, where the tool that failed says why.
failed() {
    tail -n 12 "$log" | sed 's/^/    /' >&2
    fail "$* The lines above are the end of $log."
}
