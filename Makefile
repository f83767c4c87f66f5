# make demo：建环境、导入示例文书与登记、跑一次类案检索；make test：建环境、跑全部测试。
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
DEMO_DATA := var/demo
STAMP := $(VENV)/.ready
export LIANJIAN_DATA_DIR ?= $(DEMO_DATA)

.PHONY: demo test lint types contracts check clean

demo: $(STAMP)
	@$(BIN)/lianjian ingest corpora/demo/chains --case-per-folder
	@$(BIN)/lianjian demo registers
	@$(BIN)/lianjian ingest corpora/demo/singles
	@echo
	@echo "新案：corpora/demo/queries/$(notdir $(firstword $(wildcard corpora/demo/queries/*.txt)))"
	@$(BIN)/lianjian similar --file "$(firstword $(wildcard corpora/demo/queries/*.txt))" --limit 3

test: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy

contracts: $(STAMP)
	@$(BIN)/lint-imports

check: test lint types contracts

# torch first and in range: it keeps the small CPU build
$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'torch>=2.13,<2.14'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev --editable .
	@touch $(STAMP)

clean:
	rm -rf $(VENV) $(DEMO_DATA)
