# Two commands on a fresh machine: `make demo` shows the product, `make test` proves it.
# Everything is installed into the clone itself; nothing needs to be installed or started beforehand
# but Python 3.11 or newer and Node.js 20 or newer. `ARGS` is passed on to what a target runs.

PYTHON ?= python3
ARGS ?=
RUN := cd backend && exec .venv/bin/python -m
WITH_SERVERS := $(RUN) tools.stack --data ../.data/bench --migrate --

.DEFAULT_GOAL := help
.PHONY: help setup setup-app demo reset test test-backend test-frontend test-journeys test-heavy chaos \
        check fix openapi build drill

help:  ## this list
	@grep -hE '^[a-z-]+%?:.*## ' $(MAKEFILE_LIST) | sed 's/%:/NAME:/' | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup:  ## install everything (again: only what changed)
	@cd backend && exec $(PYTHON) -m tools.setup

setup-app:
	@cd backend && exec $(PYTHON) -m tools.setup --no-browser

demo: setup-app  ## the product with sample companies, at an address it prints; Ctrl-C ends it
	@$(RUN) tools.demo

reset: setup-app  ## throw away the demo's data
	@$(RUN) tools.stack --data ../.data/demo --fresh -- true

test: setup  ## every test but the slow ones, in one go; the last line is the sum
	@$(RUN) tools.suite $(ARGS)

test-backend: setup  ## only pytest: make test-backend ARGS="-k login -x"
	@$(RUN) tools.suite backend $(ARGS)

test-frontend: setup  ## only the frontend's unit tests
	@$(RUN) tools.suite frontend $(ARGS)

test-journeys: setup  ## only the journeys in a browser
	@$(RUN) tools.suite journeys $(ARGS)

test-heavy: setup  ## the tests that take minutes
	@$(RUN) tools.suite backend --markers heavy $(ARGS)

chaos: setup  ## the tests that kill processes
	@$(RUN) tools.suite backend --markers chaos $(ARGS)

check: setup  ## every static rule; make check ARGS=mypy runs one
	@$(RUN) tools.check $(ARGS)

fix: setup-app  ## let ruff and eslint mend what they can
	@backend/.venv/bin/ruff check --fix backend; backend/.venv/bin/ruff format backend
	@cd frontend && npm run --silent lint -- --fix

openapi: setup-app  ## write backend/openapi.json and the client's types anew
	@cd backend && .venv/bin/digiboost openapi --out openapi.json
	@cd frontend && npm run --silent api-types

build: setup-app  ## the PWA, into frontend/dist
	@cd frontend && npm run build

bench-%: setup-app  ## one benchmark of backend/benchmarks: make bench-api, make bench-import
	@$(WITH_SERVERS) .venv/bin/python -m benchmarks.$(subst -,_,$*) $(ARGS)

drill: setup-app  ## back up a database, lose it, and restore it, with the scripts of infra/backup
	@$(RUN) tools.drill $(ARGS)
