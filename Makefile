# Two commands are enough: `make run` and `make test`. Both make what they need.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: install run test coverage check bench lock vendor words

install: .venv/installed

# From the lock, by hash; the project itself is linked, so a change needs no new install.
.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ordering needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: install
	@$(BIN)/ordering demo

test: install
	@$(BIN)/pytest -n 3

# Apart: watching every line makes the tests half as slow again.
coverage: install
	@$(BIN)/pytest -n 3 --cov --cov-report=term:skip-covered --cov-fail-under=90

check: install
	@$(BIN)/ruff check . .ci/mysql .ci/vendor
	@$(BIN)/ruff format --check . .ci/mysql .ci/vendor
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install
	@$(BIN)/python -m bench

# Needs uv. Writes hashes for every platform, and no index host: what runs, and what works on it too. With extras, since
# an older pip takes `coverage[toml]` for another package than the pinned `coverage`, and refuses once there is a newer one.
LOCK = uv pip compile --quiet --no-strip-extras --universal --generate-hashes --python-version 3.11 --no-header --no-annotate pyproject.toml
lock:
	@$(LOCK) -o requirements.lock
	@$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

# Needs npm. See docs/vendored.md.
vendor:
	@.ci/vendor

# New messages into the catalogues, for a person to translate; what nobody says any more goes.
words: install
	@$(BIN)/python -m tests.web.words
