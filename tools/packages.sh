# shellcheck shell=sh
# The Python packages' part of a set-up: requirements.lock into .venv. Read by setup.sh; uses
# $work.

# setuptools comes first: it builds face_recognition_models, which has no wheel, and our own
# package. Measured on Debian 12: its 100 MB of models stored instead of compressed take 4 s
# less, and not compiling files that Python never imports 9 s less of 46. Several downloads at
# a time win only 5 s of 40, not worth their lines.
install_locked() {
    awk '/^setuptools==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements.lock >"$work/first.txt"
    printf '[bdist_wheel]\ncompression = stored\n' >"$work/build.cfg"
    pip_install --require-hashes -r "$work/first.txt" &&
        DIST_EXTRA_CONFIG=$work/build.cfg pip_install --require-hashes --use-pep517 \
            --only-binary :all: --no-binary face-recognition-models -r requirements.lock
}

# Without dependencies: the lock has them all.
pip_install() {
    .venv/bin/python -m pip install --progress-bar off --no-compile --no-deps \
        --no-build-isolation "$@"
}
