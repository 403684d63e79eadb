struct DeletePool {
  int size;
};
struct ClassPool {
  int size;
};
struct ReleasePool {
  int size;
};
struct BlockPool {
  int size;
};
extern struct DeletePool streams;
extern struct ClassPool events;
extern struct ReleasePool sessions;
extern struct BlockPool blocks[4];
struct stream *kept;

int checked(struct lane *t, int n)
{
  struct stream *s = LENS_NEW_CHECKED(streams, n, 2);
  if (s == NULL) {
    return -1;
  }
  struct event *e = LENS_TH_NEW_CHECKED(events, t);
  if (!e)
    return -1;
  struct session *c = (struct session *) LENS_NEW_CHECKED(sessions);
  if (nullptr == c)
    return -1;
  char *b = flc_1(LENS_MALLOC_CHECKED(blocks[1]));
  if (b == nullptr)
    return -1;
  b = LENS_MALLOC_CHECKED(blocks[2]);
  if (!b)
    return -1;
  b = (char *) LENS_TH_MALLOC_CHECKED(blocks[2], t);
  if (NULL == b)
    return use(b);
  return 0;
}

int not_only_checked(struct lane *t, int n)
{
  struct stream *s = LENS_NEW(streams), *other;
  if (!s) {
    return -1;
  } else {
    use(s);
  }
  other = LENS_NEW(streams);
  use(n);
  if (!other)
    return -1;
  other = LENS_NEW(streams);
  if (!s)
    return -1;
  other = LENS_NEW(streams);
  if (!other || n)
    return -1;
  other = LENS_NEW(streams);
  if (other)
    return 1;
  kept = LENS_NEW(streams);
  if (!kept)
    return -1;
  s->next = LENS_NEW(streams);
  if (!s->next)
    return -1;
  if (!(s = LENS_NEW(streams)))
    return -1;
  if ((s = LENS_NEW(streams)) == NULL)
    return -1;
  return 0;
}
