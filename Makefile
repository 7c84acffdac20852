# Needs make and Python 3.11 or newer, nothing else: what is missing is installed into .venv.
SHELL := /bin/sh
VENV  := .venv
PY    := $(VENV)/bin/python
ARGS  ?=

# A Python that is new enough and can make a virtual environment; `make PYTHON=…` chooses another.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$python"; break; }; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without byte code every process rewrites the plugins' asserts anew: a second and more each time.
unexport PYTHONDONTWRITEBYTECODE

READY := $(VENV)/.ready
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help conformance test check check-full kill-rate format formatted lint types floors contracts docs docs-pages recordings \
	peers random-order slow rendered wheel clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name says; do \
		printf '  make %-12s %s\n' "$$name" "$$says"; done

$(READY): pyproject.toml constraints.txt
	@[ -n "$(PYTHON)" ] || { echo "found no Python 3.11 or newer with venv; install one, or: make PYTHON=/path/to/python" >&2; exit 1; }
	@[ -x $(PY) ] || { echo "making $(VENV) with $(PYTHON)"; "$(PYTHON)" -m venv $(VENV); }
	@echo "installing into $(VENV)"
	@$(PY) -m pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

conformance: $(READY) ## runs every promise on the embedded servers, or on ARGS="--oauth-target …"; see reports/
	@$(VENV)/bin/oauth-conformance run $(ARGS)

test: $(READY) ## runs the tests of the machine
	@$(PY) -m pytest tests -q -n 2 -m "not slow" $(ARGS)

check: formatted lint types floors contracts docs test ## runs what CI runs: format, lint, types, floors, contracts, docs, tests

formatted: $(READY)
	@$(PY) -m ruff format --check -q --output-format concise . || { echo "not formatted as above: make format" >&2; exit 1; }

lint: $(READY)
	@$(PY) -m ruff check -q --output-format concise .

types: $(READY)
	@$(PY) -m mypy

floors: $(READY)
	@$(VENV)/bin/lint-imports --no-logo

contracts: $(READY)
	@$(VENV)/bin/oauth-conformance lint

docs: $(READY)
	@$(PY) -m pytest tests/docs -q

recordings: $(READY) ## records the shipped cassettes anew, at the embedded servers
	@for contract in finapi square calcom; do \
		$(VENV)/bin/oauth-conformance run -q -p no:randomly --oauth-contract=$$contract --oauth-fuzz=2 \
		--oauth-cassettes=record --oauth-cassette-dir=cassettes || exit 1; done

docs-pages: $(READY) ## writes the pages of docs/reference/promises anew, one for each contract
	@for contract in $$(ls suites/*/contract.toml | cut -d / -f 2); do \
		$(VENV)/bin/oauth-conformance list promises --contract "$$contract" --markdown >docs/reference/promises/$$contract.md \
		|| exit 1; done

format: $(READY) ## formats, and mends what can be mended alone
	@$(PY) -m ruff check -q --fix-only .
	@$(PY) -m ruff format -q .

kill-rate: $(READY) ## runs every fault of the reference servers: which does no scenario see?
	@$(PY) -m tests.kill_rate $(ARGS)

peers: $(READY) ## asks four servers that nobody here wrote, and writes docs/reference/servers.md; ARGS="NAME" asks one
	@$(PY) -m examples.peers.ask $(ARGS)

random-order: $(READY)
	@for contract in finapi finapi@1.115.1; do for seed in 1 2 3; do \
		echo "$$contract in random order, seed $$seed, two workers"; \
		$(PY) -m pytest suites -q -n 2 -p randomly --randomly-seed=$$seed --oauth-contract=$$contract || exit 1; \
		done; done

slow: $(READY)
	@$(PY) -m pytest tests -q -rs -m slow

rendered: conformance
	@if ! command -v allure >/dev/null 2>&1; then echo "not run: the Allure report as HTML (no allure on this machine)"; \
	else allure generate reports/allure-results -o reports/allure-report >/dev/null && echo "reports/allure-report"; fi
	@command -v curl >/dev/null 2>&1 || echo "not run: the curl lines of a deviation (no curl on this machine)"

check-full: check kill-rate random-order slow rendered ## runs check, kill-rate and all that is slow

wheel: $(READY) ## builds the wheel and the source archive into dist/
	@rm -rf dist
	@$(PY) -m build -q --no-isolation -o dist .
	@ls dist

clean: ## removes what the other targets made, .venv included
	@rm -rf $(VENV) .peers build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find reports -mindepth 1 ! -name .gitignore -delete
