# SPDX-License-Identifier: Apache-2.0
# tests-folder reads this after a folder's own makefile.
.PHONY: ask-tests
ask-tests:
	@echo 'dirs $(SUBDIRS)'
	@echo 'tests $(TESTS)'
	@echo 'env $(TESTS_ENVIRONMENT)'
