# The Node-API addon, against the headers that the pinned Node brings along.
NODE ?= $(firstword $(wildcard ../../node_modules/.bin/node) node)
NODE_INCLUDE = $(shell $(NODE) -p "require('node:path').resolve(process.execPath, '../../include/node')")
ADDON_SOURCES := addon/binding.c addon/watcher.c addon/src/seqpacket.c addon/src/pidfd.c addon/src/hand.c
ADDON_FLAGS := -std=c17 -D_GNU_SOURCE -O2 -g -fPIC -fvisibility=hidden -Wall -Wextra -Werror

all: addon
.PHONY: addon
addon: build/vserver.node

build/vserver.node: $(ADDON_SOURCES) $(wildcard addon/*.h addon/src/*.h) addon.mk
	@mkdir -p build
	$(CC) $(ADDON_FLAGS) -isystem $(NODE_INCLUDE) -shared $(ADDON_SOURCES) -o $@.tmp
	@mv $@.tmp $@

# The other side of the addon's own tests.
unit: build/test/seqpacket-server
build/test/seqpacket-server: test/seqpacket-server.c common/protocol.h
	@mkdir -p build/test
	$(CC) -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror $< -o $@
