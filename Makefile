# Every target does its own set-up, in a virtual environment inside the checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA := specs/data/boston/train.csv

.PHONY: demo test check format schemas docs golden bench soak upgrade clean

demo: $(DATA)  ## tune the lesson's XGBoost on this machine: 20 trials on Boston Housing
	$(BIN)/hpo-spec submit specs/boston-housing.yaml --local --wait

test: $(READY)  ## run the tests
	$(BIN)/python -m pytest -n auto

check: $(READY)  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(READY)  ## write the JSON Schema anew
	$(BIN)/hpo-spec schema > schemas/tuning-job.schema.json

docs: $(READY)  ## write docs/spec.md, docs/rules.md and what `explain` shows anew
	$(BIN)/python docs/fields.py
	$(BIN)/python docs/rules.py

golden: $(READY)  ## write the files that tests compare with anew, for review by eye
	HPO_SPEC_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/test_specs.py

bench: $(DATA)  ## measure start-up, throughput, the local engine and its searches, side by side
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/waiting.py

soak: $(READY)  ## submit, be killed and wait at scale, through faults: minutes
	$(BIN)/python -m tests.soak

upgrade:  ## move the pinned tools and the boto3 that is measured against, and name the API's new members
	$(PYTHON) .ci/upgrade.py

clean:  ## remove what the other targets made
	rm -rf $(VENV) .venv-* build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(DATA): $(READY) specs/data/boston.py
	$(BIN)/python specs/data/boston.py

$(READY): pyproject.toml .ci/dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement .ci/dev.txt --editable '.[local,report]'
	touch $(READY)
