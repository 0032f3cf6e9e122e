/* Imports of files that were damaged at random: each ends in rows, rejections or an error with a message. */
#include "base/philox.h"
#include "lifecycle/import.h"
#include "support.h"

static const struct {
    const char *format, *text;
} samples[] = {
    {"jira", "Summary,Issue key,Assignee,Due date,Labels,Labels,Description,Custom field (aift "
             "created),Custom field (aift kpis)\r\n"
             "Sort,AI-1,Ada <a@x.org>,12/Mar/24 9:41 "
             "AM,a,b,\"two\r\nlines\",2026,\"[{\"\"name\"\":\"\"k\"\"}]\"\r\n'=x,AI-2,,,,,,,\r\n"},
    {"csv",
     "title,kpis.0.name,kpis.0.target,kpis.1.name,scope.in,owner,timeline.start,scores.reach,extra.x,id\n"
     "A,k,0.5,l,\"[\"\"x\"\"]\",ada@x.org,2024-03-12,2e3,y,UC-1\nB,,,,z,\"{}\",,,,\n"},
    {"trello",
     "{\"name\":\"b\",\"lists\":[{\"id\":\"l\",\"name\":\"L\"}],\"members\":[{\"id\":\"m\",\"fullName\":"
     "\"M\"}],"
     "\"customFields\":[{\"id\":\"f\",\"name\":\"F\",\"options\":[{\"id\":\"o\",\"value\":{\"text\":\"t\"}}]}"
     "],"
     "\"checklists\":[{\"idCard\":\"c\",\"name\":\"n\",\"checkItems\":[{\"name\":\"i\"}]}],\"actions\":[{"
     "\"type\":"
     "\"commentCard\",\"data\":{\"text\":\"x\",\"card\":{\"id\":\"c\"}}}],\"cards\":[{\"id\":\"c\",\"name\":"
     "\"n\","
     "\"idList\":\"l\",\"idMembers\":[\"m\"],\"due\":\"2024-01-01\",\"url\":\"u\",\"customFieldItems\":[{"
     "\"idCustomField\":\"f\",\"idValue\":\"o\"}]}]}"},
    {"json", "{\"items\":[{\"id\":\"UC-1\",\"title\":\"A\",\"owner\":{\"name\":\"x\"},\"extra\":{\"a\":[1]},"
             "\"kpis\":[{\"name\":"
             "\"k\"}],\"links\":[\"u\"],\"version\":1}]}"},
};

/* Bytes that mean something, and any. */
static char pick(uint32_t random)
{
    static const char meaning[] = "\",\r\n'=.[]{}:\\09 \xEF\xFF";
    return random & 1 ? meaning[(random >> 1) % (sizeof meaning - 1)] : (char)(random >> 8);
}

static void read_all(aift_context *context, const char *format, const char *text, size_t size)
{
    const aift__import_options options = {.format = format};
    aift_source source = AIFT_SOURCE_INIT;
    aift__stream *stream;
    aift__importer *import;
    aift__import_row row;
    bool more = true;
    source.data = text;
    source.size = size;
    assert_ok(aift__stream_open_source(context, &source, &stream));
    aift_status status = aift__import_open(context, stream, &options, &import);
    for (int rows = 0; status == AIFT_OK && more; rows++) {
        assert_true(rows < 1000);
        status = aift__import_next(import, &row, &more);
        if (status == AIFT_OK && more && !row.record)
            assert_true(row.message && *row.message && row.field);
    }
    if (status != AIFT_OK)
        assert_true(*aift_last_error());
    aift__import_close(import);
}

static void test_damaged(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    for (size_t i = 0; i < AIFT__COUNT(samples); i++) {
        aift__rng random;
        aift__rng_init(&random, 42, i);
        for (int round = 0; round < 2000; round++) {
            char text[2048];
            size_t size = strlen(samples[i].text);
            assert_true(size < sizeof text);
            memcpy(text, samples[i].text, size);
            for (uint64_t k = aift__rng_below(&random, 4); k > 0; k--)
                text[aift__rng_below(&random, size)] = pick(aift__rng_u32(&random));
            if (aift__rng_below(&random, 16) == 0)
                size = (size_t)aift__rng_below(&random, size); /* cut */
            read_all(context, samples[i].format, text, size);
        }
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
