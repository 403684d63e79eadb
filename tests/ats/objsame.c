/* SPDX-License-Identifier: Apache-2.0 */
/*
 * objsame A.o B.o: are two object files the same, as far as a program made of them can tell?
 *
 * Compared: every allocated section (name, type, flags, alignment, entry size, size, bytes), every
 * relocation that applies to one (offset, type, addend, symbol), every section group, and every
 * symbol but for file and section names (name, value, size, binding, type, visibility, section).
 * Not compared: debug information, notes on the compiler, the order of symbols.
 *
 * Each object becomes a list of lines, and the lists are compared; `objsame --dump A.o` prints
 * one.  Exit status: 0 the same, 1 different (what differs is printed), 2 an error: not an object,
 * or one without any allocated section with bytes, which would prove nothing.
 */
#include <fcntl.h>
#include <gelf.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct object {
  Elf *elf;
  size_t shstr;
  Elf_Data *sym; /* the symbol table, or NULL */
  size_t symstr, nsym;
};

static const char *section_name(const struct object *o, size_t index, GElf_Shdr *sh)
{
  Elf_Scn *scn = elf_getscn(o->elf, index);
  GElf_Shdr own;
  if (!scn || !gelf_getshdr(scn, sh ? sh : &own))
    return "?";
  const char *name = elf_strptr(o->elf, o->shstr, (sh ? sh : &own)->sh_name);
  return name ? name : "?";
}

static char *symbol_place(const struct object *o, GElf_Section index)
{
  if (index == SHN_UNDEF)
    return g_strdup("undefined");
  if (index == SHN_ABS || index == SHN_COMMON)
    return g_strdup(index == SHN_ABS ? "absolute" : "common");
  return g_strdup_printf("%s[%u]", section_name(o, index, NULL), index);
}

static char *symbol_text(const struct object *o, size_t i, bool full)
{
  GElf_Sym s;
  if (!o->sym || !gelf_getsym(o->sym, (int)i, &s))
    return g_strdup("?");
  g_autofree char *place = symbol_place(o, s.st_shndx);
  const char *name = elf_strptr(o->elf, o->symstr, s.st_name);
  if (GELF_ST_TYPE(s.st_info) == STT_SECTION)
    return g_strdup_printf("section %s+%#lx", place, (unsigned long)s.st_value);
  if (!full)
    return g_strdup(name && *name ? name : place);
  return g_strdup_printf("%s in %s, value %#lx, size %#lx, info %#x, other %#x", name ? name : "?",
                         place, (unsigned long)s.st_value, (unsigned long)s.st_size, s.st_info,
                         s.st_other);
}

static void add_bytes(GPtrArray *out, const struct object *o, Elf_Scn *scn, const GElf_Shdr *sh)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  if (sh->sh_type != SHT_NOBITS) {
    for (Elf_Data *d = NULL; (d = elf_rawdata(scn, d));)
      g_checksum_update(sum, d->d_buf, (gssize)d->d_size);
  }
  const char *name = elf_strptr(o->elf, o->shstr, sh->sh_name);
  g_ptr_array_add(out,
                  g_strdup_printf("section %s: type %u, flags %#lx, align %lu, entry %lu, size "
                                  "%lu, bytes %.16s",
                                  name, sh->sh_type, (unsigned long)sh->sh_flags,
                                  (unsigned long)sh->sh_addralign, (unsigned long)sh->sh_entsize,
                                  (unsigned long)sh->sh_size, g_checksum_get_string(sum)));
}

static void add_relocations(GPtrArray *out, const struct object *o, Elf_Scn *scn,
                            const GElf_Shdr *sh)
{
  GElf_Shdr target;
  const char *name = section_name(o, sh->sh_info, &target);
  Elf_Data *d = elf_getdata(scn, NULL);
  if (!(target.sh_flags & SHF_ALLOC) || !d || !sh->sh_entsize)
    return;
  for (size_t i = 0; i < sh->sh_size / sh->sh_entsize; i++) {
    GElf_Rela r = {0};
    GElf_Rel rel;
    if (sh->sh_type == SHT_RELA) {
      gelf_getrela(d, (int)i, &r);
    } else if (gelf_getrel(d, (int)i, &rel)) {
      r.r_offset = rel.r_offset;
      r.r_info = rel.r_info;
    }
    g_autofree char *sym = symbol_text(o, GELF_R_SYM(r.r_info), false);
    g_ptr_array_add(out,
                    g_strdup_printf("relocation in %s[%u] at %#lx: type %lu, %s%+ld", name,
                                    sh->sh_info, (unsigned long)r.r_offset,
                                    (unsigned long)GELF_R_TYPE(r.r_info), sym, (long)r.r_addend));
  }
}

static void add_group(GPtrArray *out, const struct object *o, Elf_Scn *scn, const GElf_Shdr *sh)
{
  Elf_Data *d = elf_getdata(scn, NULL);
  g_autofree char *sig = symbol_text(o, sh->sh_info, false);
  GString *line = g_string_new(NULL);
  g_string_printf(line, "group %s:", sig);
  for (size_t i = 1; d && i < d->d_size / sizeof(Elf32_Word); i++) {
    GElf_Shdr member;
    const char *name = section_name(o, ((Elf32_Word *)d->d_buf)[i], &member);
    if (member.sh_flags & SHF_ALLOC)
      g_string_append_printf(line, " %s", name);
  }
  g_ptr_array_add(out, g_string_free(line, FALSE));
}

static gint by_text(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_symbols(GPtrArray *out, const struct object *o)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  for (size_t i = 1; i < o->nsym; i++) {
    GElf_Sym s;
    if (!gelf_getsym(o->sym, (int)i, &s) || GELF_ST_TYPE(s.st_info) == STT_FILE ||
        GELF_ST_TYPE(s.st_info) == STT_SECTION)
      continue;
    g_autofree char *text = symbol_text(o, i, true);
    g_ptr_array_add(lines, g_strconcat("symbol ", text, NULL));
  }
  g_ptr_array_sort(lines, by_text);
  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add(out, lines->pdata[i]);
}

/* The object as lines, or NULL with a message. */
static GPtrArray *object_lines(const char *path)
{
  struct object o = {0};
  GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
  bool bytes = false;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  GElf_Ehdr eh;
  o.elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
  if (!o.elf || !gelf_getehdr(o.elf, &eh) || eh.e_type != ET_REL ||
      elf_getshdrstrndx(o.elf, &o.shstr)) {
    fprintf(stderr, "objsame: %s: not an object file\n", path);
    exit(2);
  }
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(o.elf, scn));) {
    GElf_Shdr sh;
    if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB) {
      o.sym = elf_getdata(scn, NULL);
      o.symstr = sh.sh_link;
      o.nsym = sh.sh_entsize ? sh.sh_size / sh.sh_entsize : 0;
    }
  }
  g_ptr_array_add(out, g_strdup_printf("machine %u, flags %#x", eh.e_machine, eh.e_flags));
  for (Elf_Scn *scn = NULL; (scn = elf_nextscn(o.elf, scn));) {
    GElf_Shdr sh;
    if (!gelf_getshdr(scn, &sh))
      continue;
    if (sh.sh_flags & SHF_ALLOC) {
      add_bytes(out, &o, scn, &sh);
      bytes |= sh.sh_size > 0;
    } else if (sh.sh_type == SHT_RELA || sh.sh_type == SHT_REL) {
      add_relocations(out, &o, scn, &sh);
    } else if (sh.sh_type == SHT_GROUP) {
      add_group(out, &o, scn, &sh);
    }
  }
  if (o.sym)
    add_symbols(out, &o);
  elf_end(o.elf);
  close(fd);
  if (!bytes) {
    fprintf(stderr, "objsame: %s: nothing allocated in it\n", path);
    exit(2);
  }
  return out;
}

int main(int argc, char **argv)
{
  if (argc != 3 || elf_version(EV_CURRENT) == EV_NONE) {
    fprintf(stderr, "usage: objsame A.o B.o | objsame --dump A.o\n");
    return 2;
  }
  g_autoptr(GPtrArray) b = object_lines(argv[2]);
  if (!strcmp(argv[1], "--dump")) {
    for (guint i = 0; i < b->len; i++)
      puts(b->pdata[i]);
    return 0;
  }
  g_autoptr(GPtrArray) a = object_lines(argv[1]);
  guint different = 0;
  for (guint i = 0; i < MAX(a->len, b->len); i++) {
    const char *x = i < a->len ? a->pdata[i] : "(no more)",
               *y = i < b->len ? b->pdata[i] : "(no more)";
    if (strcmp(x, y) && different++ < 5)
      printf("- %s\n+ %s\n", x, y);
  }
  if (different)
    printf("%u of %u lines differ\n", different, MAX(a->len, b->len));
  return different ? 1 : 0;
}
