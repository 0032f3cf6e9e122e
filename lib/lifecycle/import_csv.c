/* Plain CSV: a header is a path of the record (title, owner.email, scores.reach), or goes into extra. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {{NULL, NULL}};

const aift__import_format aift__import_csv = {
    .name = "csv",
    .columns = columns,
    .key = "id",
    .paths = true,
    .csv = true,
};
