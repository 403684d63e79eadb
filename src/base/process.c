/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

/* A function that only this allocator has, and what its library is called, for when the file is no
 * longer there to be read: replaced by an upgrade. memkind contains a jemalloc, so it stands before
 * it. */
static const struct {
  const char *symbol, *allocator, *file;
} marks[] = {
    {"__asan_init", "AddressSanitizer", "libasan."}, {"__tsan_init", "ThreadSanitizer", "libtsan."},
    {"memkind_malloc", "memkind", "libmemkind."},    {"tc_malloc", "tcmalloc", "libtcmalloc"},
    {"mi_malloc", "mimalloc", "libmimalloc"},        {"mallctl", "jemalloc", "libjemalloc."},
    {"je_mallctl", "jemalloc", "libjemalloc."},      {"gnu_get_libc_version", "glibc", "libc."},
};

GQuark process_error_quark(void)
{
  return g_quark_from_static_string("process-error");
}

static void object_free(gpointer data)
{
  struct process_object *o = data;
  g_free(o->file);
  g_free(o->flc);
  g_free(o);
}

/* ---- one file */

static void look_at_symbols(struct process_object *o, Elf *elf, Elf_Scn *section,
                            const GElf_Shdr *head, guint *best)
{
  Elf_Data *data = elf_getdata(section, NULL);
  gsize n = head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
  GElf_Sym sym;

  for (gsize i = 0; data && i < n; i++) {
    if (!gelf_getsym(data, (int)i, &sym) || sym.st_shndx == SHN_UNDEF)
      continue;
    const char *name = elf_strptr(elf, head->sh_link, sym.st_name);
    if (!name)
      continue;
    if (strcmp(name, "malloc") == 0 && GELF_ST_BIND(sym.st_info) != STB_LOCAL)
      o->serves_malloc = true;
    for (guint m = 0; m < *best; m++)
      if (strcmp(name, marks[m].symbol) == 0) {
        o->allocator = marks[m].allocator;
        *best = m;
      }
  }
}

/* The note of compat/abi.c: phase, then version. */
static void look_at_notes(struct process_object *o, Elf *elf, const GElf_Phdr *segment)
{
  Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)segment->p_offset, segment->p_filesz,
                                        segment->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
  gsize at = 0, next, name, text;
  GElf_Nhdr note;

  for (; data && (next = gelf_getnote(data, at, &note, &name, &text)) > 0; at = next) {
    const char *bytes = data->d_buf;
    if (note.n_type != 1 || note.n_namesz != 4 || memcmp(bytes + name, "flc", 4) != 0 ||
        note.n_descsz <= 4)
      continue;
    guint32 phase;
    memcpy(&phase, bytes + text, sizeof phase);
    o->flc_phase = phase;
    g_free(o->flc);
    o->flc = g_strndup(bytes + text + 4, note.n_descsz - 4);
  }
}

static void look_at_file(struct process_object *o, int fd)
{
  Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
  guint best = G_N_ELEMENTS(marks);
  size_t segments = 0;
  GElf_Shdr head;
  GElf_Phdr segment;

  for (Elf_Scn *s = elf ? elf_nextscn(elf, NULL) : NULL; s; s = elf_nextscn(elf, s))
    if (gelf_getshdr(s, &head) && (head.sh_type == SHT_DYNSYM || head.sh_type == SHT_SYMTAB))
      look_at_symbols(o, elf, s, &head, &best);
  if (elf)
    elf_getphdrnum(elf, &segments);
  for (size_t i = 0; i < segments; i++)
    if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_NOTE)
      look_at_notes(o, elf, &segment);
  elf_end(elf);
}

static void guess(struct process_object *o)
{
  char *name = g_path_get_basename(o->file);

  for (guint m = 0; m < G_N_ELEMENTS(marks) && !o->allocator; m++)
    if (g_str_has_prefix(name, marks[m].file)) {
      o->allocator = marks[m].allocator;
      o->serves_malloc = strcmp(marks[m].allocator, "memkind") != 0;
    }
  if (g_str_has_prefix(name, "libflc.") || g_str_has_prefix(name, "libflc-plain.")) {
    o->flc = g_strdup("unknown");
    o->flc_phase = strchr(name, '-') ? 3 : 2;
  }
  g_free(name);
}

static bool is_preloaded(const struct process *p, const char *file)
{
  char **words = g_strsplit_set(p->preload ? p->preload : "", ": ", -1);
  char *base = g_path_get_basename(file);
  bool found = false;

  for (char **w = words; *w && !found; w++) {
    char *other = g_path_get_basename(*w);
    /* A link's name may be shorter than the file's: libx.so.1 and libx.so.1.2. */
    found = **w && g_str_has_prefix(base, other);
    g_free(other);
  }
  g_free(base);
  g_strfreev(words);
  return found;
}

static void add(struct process *p, const char *proc, const char *file, bool program)
{
  struct process_object *o = g_new0(struct process_object, 1);
  /* Through /proc: the process may live under another root. */
  char *path =
      program ? g_build_filename(proc, "exe", NULL) : g_build_filename(proc, "root", file, NULL);
  int fd = open(path, O_RDONLY | O_CLOEXEC);

  o->file = g_strdup(file);
  o->preloaded = !program && is_preloaded(p, file);
  if (fd >= 0) {
    look_at_file(o, fd);
    close(fd);
  } else {
    guess(o);
  }
  g_ptr_array_add(p->objects, o);
  g_free(path);
}

/* ---- the process */

static void read_environment(struct process *p, const char *proc)
{
  char *file = g_build_filename(proc, "environ", NULL), *text = NULL;
  gsize size = 0;

  if (g_file_get_contents(file, &text, &size, NULL))
    for (const char *at = text; at < text + size; at += strlen(at) + 1) {
      if (g_str_has_prefix(at, "LD_PRELOAD="))
        p->preload = g_strdup(strchr(at, '=') + 1);
      if (g_str_has_prefix(at, "MALLOC_CONF="))
        p->conf = g_strdup(strchr(at, '=') + 1);
      if (g_str_has_prefix(at, "FLC="))
        p->flc = g_strdup(strchr(at, '=') + 1);
    }
  g_free(text);
  g_free(file);
}

/* Files that are mapped with code in them: the sixth column of /proc/PID/maps. */
static void read_maps(struct process *p, const char *proc, const char *maps)
{
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  char **lines = g_strsplit(maps, "\n", -1);

  g_hash_table_add(seen, g_strdup(p->program));
  add(p, proc, p->program, true);
  for (char **line = lines; *line; line++) {
    const char *file = strchr(*line, '/'), *mode = strchr(*line, ' ');
    if (file && mode && mode[1] && mode[2] && mode[3] == 'x' &&
        g_hash_table_add(seen, g_strdup(file)))
      add(p, proc, file, false);
  }
  g_strfreev(lines);
  g_hash_table_destroy(seen);
}

struct process *process_read(int pid, GError **err)
{
  char *proc = g_strdup_printf("/proc/%d", pid), *exe = g_build_filename(proc, "exe", NULL);
  char *maps = g_build_filename(proc, "maps", NULL), *text = NULL;
  struct process *p = NULL;

  if (!g_file_test(proc, G_FILE_TEST_IS_DIR)) {
    g_set_error(err, PROCESS_ERROR, 0, "there is no process %d", pid);
  } else {
    char *program = g_file_read_link(exe, NULL);
    if (!program || !g_file_get_contents(maps, &text, NULL, NULL)) {
      g_set_error(err, PROCESS_ERROR, 0,
                  "process %d is not ours to look at: run this as its user, or as root", pid);
      g_free(program);
    } else {
      elf_version(EV_CURRENT);
      p = g_new0(struct process, 1);
      p->program = program;
      p->objects = g_ptr_array_new_with_free_func(object_free);
      read_environment(p, proc);
      read_maps(p, proc, text);
    }
  }
  g_free(text);
  g_free(maps);
  g_free(exe);
  g_free(proc);
  return p;
}

void process_free(struct process *p)
{
  if (!p)
    return;
  g_ptr_array_unref(p->objects);
  g_free(p->program);
  g_free(p->preload);
  g_free(p->conf);
  g_free(p->flc);
  g_free(p);
}

const struct process_object *process_malloc(const struct process *p)
{
  const struct process_object *best = NULL;
  int rank = 0;

  for (guint i = 0; i < p->objects->len; i++) {
    const struct process_object *o = p->objects->pdata[i];
    int r = !o->serves_malloc                       ? 0
            : i == 0                                ? 4
            : o->preloaded                          ? 3
            : g_strcmp0(o->allocator, "glibc") != 0 ? 2
                                                    : 1;
    if (r > rank) {
      best = o;
      rank = r;
    }
  }
  return best;
}

const struct process_object *process_find(const struct process *p, const char *allocator)
{
  for (guint i = 0; i < p->objects->len; i++) {
    const struct process_object *o = p->objects->pdata[i];
    if (g_strcmp0(o->allocator, allocator) == 0)
      return o;
  }
  return NULL;
}
