/* Airtable's CSV of a view. Every base has its own fields, so a column map says what they are; Name and Notes are what
 * a new table begins with. */
#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"Name", "title"},
    {"Notes", "problem"},
    {NULL, NULL},
};

const aift__import_format aift__import_airtable = {
    .name = "airtable",
    .columns = columns,
    .key = "Record ID",
    .csv = true,
};
