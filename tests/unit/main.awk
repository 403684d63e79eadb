# SPDX-License-Identifier: Apache-2.0
# Makes the main function of a cmocka test: every `static void test_*(void **...)` of the file is run.
/^static void test_[a-z0-9_]*\(void \*\*/ {
  name = $3
  sub(/\(.*/, "", name)
  names[n++] = name
}
END {
  file = FILENAME
  printf "#include \"%s\"\n\nint main(void)\n{\n  const struct CMUnitTest tests[] = {\n", file
  for (i = 0; i < n; i++)
    printf "    cmocka_unit_test(%s),\n", names[i]
  group = file
  sub(/.*\/test_/, "", group)
  sub(/\.c$/, "", group)
  printf "  };\n  return cmocka_run_group_tests_name(\"%s\", tests, NULL, NULL);\n}\n", group
  if (!n) {
    print "main.awk: no test in " file > "/dev/stderr"
    exit 1
  }
}
