# Everything starts here. A fresh clone needs make, Python 3.11 or newer and a package index; the rest is made on the way.
# Stamp files remember what is done: those of the environment in .venv/, those of the local data in var/.

export PORT ?= 8000

packages := config public people relations sources exchange editorial core
code := $(shell find $(packages) manage.py -name '*.py')
seeds := $(shell find seeds -type f)
static := $(shell find $(packages) -path '*/static/*' -type f)

bin := .venv/bin
manage := tools/local python manage.py

.PHONY: help
help:
	@echo "make run      serve the register on http://127.0.0.1:$(PORT)/ (PORT=8080 make run: elsewhere)"
	@echo "make test     the whole suite: SQLite, PostgreSQL, browser"
	@echo "make lint     style, templates, missing migrations"
	@echo "make install  the environment to develop in"
	@echo "make seed     load seeds/ again"
	@echo "make shell    a Python shell with the models"
	@echo "make bench    the benchmarks"
	@echo "make docs     renew the tables of columns in docs/spreadsheets.md"
	@echo "make lock     pin the newest allowed requirements"
	@echo "make clean    remove the environment and what can be made again; the data stays"

# The environment

.venv/.runtime: requirements/runtime.txt
	@echo "Installing what the register runs on"
	@tools/venv
	@tools/install $<
	@touch $@

.venv/.dev: requirements/dev.txt
	@echo "Installing what its developers need"
	@tools/venv
	@tools/install $<
	@touch $@

.PHONY: install
install: .venv/.dev

# The local run

# A database that is not there, or is not the one beside the stamp, is looked after whatever the stamp says.
always_if_elsewhere := $(if $(DATABASE_URL),always,$(if $(wildcard var/db.sqlite3),,always))

var/.database: $(code) $(seeds) $(always_if_elsewhere) | .venv/.runtime
	@echo "Preparing the database"
	@$(manage) migrate --no-input --verbosity 0
	@$(manage) load_seeds
	@$(manage) local_accounts
	@touch $@

var/.static: $(static) .venv/.runtime
	@echo "Collecting static files"
	@$(manage) collectstatic --no-input --verbosity 0
	@touch $@

.PHONY: run
run: .venv/.runtime var/.database var/.static
	@exec tools/local gunicorn config.wsgi --config tools/serve.py

.PHONY: seed
seed: .venv/.runtime
	@$(manage) migrate --no-input --verbosity 0
	@$(manage) load_seeds

.PHONY: shell
shell: .venv/.runtime var/.database
	@$(manage) shell

# The checks

.PHONY: test
test: .venv/.dev
	@tools/test

.PHONY: lint
lint: .venv/.dev
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/djlint templates --lint --quiet
	@$(manage) check --fail-level WARNING
	@$(manage) makemigrations --check --dry-run

.PHONY: bench
bench: .venv/.dev
	@for file in benchmarks/[a-z]*.py; do \
		tools/local python -m benchmarks.$$(basename $$file .py) || exit 1; \
	done

# Housekeeping

.PHONY: docs
docs: .venv/.dev
	@$(manage) describe_sheets

# Neither the index nor any path gets into the pins, so that they hold everywhere.
compile := $(bin)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: lock
lock: .venv/.dev
	@$(compile) --extra scale --group dev --output-file requirements/dev.txt
	@$(compile) --constraints requirements/dev.txt --output-file requirements/runtime.txt
	@$(compile) --constraints requirements/dev.txt --extra scale --output-file requirements/scale.txt
	@$(subst pyproject.toml,,$(compile)) --no-deps --group postgres-wheel --output-file requirements/postgres-wheel.txt

.PHONY: clean
clean:
	@rm -rf .venv .hypothesis .pytest_cache .ruff_cache test-results var/static var/.static
	@find $(packages) tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: always
always:
