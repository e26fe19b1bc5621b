# Two commands are enough: `make run` and `make test`. Both make what they need.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: install run test test-scaled coverage check bench lock vendor words

# From the locks, by hash; the project itself is linked, so a change needs no new install.
install:
	@$(PYTHON) .ci/install dev

# Without what only tests and checks need: that is most of it.
run:
	@$(PYTHON) .ci/install run
	@$(BIN)/ordering demo

# Whoever has nothing left takes over what waits for the others: long ones are first (see tests/conftest.py).
test: install
	@$(BIN)/pytest -n 3 --dist worksteal

# What asks over HTTP, against two processes behind nginx with Redis between them, on MariaDB: see tests/scaled.py.
SCALED = tests/api tests/kitchen tests/menu tests/orders tests/printing tests/stores tests/tables tests/browser
test-scaled: install
	@ORDERING_TEST_SCALED=1 $(BIN)/pytest -n 2 $(SCALED)

# Apart: watching every line makes the tests half as slow again.
coverage: install
	@$(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=90

# Needs npm for the scripts and styles: without it they are passed over, except in CI.
check: install
	@$(BIN)/ruff check . .ci/install .ci/mysql .ci/vendor
	@$(BIN)/ruff format --check . .ci/install .ci/mysql .ci/vendor
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@awk 'FNR == 301 { print FILENAME ": more than 300 lines"; long = 1 } END { exit long }' $$(find ordering tests -name '*.py')
	@$(BIN)/djlint --quiet --lint ordering/templates
	@! LC_ALL=C.UTF-8 grep -rnE '^.{141}' ordering/templates
	@.ci/biome/lint

# QUICK=1 looks for three minutes; FULL=1 takes its time; DATABASE=mysql, mariadb or sqlite; AGAINST=bench/results/….json
# shows what changed since.
bench: install
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(FULL),--full) $(if $(DATABASE),--on $(DATABASE)) $(if $(AGAINST),--against $(AGAINST))

# Needs uv. Writes hashes for every platform, and no index host: what runs, and what works on it too. With extras, since
# an older pip takes `coverage[toml]` for another package than the pinned `coverage`, and refuses once there is a newer one.
LOCK = uv pip compile --quiet --no-strip-extras --universal --generate-hashes --python-version 3.11 --no-header --no-annotate
lock:
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) --group build -c requirements.lock -o requirements-build.lock
	@$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

# Needs npm. See docs/vendored.md.
vendor:
	@.ci/vendor

# New messages into the catalogues, for a person to translate; what nobody says any more goes.
words: install
	@$(BIN)/python -m tests.web.words
