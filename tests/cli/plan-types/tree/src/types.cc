/* SPDX-License-Identifier: Apache-2.0 */
/* A pool for each hazard that its type shows, and one for each strategy. */
#include "pools.h"

struct Buffer;

struct Plain {
  int a = 0;
};
ClassAllocator<Plain> plainAllocator("plain");

struct Destructing {
  Ptr<Buffer> data;
};
ClassAllocator<Destructing, true> destructingAllocator("destructing");

/* The destructor that its pool skips: its own, that of a base, that of a member. */
struct Continuation {
  Ptr<Buffer> mutex;
  virtual ~Continuation();
};
struct Session : Continuation {
  Ptr<Buffer> data;
  int plain = 0;
  ~Session() override;
};
ClassAllocator<Session> sessionAllocator("session");

/* A base of a pool's type that has a pool as well, and no virtual destructor. */
struct Node {
  Node();
  ~Node();
};
struct Leaf : Node {
};
ClassAllocator<Node, true> nodeAllocator("node");
ClassAllocator<Leaf, true> leafAllocator("leaf");

class Closed
{
  friend class ClassAllocator<Closed>;
  Closed();
  ~Closed() = default;
};
ClassAllocator<Closed> closedAllocator("closed");

struct Deleted {
  ~Deleted() = delete;
};
ClassAllocator<Deleted> deletedAllocator("deleted");

class Event
{
public:
  Event();

private:
  void *operator new(size_t size);
};
ClassAllocator<Event> eventAllocator("event");

struct Record {
  int id;
  char name[16];
  int set = 1;
};
ClassAllocator<Record> recordAllocator("record");

struct alignas(64) Line {
  char bytes[64] = {0};
};
ClassAllocator<Line> lineAllocator("line");

template <class T>
void
use(ClassAllocator<T> &)
{
}

void
takes_and_gives()
{
  plainAllocator.free(plainAllocator.alloc());
  destructingAllocator.free(destructingAllocator.alloc());
  sessionAllocator.free(sessionAllocator.alloc());
  nodeAllocator.free(nodeAllocator.alloc());
  leafAllocator.free(leafAllocator.alloc());
  closedAllocator.free(closedAllocator.alloc());
  deletedAllocator.free(deletedAllocator.alloc());
  eventAllocator.free(eventAllocator.alloc());
  recordAllocator.free(recordAllocator.alloc());
  lineAllocator.free(lineAllocator.alloc());
}
