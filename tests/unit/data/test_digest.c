/* data: the digest of rows: what changes it, and what does not. */
#include "aift/aift.h"
#include "support.h"

static aift_context *context;
static aift_test_heap *heap;

static int set_up(void **state)
{
    heap = aift_test_heap_create();
    context = aift_test_context(heap, 1);
    return 0;
}

static int tear_down(void **state)
{
    aift_context_release(context);
    aift_test_heap_destroy(heap);
    return 0;
}

/* Of a CSV file's text. */
static void digest(const char *csv, char hex[65])
{
    aift_source source = AIFT_SOURCE_INIT;
    aift_dataset_options options = AIFT_DATASET_OPTIONS_INIT;
    aift_dataset *data;
    source.name = "x.csv";
    source.data = csv;
    source.size = strlen(csv);
    assert_ok(aift_dataset_load_source(context, &source, &options, &data));
    assert_ok(aift_dataset_digest(data, NULL, hex));
    assert_int_equal(strlen(hex), 64);
    aift_dataset_release(data);
}

static void follows_the_rows(void **state)
{
    static const char *const others[] = {"text,label\nrain,b\nsun,a\n",  "text,label\nrain,a\n",
                                         "text,labels\nrain,a\nsun,b\n", "text,label\nrain,a\nsun,c\n",
                                         "text,label\nraina,\nsun,b\n",  "text,label\nrain,a\nsu,nb\n",
                                         "label,text\nrain,a\nsun,b\n"};
    char first[65], other[65];
    (void)state;
    digest("text,label\nrain,a\nsun,b\n", first);
    digest("text,label\r\n\"rain\",a\r\nsun,b\r\n", other);
    assert_string_equal(first, other);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        digest(others[i], other);
        assert_string_not_equal(first, other);
    }
}

/* A choice of rows is a data set of its own. */
static void follows_the_choice(void **state)
{
    static const char *const columns[] = {"text"}, *const rows[] = {"a", "b", "a"};
    const size_t front[] = {0, 1}, back[] = {2, 1}, turned[] = {1, 0};
    aift_dataset *all, *x, *y, *z;
    char a[65], b[65], c[65];
    (void)state;
    assert_ok(aift_dataset_from_rows(context, columns, 1, rows, 3, &all));
    assert_ok(aift_dataset_select(all, front, 2, &x));
    assert_ok(aift_dataset_select(all, back, 2, &y));
    assert_ok(aift_dataset_select(all, turned, 2, &z));
    assert_ok(aift_dataset_digest(x, NULL, a));
    assert_ok(aift_dataset_digest(y, NULL, b));
    assert_ok(aift_dataset_digest(z, NULL, c));
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    assert_fails(aift_dataset_digest(all, "path", a), AIFT_E_NOT_FOUND, "text");
    assert_string_equal(a, "");
    aift_dataset_release(all);
    aift_dataset_release(x);
    aift_dataset_release(y);
    aift_dataset_release(z);
}

/* Of files their bytes count, wherever the column of their paths comes from. */
static void follows_the_files(void **state)
{
    const char *folder = aift_test_folder(), *list = aift_test_join(folder, "list.csv");
    aift_dataset *data;
    char plain[65], a[65], b[65], missing[65];
    (void)state;
    aift_test_write(list, "path,label\none.png,x\n", 21);
    aift_test_write(aift_test_join(folder, "one.png"), "1111", 4);
    assert_ok(aift_dataset_load(context, list, NULL, &data));
    assert_ok(aift_dataset_digest(data, NULL, plain));
    assert_ok(aift_dataset_digest(data, "path", a));
    aift_test_write(aift_test_join(folder, "one.png"), "1112", 4);
    assert_ok(aift_dataset_digest(data, "path", b));
    assert_string_not_equal(a, b);
    assert_string_not_equal(a, plain);
    remove(aift_test_join(folder, "one.png"));
    assert_ok(aift_dataset_digest(data, "path", missing));
    assert_string_not_equal(missing, b);
    aift_dataset_release(data);
}

static aift_status swept_digest(aift_context *swept, void *list)
{
    aift_dataset *data;
    char hex[65] = "x";
    aift_status status = aift_dataset_load(swept, list, NULL, &data);
    if (status != AIFT_OK)
        return status;
    status = aift_dataset_digest(data, "path", hex);
    assert_int_equal(strlen(hex), status == AIFT_OK ? 64 : 0);
    aift_dataset_release(data);
    return status;
}

static void survives_allocation_failure(void **state)
{
    const char *folder = aift_test_folder(), *list = aift_test_join(folder, "list.csv");
    (void)state;
    aift_test_write(list, "path,label\none.png,x\n", 21);
    aift_test_write(aift_test_join(folder, "one.png"), "1111", 4);
    aift_test_sweep(swept_digest, (void *)(uintptr_t)list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_rows),
        cmocka_unit_test(follows_the_choice),
        cmocka_unit_test(follows_the_files),
        cmocka_unit_test(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
