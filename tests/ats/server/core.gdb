# SPDX-License-Identifier: Apache-2.0
# What `core` asks gdb about a core of traffic_server: lines "PLACE ..." for coremarks, then every thread's backtrace.
set pagination off
set width 0
set print frame-arguments none
set language c++

# The objects that own buffers.
set $none = (IOBufferData *)0
printf "PLACE object %#lx %ld %ld\n", (long)&_ZTV12IOBufferData + 16, (long)&$none->_size_index, (long)&$none->_data

# What opensslmem.so has handed out.
printf "PLACE range %#lx %#lx OpenSSL\n", (long)openssl_memory, (long)openssl_memory_end

# The buffer in which each stripe of the cache gathers what it writes; AGG_SIZE is a macro.
set $i = 0
while $i < gnvol._M_i
  set $start = (long)gvol[$i]->agg_buffer
  printf "PLACE range %#lx %#lx aggregation buffer\n", $start, $start + 4 * 1024 * 1024
  set $i = $i + 1
end

# A thread's control block lies at the top of its stack; where the stack has been lies below its pointer.
define stack
  set $top = $fs_base
  if $top < (long)$sp || $top > (long)$sp + 0x1000000
    set $top = (long)$sp + 0x20000
  end
  printf "PLACE range %#lx %#lx stack\n", (long)$sp - 0x80000, $top
end
thread apply all -q stack
thread apply all bt
