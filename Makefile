# Everything is inside this folder: the interpreter's packages in .venv, node's in node_modules, data in .parley.
PYTHON ?= python3
STAGE ?= dev

BIN := .venv/bin
DONE := .venv/.done
CDK := node_modules/.bin/cdk
LAYERS := core audio analysis models http webhooks
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header

# Hundreds of interpreters are started from here: each would compile every package anew.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/$(BIN):$(PATH)
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help install weights layers demo up down check test test-deployed test-apart test-workflow test-rest bench chaos lint lock synth deploy clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- what is needed ---

install: $(DONE)/packages node_modules/.done $(BIN)/parley ## Python packages by their hashes, node, CDK and the command `parley`

weights: $(DONE)/packages ## models of the embedded engines; one that cannot be had is named and passed over
	@$(BIN)/python -m local.weights install

layers: $(DONE)/packages ## packages of the functions, as Lambda layers: for AWS, and for this machine's tests
	@$(BIN)/python -m infra.build_layers --platform aws
	@$(BIN)/python -m infra.build_layers --platform host

$(DONE)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Parley needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	    "Name another: make install PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@mkdir -p $(DONE) && touch $@

# uv installs in seconds what takes pip minutes. It is itself pinned, and pip does the work where uv cannot.
$(DONE)/packages: requirements.txt | $(DONE)/venv
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.txt > $(DONE)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(DONE)/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements.txt || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@touch $@

node_modules/.done: package.json package-lock.json $(DONE)/packages
	$(BIN)/npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# -P: a folder named `cli` or `shared` where the command is called is not ours.
$(BIN)/parley: Makefile | $(DONE)/venv
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/$(BIN)/python" -P -m cli "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $@
	@chmod +x $@

# --- Parley on this machine ---

demo: install weights ## a recording becomes results on this machine, with no account and no key
	@$(BIN)/parley demo

up: install weights ## start the local AWS with Parley in it
	@$(BIN)/parley up

down: ## stop it; what it holds is kept
	@if [ -x $(BIN)/parley ]; then $(BIN)/parley down; fi

# --- quality ---

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint ## the fast part of the gate
	$(BIN)/pytest --ignore tests/infra -m "not emulator and not engines"

# Once what is needed is fetched and built, the lint and three parts that take about as long go side by side: tests of
# what is deployed and those with a local AWS of their own, which wait for other processes, and the rest, which computes.
# Those of the state machine wait most of all, and fit beside them.
test: install ## the whole gate: what CI runs
	@$(MAKE) --jobs=2 --output-sync=target weights layers
	@$(MAKE) --jobs=5 --output-sync=target lint test-deployed test-apart test-workflow test-rest

OF_THEIR_OWN := $(addprefix tests/e2e/test_,chaos.py emulator_life.py own_model.py)
APART := tests/infra/ tests/contract/

test-deployed:
	$(BIN)/pytest -p no:cacheprovider tests/e2e $(OF_THEIR_OWN:%=--ignore %)

test-apart:
	$(BIN)/pytest -p no:cacheprovider $(OF_THEIR_OWN) $(APART)

test-workflow:
	$(BIN)/pytest -p no:cacheprovider tests/workflow

test-rest:
	$(BIN)/pytest -p no:cacheprovider $(filter-out tests/e2e/ tests/workflow/ $(APART),$(wildcard tests/[a-z]*/))

bench: install weights layers ## every figure of docs/benchmarks.md, anew: about an hour
	$(BIN)/python -m bench

chaos: install weights ## 50 interviews through a storm of faults and a restart, until all are completed
	$(BIN)/python -m bench chaos

# A layer's list is for one platform: pip would judge markers by the Python that builds, not by the one on Lambda.
lock: $(DONE)/packages ## write requirements.txt and the layers' lists from the .in files
	$(COMPILE) --universal requirements.in -o requirements.txt
	$(COMPILE) --universal local/piper.in -o local/piper.txt
	@$(foreach layer,$(LAYERS),$(COMPILE) --python-platform aarch64-manylinux_2_28 -c requirements.txt \
	  layers/$(layer)/requirements.in -o layers/$(layer)/requirements.txt && ) true

# --- Parley on AWS ---

synth: install layers ## the CloudFormation template of STAGE (dev), into cdk.out
	$(CDK) synth --quiet -c stage=$(STAGE)

deploy: install layers ## deploy STAGE (dev) to the AWS account of your credentials
	$(CDK) deploy --all -c stage=$(STAGE)

clean: ## remove what is built or cached; packages, data and models stay
	rm -rf build cdk.out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . \( -name .venv -o -name node_modules -o -name .git -o -name .parley \) -prune -o -name __pycache__ -type d -exec rm -rf {} +
