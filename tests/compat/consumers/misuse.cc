/* SPDX-License-Identifier: Apache-2.0
 * What flc.hpp does not let through: BAD is the number of the case, 0 for none. After "says" stands
 * what the compiler has to say. */
#include <flc.hpp>

struct Base {
  int a;
};
struct Left {
  int b;
};
struct Derived : Left, Base {
};
struct alignas(64) Wide {
  char bytes[64];
};

FLC_CONSTINIT flc::pool<Base> bases("bases", 0, 32);

void use(Base *base, Derived *derived);
void use(Base *base, Derived *derived)
{
  bases.destroy(base);
  (void)derived;
#if BAD == 1 // says a pool holds objects
  flc::pool<int[4]> arrays("arrays");
#elif BAD == 2 // says not of const T
  flc::pool<const int> constants("constants");
#elif BAD == 3 // says delete
  flc::pool<Base> copy(bases);
#elif BAD == 4 // says delete
  bases.destroy(derived);
#elif BAD == 5 // says a pool holds objects
  flc::pool<void> nothing("nothing");
#elif BAD == 6 // says delete
  bases.thread_destroy(static_cast<const Base *>(base));
#endif
}
#if BAD == 7 // says constant
FLC_CONSTINIT flc::pool<Base> odd("odd", 0, 24);
#elif BAD == 8 // says constant
FLC_CONSTINIT flc::pool<Wide> narrow("narrow", 0, 16);
#elif BAD == 9 // says aligns to a page at most
struct alignas(8192) Huge {
  char bytes[8192];
};
FLC_CONSTINIT flc::pool<Huge> huge("huge");
#endif
