/* Scenarios of looking into tables: profiles, personal data. */
#include <stdio.h>

#include "faults.h"

static const char table_text[] = "id,mail,note\n1,anna@example.com,\"a, b\"\n2,,call 555-123-4567 by phone\n"
                                 "3.5,bo@example.org,card 4111 1111 1111 1111\n";
static const char lines_text[] =
    "{\"id\": 1, \"mail\": \"anna@example.com\"}\n{\"id\": null, \"more\": [1, 2]}\n";

static aift_source of_text(const char *name, const char *text, size_t size)
{
    return (aift_source){sizeof(aift_source), name, text, size, NULL, NULL};
}

/* Tells a profile without what differs from run to run. */
static void tell_profile(things *made)
{
    const char *columns = strstr(aift_text_data(made->text), "\"columns\"");
    tell(made, columns);
    HOLDS(columns != NULL);
}

static aift_status profile(const things *given, things *made)
{
    const aift_source whole = of_text("table.csv", table_text, sizeof table_text - 1);
    aift_table table;
    aift_profile_options options;
    trickle from;
    const aift_source source = trickling(&whole, &from);
    aift_table_init(&table);
    aift_profile_options_init(&options);
    table.source = &source;
    TRY(GIVES(made->text, aift_table_profile(given->context, &table, &options, &made->text)));
    tell_profile(made);
    return AIFT_OK;
}

static aift_status profile_of_file(const things *given, things *made)
{
    aift_table table = AIFT_TABLE_INIT;
    table.path = faults_files.json_lines;
    TRY(GIVES(made->text, aift_table_profile(given->context, &table, NULL, &made->text)));
    tell_profile(made);
    return AIFT_OK;
}

static aift_status page(const things *given, things *made)
{
    static const char json[] =
        "{\"rows\": 2, \"bytes\": 9, \"seconds\": 0.5, \"columns\": [{\"name\": \"a\", \"type\": "
        "\"integer\", "
        "\"nulls\": 0, \"distinct\": {\"value\": 2, \"approx\": false}, \"min\": 1, \"max\": 2, \"mean\": "
        "1.5, "
        "\"quantiles\": {\"0.5\": 1.5}, \"histogram\": {\"edges\": [1, 1.5, 2], \"counts\": [1, 1]}, "
        "\"top\": [{\"value\": 1, \"count\": 1}]}]}";
    TRY(GIVES(made->text, aift_profile_page(given->context, "a", json, &made->text)));
    tell(made, aift_text_data(made->text));
    return AIFT_OK;
}

static aift_status scan(const things *given, things *made)
{
    const aift_source source = of_text("table.csv", table_text, sizeof table_text - 1);
    aift_table table = AIFT_TABLE_INIT;
    aift_scan_options options;
    int64_t findings;
    aift_scan_options_init(&options);
    table.source = &source;
    options.write = tell_file;
    options.user = made;
    TRY(GIVES(made->text,
              COUNTS(findings, aift_table_scan(given->context, &table, &options, &findings, &made->text))));
    HOLDS(findings == 4);
    tell(made, aift_text_data(made->text));
    return AIFT_OK;
}

static aift_status mask(const things *given, things *made)
{
    static const uint8_t salt[] = "0123456789abcdef";
    const aift_source source = of_text("lines.jsonl", lines_text, sizeof lines_text - 1);
    aift_table table = AIFT_TABLE_INIT;
    aift_mask_options options;
    aift_mask_options_init(&options);
    table.source = &source;
    options.operators = "hash";
    options.salt = salt;
    options.salt_size = sizeof salt - 1;
    TRY(GIVES(made->text, aift_table_mask(given->context, &table, &options, tell_file, made, &made->text)));
    tell(made, aift_text_data(made->text));
    return AIFT_OK;
}

const scenario scenarios_profile[] = {
    {"profile", profile},
    {"profile of a file", profile_of_file},
    {"page of a profile", page},
    {"scan", scan},
    {"mask", mask},
    {NULL},
};
