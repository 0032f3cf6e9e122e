/* A catalogue of data sources as plain CSV: a header is a path of the record (name, art30.purposes), or goes into extra. */
#include "lifecycle/import_format.h"

const aift__import_entry aift__import_source_entries[] = {
    {"name", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"description", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"kind", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"location", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"query", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"modality", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"internal", AIFT__IMPORT_JSON, AIFT__IMPORT_SKIP},
    {"provider", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"contract", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"owner", AIFT__IMPORT_PERSON, AIFT__IMPORT_TEXT},
    {"access", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"license", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"sensitivity", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"personal_data", AIFT__IMPORT_JSON, AIFT__IMPORT_SKIP},
    {"lawful_basis", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"art30", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"ccpa", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"dpia", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"collected", AIFT__IMPORT_DATE, AIFT__IMPORT_SKIP},
    {"retention", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"extra", AIFT__IMPORT_JSON, AIFT__IMPORT_SKIP},
    {"check", AIFT__IMPORT_OWN, AIFT__IMPORT_OWN},
    {"profile", AIFT__IMPORT_OWN, AIFT__IMPORT_OWN},
    {"scan", AIFT__IMPORT_OWN, AIFT__IMPORT_OWN},
    {"id", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"version", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"state", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"created", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"updated", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {NULL, AIFT__IMPORT_SKIP, AIFT__IMPORT_SKIP},
};

static const aift__import_column columns[] = {{NULL, NULL}};

const aift__import_format aift__import_catalog = {
    .name = "catalog",
    .kind = "source",
    .entries = aift__import_source_entries,
    .required = "name",
    .columns = columns,
    .key = "id",
    .paths = true,
    .csv = true,
};
