/* SPDX-License-Identifier: Apache-2.0
 *
 * One libflc in a process, of one phase: the symbol that every object which includes flc.h refers
 * to, and the search for a second libflc.
 *
 * Symbols cannot tell whether there is a second one: they may be hidden, bound inside their
 * library, or stripped. So each copy carries an ELF note, which is in memory whatever the symbols
 * are, and whoever is loaded looks through the notes of all that is loaded. `freelift doctor` reads
 * the same note. A copy in another namespace (dlmopen) is not seen.
 */
#include "flc_p.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#define NOTE_OWNER "flc"
enum { NOTE_TYPE = 1 };

#define STRING_OF(x)  #x
#define STRING_OF_(x) STRING_OF(x)

struct about {
  uint32_t phase;
  char version[12];
};

const char FLC_ABI_PHASE[] = "libflc " FLC_VERSION ", phase " STRING_OF_(FLC_PHASE);

/* Two archives of different phases in one link: the linker says "multiple definition of ...". */
extern const char flc_a_second_libflc_is_linked[];
const char flc_a_second_libflc_is_linked[] = "";

/* An ElfW(Nhdr), the owner and a struct about. In assembly, since ASan would lay red zones around a
 * variable and the note would not end where its section does. */
__asm__(".pushsection .note.flc, \"a\", @note\n"
        ".balign 4\n"
        ".long 4, 16, 1\n"
        ".asciz \"" NOTE_OWNER "\"\n"
        ".long " STRING_OF_(FLC_PHASE) "\n"
                                       "1: .asciz \"" FLC_VERSION "\"\n"
                                       ".zero 12 - (. - 1b)\n"
                                       ".popsection");

struct found {
  unsigned n;
  const char *file[2];
  struct about about[2];
};

static bool is_loaded(const struct dl_phdr_info *object, ElfW(Addr) at, ElfW(Xword) size)
{
  for (unsigned i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &object->dlpi_phdr[i];

    if (p->p_type == PT_LOAD && at >= p->p_vaddr && at + size <= p->p_vaddr + p->p_memsz)
      return true;
  }
  return false;
}

static void look_at_note(const ElfW(Nhdr) * head, const char *name, const char *data,
                         const char *file, struct found *found)
{
  if (head->n_type != NOTE_TYPE || head->n_namesz != sizeof NOTE_OWNER ||
      head->n_descsz != sizeof(struct about) || memcmp(name, NOTE_OWNER, sizeof NOTE_OWNER) != 0)
    return;
  if (found->n < 2) {
    found->file[found->n] = file;
    memcpy(&found->about[found->n], data, sizeof(struct about));
  }
  found->n++;
}

static int look_at_object(struct dl_phdr_info *object, size_t size, void *data)
{
  (void)size;
  for (unsigned i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &object->dlpi_phdr[i];
    size_t align = p->p_align == 8 ? 8 : 4, at = 0;

    if (p->p_type != PT_NOTE || !is_loaded(object, p->p_vaddr, p->p_memsz))
      continue;
    while (at + sizeof(ElfW(Nhdr)) <= p->p_memsz) {
      const char *start = (const char *)object->dlpi_addr + p->p_vaddr + at;
      const ElfW(Nhdr) *head = (const ElfW(Nhdr) *)(const void *)start;
      size_t text = (sizeof *head + head->n_namesz + align - 1) & ~(align - 1);
      size_t next = (text + head->n_descsz + align - 1) & ~(align - 1);

      if (next > p->p_memsz - at)
        break;
      look_at_note(head, start + sizeof *head, start + text, object->dlpi_name, data);
      at += next;
    }
  }
  return 0;
}

static const char *name_of(const char *file, char *program, size_t size)
{
  ssize_t n;

  if (*file)
    return file;
  n = readlink("/proc/self/exe", program, size - 1);
  if (n <= 0)
    return "the program";
  program[n] = '\0';
  return program;
}

__attribute__((constructor(101))) static void look_for_a_second_libflc(void)
{
  struct found found = {0};
  char program[256];

  dl_iterate_phdr(look_at_object, &found);
  if (found.n < 2)
    return;
  flc_warn("there are %u libflc in this process: in %s (%.11s, phase %u) and in %s (%.11s, phase "
           "%u)",
           found.n, name_of(found.file[0], program, sizeof program), found.about[0].version,
           found.about[0].phase, name_of(found.file[1], program, sizeof program),
           found.about[1].version, found.about[1].phase);
  if (found.about[0].phase != found.about[1].phase)
    flc_die("they are of different phases, and objects of one phase are no use to the other: build "
            "both sides with the same FLC_PHASE and link them to the same libflc.so");
  flc_die("each has pools and counters of its own and would take the other's objects for its own: "
          "link both sides to the same libflc.so, and libflc.a to neither; see \"One libflc\" in "
          "migration-guide/2-libflc.md");
}
