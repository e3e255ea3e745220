# shellcheck shell=sh
# The Python packages' part of a set-up: requirements.lock into .venv. Read by setup.sh; uses
# $work.

# setuptools comes first: it builds face_recognition_models, which has no wheel, and our own
# package. What makes it quick (measured on Debian 12, 2 cores): three downloads at a time,
# models stored instead of compressed (4 s less), no compiling of files that Python never
# imports (9 s less).
install_locked() {
    awk '/^setuptools==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements.lock >"$work/first.txt"
    printf '[bdist_wheel]\ncompression = stored\n' >"$work/build.cfg"
    pip install --require-hashes -r "$work/first.txt" &&
        download_locked &&
        DIST_EXTRA_CONFIG=$work/build.cfg pip install --require-hashes \
            --no-index --find-links "$work/packages" --use-pep517 -r requirements.lock
}

download_locked() {
    awk -v work="$work" '/^[a-z0-9]/ {n++} {print >(work "/part" n % 3)}' requirements.lock
    downloads=
    for part in "$work"/part?; do
        pip download --require-hashes --only-binary :all: --no-binary face-recognition-models \
            --dest "$work/packages" -r "$part" >"$part.log" 2>&1 &
        downloads="$downloads $part:$!"
    done
    downloaded=0
    for download in $downloads; do
        if ! wait "${download##*:}"; then
            downloaded=1
            broken=${download%:*}
        fi
        cat "${download%:*}.log"
    done
    [ "$downloaded" = 0 ] || tail -n 4 "$broken.log"
    return "$downloaded"
}

# pip of .venv, without dependencies: the lock has them all.
pip() {
    action=$1
    shift
    [ "$action" = download ] || set -- --no-compile "$@"
    .venv/bin/python -m pip "$action" --progress-bar off --no-deps --no-build-isolation "$@"
}
