/* The store on a disk that loses its power at every moment: what was acknowledged is there, and verify passes. */
#include "stores.h"

#include "disk.h"

static const char *path;

/* The file's name must be met on the real disk too, where the library looks whether it is there. */
static void name_file(void)
{
    path = aift_test_join(aift_test_folder(), "a.db");
}

/* Adds and changes until the power goes or all is done; counts what was acknowledged. */
static int change(aift_store *store)
{
    static const char *const names[] = {"some", "title", "of", "words"};
    char text[4200];
    int done = 0;
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 12; i++) {
        aift_text *answer = NULL;
        aift_status status;
        if (i % 3 == 0) {
            snprintf(text, sizeof text, "{\"title\": \"%s %d\", \"owner\": \"o%d@example.com\"}",
                     names[i % 4], i, i);
            status = aift_store_add(store, "usecase", text, &answer);
        } else {
            snprintf(text, sizeof text, "{\"people\": %d, \"problem\": \"%0*d\"}", i, i * 300, i);
            status = aift_store_set(store, "UC-1", text, 0, &answer);
        }
        aift_text_release(answer);
        if (status != AIFT_OK)
            break;
        done++;
    }
    return done;
}

/* One life: the power goes at a call; after the restart all that was acknowledged is there. Returns whether it went. */
static bool one_life(int nth, uint64_t seed)
{
    aift_store *store;
    name_file();
    disk_begin();
    aift_store_release(new_store(path));
    aift_test_write(path, "there", 5);
    assert_ok(aift_store_open(context, path, NULL, &store));
    disk_cut_power(nth);
    const int done = change(store);
    aift_store_release(store);
    const bool went = disk_is_off();
    disk_restart(seed);
    assert_ok(aift_store_open(context, path, NULL, &store));
    if (!verifies(store, NULL))
        fail_msg("power cut at call %d, seed %d: %s", nth, (int)seed, answered);
    const int rows = (int)rows_of(store);
    if (rows < done || rows > done + 1)
        fail_msg("power cut at call %d: %d changes were acknowledged, %d are there", nth, done, rows);
    assert_true(went || done == 12);
    change(store); /* life goes on */
    assert_true(verifies(store, NULL));
    aift_store_release(store);
    disk_end();
    return went;
}

static void nothing_acknowledged_is_lost(void **state)
{
    int n = 0;
    for (int nth = 1; one_life(nth, (uint64_t)nth); nth++)
        n++;
    print_message("the power went %d times\n", n);
    assert_true(n > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_acknowledged_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
