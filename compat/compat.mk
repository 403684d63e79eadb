# SPDX-License-Identifier: Apache-2.0
# libflc: static and shared, from the same objects; included by the project's Makefile, and by any other that sets
# BUILD, CC and CFLAGS (Traffic Server's build does not: it takes the pkg-config file).
flc_dir     := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
FLC_SOVER   := 0
FLC_PHASE   ?= 2
# Phase 3 has a library of its own name beside that of phase 2: make compat FLC_PHASE=3.
flc_name    := libflc$(if $(filter 3,$(FLC_PHASE)),-plain)
flc_objdir  := $(BUILD)/compat/obj$(if $(filter 3,$(FLC_PHASE)),-plain)
FLC_A       := $(BUILD)/compat/$(flc_name).a
FLC_SO      := $(BUILD)/compat/$(flc_name).so.$(FLC_SOVER)

flc_src     := $(wildcard $(flc_dir)/*.c)
flc_obj     := $(flc_src:$(flc_dir)/%.c=$(flc_objdir)/%.o)
# What is not there is left out of the build, and asking for it says so. Recursive: asked after flc-deps has run.
flc_has      = $(shell pkg-config --exists $(1) 2>/dev/null && echo 1 || echo 0)
FLC_HAVE     = -DFLC_HAVE_JEMALLOC=$(call flc_has,jemalloc) -DFLC_HAVE_HWLOC=$(call flc_has,hwloc) \
               -DFLC_HAVE_MEMKIND=$(call flc_has,memkind)
FLC_CX16    := $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),-mcx16)
FLC_CFLAGS   = -std=c11 -D_GNU_SOURCE $(WARN) $(CFLAGS) $(SAN) -fPIC -fvisibility=hidden -ftls-model=initial-exec \
               $(FLC_CX16) -DFLC_PHASE=$(FLC_PHASE) $(FLC_HAVE) $(shell pkg-config --silence-errors --cflags hwloc) -Icompat
# hwloc, jemalloc and memkind are found at run time: nothing is linked for them.
FLC_LIBS     = -lpthread -ldl

$(flc_objdir)/%.o: $(flc_dir)/%.c | flc-deps
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(FLC_CFLAGS) -MMD -MP -c $< -o $@

$(FLC_A): $(flc_obj)
	@rm -f $@
	$(call say,AR,$@)
	$(Q)$(AR) rcs $@ $^

$(FLC_SO): $(flc_obj)
	$(call say,LD,$@)
# nodelete: threads, keys and fork handlers of libflc outlive a dlclose.
	$(Q)$(CC) $(SAN) -shared -Wl,-soname,$(notdir $@) -Wl,-z,defs -Wl,-z,nodelete $^ $(FLC_LIBS) -o $@
	@ln -sf $(notdir $@) $(BUILD)/compat/$(flc_name).so

# What this build has, by the compiler's own answer.
compat: $(FLC_A) $(FLC_SO)
	@printf '#include "flc_p.h"\n#define FLC_BACKEND(name, have) @name=have\n#include "backends.def"\n' | \
	  $(CC) $(FLC_CFLAGS) -E -P -x c - | tr ' ' '\n' | sed -n 's/^@//p' | sort -s -t= -k2,2r | \
	  awk -F= '{ list = list ($$2 == 0 && !out++ ? " (left out: " : " ") $$1 } END { print "backends:" list (out ? ")" : "") }'

flc-deps:
	@sh $(flc_dir)/../tests/deps.sh '$(DEPS)' $(flc_dir)/deps.txt

-include $(wildcard $(flc_objdir)/*.d)

# ---- install: headers, both libraries, the pkg-config file, which finds its prefix from where it lies

PREFIX      ?= /usr/local
LIBDIR      ?= $(PREFIX)/lib
INCLUDEDIR  ?= $(PREFIX)/include
FLC_PC      := $(BUILD)/compat/$(flc_name).pc
flc_version  = $(shell sed -n 's/^.define FLC_VERSION "\(.*\)"/\1/p' $(flc_dir)/flc.h)

$(FLC_PC): $(flc_dir)/flc.pc.in FORCE
	@mkdir -p $(@D)
	@sed -e 's,@NAME@,$(flc_name),; s,@LIB@,$(flc_name:lib%=%),; s,@VERSION@,$(flc_version),; s,@PHASE@,$(FLC_PHASE),' \
	  -e 's,@LIBS@,$(strip $(FLC_LIBS)),' \
	  -e "s,@UP@,$$(realpath -m --relative-to='$(LIBDIR)/pkgconfig' '$(PREFIX)')," \
	  -e "s,@LIBDIR@,$$(realpath -m --relative-to='$(PREFIX)' '$(LIBDIR)')," \
	  -e "s,@INCLUDEDIR@,$$(realpath -m --relative-to='$(PREFIX)' '$(INCLUDEDIR)')," $< >$@

install-compat: compat $(FLC_PC)
	install -d $(DESTDIR)$(INCLUDEDIR) $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 $(flc_dir)/flc.h $(flc_dir)/flc.hpp $(flc_dir)/flc_class.hpp $(flc_dir)/ats/flc_ats.hpp $(flc_dir)/ats/flc_ats_c.h $(DESTDIR)$(INCLUDEDIR)/
	install -m 644 $(FLC_A) $(DESTDIR)$(LIBDIR)/
	install -m 755 $(FLC_SO) $(DESTDIR)$(LIBDIR)/
	ln -sf $(notdir $(FLC_SO)) $(DESTDIR)$(LIBDIR)/$(flc_name).so
	install -m 644 $(FLC_PC) $(DESTDIR)$(LIBDIR)/pkgconfig/

FORCE:

.PHONY: compat flc-deps install-compat FORCE
