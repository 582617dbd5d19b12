# Two commands on a fresh machine: `make demo` and `make test`. Both set themselves up.
PORT ?= 8080
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check wheel wheel-test bench kill-loop campaign torture golden clean

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

wheel: $(READY)
	rm -rf build/wheel
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir build/wheel .

# The suite against the built wheel, away from the sources.
wheel-test: wheel
	rm -rf .wheel-venv build/wheel-run && $(PYTHON) -m venv .wheel-venv
	.wheel-venv/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  "solidaria[dev] @ file://$$(ls $(CURDIR)/build/wheel/*.whl)"
	mkdir -p build/wheel-run && cp -r tests benchmarks deployment docs README.md SECURITY.md CHANGELOG.md Makefile pyproject.toml build/wheel-run/
	cd build/wheel-run && ../../.wheel-venv/bin/pytest $(ARGS)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) .wheel-venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
