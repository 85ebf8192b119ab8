# The two commands of the README, what else is made by hand, and the step that they share.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q --prefer-binary -c constraints.txt

.PHONY: install browser demo all readme docs test types tests slow bench clean

install: $(VENV)/complete

# Most of the packages are for tests and docs, for which a clip needn't wait.
$(VENV)/complete: $(VENV)/installed
	@echo "installing what tests and docs need too, about 1.8 GB with PyTorch" >&2
	@$(PIP) -e ".[dev]"
	@touch $@

# Debian and Ubuntu have no wheels of pycairo and manimpango, which compile in seconds.
$(VENV)/installed: Makefile pyproject.toml constraints.txt
	@set -eu; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 ""; do \
		test -n "$$python" || { echo "gradreel needs Python 3.11 or newer; install it, then: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }; \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	missing=""; \
	command -v cc >/dev/null || missing="$$missing gcc"; \
	command -v pkg-config >/dev/null || missing="$$missing pkg-config"; \
	pkg-config --exists cairo 2>/dev/null || missing="$$missing libcairo2-dev"; \
	pkg-config --exists pangocairo 2>/dev/null || missing="$$missing libpango1.0-dev"; \
	version=$$("$$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
	"$$python" -c 'import os, sysconfig, sys; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' || missing="$$missing $$version-dev"; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing $$version-venv"; \
	if test -n "$$missing"; then \
		echo "installing what the system lacks, which takes about a minute:$$missing" >&2; \
		if command -v brew >/dev/null; then brew install cairo pango pkg-config >&2; \
		elif command -v apt-get >/dev/null; then \
			sudo=""; test "$$(id -u)" = 0 || sudo=sudo; \
			$$sudo apt-get update -qq >&2; \
			DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >&2; \
		else echo "install the headers of cairo and pango, pkg-config and a C compiler, then run make again" >&2; exit 1; fi; \
	fi; \
	echo "installing Python packages into $(VENV), about 0.6 GB; this takes one to five minutes" >&2; \
	"$$python" -m venv $(VENV); \
	$(PIP) -e ".[slides]"; \
	touch $@; \
	echo "installed: $(BIN)/gradreel" >&2

# The scenes that the README shows, or all, as videos and as GIFs.
demo: SCENES = sigmoid descent minibatch backprop
all: SCENES = $(shell $(BIN)/gradreel list | cut -d " " -f 1)

demo all: $(VENV)/installed
	@mkdir -p out
	@set -eu; for scene in $(SCENES); do \
		$(BIN)/gradreel render $$scene -o out/$$scene.mp4 --format gif; \
	done

# The GIFs that the README shows, about as large as its table does: together they stay below 6 MB.
readme: $(VENV)/installed
	@set -eu; for gif in assets/gifs/*.gif; do \
		$(BIN)/gradreel render $$(basename $$gif .gif) -r 384,216 --fps 8 --max-size 2.3MB -o $$gif; \
	done

# The documentation as pages, in out/docs, and the one of them that is written from the commands' help.
docs: install
	$(BIN)/python -m tools.reference
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -q
	@echo "written: out/docs/index.html" >&2

# The tests of pages need a browser; where it can't be installed they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || ! command -v apt-get >/dev/null || { \
		echo "installing Chromium for the tests of pages, which takes about a minute" >&2; \
		sudo=""; test "$$(id -u)" = 0 || sudo="sudo -n"; \
		$$sudo apt-get update -qq >&2 && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends chromium >&2; \
	} || echo "without Chromium the tests of pages are skipped" >&2

# Types take a minute in which one processor would be idle, so that the tests don't wait for them.
test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs=2 types tests

types:
	$(BIN)/mypy
	$(BIN)/lint-imports

# Two processes share the cores: threads of the matrix library would wait for each other.
tests:
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -m "not slow"

# What needs a browser, a cluster or a wheel, the examples of the docs, and every scene watched as it is told.
slow: install browser
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -m slow

bench: install
	$(BIN)/python benchmarks/report.py

clean:
	rm -rf $(VENV) out dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find engine scenes assets gradreel tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
