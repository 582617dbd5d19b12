# Two commands on a fresh machine: `make demo` and `make test`. Both set themselves up.
PORT ?= 8080
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RELEASE := .release-venv
INSTALL := pip install --quiet --disable-pip-version-check
PINS := -r constraints.txt -r constraints-build.txt -r constraints-dev.txt

.PHONY: demo test check wheel wheel-test bench kill-loop campaign torture golden coverage mutation pins audit sbom clean

demo: $(READY)
	@exec $(BIN)/solidaria demo --port $(PORT)

test: $(READY)
	$(BIN)/pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/gate tests/locales/test_catalogues.py

golden: $(READY)
	$(BIN)/pytest tests/golden --update-golden -q

kill-loop: $(READY)
	$(BIN)/python -m benchmarks.kill_loop $(ARGS)

campaign: $(READY)
	$(BIN)/python -m benchmarks.campaign $(ARGS)

# Every goal of docs/scorecard.md: ARGS="R1 --tier night", ARGS="--write"
torture: $(READY)
	PYTHONPATH=tests $(BIN)/python -m torture $(ARGS)

bench: $(READY)
	$(BIN)/python -m benchmarks.run $(ARGS)

# The whole suite by branch: all of conversations/, and 97 % of everything. In pieces: `coverage run -m pytest tests/cli`.
coverage: $(READY)
	rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include 'conversations/*' --fail-under 100
	$(BIN)/coverage report --fail-under 97

wheel: $(READY)
	rm -rf build/wheel
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir build/wheel .

# The suite against the built wheel, away from the sources.
wheel-test: wheel
	rm -rf .wheel-venv build/wheel-run && $(PYTHON) -m venv .wheel-venv
	.wheel-venv/bin/$(INSTALL) --require-hashes $(PINS)
	.wheel-venv/bin/$(INSTALL) --no-deps build/wheel/*.whl
	mkdir -p build/wheel-run && cp -r tests benchmarks deployment docs release *.md *.txt Makefile pyproject.toml build/wheel-run/
	cd build/wheel-run && ../../.wheel-venv/bin/pytest $(ARGS)

# Fails unless every pin was looked up in the advisories. In a venv of its own, as all of the following.
audit: $(RELEASE)/.ready
	$(RELEASE)/bin/python -m release.audit

# What the wheel needs to run, as CycloneDX: build/sbom.json
sbom: wheel $(RELEASE)/.ready
	rm -rf build/sbom-venv && $(PYTHON) -m venv --without-pip build/sbom-venv
	$(RELEASE)/bin/pip --python build/sbom-venv/bin/python install --quiet --require-hashes -r constraints.txt
	$(RELEASE)/bin/pip --python build/sbom-venv/bin/python install --quiet --no-deps build/wheel/*.whl
	$(RELEASE)/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --validate --output-format JSON --output-file build/sbom.json build/sbom-venv/bin/python
	$(RELEASE)/bin/python -m release.sbom build/sbom.json

# Breaks what must not be wrong, and looks whether the tests notice: ARGS="conversations/diagnosis.py", ARGS="--write"
mutation: $(RELEASE)/.ready
	$(RELEASE)/bin/python -m release.mutation $(ARGS)

# constraints*.txt from pyproject.toml, keeping the versions that are there; ARGS=--upgrade, or ARGS="-P aiohttp"
COMPILE = $(RELEASE)/bin/uv pip compile --quiet --no-config --generate-hashes --only-binary :all: --emit-build-options \
  --python-version 3.11 --python-platform x86_64-manylinux_2_36 --no-annotate --custom-compile-command "make pins" $(ARGS)
BUT = $$(sed -n 's/==.*//p' $(1) | sed 's/^/--no-emit-package /') $(patsubst %,-c %,$(1))
pins: $(RELEASE)/.ready
	$(COMPILE) pyproject.toml -o constraints.txt
	$(COMPILE) --group build $(call BUT,constraints.txt) -o constraints-build.txt
	$(COMPILE) pyproject.toml --group build --extra dev $(call BUT,constraints.txt constraints-build.txt) -o constraints-dev.txt
	$(COMPILE) pyproject.toml --group build --extra dev --group release \
	  $(call BUT,constraints.txt constraints-build.txt constraints-dev.txt) -o constraints-release.txt

$(RELEASE)/.ready: pyproject.toml $(wildcard constraints*.txt)
	@$(PYTHON) -m venv $(RELEASE)
	@$(RELEASE)/bin/$(INSTALL) --require-hashes $(PINS) -r constraints-release.txt
	@$(RELEASE)/bin/$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): pyproject.toml constraints.txt constraints-build.txt constraints-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/$(INSTALL) --require-hashes $(PINS)
	@$(BIN)/$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) .wheel-venv $(RELEASE) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
