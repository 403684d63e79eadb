struct FlcRawPool heap = {"heap", 2048}, spare;
extern struct FlcRawPool buffers[15];
static struct FlcClassPool streams = make("streams", 128);
struct FlcTrackerPool tracked;
extern FlcFreeList *list;
static struct FlcFreeList *tagged;
struct lane {
  int number;
  struct FlcThreadCache streams;
  struct FlcThreadCache blocks, *other;
};

void use(struct FlcClassPool *pool, struct FlcRawPool by_value)
{
  struct FlcClassPool local;
  FlcFreeList *mine = 0;

  init(&local, sizeof(struct FlcClassPool));
}
