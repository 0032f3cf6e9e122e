/* Records as this library writes them: {"items": [...]}, a list, or one. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {{NULL, NULL}};

const aift__import_format aift__import_json = {
    .name = "json",
    .columns = columns,
    .key = "id",
    .paths = true,
    .json = true,
    .items = "items",
};
