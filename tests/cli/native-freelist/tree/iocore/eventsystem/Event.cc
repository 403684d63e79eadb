#include "I_Thread.h"
#include "tscore/Allocator.h"

struct Event {
  int what;
};
struct Stream {
  int id;
};

ClassAllocator<Event> eventAllocator("eventAllocator");
ClassAllocator<Stream> streamAllocator("streamAllocator");

Stream *
stream_take(Thread *t)
{
  return THREAD_ALLOC(streamAllocator, t);
}

void
stream_give(Stream *s, Thread *t)
{
  THREAD_FREE(s, streamAllocator, t);
}

Event *
event_take(Thread *t)
{
  return THREAD_ALLOC(eventAllocator, t);
}

void
event_give(Event *e)
{
  eventAllocator.free(e);
}
