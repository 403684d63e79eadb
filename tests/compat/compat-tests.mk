# SPDX-License-Identifier: Apache-2.0
# Tests of libflc: tests/compat/test_*.c (cmocka, functions test_*), and tests/compat/<topic>/run, executables that
# get their paths from the environment below. A new test is a new file.
FLC_TESTS := $(patsubst tests/compat/%.c,$(BUILD)/compat/test/%,$(wildcard tests/compat/test_*.c))
FLC_RUNS  := $(wildcard tests/compat/*/run)
flc_env    = ROOT='$(CURDIR)' FLC_BUILD='$(abspath $(BUILD))/compat' CC='$(CC)' CFLAGS='$(CFLAGS)' SAN='$(SAN)' \
             FLC_CFLAGS='$(FLC_CFLAGS)' FLC_LIBS='$(FLC_LIBS)' CASE='$(CASE)' ATS_DIR='$(abspath $(ATS_DIR))'

$(BUILD)/compat/test/%.main.c: tests/compat/%.c tests/unit/main.awk
	@mkdir -p $(@D)
	$(Q)awk -f tests/unit/main.awk $< > $@

# Linked to the static library, so that a test reaches what is private; with its variables' names, as servers are.
$(BUILD)/compat/test/%: $(BUILD)/compat/test/%.main.c tests/compat/%.c $(FLC_A) | deps
	$(call say,CC,$*)
	$(Q)$(CC) $(FLC_CFLAGS) -I. $< $(FLC_A) $(FLC_LIBS) -rdynamic -lcmocka -o $@

check-compat-unit: $(FLC_TESTS)
	@test -n '$(FLC_TESTS)'
	@failed=; for t in $(FLC_TESTS); do $$t || failed="$$failed $$t"; done; test -z "$$failed" || { echo "FAILED:$$failed"; exit 1; }

# The tree of Traffic Server is for the differential test.
check-compat-runs: compat ats-tree $(filter %/test_contract %/test_contract_threads,$(FLC_TESTS))
	@test -n '$(FLC_RUNS)'
	@set -e; for t in $(FLC_RUNS); do echo "== $$t"; $(flc_env) $$t; done

check-compat: check-compat-unit check-compat-runs
	@echo 'libflc: all checks passed'

check-compat-sanitizers:
	@set -e; for san in address,undefined thread; do echo "== $$san"; \
	  $(MAKE) --no-print-directory SANITIZE=$$san check-compat-unit; done
	@echo 'libflc: clean under ASan, UBSan and TSan'

.PHONY: check-compat check-compat-unit check-compat-runs check-compat-sanitizers
