# Everything a person types. `make` alone lists it. Nothing here needs root or an installed database.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help setup run stop test bench lint types migrate messages demo clean-data requirements packages dev-packages

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: packages ## environment, packages, database, tables, demo company
	@$(BIN)/python -m config.supervisor prepare

run: packages ## start everything and print address and demo log-ins (DISCREET_PORT, DISCREET_DEMO_PASSWORD)
	@$(BIN)/python -m config.supervisor run

stop: ## stop web server, worker, scheduler and database
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m config.supervisor stop; else echo "nothing is set up here"; fi

test: dev-packages ## linters, types, import rules, migrations, checks, tests
	@$(BIN)/python -m config.localdb start
	@$(MAKE) --no-print-directory lint types
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	$(BIN)/pytest -n 2

bench: dev-packages ## measure the ratios that the issues limit; writes build/bench.json
	@$(BIN)/python -m config.localdb start
	@mkdir -p build
	$(BIN)/python -m tests.bench

lint: dev-packages ## style, security patterns, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: dev-packages ## type checks
	$(BIN)/mypy

migrate: packages ## bring the three databases to the code's state
	@$(BIN)/python -m config.localdb start
	@DISCREET_DB_ROLE=owner $(MANAGE) setup_databases --force

messages: dev-packages ## collect texts for translation and compile the catalogues (needs gettext)
	$(MANAGE) makemessages --all --no-location --no-wrap --ignore 'var/*' --ignore '.venv/*' --ignore 'tests/*'
	$(MANAGE) compilemessages --ignore '.venv/*'

demo: setup ## load or refresh the demo company

clean-data: ## stop everything and delete database and media for good
	@$(MAKE) --no-print-directory stop
	@$(BIN)/python -m config.localdb remove
	@rm -rf var/media var/run var/log var/test
	@echo "database and media deleted"

requirements: dev-packages ## resolve the hash-pinned requirements again after a change in requirements/*.in
	@sh scripts/pin_requirements.sh

packages:
	@PYTHON=$(PYTHON) sh scripts/install_packages.sh runtime

dev-packages:
	@PYTHON=$(PYTHON) sh scripts/install_packages.sh dev
