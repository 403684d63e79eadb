# SPDX-License-Identifier: Apache-2.0
#
# make demo     the main job on the bundled tree, in under a minute
# make check    all fast tests
# make help     everything else

VERSION  := 0.1.0
BUILD    ?= build
PREFIX   ?= /usr/local
CC       ?= gcc
SPATCH   ?= spatch
CASE     ?=
comma    := ,

LIBS     := glib-2.0 gio-2.0 jansson libgit2 libelf
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror
ifdef SANITIZE
BUILD    := build/sanitize-$(subst $(comma),-,$(SANITIZE))
SAN      := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
endif
# One folder has one name, or the files that say what depends on what name other targets.
override BUILD := $(patsubst $(CURDIR)/%,%,$(BUILD))
CFLAGS   ?= -O2 -g
# libclang has no pkg-config file; it is loaded when a command needs it, so only its headers are taken here.
CLANG_C     = $(lastword $(sort $(wildcard /usr/lib/llvm-*/include/clang-c/Index.h)))
CLANG_FLAGS = $(if $(CLANG_C),-isystem $(CLANG_C:%/clang-c/Index.h=%)) \
              -DFREELIFT_LLVM=$(patsubst /usr/lib/llvm-%/include/clang-c/Index.h,%,$(CLANG_C))
# Recursive on purpose: pkg-config is asked after deps has installed it.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARN) $(CFLAGS) $(SAN) -Isrc $(shell pkg-config --cflags $(LIBS)) \
             $(CLANG_FLAGS) -DFREELIFT_VERSION='"$(VERSION)"' -DFREELIFT_DATADIR='"$(PREFIX)/share/freelift"'
# V=1 shows whole commands.
Q          := $(if $(V),,@)
say         = @$(if $(V),:,printf '  %-4s %s\n' '$(1)' '$(2)')
ALL_LIBS   = $(SAN) $(shell pkg-config --libs $(LIBS))

SRC      := $(filter-out src/main.c,$(wildcard src/*/*.c))
OBJ      := $(SRC:%.c=$(BUILD)/obj/%.o)
LIB      := $(BUILD)/libfreelift.a
FREELIFT := $(BUILD)/freelift
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

all: $(FREELIFT)

include tests/ats/ats.mk
include compat/compat.mk
include tests/compat/compat-tests.mk
include tests/bench/bench.mk

help:
	@echo 'make              builds $(FREELIFT)'
	@echo 'make demo         scan, rewrite, build and serve the bundled tree, before and after'
	@echo 'make check        all fast tests: unit, rules, lens, command, bundled tree, lint'
	@echo '                  SANITIZE=address,undefined or thread; CASE=word narrows folder cases'
	@echo 'make compat       libflc, static and shared; it needs a compiler and pkg-config; FLC_PHASE=3 builds libflc-plain'
	@echo 'make install-compat   installs it: PREFIX=$(PREFIX) LIBDIR= INCLUDEDIR= DESTDIR='
	@echo 'make check-compat all tests of libflc, about ten minutes; check has the unit tests among them'
	@echo 'make check-compat-sanitizers   the same unit tests under ASan, UBSan and TSan'
	@echo 'make bench        libflc beside what it replaces and what it stands on; bench-quick, bench-instructions'
	@echo 'make tidy         clang-tidy over src and compat, some minutes'
	@echo 'make fuzz         fuzzes lexer and lens for FUZZ_SECONDS (60)'
	@echo 'make ats-help     the targets on the real Traffic Server'
	@echo 'make deps         installs what is missing, with apt-get; DEPS=skip only says what'
	@echo 'make install      PREFIX=$(PREFIX) DESTDIR='

# ---- set-up

deps: | flc-deps
	@sh tests/deps.sh '$(DEPS)' tests/deps.txt

# ---- build: everything waits for deps, since pkg-config files come from there

$(BUILD)/obj/%.o: %.c | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(LIB): $(OBJ)
	@rm -f $@
	$(call say,AR,$@)
	$(Q)$(AR) rcs $@ $(OBJ)

$(FREELIFT): $(BUILD)/obj/src/main.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $< $(LIB) $(ALL_LIBS) -o $@

# ---- tests

CHECKS := check-unit check-compat-unit check-rules check-lens check-cli check-trees check-tools check-sarif check-docs bench-test lint

# Built side by side, run one after the other.
check: deps
	@$(MAKE) --no-print-directory -j "$$(nproc)" built
	@failed=; for c in $(CHECKS); do echo "== $$c"; $(MAKE) --no-print-directory $$c || failed="$$failed $$c"; done; \
	test -z "$$failed" || { echo "FAILED:$$failed"; exit 1; }
	@echo 'all checks passed'

built: $(FREELIFT) $(UNIT_TESTS) $(FLC_TESTS) $(BUILD)/lens/laws $(BUILD)/lens/cases $(ats_tools)/objsame $(ats_tools)/ppsame

.SECONDARY:

# A unit test is any function named test_*; its main is made from those names.
$(BUILD)/unit/%.main.c: tests/unit/%.c tests/unit/main.awk
	@mkdir -p $(@D)
	$(Q)awk -f tests/unit/main.awk $< > $@

$(BUILD)/unit/%: $(BUILD)/unit/%.main.c tests/unit/%.c $(LIB) | deps
	$(call say,CC,$*)
	$(Q)$(CC) $(ALL_CFLAGS) -I. $< $(LIB) $(ALL_LIBS) -lcmocka -o $@

check-unit: $(UNIT_TESTS)
	@test -n '$(UNIT_TESTS)'
	@set -e; for t in $(UNIT_TESTS); do $$t; done

check-rules: | deps
	@SPATCH='$(SPATCH)' CASE='$(CASE)' tests/rules/run

# The lens's laws on every file of the bundled trees and of this project (ats-laws: on Traffic Server).
$(BUILD)/lens/laws: tests/lens/laws.c $(LIB) | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $< $(LIB) $(ALL_LIBS) -o $@

$(BUILD)/lens/cases: tests/lens/cases.c $(LIB) | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $< $(LIB) $(ALL_LIBS) -o $@

check-lens: $(BUILD)/lens/laws $(BUILD)/lens/cases
	@$(BUILD)/lens/cases tests/lens
	@$(BUILD)/lens/laws tests src compat

check-trees: $(FREELIFT) $(ats_tools)/objsame
	@tests/trees/run '$(abspath $(FREELIFT))' '$(ats_tools)/objsame' '$(abspath $(BUILD))/trees'

check-tools: ats-tools-test ats-samples-test

check-sarif: $(FREELIFT)
	@FREELIFT='$(abspath $(FREELIFT))' BUILD='$(abspath $(BUILD))' DEPS='$(DEPS)' tests/sarif/run

# The same laws on all of Traffic Server, and how much of it spatch can parse through the lens.
ats-laws: ats-tree $(BUILD)/lens/laws
	$(BUILD)/lens/laws --census $(BUILD)/lens/census $(ATS_DIR)/tree

check-docs: $(FREELIFT)
	@FREELIFT='$(abspath $(FREELIFT))' tests/docs/run

lint: | deps
	@tests/lint/run

# Two minutes, so not a part of check; run it before a change is done.
tidy: | deps
	@ls src/*/*.c src/main.c compat/*.c | xargs -P "$$(nproc)" -n 1 sh -c \
	  'clang-tidy --quiet "$$0" -- -std=c11 -D_GNU_SOURCE -Isrc -Icompat $(FLC_CX16) $(FLC_HAVE) \
	   $(CLANG_FLAGS) $(shell pkg-config --cflags $(LIBS)) 2>/dev/null'
	@echo 'clang-tidy: nothing found'

demo: $(FREELIFT) $(ats_tools)/objsame
	@tests/demo.sh '$(abspath $(FREELIFT))' '$(ats_tools)/objsame' '$(BUILD)/demo'

docs:
	tests/docs/rules-md > migration-guide/rules.md

# ---- fuzzing: clang's libFuzzer, from the inputs of the other tests

FUZZ_SECONDS ?= 60

$(BUILD)/fuzz/%: tests/fuzz/%.c $(SRC) | deps
	@mkdir -p $(@D)
	clang -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -std=c11 -D_GNU_SOURCE -Isrc \
	  $(CLANG_FLAGS) $(shell pkg-config --cflags $(LIBS)) $< $(SRC) $(shell pkg-config --libs $(LIBS)) -o $@

fuzz: $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
	@mkdir -p $(BUILD)/fuzz/corpus
	@find tests src -name '*.cc' -o -name '*.[ch]' | while read -r f; do cp "$$f" "$(BUILD)/fuzz/corpus/$$(echo $$f | tr / _)"; done
	@set -e; for f in $^; do echo $$f; $$f -max_total_time=$(FUZZ_SECONDS) -max_len=20000 -print_final_stats=1 $(BUILD)/fuzz/corpus; done

check-cli: $(FREELIFT) $(FLC_A)
	@FREELIFT='$(abspath $(FREELIFT))' CASE='$(CASE)' tests/cli/run

install: $(FREELIFT) install-compat
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/freelift/compat/ats
	install -m 755 $(FREELIFT) $(DESTDIR)$(PREFIX)/bin/
	for stage in 1-shim 2-native; do \
	  install -d $(DESTDIR)$(PREFIX)/share/freelift/semantic-patches/$$stage && \
	  install -m 644 semantic-patches/$$stage/*.cocci $(DESTDIR)$(PREFIX)/share/freelift/semantic-patches/$$stage/ || exit 1; done
	install -m 644 semantic-patches/2-native/freelist.names $(DESTDIR)$(PREFIX)/share/freelift/semantic-patches/2-native/
	install -d $(DESTDIR)$(PREFIX)/share/freelift/compat/ats/native
	install -m 644 compat/ats/flc_ats.h $(DESTDIR)$(PREFIX)/share/freelift/compat/ats/
	install -m 644 compat/ats/native/flc_ats.h $(DESTDIR)$(PREFIX)/share/freelift/compat/ats/native/

clean:
	rm -rf $(BUILD)/obj $(BUILD)/unit $(LIB) $(FREELIFT)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

.PHONY: all help deps ats-laws built check check-unit check-rules check-lens check-cli check-trees check-tools check-sarif check-docs \
  lint tidy demo docs fuzz install clean
