# `make arm64`: every program and unit test for 64-bit ARM, the tests run by QEMU's user emulation
# (CROSS_PACKAGES in tooling/up/packages.sh). The sanitizers do not run under emulation.
CROSS ?= aarch64-linux-gnu-
CROSS_RUN ?= qemu-aarch64-static
CROSS_COMMON := build/arm64/common.a
CROSS_PROGRAMS := $(PROGRAMS:bin/%=build/arm64/bin/%)
CROSS_TESTS := $(TESTS:build/unit/%=build/arm64/unit/%)
# Built, not run: the emulation of Debian 12 (QEMU 7.2) has neither openat2(2) nor fsopen(2).
CROSS_SKIPPED := $(addprefix build/arm64/unit/,tree template-publish pool poolize overlay-mount)
CROSS_REPLAYS := $(FUZZ_TARGETS:%=build/arm64/fuzz/%-replay)

build/arm64/%.o: %.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(BASE) -O2 -g1 -ffunction-sections -fdata-sections -c $< -o $@

$(CROSS_COMMON): $(COMMON:%.c=build/arm64/%.o)
	@rm -f $@
	$(CROSS)ar rcs $@ $^

define cross_program
build/arm64/bin/$(1): $(2) $(CROSS_COMMON)
	@mkdir -p build/arm64/bin
	$(CROSS)gcc -static -Wl,--gc-sections -s $$^ -o $$@
endef
$(foreach name,$(notdir $(PROGRAMS)),$(eval $(call cross_program,$(name),$(patsubst build/static/%,build/arm64/%,$(call objects,$(name))))))

$(CROSS_TESTS): build/arm64/unit/%: build/arm64/test/unit/%.o $(CROSS_COMMON)
	@mkdir -p $(@D)
	$(CROSS)gcc -static $^ -o $@

build/arm64/fuzz/request-replay: $(BROKER:%.c=build/arm64/%.o)
$(CROSS_REPLAYS): build/arm64/fuzz/%-replay: build/arm64/fuzz/%.o build/arm64/fuzz/replay.o $(CROSS_COMMON)
	$(CROSS)gcc -static $(filter-out %.a,$^) $(CROSS_COMMON) -o $@

arm64: $(CROSS_PROGRAMS) $(CROSS_TESTS) $(CROSS_REPLAYS)
	@for test in $(filter-out $(CROSS_SKIPPED),$(CROSS_TESTS)); do $(CROSS_RUN) $$test >build/arm64/out.txt 2>&1 </dev/null || { cat build/arm64/out.txt; echo "$$test failed"; exit 1; }; done
	@for target in $(FUZZ_TARGETS); do $(CROSS_RUN) build/arm64/fuzz/$$target-replay fuzz/corpus/$$target >build/arm64/out.txt 2>&1 </dev/null || { cat build/arm64/out.txt; echo "fuzz target $$target failed"; exit 1; }; done
	@echo "$(words $(CROSS_PROGRAMS)) programs built, $(words $(filter-out $(CROSS_SKIPPED),$(CROSS_TESTS))) unit tests and $(words $(CROSS_REPLAYS)) fuzz targets passed on arm64"

.PHONY: arm64
