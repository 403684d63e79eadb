/* SPDX-License-Identifier: Apache-2.0
 * What flc_class.hpp promises. `class`: all of it; `class start`: the pools that are known before
 * the first take, "NAME VARIABLE SIZE BACKEND" each. */
#include "classes.h"

#include "../consumers/check.h"

#include <cstdint>
#include <cstring>
#include <memory>

namespace
{
template <class T> flc_stats stats()
{
  flc_stats s;
  flc_pool_stats(flc::class_pool<T>::raw(), &s);
  return s;
}
template <class T> std::uint64_t in_use()
{
  return stats<T>().in_use;
}
bool aligned(const void *p, std::size_t to)
{
  return reinterpret_cast<std::uintptr_t>(p) % to == 0;
}

/* Used by constructors of statics, before any function of this file may have run. */
struct Early {
  Conn *conn = new Conn();
} early;

void takes_and_gives()
{
  const std::uint64_t before = in_use<Conn>();
  Conn *a = new Conn(), *b = new Conn;
  CHECK(in_use<Conn>() == before + 2);
  delete a;
  Base *base = b; /* a virtual destructor tells the size */
  delete base;
  delete static_cast<Conn *>(nullptr);
  CHECK(in_use<Conn>() == before);
  ended_elsewhere(new Conn());
  delete made_elsewhere();
  CHECK(in_use<Conn>() == before);
}

void other_sizes()
{
  const std::uint64_t before = in_use<Conn>(), taken = stats<Conn>().taken;
  Conn *ssl = new SslConn(), *line = new LineConn();
  CHECK(aligned(line, 64));
  delete ssl;
  delete line;
  CHECK(stats<Conn>().taken == taken);
  Conn *twin = new TwinConn();
  CHECK(in_use<Conn>() == before + 1);
  delete twin;
  CHECK(in_use<Conn>() == before);
  Wider *wider = new Wider();
  CHECK(aligned(wider, 64) && in_use<Wide>() == 0);
  delete wider;
}

void alignment()
{
  Wide *all[9];
  for (Wide *&w : all)
    CHECK(aligned(w = new Wide(), 64));
  CHECK(in_use<Wide>() == 9);
  for (Wide *w : all)
    delete w;
  CHECK(in_use<Wide>() == 0);
}

void other_forms()
{
  const std::uint64_t before = in_use<Conn>();
  Conn *conn = new (std::nothrow) Conn();
  CHECK(conn && in_use<Conn>() == before + 1);
  conn->~Conn();
  CHECK(new (conn) Conn() == conn); /* placement */
  delete conn;
  alignas(Conn) char place[sizeof(Conn)];
  (new (place) Conn())->~Conn();
  delete new (std::nothrow) Wide();
  delete new (std::nothrow) SslConn();
  Conn *many = new Conn[3]; /* arrays are none of the pool's */
  std::unique_ptr<Conn> owned = std::make_unique<Conn>();
  std::shared_ptr<Conn> shared = std::make_shared<Conn>();
  CHECK(in_use<Conn>() == before + 1);
  delete[] many;
  owned.reset();
  ::delete ::new Conn();
  CHECK(in_use<Conn>() == before);
}

void templates_and_nested()
{
  Node<long> *a = new Node<long>();
  Node<char[100]> *b = new Node<char[100]>();
  CHECK(in_use<Node<long>>() == 1 && in_use<Node<char[100]>>() == 1);
  CHECK(a->value == 0 && !a->next); /* new T() sets to zero what nobody initialises */
  delete a;
  delete b;
  delete new Outer::Inner();
  CHECK(stats<Outer::Inner>().taken == 1 && in_use<Outer::Inner>() == 0);
}

void throwing()
{
#ifdef __cpp_exceptions
  const std::uint64_t before = in_use<Conn>();
  bool thrown = false;
  try {
    delete new Conn(1);
  } catch (const std::runtime_error &) {
    thrown = true;
  }
  CHECK(thrown && in_use<Conn>() == before);
#endif
}

void names()
{
  flc_stats s = stats<Conn>();
  CHECK(!std::strcmp(s.name, "connections") && !std::strcmp(s.variable, "connAllocator"));
  CHECK(s.size == sizeof(Conn));
}

int handled;
void handle()
{
  if (++handled == 3)
    std::set_new_handler(nullptr);
}

/* With FLC=inner=fail:1000000 no take of it succeeds. */
void no_memory()
{
  CHECK(!new (std::nothrow) Outer::Inner());
#ifdef __cpp_exceptions
  std::set_new_handler(handle);
  bool thrown = false;
  try {
    delete new Outer::Inner();
  } catch (const std::bad_alloc &) {
    thrown = true;
  }
  CHECK(thrown && handled == 3);
#endif
  (void)handle;
}

void print(const flc_stats *s, void *)
{
  std::printf("%s %s %u %s\n", s->name, s->variable, s->size, s->backend ? s->backend : "none");
}
} // namespace

int main(int argc, char **argv)
{
  if (argc > 1 && !std::strcmp(argv[1], "memory")) {
    no_memory();
    return 0;
  }
  if (flc_start(nullptr) < 0) {
    std::fprintf(stderr, "%s\n", flc_error());
    return 64;
  }
  if (argc > 1) {
    flc_each_pool(print, nullptr);
    return 0;
  }
  CHECK(in_use<Conn>() == 1); /* Early's */
  takes_and_gives();
  other_sizes();
  alignment();
  other_forms();
  templates_and_nested();
  throwing();
  names();
  delete early.conn;
  CHECK(in_use<Conn>() == 0);
  std::puts("ok");
  return 0;
}
