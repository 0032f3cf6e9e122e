/* Collibra's CSV of assets ("Export to CSV"); a column map says what a company's own attributes are. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"Display Name", "name"},
    {"Name", "name"},
    {"Definition", "description"},
    {"Description", "description"},
    {"Location", "location"},
    {"URL", "location"},
    {"Kind", "kind"},
    {"Owner", "owner"},
    {"Data Steward", "owner"},
    {"License", "license"},
    {"Security Classification", "sensitivity"},
    {"Sensitivity", "sensitivity"},
    {"Retention Period", "retention"},
    {"Lawful Basis", "lawful_basis"},
    {NULL, NULL},
};

const aift__import_format aift__import_collibra = {
    .name = "collibra",
    .kind = "source",
    .entries = aift__import_source_entries,
    .required = "name",
    .columns = columns,
    .key = "Asset Id",
    .csv = true,
};
