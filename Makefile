# Two commands: `make app` and `make test`. Each makes its own virtual environment first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
PROJECT ?= .demo
READY := $(VENV)/.ready
# Tests of pages wait a third of their time: two workers more than there are cores, each with 3 GiB.
WORKERS = $(shell $(BIN)/python -c "import os; memory = os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE'); print(max(1, min((os.cpu_count() or 1) + 2, memory // (3 << 30))))")

.PHONY: app test lint clean
.DEFAULT_GOAL := help

help:
	@echo "make app                        serve the demo project at http://127.0.0.1:7860"
	@echo "make app PROJECT=dir PORT=n     serve your own project"
	@echo "make test                       run the whole suite"
	@echo "make lint                       ruff and mypy"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "curator needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what curator needs (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "setuptools>=77,<82"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --constraint constraints.txt --editable ".[dev]"
	@touch $@

app: $(READY)
	@$(BIN)/python -m curator.workflow.warm
	@$(BIN)/python app.py --project "$(PROJECT)" --port $(PORT)

test: $(READY)
	@$(BIN)/python -m curator.workflow.warm
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache
