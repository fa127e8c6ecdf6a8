# `make bpf`: compiles bpf/*.bpf.c with clang to the headers in common/bpf, which are committed: who
# builds the programs needs no clang.
BPF_NODE ?= $(firstword $(wildcard ../../node_modules/.bin/node) node)

bpf:
	$(BPF_NODE) bpf/generate.ts

.PHONY: bpf
