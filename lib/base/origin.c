/* A page that the system empties in a child: unlike a handler of pthread_atfork() it needs no state of the process, and
 * sees children of clone() too. */
#include <sys/mman.h>

#include "base/base.h"
#include "base/origin.h"

#ifdef MADV_WIPEONFORK
/* Some emulators take any advice and follow none. */
static bool empties_in_a_child(void *page, size_t size)
{
    const int no_such_advice = -1;
    return madvise(page, size, no_such_advice) != 0 && madvise(page, size, MADV_WIPEONFORK) == 0;
}
#else
static bool empties_in_a_child(void *page, size_t size)
{
    return false;
}
#endif

aift_status aift__origin_note(aift__origin *out)
{
    const size_t size = aift__page_bytes();
    *out = (aift__origin){.process = getpid()};
    char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return aift__fail_nomem(size);
    if (!empties_in_a_child(page, size)) {
        munmap(page, size);
        return AIFT_OK;
    }
    page[0] = 1;
    out->page = page;
    return AIFT_OK;
}

void aift__origin_release(aift__origin *origin)
{
    if (origin->page)
        munmap((void *)(uintptr_t)origin->page, aift__page_bytes());
    origin->page = NULL;
}
