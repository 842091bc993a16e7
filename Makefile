# One command runs all that a change must pass: make check
.PHONY: check format lint types arrows test

check: lint types arrows test

format:
	ruff format .
	ruff check --fix .

lint:
	ruff format --check .
	ruff check .

types:
	mypy

# Which room may know which: the contracts are in pyproject.toml.
arrows:
	lint-imports

test:
	pytest
