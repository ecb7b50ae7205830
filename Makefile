# The one entry. `make help` lists the targets.
BUILD ?= build
JOBS ?= $(shell nproc)
CMAKE_ARGS ?=
export CTEST_PARALLEL_LEVEL ?= $(JOBS)
ccache := $(shell command -v ccache)
cmake_args = -G Ninja $(if $(ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache) $(CMAKE_ARGS)

.DEFAULT_GOAL := help
.PHONY: help packages configure build demo test quick check format tidy asan tsan fuzz bench clean
.PHONY: provision.emr terminate.emr users.update

help: ## this list
	@awk -F ':.*## ' '/^[a-z.-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages:
	@tools/install_packages

configure: packages
	@[ -f $(BUILD)/build.ninja ] || cmake -S . -B $(BUILD) $(cmake_args) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

build: configure ## the program, at build/sluice
	@cmake --build $(BUILD) --target sluice -- -j $(JOBS)

demo: build ## from nothing to answers: a local deployment, sample logs, all jobs, the results
	@tools/demo $(BUILD)/sluice

# The guide's own commands. EXTRA_VARS="@/path/cluster.yml" names the cluster file; more options: SLUICE_ARGS="--max-hourly 2".
# Only what the program says is on stdout.
export EXTRA_VARS
provision.emr: ## the cluster of EXTRA_VARS="@/path/cluster.yml": bring it up, or find it
	@$(MAKE) --no-print-directory build >&2
	@$(BUILD)/sluice cluster provision $(SLUICE_ARGS)

terminate.emr: ## and end it
	@$(MAKE) --no-print-directory build >&2
	@$(BUILD)/sluice cluster terminate $(SLUICE_ARGS)

users.update: ## the people of its user_info, on SLUICE_ARGS="--host H"
	@$(MAKE) --no-print-directory build >&2
	@$(BUILD)/sluice users apply $(SLUICE_ARGS)

test: configure ## every test; ends with the runner's summary
	@cmake --build $(BUILD) -- -j $(JOBS)
	@cd $(BUILD) && ctest --output-on-failure

quick: configure ## the tests that take seconds
	@cmake --build $(BUILD) -- -j $(JOBS)
	@cd $(BUILD) && ctest --output-on-failure -L quick

check: ## layers, format, and the longest files
	@tools/check_layers.py
	@tools/install_packages clang-format-19
	@git ls-files '*.cc' '*.h' | xargs clang-format-19 --dry-run -Werror
	@git ls-files 'src/*.cc' 'src/*.h' | xargs wc -l | sort -rn | sed -n 2,6p

format: ## format all sources
	@tools/install_packages clang-format-19
	@git ls-files '*.cc' '*.h' | xargs clang-format-19 -i

tidy: configure ## clang-tidy over all sources
	@tools/install_packages clang-tidy-19
	@git ls-files 'src/*.cc' | xargs -P $(JOBS) -n 4 clang-tidy-19 -p $(BUILD) --quiet

asan: packages ## all tests under the address and undefined-behaviour sanitizers
	@$(MAKE) BUILD=build-asan CMAKE_ARGS="-DSLUICE_SANITIZE=ON -DSLUICE_BENCH=OFF" quick

tsan: packages ## the tests of engine, launch, plan and server under the thread sanitizer
	@$(MAKE) BUILD=build-tsan CMAKE_ARGS="-DSLUICE_TSAN=ON -DSLUICE_BENCH=OFF" configure
	@cmake --build build-tsan -- -j $(JOBS)
	@cd build-tsan && ctest --output-on-failure -L quick -R '^(base|dag|engine|launch|plan|net)\.'

fuzz: packages ## every fuzzer for FUZZ_SECONDS (30) each
	@tools/fuzz $(or $(FUZZ_SECONDS),30)

bench: build ## speed beside the limit and peers; BENCH_SIZE=1GB
	@cmake --build $(BUILD) -- -j $(JOBS)
	@bench/run $(BUILD) $(or $(BENCH_SIZE),1GB)

clean: ## remove all builds
	@rm -rf build build-*
