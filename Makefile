# Station Gate: `make run` is all that a new user needs. `make help` lists the rest.
VENV := .venv/bin
WORKERS ?= 2
UV ?= uv
STUDIO_PYTHON ?= python3.11

.DEFAULT_GOAL := help
.PHONY: help setup ready run servers test lint bench docs pictures goldens fixtures fuzz speech wheel-test soak chaos studio kills lock clean

help:  ## list what make can do here
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 15

setup:  ## install everything into .venv and look for system packages (up to a minute)
	@PYTHON="$(PYTHON)" tools/setup.sh --look

# The same for the other targets: takes no time where .venv is as it should be.
ready:
	@PYTHON="$(PYTHON)" tools/setup.sh

run: ready  ## set up, then play the demo: in a window, or headless with pictures under out/
	@STATION_GATE_LOG__STYLE=$${STATION_GATE_LOG__STYLE:-human} $(VENV)/station-gate kiosk --demo

servers:  # for tests of a station alone
	@tools/servers.sh

# The rules are measured by their own tests alone: another part's test must not cover for them.
test: lint servers  ## set up, then every check and test; the rules with each branch covered
	@$(VENV)/python -m pytest -q tests/gate \
		--cov=station_gate.gate --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered
	@$(VENV)/python -m pytest -q -n $(WORKERS) --ignore=tests/gate

quick: lint  ## before a commit: style and types, and the tests of what differs from main
	@tests=$$($(VENV)/python -m tools.changed); [ -z "$$tests" ] || $(VENV)/python -m pytest -q $$tests

lint: ready  ## style, types and the direction of imports
	@$(VENV)/ruff check --quiet
	@$(VENV)/ruff format --check --quiet
	@$(VENV)/mypy --no-error-summary
	@$(VENV)/lint-imports --no-logo

bench: ready  ## run every benchmark: ours beside the naive way
	@for script in benchmarks/[!_]*.py; do \
		echo "== $$script"; OMP_NUM_THREADS=1 $(VENV)/python "$$script" || exit 1; \
	done
	@echo "== all of out/bench.json"; $(VENV)/python benchmarks/_table.py

docs: ready  ## write the pages of docs/ that are made from the program
	@$(VENV)/python tools/docs.py

pictures: setup  ## make the README's pictures with the real program
	@$(VENV)/python tools/pictures.py
	@$(VENV)/python tools/animation.py
	@$(VENV)/python tools/board_picture.py

goldens: ready  ## make the stored pictures of the screens again, to be looked at and committed
	@$(VENV)/python -m tests.kiosk.stored

fixtures: setup  ## build the fixture library again; with PORTRAITS=folder, from new rendered portraits
	@$(VENV)/python -m fixtures.library $(PORTRAITS)

speech:  ## install the voice that reads the kiosk's instructions aloud (espeak-ng, with apt-get)
	@tools/speech.sh

studio:  ## install Blender's module into .venv-studio, to render passengers (Python 3.11, 1.5 GB)
	@command -v $(STUDIO_PYTHON) >/dev/null || { echo "make studio needs Python 3.11: install it, or name it: make studio STUDIO_PYTHON=/path/to/python3.11"; exit 1; }
	@$(STUDIO_PYTHON) -m venv .venv-studio
	@.venv-studio/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r fixtures/studio/requirements.lock

fuzz: ready  ## feed every decoder what a stranger may send: make fuzz SECONDS=60 ONLY="zone chip"
	@$(VENV)/python -m pip install --quiet --target out/fuzz/atheris --upgrade --no-deps \
		--require-hashes -r fuzz/requirements.lock
	@PYTHONPATH=out/fuzz/atheris $(VENV)/python -m fuzz --seconds $(or $(SECONDS),60) $(ONLY)

wheel-test: ready  ## build the wheel, install it into a fresh environment, and play everything there
	@PYTHON="$(PYTHON)" tools/wheel_test.sh

soak: ready  ## a live gate with a fault every minute (needs Xvfb): make soak MINUTES=30
	@PYTHONPATH=. OMP_NUM_THREADS=1 $(VENV)/python tools/soak.py --minutes $(or $(MINUTES),30)

chaos: ready  ## evacuate a live gate at every moment with every fault (needs Xvfb; an hour)
	@PYTHONPATH=. OMP_NUM_THREADS=1 $(VENV)/python tools/chaos.py

kills: ready  ## kill a program that enrols and erases people a hundred times (two minutes)
	@PYTHONPATH=. STATION_GATE_KILLS=100 $(VENV)/python -m pytest -q tests/registers/test_kills.py

lock:  ## renew requirements.lock and the studio's from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it, or name it: make lock UV=/path/to/uv"; exit 1; }
	@$(UV) pip compile --quiet --upgrade --universal --generate-hashes --group dev pyproject.toml \
		-o requirements.lock
	@$(UV) pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes \
		--group pyproject.toml:studio -o fixtures/studio/requirements.lock

clean:  ## remove what was made here: .venv, .venv-studio, out/ and caches
	@rm -rf .venv .venv-studio out build dist *.egg-info .coverage* .*_cache .benchmarks .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
