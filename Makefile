# Two commands on a fresh machine: `make demo` shows the product, `make test` proves it.
# Everything is installed into the clone itself; nothing needs to be installed or started beforehand
# but Python 3.11 or newer and Node.js 20 or newer.

PYTHON ?= python3
IN_BACKEND := cd backend && exec
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-app

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup:  ## install everything (again only what changed)
	@$(IN_BACKEND) $(PYTHON) -m tools.setup

setup-app:
	@$(IN_BACKEND) $(PYTHON) -m tools.setup --no-browser

.PHONY: demo
demo: setup-app  ## the product with sample companies, at an address it prints; Ctrl-C ends it
	@$(IN_BACKEND) $(VENV_PYTHON) -m tools.demo
