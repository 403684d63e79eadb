static const RecordElement RecordsConfig[] = {
  {RECT_CONFIG, "proxy.config.threads", RECD_INT, "1"},
  /* to be renamed */
  {RECT_CONFIG, "proxy.config.allocator.thread_freelist_size", RECD_INT, "512"},
  {RECT_CONFIG, "proxy.config.allocator.thread_freelist_low_watermark", RECD_INT, "32"},
  {RECT_CONFIG, "proxy.config.allocator.hugepages", RECD_INT, "0"},
};
