/* SPDX-License-Identifier: Apache-2.0 */
/* Classes with operators of their own, seen by two sources. */
#ifndef CLASSES_H
#define CLASSES_H

#include <flc_class.hpp>

#include <stdexcept>

struct Base {
  virtual ~Base() = default;
  long number = 0;
};

/* Most of a server's classes: a virtual destructor, members that own. */
class Conn : public Base
{
public:
  Conn() = default;
  explicit Conn(int fails)
  {
    if (fails) {
#ifdef __cpp_exceptions
      throw std::runtime_error("no connection");
#endif
    }
  }

  char text[100] = {};
  FLC_CLASS_OPERATORS(Conn, connAllocator, "connections")
};

class SslConn : public Conn /* another size: no memory of Conn's */
{
public:
  char more[64] = {};
};
struct alignas(64) LineConn : Conn { /* more alignment */
};
struct TwinConn : Conn { /* the same size: Conn's memory will do */
};

struct alignas(64) Wide {
  char line[64];
  FLC_CLASS_OPERATORS(Wide, wideAllocator, "wide")
};
struct Wider : Wide {
  char more[64];
};

template <class T> struct Node { /* the name in the class is that of the instance */
  T value;
  Node *next;
  FLC_CLASS_OPERATORS(Node, nodeAllocator, "node")
};

struct Outer {
  struct Inner {
    int a[10];
    FLC_CLASS_OPERATORS(Inner, innerAllocator, "inner")
  };
};

Conn *made_elsewhere();
void ended_elsewhere(Conn *conn);

#endif
