extern int thread_freelist_high_watermark, thread_freelist_low_watermark;

int trim(int n)
{
  int left = FLC_THREAD_LIST_LOW_WATERMARK;

  FLC_THREAD_LIST_HIGH_WATERMARK = n + 1;
  if (n > FLC_THREAD_LIST_HIGH_WATERMARK && FLC_THREAD_LIST_LOW_WATERMARK + left < FLC_THREAD_LIST_HIGH_WATERMARK)
    establish(&FLC_THREAD_LIST_HIGH_WATERMARK, "watermark.high");
  return FLC_THREAD_LIST_LOW_WATERMARK++;
}
