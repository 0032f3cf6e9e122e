/* Alation's CSV of data sources and tables; a column map says what a company's own fields are. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"title", "name"},
    {"name", "name"},
    {"description", "description"},
    {"uri", "location"},
    {"url", "location"},
    {"location", "location"},
    {"kind", "kind"},
    {"steward", "owner"},
    {"owner", "owner"},
    {"license", "license"},
    {"sensitivity", "sensitivity"},
    {"data classification", "sensitivity"},
    {"retention", "retention"},
    {"lawful basis", "lawful_basis"},
    {NULL, NULL},
};

const aift__import_format aift__import_alation = {
    .name = "alation",
    .kind = "source",
    .entries = aift__import_source_entries,
    .required = "name",
    .columns = columns,
    .key = "key",
    .csv = true,
};
