#include "I_Thread.h"

static int cmd_disable_freelist  = 0;
static int cmd_disable_pfreelist = 0;

static const ArgumentDescription arguments[] = {
  {"threads", 'n', "Threads", &threads},
  {"disable_freelist", 'f', "Disable the freelist", &cmd_disable_freelist},
  {"disable_pfreelist", 'F', "Disable the lists of threads", &cmd_disable_pfreelist},
};

/* Not the interface's: a member, a string, a name that only looks like it. */
void
look_alikes(Cache *c)
{
  c->thread_alloc(1);
  puts("ink_freelist_new");
  c->freelist[0] = 1;
}

int
main()
{
  ink_freelist_init_ops(cmd_disable_freelist, cmd_disable_pfreelist);

  // An old name of the record.
  RecLink(thread_freelist_high_watermark, "proxy.config.allocator.thread_freelist_size");
  RecLink(thread_freelist_low_watermark, "proxy.config.allocator.thread_freelist_low_watermark");

  if (signalled) {
    // Which lists are long?
    ink_freelists_dump(stderr);
    trace();
  }
  return 0;
}
