/* Defaults of a source. */
#include "aift/io.h"
#include "base/options.h"

void aift_source_init(aift_source *source)
{
    AIFT__DEFAULTS(source, aift_source, AIFT_SOURCE_INIT);
}
