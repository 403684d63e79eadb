// line 3

void fl(void)
{

  if (c->a) {

  if (c->b)

    use(c,

        1);

        2;

  }
  use(c);
           use(c); }
