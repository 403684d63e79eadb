/* SPDX-License-Identifier: Apache-2.0 */
/* A plan's header, as freelift writes it: the other way round than the pools are declared. */
FLC_PLAN(class Conn, destroy);
FLC_PLAN(struct Base, release);
