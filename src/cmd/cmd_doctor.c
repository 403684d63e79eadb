/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"

#include "base/process.h"
#include "rewrite/child.h"
#include "types/clang_api.h"

#include <stdio.h>
#include <string.h>

static bool check_spatch(const struct common *o)
{
  struct spatch_opts so = {.path = o->spatch};
  struct spatch_about about = {0};
  GError *err = NULL;
  if (!spatch_probe(&so, &about, &err)) {
    printf("spatch       MISSING  %s\n", err->message);
    g_clear_error(&err);
    return false;
  }
  bool ok = spatch_version_is_at_least(about.version, "1.1.1");
  printf("spatch       %-8s %s, Python scripting: %s\n", ok ? "ok" : "TOO OLD", about.version,
         about.python ? "yes" : "no (report and org modes are refused)");
  spatch_about_clear(&about);
  return ok;
}

static bool check_rules(void)
{
  GError *err = NULL;
  char *folder = cmd_data("semantic-patches/1-shim");
  GPtrArray *rules = rules_load(folder, &err);
  if (rules)
    printf("rules        ok       %u in %s\n", rules->len, folder);
  else
    printf("rules        MISSING  %s\n", err->message);
  g_clear_error(&err);
  g_free(folder);
  if (rules)
    g_ptr_array_unref(rules);
  return rules != NULL;
}

static bool check_header(void)
{
  GError *err = NULL;
  char *text = cmd_header(&err);
  printf("shim header  %-8s %s\n", text ? "ok" : "MISSING", text ? "flc_ats.h" : err->message);
  g_clear_error(&err);
  g_free(text);
  return text != NULL;
}

/* What the plan asks about types; all other commands do without it. */
static void show_libclang(void)
{
  struct clang_api c;
  GError *err = NULL;
  if (clang_api_load(&c, &err))
    printf("libclang     ok       tells 'freelift plan' about types\n");
  else
    printf("libclang     none     'freelift plan' knows no types without it: %s\n", err->message);
  g_clear_error(&err);
  clang_api_unload(&c);
}

/* ---- libflc, which phases 2 and 3 need: what is missing is said, and is no finding */

/* The version of a pkg-config module; NULL: none is installed. A new string. */
static char *module_version(const char *module)
{
  const char *const argv[] = {"pkg-config", "--modversion", module, NULL};
  struct child_end end;
  char *version = NULL;
  if (!child_run(argv, NULL, 5000, &end, NULL))
    return NULL;
  if (end.status == 0 && !end.hung)
    version = g_strdup(g_strstrip(end.out));
  child_end_clear(&end);
  return version;
}

static void show_libflc(void)
{
  char *version = module_version("libflc");
  char *exe = g_file_read_link("/proc/self/exe", NULL),
       *folder = g_path_get_dirname(exe ? exe : ".");
  char *built = g_build_filename(folder, "compat", "libflc.so.0", NULL);
  if (version)
    printf("libflc       ok       %s, installed: pkg-config libflc\n", version);
  else if (g_file_test(built, G_FILE_TEST_EXISTS))
    printf("libflc       built    not installed: make install, or add its folder to "
           "PKG_CONFIG_PATH\n");
  else
    printf("libflc       none     not installed: make install (phase 1 does without it)\n");
  g_free(built);
  g_free(folder);
  g_free(exe);
  g_free(version);
}

static void show_backends(void)
{
  static const struct {
    const char *name, *module, *package, *note;
  } backends[] = {
      {"jemalloc", "jemalloc", "libjemalloc-dev",
       "a process has it when it is linked with jemalloc or preloads it"},
      {"numa", "hwloc", "libhwloc-dev", "hwloc tells cpus and nodes"},
      {"memkind", "memkind", "libmemkind-dev", "discontinued by its authors"},
  };
  printf("backends     ok       freelist, malloc, nodump: need no package\n");
  for (gsize i = 0; i < G_N_ELEMENTS(backends); i++) {
    char *version = module_version(backends[i].module);
    if (version)
      printf("  %-10s ok       %s %s; %s\n", backends[i].name, backends[i].package, version,
             backends[i].note);
    else
      printf("  %-10s none     is left out of a libflc built here: apt-get install %s\n",
             backends[i].name, backends[i].package);
    g_free(version);
  }
}

/* ---- a running process */

static const char *how(const struct process *p, const struct process_object *o)
{
  if (o == p->objects->pdata[0])
    return " (linked into the program)";
  return o->preloaded ? " (by LD_PRELOAD)" : "";
}

static void show_objects(const struct process *p, const struct process_object *serves)
{
  for (guint i = 0; i < p->objects->len; i++) {
    const struct process_object *o = p->objects->pdata[i];
    if (o->flc)
      printf("libflc       %-8s phase %u, in %s%s\n", o->flc, o->flc_phase, o->file, how(p, o));
    if (o != serves && o->allocator && strcmp(o->allocator, "glibc") != 0)
      printf("also there   %-8s %s%s%s\n", o->allocator, o->file, how(p, o),
             o->serves_malloc ? ": offers malloc as well, and is not asked"
                              : ": malloc is not its business");
  }
}

static guint count_libflc(const struct process *p)
{
  guint n = 0;
  for (guint i = 0; i < p->objects->len; i++)
    n += ((const struct process_object *)p->objects->pdata[i])->flc != NULL;
  return n;
}

/* What follows from what was found; false: something is wrong. */
static bool show_what_follows(const struct process *p, const char *allocator)
{
  guint libflc = count_libflc(p);
  bool je = process_find(p, "jemalloc") != NULL, ok = libflc <= 1;
  bool is_je = strcmp(allocator, "jemalloc") == 0;

  if (libflc == 0)
    puts("- no libflc here: FLC has no effect on this process");
  else if (libflc > 1)
    puts("- WRONG: more than one libflc; each takes the other's objects for its own: link all "
         "sides to libflc.so");
  if (is_je)
    puts("- backend jemalloc can be used, and nodump in both forms");
  else if (je)
    puts("- backend jemalloc: only if what is there exports mallocx; FLC=help in this environment "
         "tells");
  else
    puts("- backend jemalloc cannot be used: link the program with jemalloc, or preload it");
  if (g_str_has_suffix(allocator, "Sanitizer"))
    puts("- a sanitizer watches: pools have no magazines, so no figure of speed means anything");
  if (p->conf && !je) {
    puts("- WRONG: MALLOC_CONF is set, and nothing here reads it");
    ok = false;
  }
  return ok;
}

static int show_process(const struct cmd *c, int pid)
{
  GError *err = NULL;
  struct process *p = process_read(pid, &err);
  if (!p)
    return cmd_fail(c, err);
  const struct process_object *serves = process_malloc(p);
  const char *allocator = serves && serves->allocator ? serves->allocator : "unknown";
  const struct {
    const char *name, *value;
  } set[] = {{"LD_PRELOAD", p->preload}, {"MALLOC_CONF", p->conf}, {"FLC", p->flc}};

  printf("process      %-8d %s\n", pid, p->program);
  printf("malloc       %-8s %s%s\n", allocator,
         serves ? serves->file : "no file here offers malloc", serves ? how(p, serves) : "");
  show_objects(p, serves);
  for (gsize i = 0; i < G_N_ELEMENTS(set); i++)
    if (set[i].value)
      printf("%-12s set      %s\n", set[i].name, set[i].value);
  bool ok = show_what_follows(p, allocator);
  process_free(p);
  return ok ? EXIT_CLEAN : EXIT_FINDINGS;
}

static int show_machine(const struct common *o)
{
  bool ok = check_spatch(o);
  ok = check_rules() && ok;
  ok = check_header() && ok;
  show_libclang();
  show_libflc();
  show_backends();
  return ok ? EXIT_CLEAN : EXIT_FINDINGS;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  int status = EXIT_CLEAN, pid = 0;
  const GOptionEntry own[] = {
      {"spatch", 0, 0, G_OPTION_ARG_FILENAME, &o.spatch, "Coccinelle's program (default: spatch)",
       "PROGRAM"},
      {"process", 0, 0, G_OPTION_ARG_INT, &pid, "Look at this running process instead", "PID"},
      {0}};
  if (common_parse(c, argc, argv, 0, own, &o, NULL, &status))
    status = pid ? show_process(c, pid) : show_machine(&o);
  common_free(&o);
  return status;
}

const struct cmd cmd_doctor = {
    "doctor", "", "what is installed, and whether it will do",
    "Says which tools freelift finds and whether they will do, whether libflc is there, and\n"
    "which backends this machine can have. With --process: which allocator a running process\n"
    "really has, which libflc, and what follows.",
    run};
