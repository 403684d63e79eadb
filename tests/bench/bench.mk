# SPDX-License-Identifier: Apache-2.0
# Speed, instructions and memory of libflc beside what it replaces and what it stands on; included by the Makefile.
# tests/bench/README.md says what is measured and how, and names the variables that narrow a run.
bench_dir  := tests/bench
bench_out   = $(abspath $(BUILD))/bench
bench_tree  = $(abspath $(ATS_DIR))/tree
bench_std  := -std=c11 -D_GNU_SOURCE $(WARN) -O3 -g -fno-builtin-malloc -fno-builtin-free
bench_env   = BENCH_DIR='$(bench_dir)' BENCH_OUT='$(bench_out)'

bench_base  := hist speed patterns idle count main
bench_obj    = $(bench_base:%=$(bench_out)/%.o)
bench_libs  := glibc jemalloc tcmalloc mimalloc
bench_progs  = $(bench_libs:%=$(bench_out)/malloc-%) $(bench_libs:%=$(bench_out)/flc-%) $(bench_out)/flc-thread \
               $(bench_out)/mallocx $(bench_out)/ats $(bench_out)/ats-shared $(bench_out)/ats-arena

# Each program is linked with the allocator that its name says, and does not lose it for not calling it by name.
bench_ld_glibc    :=
bench_ld_jemalloc := -Wl,--no-as-needed -ljemalloc
bench_ld_tcmalloc := -Wl,--no-as-needed -ltcmalloc_minimal
bench_ld_mimalloc := -Wl,--no-as-needed -lmimalloc
# libflc is the shared library, as programs use it; Traffic Server's parts are linked in, which suits them best.
bench_ld_flc       = -L$(abspath $(BUILD))/compat -lflc -Wl,-rpath,$(abspath $(BUILD))/compat

$(bench_out)/%.o: $(bench_dir)/%.c $(wildcard $(bench_dir)/*.h) compat/flc.h | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(bench_std) -Icompat -I$(bench_dir) -c $< -o $@

$(bench_out)/subject_flc_thread.o: $(bench_dir)/subject_flc.c $(wildcard $(bench_dir)/*.h) compat/flc.h | deps
	@mkdir -p $(@D)
	$(Q)$(CC) $(bench_std) -DBENCH_THREAD -Icompat -I$(bench_dir) -c $< -o $@

$(bench_out)/malloc-%: $(bench_out)/subject_malloc.o $(bench_obj)
	$(call say,LD,$@)
	$(Q)$(CC) $^ -ljansson -lpthread $(bench_ld_$*) -o $@

$(bench_out)/mallocx: $(bench_out)/subject_mallocx.o $(bench_obj)
	$(call say,LD,$@)
	$(Q)$(CC) $^ -ljansson -lpthread $(bench_ld_jemalloc) -o $@

$(bench_out)/flc-thread: $(bench_out)/subject_flc_thread.o $(bench_obj) $(FLC_SO)
	$(call say,LD,$@)
	$(Q)$(CC) $(filter %.o,$^) -ljansson -lpthread $(bench_ld_flc) -o $@

$(bench_out)/flc-%: $(bench_out)/subject_flc.o $(bench_obj) $(FLC_SO)
	$(call say,LD,$@)
	$(Q)$(CC) $(filter %.o,$^) -ljansson -lpthread $(bench_ld_flc) $(bench_ld_$*) -o $@

# Traffic Server's allocators, from the tree, with Debian's -O3.
bench_ats    = $(bench_dir)/ats/link
bench_atsdep = $(wildcard $(bench_dir)/ats/*) $(wildcard $(bench_dir)/ats/tscore/*) $(wildcard $(bench_dir)/*.h) \
               $(bench_dir)/subject_ats.cc $(bench_obj)

$(bench_out)/ats $(bench_out)/ats-shared $(bench_out)/ats-arena: $(bench_atsdep) | ats-tree
	$(call say,LD,$@)
	$(Q)CXX='$(CXX)' TREE='$(bench_tree)' OBJECTS='$(bench_obj)' $(bench_env) $(bench_ats) $(@F)

bench-build: $(bench_progs)

# All of it, in about twenty minutes on two processors; fails where a goal is missed or the control goes wrong.
bench: bench-build
	@$(bench_env) $(bench_dir)/bench

bench-quick: bench-build
	@$(bench_env) QUICK=1 $(bench_dir)/bench

# The guide's page of figures, from the last `make bench`.
bench-guide:
	@$(bench_dir)/to-guide $(bench_out) migration-guide

bench-instructions: bench-build
	@$(bench_env) $(bench_dir)/instructions
	@$(bench_env) $(bench_dir)/goals --instructions $(bench_out)/instructions.json

# The arithmetic of the comparison, on made-up figures. Seconds.
$(bench_out)/test_hist: $(bench_dir)/test_hist.c $(bench_dir)/hist.c $(bench_dir)/hist.h tests/unit/main.awk | deps
	@mkdir -p $(@D)
	$(Q)awk -f tests/unit/main.awk $< > $@.main.c
	$(Q)$(CC) $(bench_std) -I. -I$(bench_dir) $@.main.c $(bench_dir)/hist.c -lcmocka -o $@

bench-test: $(bench_out)/test_hist
	@$(bench_out)/test_hist
	@$(bench_dir)/test

.PHONY: bench bench-build bench-guide bench-quick bench-instructions bench-test
