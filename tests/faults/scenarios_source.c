/* Scenarios of data sources. */
#include <stdio.h>

#include "faults.h"

static aift_status inventory(const things *given, things *made)
{
    int64_t gaps;
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    ANSWERS("UC-1",
            aift_store_add(made->store, "usecase",
                           "{\"title\": \"Mail\", \"requirements\": [{\"name\": \"m\", \"rows\": 2}]}",
                           &made->text));
    ANSWERS(
        "DS-1",
        aift_store_add(made->store, "source",
                       "{\"name\": \"Mails\", \"kind\": \"file\", \"location\": \"x\", \"owner\": \"a@b.c\", "
                       "\"collected\": \"2020-01-01\", \"retention\": \"P1Y\"}",
                       &made->text));
    ANSWERS("\"total\":1", aift_store_list(made->store, "source", "{\"overdue\": true}", &made->text));
    ANSWERS("has not been checked",
            COUNTS(gaps, aift_store_map_sources(made->store, "UC-1", "[\"m=DS-1\"]", 0, &gaps, &made->text)));
    ANSWERS("art30.controller", aift_store_ropa(made->store, "json", &made->text));
    ANSWERS("art30.controller", aift_store_ropa(made->store, "html", &made->text));
    ANSWERS("removed", aift_store_remove(made->store, "DS-1", 0, &made->text));
    return AIFT_OK;
}

/* A file that cannot be read is an answer too. */
static aift_status look(const things *given, things *made)
{
    char record[1024];
    int32_t reachable;
    snprintf(record, sizeof record, "{\"name\": \"Mails\", \"kind\": \"file\", \"location\": \"%s\"}",
             faults_files.csv);
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    ANSWERS("DS-1", aift_store_add(made->store, "source", record, &made->text));
    TRY(aift_store_set_password(made->store, "one"));
    TRY(aift_store_set_password(made->store, "another"));
    ANSWERS("\"checked_at\":",
            COUNTS(reachable, aift_store_check_source(made->store, "DS-1", 60, &reachable, &made->text)));
    return AIFT_OK;
}

static int take(void *user, const char *name, const void *data, size_t size)
{
    HOLDS(strcmp(name, "table.csv") == 0 && data != NULL && size > 0);
    *(size_t *)user += size;
    return 0;
}

static aift_status tables(const things *given, things *made)
{
    char record[1024];
    int64_t findings;
    size_t written = 0;
    aift_table table = AIFT_TABLE_INIT;
    table.timeout = 600;
    snprintf(record, sizeof record, "{\"name\": \"Mails\", \"kind\": \"file\", \"location\": \"%s\"}",
             faults_files.csv);
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    ANSWERS("DS-1", aift_store_add(made->store, "source", record, &made->text));
    ANSWERS("\"columns\":[", aift_store_profile_source(made->store, "DS-1", &table, NULL, &made->text));
    ANSWERS("\"unsupported\":[", COUNTS(findings, aift_store_scan_source(made->store, "DS-1", NULL, NULL,
                                                                         &findings, &made->text)));
    ANSWERS("\"findings\":",
            aift_store_mask_source(made->store, "DS-1", NULL, NULL, take, &written, &made->text));
    HOLDS(written > 0);
    ANSWERS("profiled_at", aift_store_get(made->store, "DS-1", &made->text));
    return AIFT_OK;
}

static aift_status interchange(const things *given, things *made)
{
    static const char package[] =
        "{\"name\": \"p\", \"resources\": [{\"name\": \"r\", \"path\": \"r.csv\"}]}";
    char record[1024];
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "datapackage.json";
    source.data = package;
    source.size = sizeof package - 1;
    snprintf(record, sizeof record, "{\"name\": \"Mails\", \"kind\": \"file\", \"location\": \"%s\"}",
             faults_files.csv);
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    ANSWERS("DS-1", aift_store_import_source(made->store, &source, "frictionless", &made->text));
    ANSWERS("r.csv", aift_store_export_source(made->store, "DS-1", "frictionless", &made->text));
    ANSWERS("DS-2", aift_store_add(made->store, "source", record, &made->text));
    ANSWERS("sha256", aift_store_export_source(made->store, "DS-2", "croissant", &made->text));
    ANSWERS("", aift_store_lineage(made->store, "DS-2", &made->text));
    return AIFT_OK;
}

const scenario scenarios_source[] = {
    {"data sources", inventory},
    {"a source that is looked at", look, .passes_over = true},
    {"the table of a source", tables},
    {"sources of other catalogues", interchange},
    {NULL},
};
