# Warraq's two commands are `make demo` and `make test`; the rest serves those who build it.
.DEFAULT_GOAL := help
.PHONY: help demo test test-postgres lint types layers unit browser edge hold bench bench-reading lock clean

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# For two cores: every third test waits for a server more than it computes. `make unit JOBS=0` runs all in one process.
JOBS ?= 3
# Browsers compute while pages wait.
BROWSERS ?= 2

# Rooms that import no Django (see the layers), and the commands' tests, which choose their database themselves.
NO_DATABASE := warraq/common warraq/arabic warraq/markup warraq/press warraq/fetching tests/test_commands.py

help:  ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | column -t -s:

$(VENV)/base.stamp: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Warraq needs Python 3.11 or newer; set PYTHON= to one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/base.stamp requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/base.stamp  ## Serve the demo network on http://127.0.0.1:8000 (PORT= for another)
	@exec $(BIN)/warraq demo --port $(PORT)

test: lint types layers unit browser edge  ## Lint, types, import layers, unit, browser and edge tests

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy warraq

layers: $(VENV)/dev.stamp
	$(BIN)/lint-imports --no-logo

unit: $(VENV)/dev.stamp
	$(BIN)/pytest -m "not browser and not edge" -n $(JOBS)

# npm writes this file itself; without npm it never comes, and the tests that need it skip by name.
tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	@tests/browser/need-checkers

browser: $(VENV)/dev.stamp tests/browser/node_modules/.package-lock.json  ## Browser tests alone
	@tests/browser/need-chromium
	$(BIN)/pytest -m browser tests/browser -n $(BROWSERS) --dist loadfile

# In one process: the servers are started once for all these tests.
edge: $(VENV)/dev.stamp  ## Tests with Debian's Varnish and nginx in front of two press nodes, alone
	$(BIN)/pytest -m edge tests/edge

test-postgres: $(VENV)/dev.stamp  ## The same unit tests on a PostgreSQL of our own, on a private port and folder (PARTS= for some)
	@tests/with-postgres $(BIN)/pytest -m "not browser and not edge" -n $(JOBS) $(NO_DATABASE:%=--ignore=%) $(PARTS)

# Half of the faults on each database; in all under half an hour on two cores.
hold: $(VENV)/dev.stamp  ## Kill processes of a busy network at random moments, and see what is lost (HOLD="--times 12" for a look)
	$(BIN)/python -m tests.hold --database sqlite $(HOLD)
	$(BIN)/python -m tests.hold --database postgresql $(HOLD)

bench: $(VENV)/base.stamp  ## Measure against nginx, Varnish and stock Wagtail (BENCH=--quick for a look)
	@$(BIN)/python -m bench $(BENCH)

bench-reading: $(VENV)/dev.stamp  ## Measure how Arabic is read: search, related stories, copies, copy desk
	@$(BIN)/python -m bench.reading

lock:  ## Lock the dependencies anew, with hashes
	uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements/base.in -o requirements/base.txt
	uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements/dev.in -c requirements/base.txt -o requirements/dev.txt

clean:  ## Remove the environment and the demo's state
	rm -rf $(VENV) var tests/browser/node_modules
