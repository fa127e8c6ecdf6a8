# Fuzzing. `make fuzz SECONDS=60` looks for new inputs with clang's libFuzzer (FUZZ_PACKAGES in
# tooling/up/packages.sh); `make unit` replays the kept ones with gcc's sanitizers.
SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ_FLAGS := -O1 -g -std=c17 -D_GNU_SOURCE -Icommon -fno-sanitize-recover=all
FUZZ_TARGETS := $(patsubst fuzz/%.c,%,$(filter-out fuzz/replay.c,$(wildcard fuzz/*.c)))
REPLAYS := $(FUZZ_TARGETS:%=build/unit/fuzz/%-replay)

# The broker without its main, for the target that takes requests apart.
BROKER := $(filter-out programs/vs-broker/main.c,$(wildcard programs/vs-broker/*.c))
build/unit/fuzz/request-replay: $(BROKER:%.c=build/unit/%.o)
build/fuzz/request: $(BROKER)

# vs-proc likewise, for the target that asks as the kernel does.
PROC := $(filter-out programs/vs-proc/main.c,$(wildcard programs/vs-proc/*.c))
build/unit/fuzz/fuse-replay: $(PROC:%.c=build/unit/%.o)
build/fuzz/fuse: $(PROC)

$(REPLAYS): build/unit/fuzz/%-replay: build/unit/fuzz/%.o build/unit/fuzz/replay.o build/unit/common.a
	$(CC) $(SANITIZE) $(filter-out %.a,$^) build/unit/common.a -o $@

unit: replay
replay: $(REPLAYS)
	@for target in $(FUZZ_TARGETS); do \
		./build/unit/fuzz/$$target-replay fuzz/corpus/$$target >build/unit/out.txt || { cat build/unit/out.txt; echo "fuzz target $$target failed"; exit 1; }; \
	done
	@echo "$(words $(FUZZ_TARGETS)) fuzz targets replayed"

$(FUZZ_TARGETS:%=build/fuzz/%): build/fuzz/%: fuzz/%.c fuzz/fuzz.h $(COMMON) $(wildcard common/*.h)
	@mkdir -p build/fuzz
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer,address,undefined $(filter %.c,$^) -o $@

# New inputs go to build/fuzz/new; a crash stops the run and names its file.
fuzz: $(FUZZ_TARGETS:%=build/fuzz/%)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p build/fuzz/new/$$target; \
		./build/fuzz/$$target -max_total_time=$(SECONDS) -print_final_stats=1 -verbosity=0 -artifact_prefix=build/fuzz/$$target- \
			build/fuzz/new/$$target fuzz/corpus/$$target </dev/null || exit 1; \
	done

# Takes the smallest set of all found inputs that reaches the same code.
fuzz-keep: $(FUZZ_TARGETS:%=build/fuzz/%)
	@for target in $(FUZZ_TARGETS); do \
		rm -rf build/fuzz/kept && mkdir -p build/fuzz/kept build/fuzz/new/$$target; \
		./build/fuzz/$$target -merge=1 -verbosity=0 build/fuzz/kept fuzz/corpus/$$target build/fuzz/new/$$target </dev/null || exit 1; \
		rm -rf fuzz/corpus/$$target && mv build/fuzz/kept fuzz/corpus/$$target; \
	done

.PHONY: replay fuzz fuzz-keep
