/* SPDX-License-Identifier: Apache-2.0
 * The pool of early.cc; linked after it, so that constructors there run before any here would. */
#include "early.hpp"

FLC_POOL_SECTION FLC_CONSTINIT flc::pool<Item> items("items", 0, 64);
