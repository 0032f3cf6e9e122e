/* base: files read ahead, in any order of taking; failures with their path. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/prefetch.h"
#include "support.h"

enum { FILES = 600 };

typedef struct files {
    aift_context *context;
    const char *folder;
} files;

static aift_status path_of(void *user, size_t i, char **path)
{
    const files *f = user;
    *path = aift__asprintf(f->context, "%s/%zu", f->folder, i);
    return *path ? AIFT_OK : AIFT_E_NOMEM;
}

static void write_files(const char *folder)
{
    for (int i = 0; i < FILES; i++) {
        char path[512], text[32];
        snprintf(path, sizeof path, "%s/%d", folder, i);
        snprintf(text, sizeof text, "file %d", i);
        if (i != 7)
            aift_test_write(path, text, strlen(text));
    }
}

static void takes(aift__prefetch *p, size_t i)
{
    aift__file_bytes bytes;
    char text[32];
    aift_status status = aift__prefetch_take(p, i, &bytes);
    if (i == 7) {
        assert_int_equal(status, AIFT_E_IO);
        assert_non_null(strstr(aift_last_error(), "/7"));
        return;
    }
    assert_int_equal(status, AIFT_OK);
    snprintf(text, sizeof text, "file %zu", i);
    assert_int_equal(bytes.size, strlen(text));
    assert_memory_equal(bytes.data, text, bytes.size);
    aift__file_unmap(&bytes);
}

static void any_order(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 2);
    const char *folder = aift_test_folder();
    write_files(folder);
    files f = {context, folder};
    for (int order = 0; order < 3; order++) {
        aift__prefetch *p;
        assert_int_equal(aift__prefetch_start(context, FILES, path_of, &f, &p), AIFT_OK);
        for (size_t i = 0; i < FILES; i++)
            takes(p, order == 0 ? i : order == 1 ? FILES - 1 - i : i * 7 % FILES);
        aift__prefetch_stop(p);
        assert_int_equal(aift__prefetch_start(context, FILES, path_of, &f, &p), AIFT_OK);
        takes(p, (size_t)order);
        aift__prefetch_stop(p); /* with files that nobody took */
    }
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

/* Before memory is taken for it. */
static void refuses_large_files(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    const char *path = aift_test_join(aift_test_folder(), "large.jpg");
    aift__file_bytes bytes;
    aift_test_write(path, "", 0);
    assert_int_equal(truncate(path, (off_t)AIFT__MEDIA_MOST + 1), 0);
    aift_test_heap_mark(heap);
    assert_fails(aift__media_read(context, path, &bytes), AIFT_E_RANGE,
                 "large.jpg: has 1073741825 bytes; 1073741824 are the most");
    assert_null(bytes.data);
    assert_int_equal(aift_test_heap_peak(heap), 0);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order),
        cmocka_unit_test(refuses_large_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
