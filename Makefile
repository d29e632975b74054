# `make demo` and `make test` need Python 3.11 or newer and a package index, nothing else: each sets up .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types docs bench speed score clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# Set up again only when the dependencies change.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(STAMP)

setup: $(STAMP)  ## make the virtual environment .venv

demo: $(STAMP)  ## the main job on the sample corpora
	$(BIN)/zhaoshang analyze corpora/ -o build/demo
	@echo "Look at build/demo: targets.csv, industries.csv, slogans.csv, keywords.csv, similarity.csv … and manifest.json"

test: $(STAMP)  ## the tests
	$(BIN)/python -m pytest -q

check: $(STAMP) lint types docs score speed  ## format, lint, types, documentation, quality floors, speed

format: $(STAMP)  ## bring the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)  ## fail where the generated documentation is stale
	$(BIN)/python scripts/build_docs.py --check

bench: $(STAMP)  ## speed against a plain script: docs/performance.md and build/bench.json
	$(BIN)/python -m bench

speed: $(STAMP)  ## equal outputs, and half of every floor of speed
	$(BIN)/python -m bench --quick

score: $(STAMP)  ## figures of the extractors, held against their floors
	$(BIN)/python scripts/score.py

clean:  ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
