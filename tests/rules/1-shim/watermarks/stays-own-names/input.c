extern int thread_freelist_high_watermark;
struct config {
  int thread_freelist_low_watermark;
};

int trim(struct config *c, int thread_freelist_high_watermark)
{
  int thread_freelist_low_watermark = 3;

  c->thread_freelist_low_watermark = thread_freelist_low_watermark;
  return thread_freelist_high_watermark + 1;
}
