/* JSON Lines. */
#include "rows.h"

FUZZ_HARNESS(jsonl)
{
    return fuzz_rows(data, size, AIFT_DATA_JSONL, "a.jsonl");
}
