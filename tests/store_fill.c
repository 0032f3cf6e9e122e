/* Fills a store as imports do: store_fill FILE RECORDS ROUNDS makes so many records, and changes each in every further round,
 * a transaction a round. Prints the seconds of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "lifecycle/records.h"

static aift_status one(aift_store *store, int i, int round)
{
    static const char *const nouns[] = {"mail",    "invoices", "machines", "contracts",
                                        "tickets", "pictures", "calls",    "orders"};
    static const char *const verbs[] = {"Sort", "Check", "Predict", "Find", "Count", "Summarise"};
    static const char *const tasks[] = {"text-classification", "object-detection", "speech", "forecasting"};
    char row[1024], key[32];
    aift__json *fields;
    aift__import done;
    snprintf(key, sizeof key, "K-%d", i);
    snprintf(row, sizeof row,
             "{\"title\": \"%s %s in plant %d\", \"problem\": \"Every day %d people look at %s by hand, and "
             "round %d is late.\", "
             "\"task\": \"%s\", \"owner\": {\"name\": \"Owner %d\", \"email\": \"owner%d@example.com\"}, "
             "\"scores\": {\"reach\": %d, \"impact\": %d, %s\"effort\": %d.5, \"criteria\": {\"value\": %d, "
             "\"cost\": %d}}, "
             "\"extra\": {\"Rank\": \"%d\"}}",
             verbs[i % 6], nouns[i % 8], i, i % 90, nouns[(i + round) % 8], round, tasks[i % 4], i % 500,
             i % 500, i, 1 + i % 3, i % 10 ? "\"confidence\": 0.8, " : "", 1 + i * 7 % 24, i * 31 % 1009,
             i * 17 % 500, round);
    if (aift__json_parse(row, strlen(row), "a row", &fields) != AIFT_OK)
        return AIFT_E_INTERNAL;
    const aift_status status = aift__record_import(store, "csv", key, fields, false, &done);
    aift__json_free(fields);
    aift__json_free(done.conflicts);
    return status;
}

static aift_status fill(aift_store *store, int records, int rounds)
{
    for (int round = 0; round < rounds; round++) {
        const double start = aift__clock_seconds();
        AIFT__TRY(aift__store_begin(store));
        for (int i = 0; i < records; i++)
            AIFT__TRY(one(store, i, round));
        AIFT__TRY(aift__store_commit(store));
        printf("round %d: %d records in %.2f s\n", round, records, aift__clock_seconds() - start);
        fflush(stdout);
    }
    return AIFT_OK;
}

int main(int argc, char **argv)
{
    aift_context *context = NULL;
    aift_store *store = NULL;
    if (argc != 4)
        return fprintf(stderr, "usage: store_fill FILE RECORDS ROUNDS\n"), 2;
    aift_status status = aift_context_create(NULL, &context);
    if (status == AIFT_OK)
        status = aift_store_create(context, argv[1], NULL, &store);
    if (status == AIFT_OK)
        status = fill(store, atoi(argv[2]), atoi(argv[3]));
    if (status != AIFT_OK)
        fprintf(stderr, "%s\n", aift_last_error());
    aift_store_release(store);
    aift_context_release(context);
    return status == AIFT_OK ? 0 : 1;
}
