/* Defaults of a source. */
#include "aift/io.h"

void aift_source_init(aift_source *source)
{
    *source = (aift_source)AIFT_SOURCE_INIT;
}
