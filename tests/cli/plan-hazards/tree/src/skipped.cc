/* SPDX-License-Identifier: Apache-2.0 */
/* Pools that skip a destructor: what delete would do. */
#include "pools.h"
#include "records.h"

struct Names {
  ~Names();
  int *names = nullptr;
  Names &operator=(const Names &);
};
struct Hash {
  ~Hash() { put_back(config); }
  int *config = nullptr;
};
struct Mutex {
  void free();
};

ClassAllocator<Mutex> mutexAllocator("mutex");
void
Mutex::free()
{
  mutexAllocator.free(this);
}

/* Leaks its names. */
struct Entry {
  Names names;
  Ptr<Mutex> mutex;
  void free();
};
ClassAllocator<Entry> entryAllocator("entry");
void
Entry::free()
{
  mutex = nullptr;
  entryAllocator.free(this);
}
void
fill(Entry *entry, const Names &from)
{
  entry->names = from;
}

/* Two of them would put back the same configuration. */
struct Lookup {
  Hash hash;
  void start(Hash &from);
};
ClassAllocator<Lookup> lookupAllocator("lookup");
void
Lookup::start(Hash &from)
{
  hash = from;
}
void
end(Lookup *lookup)
{
  lookupAllocator.free(lookup);
}

/* Its destructor uses what was emptied, takes a lock, and gives to another pool. */
struct Read {
  Mutex *event = nullptr;
  ~Read();
  void free();
};
ClassAllocator<Read> readAllocator("read");
void
drop(Mutex *mutex)
{
  mutexAllocator.free(mutex);
}
Read::~Read()
{
  ink_mutex_acquire(event);
  drop(event);
}
void
Read::free()
{
  event = nullptr;
  readAllocator.free(this);
}

struct Connection : Linked {
  int fd = -1;
};
ClassAllocator<Connection> connectionAllocator("connection");
