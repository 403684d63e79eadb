# SPDX-License-Identifier: Apache-2.0
# The real tree: Traffic Server from Debian's source package, taken from baseline to shim and held
# to identity.  Included by the Makefile, whose target `deps` it uses.  All that is fetched or built
# lies in $(ATS_DIR), which git ignores.
#
#   ats-tree       the source, through apt
#   ats-deps       the packages that it takes to compile it (DEPS=skip only names them)
#   ats-baseline   a configured copy with a compilation database
#   ats-shim       a copy of that, rewritten by freelift, and its sites counted
#   ats-identity   both compiled and compared (UNITS=pattern: only some; OPT=-O3: at the tree's own)
#   ats-plan       what becomes of each pool, by its types, and whether that is what is known by hand
#   ats-native     a copy of the shim, taken to native by the plan as it is proposed, and back
#   ats-speed      scan and apply beside grep and spatch (ROUNDS=9, SPATCH=no)
#   ats-tools-test  the fast tests of these tools, without the tree
#   ats-clean      what was made from the tree; the tree itself stays

ATS_DIR ?= build/ats
FREELIFT ?= build/freelift
JOBS ?= 2

ats_src := tests/ats
ats_abs = $(abspath $(ATS_DIR))
ats_tools = $(ats_abs)/tools
ats_env = ATS_DIR="$(ats_abs)" FREELIFT="$(abspath $(FREELIFT))" TOOLS="$(ats_tools)" JOBS="$(JOBS)" \
  DEPS="$(DEPS)" UNITS="$(UNITS)" OPT="$(OPT)"
ats_cflags = -O2 -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes \
  -Wmissing-prototypes -Wwrite-strings -Werror

.PHONY: ats-help ats-tree ats-deps ats-baseline ats-shim ats-identity ats-plan ats-native ats-native-plain ats-speed ats-tools-test ats-clean

ats-help:
	@sed -n 's/^#   //p' $(ats_src)/ats.mk $(ats_src)/server/server.mk

ats-tree:
	@$(ats_env) $(ats_src)/get-tree

ats-deps: ats-tree
	@$(ats_env) $(ats_src)/deps --build

ats-baseline: ats-deps
	@$(ats_env) $(ats_src)/baseline

ats-shim: ats-baseline $(FREELIFT)
	@$(ats_env) $(ats_src)/shim

ats-identity: ats-shim $(ats_tools)/objsame $(ats_tools)/ppsame
	@$(ats_env) $(ats_src)/identity "$(ats_abs)" "$(ats_tools)"

ats-plan: ats-baseline $(FREELIFT)
	@$(ats_src)/plan "$(abspath $(FREELIFT))" "$(ats_abs)/baseline" "$(ats_abs)/plan"

ats-native: ats-shim $(FREELIFT)
	@$(ats_src)/native "$(abspath $(FREELIFT))" "$(ats_abs)/baseline" "$(ats_abs)/shim" "$(ats_abs)/native"

# Without pools that stay for speed.
ats-native-plain: ats-shim $(FREELIFT)
	@PLAIN=yes $(ats_src)/native "$(abspath $(FREELIFT))" "$(ats_abs)/baseline" "$(ats_abs)/shim" "$(ats_abs)/native-plain"

ats-speed: ats-tree $(FREELIFT) $(ats_tools)/rounds
	@$(ats_env) $(if $(ROUNDS),ROUNDS="$(ROUNDS)") $(if $(SPATCH),SPATCH="$(SPATCH)") $(ats_src)/speed

ats-tools-test: $(ats_tools)/objsame $(ats_tools)/ppsame
	@$(ats_src)/shim-words/run
	@$(ats_src)/test-objsame $(ats_tools)/objsame $(ats_tools)/ppsame
	@$(ats_src)/test-counts

ats-clean:
	rm -rf $(foreach d,baseline baseline.txt shim native native-plain identity speed tools build libflc run tests core toggles soak bench \
	  drop-in2 drop-in3 plan.json,$(ATS_DIR)/$(d))

$(ats_tools)/%: $(ats_src)/%.c | deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ats_cflags) $$(pkg-config --cflags glib-2.0) $< -o $@ $$(pkg-config --libs glib-2.0) -lelf

include $(ats_src)/server/server.mk
