extern int thread_freelist_high_watermark, thread_freelist_low_watermark;

int trim(int n)
{
  int left = thread_freelist_low_watermark;

  thread_freelist_high_watermark = n + 1;
  if (n > thread_freelist_high_watermark && thread_freelist_low_watermark + left < thread_freelist_high_watermark)
    establish(&thread_freelist_high_watermark, "watermark.high");
  return thread_freelist_low_watermark++;
}
