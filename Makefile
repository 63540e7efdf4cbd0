# Needs git, make and Python 3.11 or newer; all else is installed into .venv.
PYTHON ?= python3
PORT ?= 8000
# More options for pytest: make test ARGS="-k signup", make test ARGS=tests/events
ARGS ?=
# Test processes; servers and browsers share the machine, so not one for every core of a large one.
WORKERS ?= auto
# The time at which the fast suite starts: make test CLOCK="2027-03-28 00:30"
export CLOCK

BIN := .venv/bin
PYTEST = $(BIN)/pytest -n $(WORKERS) --maxprocesses 4
TEMPLATES = $(shell find templates -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-sweeps test-races test-all bench check fix lock lock-check upgrade release messages screenshots access bench-pages bench-first-view bench-growth bench-digests bench-calendar bench-signups clean install compiled

help: ## List what `make` can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Serve the demo site: PORT=8000, DEMO_PASSWORD=…, RELOAD=1 restarts when code changes
	@$(PYTHON) deploy/dev_server.py --port $(PORT) $(if $(RELOAD),--reload)

test: install ## Run the fast suite: ARGS=tests/events one app's, CLOCK="2027-03-28 00:30" at another time
	@$(PYTEST) $(ARGS)

test-browser: install ## Run the browser suite: people's stories and axe-core, in Chromium on the demo site
	@$(PYTEST) tests/browser $(ARGS)

test-sweeps: install ## Run the sweeps over all routes, sampled with a seed: SWEEP=full walks every one
	@$(PYTEST) tests/sweeps $(ARGS)

test-races: install ## Run the races and crashes, of a smaller size: RACES=full takes the full one
	@$(PYTEST) tests/races $(ARGS)

test-all: ## Run every suite at full size; with DATABASE_URL=postgres://… CACHE_URL=redis://… on the services
	@$(MAKE) --no-print-directory --keep-going test test-sweeps test-races test-browser SWEEP=full RACES=full

bench: ## Run the benchmarks, one after the other
	@$(MAKE) --no-print-directory bench-pages bench-first-view bench-growth bench-digests bench-calendar bench-signups

check: export DEBUG = 1
check: install ## Check format, code, types, floors, migrations, translations, templates and lock files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py translations
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/curlylint --quiet templates
	$(BIN)/python deploy/lock_requirements.py --check

fix: install ## Format code and templates, and mend what the linter can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $(TEMPLATES)

lock: install ## Write requirements/*.txt from pyproject.toml, keeping versions where possible
	$(BIN)/python deploy/lock_requirements.py

lock-check: install ## Prove that requirements/*.txt are what pyproject.toml asks for
	$(BIN)/python deploy/lock_requirements.py --check

upgrade: install ## Take the newest versions that pyproject.toml allows into requirements/*.txt
	$(BIN)/python deploy/lock_requirements.py --upgrade

release: install ## Make a release, with changelog and tag, without pushing it: VERSION=1.2.0
	@$(BIN)/python deploy/release.py $(VERSION)

access: install ## Write the table of who may open what anew (tests/sweeps/access.txt); read the difference
	WRITE_ACCESS=1 $(BIN)/pytest -n 0 -q tests/sweeps/test_access.py -k write

messages: install ## Collect the texts to translate into locale/ (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "GNU gettext is needed for this: apt install gettext"; exit 1; }
	DEBUG=1 $(BIN)/python manage.py translations --update

screenshots: install ## Photograph the demo site into docs/images/ (needs Chromium)
	$(BIN)/python deploy/screenshots.py

bench-pages: compiled ## Measure all pages beside two yardsticks: REQUESTS=40 ROUNDS=3 PAGES=front,threads
	@$(BIN)/python benchmarks/pages.py

bench-first-view: compiled ## Measure requests, bytes and shifts in Chromium, and Lighthouse: LIGHTHOUSE=node_modules/.bin/lighthouse
	@$(BIN)/python benchmarks/first_view.py

bench-growth: compiled ## Measure pages on a small and a large site: SIZE=0.1 ROUNDS=1 GROUPS=lists,forum DATABASES=sqlite
	@$(BIN)/python benchmarks/growth.py

bench-digests: compiled ## Measure how notices are spread and mailed: RESIDENTS=20000, DATABASE_URL=postgres://…
	@RESIDENTS=$(or $(RESIDENTS),20000) $(BIN)/python benchmarks/digests.py

bench-calendar: compiled ## Measure the calendar with 50,000 occurrences: OCCURRENCES=50000, DATABASE_URL=postgres://…
	@OCCURRENCES=$(or $(OCCURRENCES),50000) $(BIN)/python benchmarks/calendar_pages.py

bench-signups: compiled ## Measure sign-ups a minute for one event: SIGNUPS=1500, DATABASE_URL=postgres://…, BEFORE=folder
	@SIGNUPS=$(or $(SIGNUPS),1500) BEFORE="$(BEFORE)" $(BIN)/python benchmarks/signups.py

install: ## Install all that development needs into .venv (the other targets do so themselves)
	@$(PYTHON) deploy/install.py development

compiled: export DEBUG = 1
compiled: install ## Compile the translations, which addresses are made of, too
	@$(BIN)/python manage.py compile_translations --verbosity 0

clean: ## Remove .venv and the demo site with its database, mail and pictures (var/)
	rm -rf .venv var .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
