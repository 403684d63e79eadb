void ink_freelists_dump(FILE *f);
static struct ops ops = {ink_freelists_dump};

void dump(struct ops *o)
{
  o->ink_freelists_dump(stderr);
  on_signal(ink_freelists_dump);
  my_ink_freelists_dump("ink_freelists_dump(stderr)");
  ink_freelists_dump_all(stderr);
}
