# The words of this program: `make help` lists them. Needs Python 3.11 or newer with venv; nothing else.

HOST ?= 127.0.0.1
PORT ?= 8000
UNITS ?= 20000
ROUNDS ?= 30
PEERS ?= postgraphile mercurius strawberry postgresql

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(NEW_ENOUGH)' 2>/dev/null; then command -v $$p; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help run built test check bench bench-import soak storm clean audit lock graphiql schema install install-dev
.SILENT:

help: ## List these words
	awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: install ## Set up, load the demo where the register is empty, serve on HOST:PORT (127.0.0.1:8000)
	$(BIN)/python console/build.py || echo "The register runs without the GraphiQL page."
	exec $(BIN)/sor serve --demo --host $(HOST) --port $(PORT)

built: install-dev ## Build the page and install the npm packages, which the tests need
	$(BIN)/python console/build.py
	$(BIN)/python -m tests.npm tests/provider tests/protocol

test: built ## Install what the tests need and run them all; ARGS="-k word" for some
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: install-dev ## Format, lint, types, import contracts, printed schema, settings documentation, house rules
	echo "Format";           $(BIN)/ruff format --check .
	echo "Lint";             $(BIN)/ruff check .
	echo "Types";            $(BIN)/mypy .
	echo "Import contracts"; $(BIN)/lint-imports
	echo "Printed schema";   $(BIN)/sor schema --compare schema/register.graphql
	echo "House rules";      $(BIN)/python -m pytest -q tests/house

bench: install-dev ## Time the program beside its PEERS on generated registers of UNITS (20000); ARGS="--check" or "--write"
	$(BIN)/python -m benchmarks $(foreach units,$(UNITS),--units $(units)) --rounds $(ROUNDS) --peers "$(PEERS)" $(ARGS)

soak: install-dev ## Let crowds read for a minute while a change is made every second; ARGS="--units 100000 --workers 2"
	$(BIN)/python -m benchmarks.soak $(ARGS)

storm: install-dev ## Mixed load for an hour while fault after fault is made; ARGS="--minutes 20 --units 20000 --seed 7"
	$(BIN)/python -m benchmarks.storm $(ARGS)

bench-import: install-dev ## Time sor import of a file of UNITS (20000) beside COPY of the very rows; ARGS="--rounds 5"
	$(BIN)/python -m benchmarks.importing --units $(firstword $(UNITS)) $(ARGS)

clean: ## Remove everything built or installed here; the register's data in .sor stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf web/static console/node_modules tests/*/node_modules benchmarks/peers/*/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	if [ -e .sor ]; then echo "The data of the embedded PostgreSQL stays in .sor."; fi
	if [ -e .bench ]; then echo "The registers that make bench generated stay in .bench."; fi

graphiql: install ## Build the GraphiQL page
	$(BIN)/python console/build.py

schema: install ## Print the schema into schema/register.graphql
	$(BIN)/sor schema > schema/register.graphql.new
	mv schema/register.graphql.new schema/register.graphql

lock: ## Bring the locks up to pyproject.toml; UPGRADE=--upgrade takes the newest of everything
	set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(PYTHON) -m venv "$$folder"; "$$folder/bin/python" -m pip --quiet install uv; \
	for lock in "requirements.lock --extra build" "requirements-traces.lock --extra build --extra traces" \
		"requirements-dev.lock --extra build --extra traces --extra dev"; do \
		set -- $$lock; name=$$1; shift; \
		"$$folder/bin/uv" pip compile pyproject.toml "$$@" --output-file "$$name" --quiet --universal \
			--python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE); \
	done

audit: install-dev ## Ask the public list of known weaknesses about every package in the locks; needs the network
	set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(PYTHON) -m venv "$$folder"; "$$folder/bin/python" -m pip --quiet --disable-pip-version-check install pip-audit; \
	found=0; \
	"$$folder/bin/pip-audit" --strict --requirement requirements-dev.lock --require-hashes --disable-pip \
		--progress-spinner off $(ARGS) || found=1; \
	$(BIN)/npm audit --prefix console --package-lock-only || found=1; \
	exit $$found

# Installing is done again when a lock, the project's own description or the folder changes; a checkout that only
# changes times does not count. Of the lock $(1) the stamp tells that it is installed.
state = echo "$(CURDIR) $$(cat $(1) pyproject.toml | cksum)"
stamp = .venv/.$(basename $(1))-installed

define installed
	if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed; none was found. PYTHON=… names one." >&2; exit 2; fi
	if [ "$$($(state))" = "$$(cat $(stamp) 2>/dev/null)" ]; then exit 0; fi; \
	set -e; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		echo "Making .venv with $$($(PYTHON) --version) ($(PYTHON))"; \
		$(PYTHON) -m venv --clear .venv; \
	fi; \
	echo "Installing the packages of $(1) (a minute or two, the first time)"; \
	$(PIP) install --require-hashes -r $(1); \
	$(PIP) install --no-deps --no-build-isolation -e .; \
	$(state) > $(stamp)
endef

install:
	$(call installed,requirements.lock)

install-dev:
	$(call installed,requirements-dev.lock)
	$(call state,requirements.lock) > $(call stamp,requirements.lock)
