/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct cmd *const commands[] = {&cmd_scan,   &cmd_plan,  &cmd_apply, &cmd_revert,
                                             &cmd_verify, &cmd_check, &cmd_doctor};

static void help(FILE *out)
{
  fputs("freelift takes a C or C++ tree off its hand-written freelist allocators,\n"
        "one provable step at a time.\n\n"
        "Usage:\n  freelift COMMAND [OPTION...] [TREE]\n\nCommands:\n",
        out);
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    fprintf(out, "  %-8s %-5s %s\n", commands[i]->name, commands[i]->args, commands[i]->summary);
  fputs("\nA first look:\n"
        "  freelift scan TREE                      what is there\n"
        "  freelift plan TREE                      what could become of each pool, and what speaks "
        "against it\n"
        "  freelift apply --to shim TREE           the change, as a diff; nothing is written\n"
        "  freelift apply --to shim --write TREE   do it\n"
        "  freelift verify TREE                    nothing left, nothing lost\n"
        "  freelift revert --write TREE            the same bytes as before\n\n"
        "Results go to standard output, talk to standard error. Exit status: 0 clean,\n"
        "1 findings, 2 error. 'freelift COMMAND --help' tells a command's options.\n",
        out);
}

/* A result that did not reach its reader is an error, whatever the command said. */
static int finish(int status)
{
  if (fflush(stdout) == 0 && !ferror(stdout))
    return status;
  g_printerr("freelift: cannot write the output: %s\n", g_strerror(errno));
  return EXIT_ERROR;
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "");
  g_set_prgname("freelift");
  if (argc < 2) {
    help(stderr);
    return EXIT_ERROR;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
      strcmp(argv[1], "help") == 0) {
    help(stdout);
    return finish(EXIT_CLEAN);
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("freelift %s\n", cmd_version);
    return finish(EXIT_CLEAN);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    if (strcmp(argv[1], commands[i]->name) == 0) {
      char *name = g_strdup_printf("freelift %s", commands[i]->name);
      g_set_prgname(name);
      g_free(name);
      return finish(commands[i]->run(commands[i], argc - 1, argv + 1));
    }
  g_printerr("freelift: no command is called '%s'; try 'freelift --help'\n", argv[1]);
  return EXIT_ERROR;
}
