/* SPDX-License-Identifier: Apache-2.0
 *
 * Take and give of compat/freelist.h, with a tag of WIDTH bits. Two threads hold a cell each, two
 * lie on the list. Until TAKES takes have begun, each thread takes one cell, or two with one swap,
 * or gives a cell that it holds, in any order. Every step is seen by all at once: what weaker memory
 * adds is explored on the C source itself, in tests/compat/interleave. With SINGLE a swap takes one cell
 * only, which leaves fewer states for a wider tag.
 */
#define CELLS 4
#define TAGS  (1 << WIDTH)

byte next[CELLS + 1];
byte top, tag;
byte owner[CELLS + 1]; /* what is true of a cell, which the threads do not know: 0: on the list */
byte takes;

inline forget()
{
  my_tag = 0;
  my_top = 0;
  below = 0;
  second = 0;
  cell = 0
}

inline take()
{
  do
  :: atomic { my_tag = tag; printf("thread %d: reads tag %d\n", me, my_tag) }
     atomic {
       my_top = top;
       printf("thread %d: reads that cell %d is on top\n", me, my_top);
       if
       :: my_top == 0 -> forget(); break
       :: else
       fi
     }
     atomic {
       below = next[my_top];
       printf("thread %d: reads that cell %d lies below cell %d\n", me, below, my_top)
     }
     if
#ifndef SINGLE
     :: below ->
        atomic {
          second = below;
          below = next[second];
          printf("thread %d: reads that cell %d lies below cell %d\n", me, below, second)
        }
#endif
     :: skip
     fi;
     atomic {
       if
       :: top == my_top && tag == my_tag ->
          top = below;
          tag = (tag + 1) % TAGS;
          printf("thread %d: swaps: has cell %d (and %d), leaves cell %d on top, tag %d\n", me, my_top, second, top, tag);
          assert(owner[my_top] == 0); /* nobody has it */
          owner[my_top] = me;
          if
          :: second -> assert(owner[second] == 0); owner[second] = me
          :: else
          fi;
          assert(below == 0 || owner[below] == 0); /* what it leaves is free */
          forget();
          break
       :: else -> printf("thread %d: its swap is refused\n", me); forget()
       fi
     }
  od
}

inline give()
{
  do
  :: atomic { my_tag = tag; printf("thread %d: gives cell %d: reads tag %d\n", me, cell, my_tag) }
     atomic { my_top = top; next[cell] = my_top; printf("thread %d: puts cell %d above cell %d\n", me, cell, my_top) }
     atomic {
       if
       :: top == my_top && tag == my_tag ->
          top = cell;
          owner[cell] = 0;
          printf("thread %d: swaps: cell %d is on top, tag %d\n", me, cell, tag);
          forget();
          break
       :: else -> my_tag = 0; my_top = 0; printf("thread %d: its swap is refused\n", me)
       fi
     }
  od
}

proctype thread(byte me)
{
  byte my_tag, my_top, below, second, cell;

end:
  do
  :: atomic { takes < TAKES -> takes++ } take()
  :: atomic { owner[1] == me -> cell = 1 } give()
  :: atomic { owner[2] == me -> cell = 2 } give()
  :: atomic { owner[3] == me -> cell = 3 } give()
  :: atomic { owner[4] == me -> cell = 4 } give()
  od
}

init {
  atomic {
    owner[3] = 1;
    owner[4] = 2;
    top = 1;
    next[1] = 2;
    run thread(1);
    run thread(2)
  }
}
