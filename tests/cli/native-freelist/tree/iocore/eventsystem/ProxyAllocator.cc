#include "I_ProxyAllocator.h"

int thread_freelist_high_watermark = 512;
int thread_freelist_low_watermark  = 32;
