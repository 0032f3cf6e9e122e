/* CSV. */
#include "rows.h"

FUZZ_HARNESS(csv)
{
    return fuzz_rows(data, size, AIFT_DATA_CSV, "a.csv");
}
