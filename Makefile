# Needs Python 3.11 or newer and make, nothing else; `make` alone prints this list.

PORT ?= 8000
# Options for pytest, as in: make test ARGS="-k undo -x"
ARGS ?=

PY := .venv/bin/python
# The first interpreter that is new enough and can make a virtual environment; PYTHON=… picks another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$name && break; done)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench

help: ## print this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## build .venv from requirements.txt, when it changed
	@if cmp -s requirements.txt .venv/installed.txt && $(PY) -c '' 2>/dev/null; then exit 0; fi; \
	if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11 or newer with its venv module was found. Install one (on Debian: apt install python3-venv)," \
			"or name it: make setup PYTHON=/path/to/python3" >&2; exit 2; \
	fi; \
	$(PY) -m pip --version >/dev/null 2>&1 || { echo "Making .venv with $(PYTHON)"; $(PYTHON) -m venv --clear .venv; } || exit 1; \
	echo "Installing the packages of requirements.txt"; \
	$(PY) -m pip install -qq --disable-pip-version-check --no-input -r requirements.txt || exit 1; \
	cp requirements.txt .venv/installed.txt

run: setup ## the whole system at http://127.0.0.1:8000/admin/ (PORT=… picks another port)
	@LOCAL=1 exec $(PY) manage.py run --port $(PORT)

test: setup ## every test (ARGS="-k word" picks some)
	@# Tests start a hundred processes: each finds the modules compiled.
	@PYTHONDONTWRITEBYTECODE= exec $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

lint: setup ## style, layout and import rules
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports

format: setup ## rewrite the source in the project's style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: setup ## the figures of a report of a million rows
	@$(PY) -m bench $(ARGS)
