# Two commands on a fresh machine with Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
BIND ?= 127.0.0.1
MUNICIPALITY ?= hoogeveen
WORKERS ?= auto
TEST_ARGS ?=
export PORT BIND MUNICIPALITY

RUN := .venv/bin/python
MODULE := $(RUN) -m

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test soak check format migrations messages lock tables clean runtime dev translations

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: runtime translations ## the whole of Trede on http://127.0.0.1:8000, with stories; Ctrl-C stops it
	@$(MODULE) config.local.demo attached

demo-reset: runtime ## throw away the demo's data and keys
	@$(MODULE) config.local.demo reset

test: dev translations ## all tests, on a PostgreSQL and a Redis of their own
	@$(MODULE) pytest -n $(WORKERS) $(TEST_ARGS)

soak: dev translations ## the proofs at their stated size: minutes to hours
	@$(MODULE) pytest -m soak -n 0 $(TEST_ARGS)

check: dev translations ## format, lint, types, contracts, migrations, translations, generated tables
	@$(MODULE) ruff format --check .
	@$(MODULE) ruff check .
	@$(MODULE) mypy .
	@$(RUN) -c 'from importlinter.cli import lint_imports_command as check; check()'
	@$(MODULE) djlint --lint --quiet $(wildcard */templates)
	@$(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(MODULE) tests.house.translations
	@$(MODULE) workflows.tables --check

format: dev ## put Python in one style
	@$(MODULE) ruff format .
	@$(MODULE) ruff check --fix .

migrations: dev ## write the migrations that the models ask for
	@$(RUN) manage.py makemigrations

messages: dev ## collect the texts to translate (needs gettext)
	@$(RUN) manage.py makemessages --locale nl --no-location --ignore '.local/*' --ignore '.venv/*' --ignore 'tests/*'
	@sed -i.bak '/^"POT-Creation-Date/d' locale/nl/LC_MESSAGES/django.po && rm locale/nl/LC_MESSAGES/django.po.bak

tables: dev ## write the generated tables of docs/
	@$(MODULE) workflows.tables

lock: dev ## compile requirements/*.txt from pyproject.toml
	@$(MODULE) uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header pyproject.toml --group dev -o requirements/dev.txt
	@$(MODULE) uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt

clean: ## remove the virtual environment and what tests left; the demo's data stays
	@rm -rf .venv .local/test .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

runtime:
	@$(or $(PYTHON),$(error Trede needs Python 3.11, 3.12 or 3.13: install one or name it with PYTHON=)) config/local/venv.py runtime

dev:
	@$(or $(PYTHON),$(error Trede needs Python 3.11, 3.12 or 3.13: install one or name it with PYTHON=)) config/local/venv.py dev

translations: $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

%.mo: %.po | runtime
	@$(MODULE) babel.messages.frontend -q compile --input-file $< --output-file $@
