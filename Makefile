# Two ways in: `make demo` does the main job on the bundled sample, `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MEDSPACY := .venv-medspacy
COMPILED := .compiled

.PHONY: setup demo test lint types imports unit compiled bench drill mutations hostile clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "mdsmatch needs Python 3.11 or newer; call make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

demo: setup
	$(BIN)/mdsmatch demo

test: lint types imports unit compiled

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

unit: setup
	$(BIN)/pytest

# Parser and state as a regular installation has them, compiled; they must say what the plain modules do.
compiled: $(COMPILED)/.ready
	MDSMATCH_COMPILE=1 PYTHONPATH=$(COMPILED) $(BIN)/pytest tests/criteria tests/state tests/match tests/evaluate

$(COMPILED)/.ready: $(READY) setup.py $(shell find criteria matcher -name '*.py' -o -name '*.csv' -o -name '*.toml')
	rm -rf $(COMPILED) build
	MDSMATCH_COMPILE=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target $(COMPILED) .
	rm -rf build
	touch $@

# Figures, not checks: they need the real records beside the checkout.
SHARED ?= ../shared
bench: setup $(COMPILED)/.ready
	$(BIN)/python -m tests.bench.night $(SHARED)/registry
	$(BIN)/python -m tests.bench.state
	PYTHONPATH=$(COMPILED) $(BIN)/python -P tests/bench/state.py
	$(BIN)/python -m tests.bench.match $(SHARED)/registry matcher/sample/patients
	$(BIN)/python -m tests.bench.cohort $(SHARED)/registry
	$(BIN)/python -m tests.bench.serve $(SHARED)/registry matcher/sample/patients
	$(BIN)/python -m tests.bench.parser $(SHARED)/bulk/eligibility.jsonl
	PYTHONPATH=$(COMPILED) $(BIN)/python -P tests/bench/parser.py $(SHARED)/bulk/eligibility.jsonl \
		$(if $(wildcard $(MEDSPACY)/bin/python),--medspacy $(MEDSPACY)/bin/python)

# What `make bench` compares the parser with. It pins an older spaCy, so it lives in an environment of its own.
medspacy: $(MEDSPACY)/.ready

$(MEDSPACY)/.ready:
	test -x $(MEDSPACY)/bin/python || $(PYTHON) -m venv $(MEDSPACY)
	$(MEDSPACY)/bin/python -m pip install --quiet --disable-pip-version-check 'medspacy==1.3.*'
	touch $@

# Twenty nights killed at random moments; the suite kills three.
drill: setup
	MDSMATCH_KILLS=20 $(BIN)/pytest tests/flows/test_killed.py

# Fifty thousand spoilt texts and some of 1 MB, each read soundly and in time; the suite reads a few hundred.
mutations: setup
	$(BIN)/python -m tests.bench.mutations $(SHARED)/bulk/eligibility.jsonl

# Two thousand requests of every kind against the interface; the suite sends a few hundred.
hostile: setup
	MDSMATCH_CASES=2000 $(BIN)/pytest tests/web/test_api_schema.py

clean:
	rm -rf $(VENV) $(MEDSPACY) $(COMPILED) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
