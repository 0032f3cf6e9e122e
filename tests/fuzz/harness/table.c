/* Tables looked into: a profile of the bytes in pieces and as a whole, which must agree; a scan; a mask, which must keep the rows.
 * The first byte chooses the format and the pieces. */
#include "fuzz.h"

typedef struct written {
    char *data;
    size_t size;
} written;

static int take(void *user, const char *name, const void *data, size_t size)
{
    written *w = user;
    char *more = realloc(w->data, w->size + size + 1);
    fuzz_expect(name != NULL && more != NULL);
    w->data = more;
    memcpy(more + w->size, data, size);
    w->size += size;
    return 0;
}

/* From its columns on a profile is the same each time; before them there are times and memory. */
static const char *columns_of(const aift_text *profile)
{
    const char *columns = strstr(aift_text_data(profile), "\"columns\":");
    fuzz_expect(columns != NULL);
    return columns;
}

/* NULL after a failure. */
static aift_text *profile_of(aift_context *context, const aift_source *source, aift_data_format format,
                             aift_status *status)
{
    aift_table table = AIFT_TABLE_INIT;
    aift_text *profile;
    table.source = source;
    table.format = format;
    *status = aift_table_profile(context, &table, NULL, &profile);
    return fuzz_call(*status, profile) ? profile : NULL;
}

static long long rows_of(const aift_text *answer)
{
    const char *rows = strstr(aift_text_data(answer), "\"rows\":");
    fuzz_expect(rows != NULL);
    return atoll(rows + strlen("\"rows\":"));
}

static void scan(aift_context *context, const aift_table *table)
{
    aift_scan_options options = AIFT_SCAN_OPTIONS_INIT;
    aift_text *report;
    int64_t findings = 0;
    written lines = {NULL, 0};
    options.write = take;
    options.user = &lines;
    options.threshold = 0;
    if (fuzz_call(aift_table_scan(context, table, &options, &findings, &report), report))
        fuzz_expect((findings > 0) == (lines.size > 0));
    aift_text_release(report);
    free(lines.data);
}

static void mask(aift_context *context, const aift_table *table, const aift_text *profile)
{
    aift_text *report, *again = NULL;
    aift_status status;
    written safe = {NULL, 0};
    if (fuzz_call(aift_table_mask(context, table, NULL, take, &safe, &report), report)) {
        const aift_source source = fuzz_source("safe", safe.data ? safe.data : "", safe.size);
        fuzz_expect(profile && rows_of(profile) == rows_of(report));
        again = profile_of(context, &source, table->format, &status);
        fuzz_expect(again ? rows_of(again) == rows_of(profile) : status != AIFT_E_FORMAT);
    }
    aift_text_release(again);
    aift_text_release(report);
    free(safe.data);
}

FUZZ_HARNESS(table)
{
    static const size_t steps[] = {1, 3, 64, 1 << 16};
    if (size == 0)
        return 0;
    aift_context *context = fuzz_begin(256 << 20);
    const aift_data_format format = data[0] & 1 ? AIFT_DATA_JSONL : AIFT_DATA_CSV;
    fuzz_pieces pieces = {data + 1, size - 1, steps[data[0] >> 1 & 3]};
    const aift_source slowly = fuzz_source_in_pieces("a", &pieces),
                      whole = fuzz_source("a", data + 1, size - 1);
    aift_table table = AIFT_TABLE_INIT;
    aift_status one, other;
    aift_text *first = profile_of(context, &slowly, format, &one), *page = NULL;
    aift_text *second = profile_of(context, &whole, format, &other);
    fuzz_expect(one == other && (!first || strcmp(columns_of(first), columns_of(second)) == 0));
    if (first && fuzz_call(aift_profile_page(context, "a", aift_text_data(first), &page), page))
        fuzz_touch(aift_text_data(page), aift_text_size(page) + 1);
    table.source = &whole;
    table.format = format;
    scan(context, &table);
    mask(context, &table, second);
    aift_text_release(page);
    aift_text_release(second);
    aift_text_release(first);
    fuzz_end(context);
    return 0;
}
