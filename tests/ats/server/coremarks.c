/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coremarks CORE|PID SMAPS MARKERS PLACES: where in a core file, or in the memory of a process that
 * is stopped, do markers lie that somebody has sent through the program?
 *
 *   SMAPS    /proc/PID/smaps, saved while the process was stopped
 *   MARKERS  lines "KIND MARKER"; all markers are of one length (32 bytes) and begin with the same
 * 16 PLACES   what is known of the program's memory, lines of these forms, numbers as C has them:
 *              range START END NAME       an address range with a name; the first that fits counts
 *              object VTABLE INDEX DATA   objects that own a buffer: the first word, and the
 * offsets of the class of size (64 bits, 128 bytes << class, 0 to 14 are pools) and of the pointer
 *
 * Printed, tab-separated:
 *   memory   searched BYTES   no-dump BYTES        what was searched, and how much of it smaps
 * calls no-dump ("dd") buffers  COUNT BYTES SEARCHED-BYTES            live buffers of pools, and
 * how much of them was searched hit      KIND PLACE COUNT ADDRESS MAPPING      of each kind and
 * place; the first one's address and mapping
 *
 * A place is, the first that fits: "live buffer"; the name of a range; "no-dump memory" (a mapping
 * that is "dd": buffers that are free, mostly); "program heap" ([heap]), "anonymous", or the
 * mapping's file. Exit status: 0, whatever was found; 2 an error.
 */
#include <fcntl.h>
#include <gelf.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
  PREFIX = 16,
  MARKER = 32,
  PIECE = 4 << 20,
  CLASSES = 15,
};

struct range {
  guint64 start, end;
  guint64 offset; /* in the file that is read */
  bool readable, nodump;
  char *name;
};

struct object {
  guint64 vtable, index, data;
};

struct state {
  int fd;
  GArray *segments, *mappings, *places, *buffers; /* struct range */
  GArray *objects;                                /* struct object */
  GHashTable *kinds, *hits; /* last 16 bytes -> kind; "kind\tplace" -> struct hit */
  char prefix[PREFIX + 1];
  guint64 searched, nodump;
};

struct hit {
  guint64 count, first;
};

static void die(const char *what, const char *why)
{
  fprintf(stderr, "coremarks: %s: %s\n", what, why);
  exit(2);
}

static char **lines_of(const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error))
    die(path, error->message);
  return g_strsplit(text, "\n", -1);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
  const struct range *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

/* In ranges that are sorted and do not overlap. */
static const struct range *find(const GArray *ranges, guint64 address)
{
  guint low = 0, high = ranges->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const struct range *r = &g_array_index(ranges, struct range, middle);
    if (address < r->start)
      high = middle;
    else if (address >= r->end)
      low = middle + 1;
    else
      return r;
  }
  return NULL;
}

/* ---- what the files say */

static void read_smaps(struct state *s, const char *path)
{
  g_auto(GStrv) lines = lines_of(path);
  for (char **l = lines; *l; l++) {
    struct range r = {0};
    char dash, mode[5];
    int name = 0;
    if (sscanf(*l, "%" G_GINT64_MODIFIER "x%c%" G_GINT64_MODIFIER "x %4s %*s %*s %*s %n", &r.start,
               &dash, &r.end, mode, &name) == 4 &&
        dash == '-') {
      r.name = g_strdup(*l + name);
      r.readable = mode[0] == 'r';
      g_array_append_val(s->mappings, r);
    } else if (g_str_has_prefix(*l, "VmFlags:") && s->mappings->len) {
      g_array_index(s->mappings, struct range, s->mappings->len - 1).nodump =
          strstr(*l, " dd") && !strstr(*l, " io");
    }
  }
  if (!s->mappings->len)
    die(path, "no mapping in it");
}

static void read_markers(struct state *s, const char *path)
{
  g_auto(GStrv) lines = lines_of(path);
  for (char **l = lines; *l; l++) {
    g_auto(GStrv) word = g_strsplit(*l, " ", 2);
    if (!**l)
      continue;
    if (!word[1] || strlen(word[1]) != MARKER ||
        (*s->prefix && strncmp(s->prefix, word[1], PREFIX)))
      die(path, "not a kind and a marker of 32 bytes, 16 of which all have");
    memcpy(s->prefix, word[1], PREFIX);
    g_hash_table_insert(s->kinds, g_strdup(word[1] + PREFIX), g_strdup(word[0]));
  }
  if (!*s->prefix)
    die(path, "no marker in it");
}

static void read_places(struct state *s, const char *path)
{
  g_auto(GStrv) lines = lines_of(path);
  for (char **l = lines; *l; l++) {
    g_auto(GStrv) w = g_strsplit(*l, " ", 4);
    guint n = g_strv_length(w);
    if (n == 4 && !strcmp(w[0], "range")) {
      struct range r = {g_ascii_strtoull(w[1], NULL, 0),
                        g_ascii_strtoull(w[2], NULL, 0),
                        0,
                        false,
                        false,
                        g_strdup(w[3])};
      g_array_append_val(s->places, r);
    } else if (n == 4 && !strcmp(w[0], "object")) {
      struct object o = {g_ascii_strtoull(w[1], NULL, 0), g_ascii_strtoull(w[2], NULL, 0),
                         g_ascii_strtoull(w[3], NULL, 0)};
      g_array_append_val(s->objects, o);
    } else if (**l) {
      die(path, *l);
    }
  }
}

/* The loaded bytes of a core. A segment may have fewer in the file than in memory: none, where it
 * was left out. */
static void open_core(struct state *s, const char *path)
{
  s->fd = open(path, O_RDONLY | O_CLOEXEC);
  Elf *elf = s->fd < 0 ? NULL : elf_begin(s->fd, ELF_C_READ, NULL);
  GElf_Ehdr eh;
  size_t n;
  if (!elf || !gelf_getehdr(elf, &eh) || eh.e_type != ET_CORE || elf_getphdrnum(elf, &n))
    die(path, "not a core file");
  off_t end = lseek(s->fd, 0, SEEK_END);
  for (size_t i = 0; i < n; i++) {
    GElf_Phdr ph;
    if (!gelf_getphdr(elf, (int)i, &ph) || ph.p_type != PT_LOAD || !ph.p_filesz)
      continue;
    if (ph.p_offset + ph.p_filesz > (guint64)end)
      die(path, "truncated");
    struct range r = {ph.p_vaddr, ph.p_vaddr + ph.p_filesz, ph.p_offset, false, false, NULL};
    g_array_append_val(s->segments, r);
  }
  elf_end(elf);
  g_array_sort(s->segments, by_start);
}

static void open_process(struct state *s, const char *pid)
{
  g_autofree char *path = g_strdup_printf("/proc/%s/mem", pid);
  s->fd = open(path, O_RDONLY | O_CLOEXEC);
  if (s->fd < 0)
    die(path, "cannot be read");
  for (guint i = 0; i < s->mappings->len; i++) {
    struct range r = g_array_index(s->mappings, struct range, i);
    r.offset = r.start;
    if (r.readable)
      g_array_append_val(s->segments, r);
  }
}

/* ---- live buffers: every object with the table of virtual functions that gives its class away */

static bool word_at(const struct state *s, guint64 address, guint64 *word)
{
  const struct range *r = find(s->segments, address);
  return r && address + 8 <= r->end &&
         pread(s->fd, word, 8, (off_t)(r->offset + (address - r->start))) == 8;
}

static void add_buffer(struct state *s, const struct object *o, guint64 address)
{
  struct range b = {0};
  guint64 index;
  if (!word_at(s, address + o->index, &index) || !word_at(s, address + o->data, &b.start) ||
      !b.start || index >= CLASSES)
    return;
  b.end = b.start + (128u << index);
  g_array_append_val(s->buffers, b);
}

/* Two objects never own one buffer; one that was freed without a trace may still point to it. */
static void drop_doubles(GArray *ranges)
{
  guint kept = 0;
  g_array_sort(ranges, by_start);
  for (guint i = 0; i < ranges->len; i++) {
    struct range r = g_array_index(ranges, struct range, i);
    if (!kept || r.start >= g_array_index(ranges, struct range, kept - 1).end)
      g_array_index(ranges, struct range, kept++) = r;
  }
  g_array_set_size(ranges, kept);
}

static void find_objects(struct state *s, const char *piece, gssize n, guint64 address)
{
  for (gssize i = 0; i + 8 <= n; i += 8) {
    guint64 word;
    memcpy(&word, piece + i, 8);
    for (guint k = 0; k < s->objects->len; k++) {
      const struct object *o = &g_array_index(s->objects, struct object, k);
      if (word == o->vtable)
        add_buffer(s, o, address + (guint64)i);
    }
  }
}

static void print_buffers(const struct state *s)
{
  guint64 bytes = 0, searched = 0;
  for (guint i = 0; i < s->buffers->len; i++) {
    const struct range *b = &g_array_index(s->buffers, struct range, i);
    bytes += b->end - b->start;
    for (guint64 a = b->start; a < b->end; a += 128)
      searched += find(s->segments, a) ? 128 : 0;
  }
  printf("buffers\t%u\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", s->buffers->len, bytes,
         searched);
}

/* ---- hits */

static const char *place_of(const struct state *s, guint64 address)
{
  const struct range *mapping = find(s->mappings, address);
  if (find(s->buffers, address))
    return "live buffer";
  for (guint i = 0; i < s->places->len; i++) {
    const struct range *r = &g_array_index(s->places, struct range, i);
    if (address >= r->start && address < r->end)
      return r->name;
  }
  if (!mapping)
    return "unknown";
  if (mapping->nodump)
    return "no-dump memory";
  return !strcmp(mapping->name, "[heap]") ? "program heap"
         : *mapping->name                 ? mapping->name
                                          : "anonymous";
}

static void count_hit(struct state *s, const char *kind, const char *place, guint64 address)
{
  char *key = g_strdup_printf("%s\t%s", kind, place);
  struct hit *hit = g_hash_table_lookup(s->hits, key);
  if (!hit) {
    hit = g_new0(struct hit, 1);
    hit->first = address;
    g_hash_table_insert(s->hits, key, hit);
  } else {
    g_free(key);
  }
  hit->count++;
}

static void find_markers(struct state *s, const char *bytes, gssize n, guint64 address)
{
  const char *at = bytes;
  while ((at = memmem(at, (gsize)(bytes + n - at), s->prefix, PREFIX)) &&
         at + MARKER <= bytes + n) {
    char rest[MARKER - PREFIX + 1] = {0};
    memcpy(rest, at + PREFIX, MARKER - PREFIX);
    const char *kind = g_hash_table_lookup(s->kinds, rest);
    guint64 where = address + (guint64)(at - bytes);
    if (kind)
      count_hit(s, kind, place_of(s, where), where);
    at += kind ? MARKER : 1;
  }
}

/* Calls each(piece) for all memory. Pieces overlap by one byte less than a marker, so that each is
 * found once. What a process lets nobody read is left out. */
static void each_piece(struct state *s, void (*each)(struct state *, const char *, gssize, guint64))
{
  g_autofree char *bytes = g_malloc(PIECE + MARKER);
  for (guint i = 0; i < s->segments->len; i++) {
    const struct range *r = &g_array_index(s->segments, struct range, i);
    for (guint64 at = r->start; at < r->end; at += PIECE) {
      guint64 to = MIN(r->end, at + PIECE + MARKER - 1);
      gssize n = pread(s->fd, bytes, to - at, (off_t)(r->offset + (at - r->start)));
      if (n > 0)
        each(s, bytes, n, at);
    }
  }
}

/* How much was searched, and how much of that smaps calls no-dump. */
static void count_memory(struct state *s)
{
  for (guint i = 0; i < s->segments->len; i++) {
    const struct range *r = &g_array_index(s->segments, struct range, i);
    s->searched += r->end - r->start;
    for (guint k = 0; k < s->mappings->len; k++) {
      const struct range *m = &g_array_index(s->mappings, struct range, k);
      if (m->nodump && m->start < r->end && r->start < m->end)
        s->nodump += MIN(m->end, r->end) - MAX(m->start, r->start);
    }
  }
  printf("memory\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", s->searched, s->nodump);
}

static void print_hits(const struct state *s)
{
  g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(s->hits), (GCompareFunc)strcmp);
  for (GList *k = keys; k; k = k->next) {
    const struct hit *hit = g_hash_table_lookup(s->hits, k->data);
    const struct range *m = find(s->mappings, hit->first);
    printf("hit\t%s\t%" G_GUINT64_FORMAT "\t%#" G_GINT64_MODIFIER "x\t%s\n", (char *)k->data,
           hit->count, hit->first, m && *m->name ? m->name : "-");
  }
}

static GArray *ranges_new(void)
{
  return g_array_new(FALSE, TRUE, sizeof(struct range));
}

int main(int argc, char **argv)
{
  struct state s = {.segments = ranges_new(),
                    .mappings = ranges_new(),
                    .places = ranges_new(),
                    .buffers = ranges_new()};
  if (argc != 5 || elf_version(EV_CURRENT) == EV_NONE) {
    fprintf(stderr, "usage: coremarks CORE|PID SMAPS MARKERS PLACES\n");
    return 2;
  }
  s.objects = g_array_new(FALSE, TRUE, sizeof(struct object));
  s.kinds = g_hash_table_new(g_str_hash, g_str_equal);
  s.hits = g_hash_table_new(g_str_hash, g_str_equal);
  read_smaps(&s, argv[2]);
  read_markers(&s, argv[3]);
  read_places(&s, argv[4]);
  if (strspn(argv[1], "0123456789") == strlen(argv[1]))
    open_process(&s, argv[1]);
  else
    open_core(&s, argv[1]);
  count_memory(&s);
  if (s.objects->len)
    each_piece(&s, find_objects);
  drop_doubles(s.buffers);
  print_buffers(&s);
  each_piece(&s, find_markers);
  print_hits(&s);
  return 0;
}
