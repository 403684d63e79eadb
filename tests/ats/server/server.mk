# SPDX-License-Identifier: Apache-2.0
# The real server on libflc; included by ats.mk. PHASE=1, 2 or 3, or STAGE=native for the tree of ats-native (build, run,
# test, bench, core and soak); NAME=name for another configuration (build --help).
#
#   ats-build      the server in PHASE: configured and compiled, 8 to 15 minutes on two processors the first time
#   ats-run        starts it as a caching proxy on loopback, goes through its paths, stops it
#   ats-test       the tree's own tests in PHASE, beside the baseline's
#   ats-drop-in    libflc's headers in place of the tree's own give the same object files as the shim, in PHASE
#   ats-bench      the seed table: instructions, processor time, latency and memory of each configuration; hours
#   ats-bench-guide  the guide's page of it, from the last ats-bench
#   ats-core       what is in core files of the loaded server, in each configuration
#   ats-toggles    one binary of phase 2, other backends by FLC, -f and -F
#   ats-soak       SECONDS of mixed traffic, under AddressSanitizer and plain
#   ats-server-test  the fast tests of these tools, without a server
PHASE ?= 2
STAGE ?= shim
ats_stages := shim native
$(if $(filter $(STAGE),$(ats_stages)),,$(error STAGE is shim or native, not $(STAGE)))
NAME  ?= $(if $(filter native,$(STAGE)),native,phase$(PHASE))
# The tree of the stage, and what is built to measure, to soak and to dump it.
ats_of_stage    := ats-$(STAGE)
ats_builds_shim := baseline with-jemalloc phase1 phase2 phase3
ats_builds_native := baseline phase1 phase2 native native-plain
ats_builds      := $(ats_builds_$(STAGE))

ats_server := $(ats_src)/server

.PHONY: ats-build ats-run ats-test ats-drop-in ats-bench ats-bench-guide ats-core ats-toggles ats-soak ats-server-test ats-samples-test

ats-build: $(ats_of_stage)
	@$(ats_env) $(ats_server)/build $(NAME)

# Names of pools are compared with the baseline's, and its traffic_manager is everybody's.
ats-run: ats-build
	@$(ats_env) $(ats_server)/build baseline
	@$(ats_env) $(ats_server)/run $(NAME) $(if $(FLC),flc='$(FLC)') $(if $(PRELOAD),preload='$(PRELOAD)')

ats-drop-in: ats-shim $(ats_tools)/objsame $(ats_tools)/ppsame
	@$(ats_env) $(ats_server)/drop-in $(PHASE)

ats-test: ats-build
	@$(ats_env) $(ats_server)/build baseline
	@$(ats_env) $(if $(REDO),REDO=$(REDO)) $(ats_server)/tests $(NAME) $(FOLDERS)

# Its own variables (ROWS, ROUNDS, SIZES, SECONDS ...) reach it from the command line or the environment.
ats-bench: $(ats_of_stage) $(if $(filter native,$(STAGE)),ats-native-plain)
	@$(ats_env) $(ats_server)/build $(ats_builds) $(if $(filter shim,$(STAGE)),dodump)
	@$(ats_env) STAGE=$(STAGE) $(ats_server)/bench

ats-bench-guide:
	@$(ats_server)/bench.guide '$(abspath $(ATS_DIR))/bench' migration-guide

ats-core: $(ats_of_stage) $(ats_tools)/coremarks $(ats_tools)/opensslmem.so
	@$(ats_env) $(ats_server)/build $(ats_builds)
	@$(ats_env) STAGE=$(STAGE) $(if $(KEEP),KEEP=$(KEEP)) $(ats_server)/core $(ROWS)

ats-toggles: ats-shim
	@$(ats_env) $(ats_server)/build baseline phase2
	@$(ats_env) $(ats_server)/toggles $(ROWS)

ats-soak: $(ats_of_stage)
	@$(ats_env) $(ats_server)/build baseline-asan $(NAME)-asan $(NAME)
	@$(ats_env) STAGE=$(STAGE) $(if $(FRESH),FRESH=$(FRESH)) $(ats_server)/soak $(or $(SECONDS),600)

# The last one needs a kernel that writes core files into the working folder.
ats-server-test: ats-samples-test $(ats_tools)/coremarks
	@$(ats_server)/test-coremarks $(ats_tools)/coremarks

ats-samples-test: | deps
	@$(ats_server)/bench-test
	@$(ats_server)/test-tests
	@$(ats_server)/test-dumps

# gdb reads its variables: -g stays.
$(ats_tools)/opensslmem.so: $(ats_server)/opensslmem.c | ats-deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ats_cflags) -g -shared -fPIC $< -o $@ -lcrypto

$(ats_tools)/coremarks: $(ats_server)/coremarks.c | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ats_cflags) $$(pkg-config --cflags glib-2.0) $< -o $@ $$(pkg-config --libs glib-2.0) -lelf
