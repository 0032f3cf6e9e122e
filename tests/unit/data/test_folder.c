/* data sets of pictures and recordings: folders with a folder for each label, lists of paths, the caller's; and what is
 * wrong with them, by name. */
#include <sys/stat.h>
#include <unistd.h>

#include "data.h"

static const char *folder_of(const char *in, const char *name)
{
    const char *path = aift_test_join(in, name);
    assert_int_equal(mkdir(path, 0777), 0);
    return path;
}

static void put(const char *folder, const char *name)
{
    aift_test_write(aift_test_join(folder, name), "x", 1);
}

/* cat/1.jpg, cat/2.PNG, cat/deep/3.jpg, dog/a.jpeg, and what is passed over. */
static const char *photos(void)
{
    const char *root = aift_test_folder();
    const char *dog = folder_of(root, "dog"), *cat = folder_of(root, "cat");
    put(folder_of(cat, "deep"), "3.jpg");
    put(cat, "2.PNG");
    put(cat, "1.jpg");
    put(cat, "notes.txt");
    put(cat, ".hidden.jpg");
    put(dog, "a.jpeg");
    put(root, "README.md");
    return root;
}

static void folder_per_label(void **state)
{
    static const char *const want[][2] = {
        {"cat/1.jpg", "cat"}, {"cat/2.PNG", "cat"}, {"cat/deep/3.jpg", "cat"}, {"dog/a.jpeg", "dog"}};
    const char *root = photos();
    aift_dataset *data;
    assert_ok(aift_dataset_load(context, root, NULL, &data));
    assert_int_equal(aift_dataset_num_rows(data), 4);
    assert_int_equal(aift_dataset_num_columns(data), 2);
    assert_string_equal(aift_dataset_column_name(data, 0), "image");
    assert_string_equal(aift_dataset_column_name(data, 1), "label");
    for (size_t row = 0; row < 4; row++)
        for (size_t column = 0; column < 2; column++)
            assert_value(data, row, column, want[row][column]);
    char place[600];
    aift_dataset_row_place(data, 2, place, sizeof place);
    assert_string_equal(place, aift_test_join(root, "cat/deep/3.jpg"));
    assert_int_equal(aift_dataset_num_skipped(data), 0);
    aift_dataset *half;
    assert_ok(aift_dataset_select(data, (const size_t[]){3, 0}, 2, &half));
    assert_value(half, 0, 0, "dog/a.jpeg");
    aift_dataset_release(half);
    aift_dataset_release(data);
}

static void files_alone_have_no_label(void **state)
{
    const char *root = aift_test_folder();
    put(root, "b.wav");
    put(root, "a.flac");
    aift_dataset *data;
    assert_ok(aift_dataset_load(context, root, NULL, &data));
    assert_int_equal(aift_dataset_num_columns(data), 1);
    assert_string_equal(aift_dataset_column_name(data, 0), "audio");
    assert_value(data, 0, 0, "a.flac");
    assert_value(data, 1, 0, "b.wav");
    aift_dataset_release(data);
}

static void refuses(void **state)
{
    aift_dataset *data;
    const char *empty = aift_test_folder();
    assert_fails(aift_dataset_load(context, empty, NULL, &data), AIFT_E_FORMAT, "holds no picture");
    assert_null(data);
    const char *root = photos();
    put(root, "beside.jpg");
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_FORMAT, "1 files lie beside");
    root = photos();
    put(folder_of(root, "bird"), "tweet.wav");
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_FORMAT,
                 "/cat/1.jpg: the folder holds");
    root = aift_test_folder();
    folder_of(root, "test");
    put(folder_of(folder_of(root, "train"), "cat"), "1.jpg");
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_INVALID, "give one of them, such as");
    aift_dataset_options wrong = AIFT_DATASET_OPTIONS_INIT;
    wrong.on_error = 7;
    assert_fails(aift_dataset_load(context, root, &wrong, &data), AIFT_E_RANGE, "on_error is 7");
}

static void stops_or_skips(void **state)
{
    const char *root = photos();
    const char *cat = aift_test_join(root, "cat");
    aift_dataset_options skip = AIFT_DATASET_OPTIONS_INIT;
    skip.on_error = AIFT_ON_ERROR_SKIP;
    aift_dataset *data;

    const char *loop = aift_test_join(cat, "again");
    assert_int_equal(symlink("..", loop), 0);
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_IO, "cat/again: the link leads back");
    assert_ok(aift_dataset_load(context, root, &skip, &data));
    assert_int_equal(aift_dataset_num_rows(data), 4);
    assert_int_equal(aift_dataset_num_skipped(data), 1);
    assert_contains(aift_dataset_skipped(data, 0), "cat/again");
    assert_null(aift_dataset_skipped(data, 1));
    aift_dataset_release(data);
    unlink(loop);

    const char *nowhere = aift_test_join(cat, "gone.jpg"), *self = aift_test_join(cat, "self.jpg");
    assert_int_equal(symlink("nothing", nowhere), 0);
    assert_int_equal(symlink("self.jpg", self), 0);
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_IO, "cat/gone.jpg: a link to nothing");
    assert_ok(aift_dataset_load(context, root, &skip, &data));
    assert_int_equal(aift_dataset_num_skipped(data), 2);
    aift_dataset_release(data);
    unlink(nowhere);
    unlink(self);

    put(cat, "caf\xE9.jpg");
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_FORMAT,
                 "the name \"caf\\xE9.jpg\" is not UTF-8");
    assert_ok(aift_dataset_load(context, root, &skip, &data));
    assert_int_equal(aift_dataset_num_rows(data), 4);
    assert_contains(aift_dataset_skipped(data, 0), "caf\\xE9.jpg");
    aift_dataset_release(data);
}

/* Folders with two links to the next one each, behind another's label too: every picture is there once a label. */
static void links_lead_anywhere_once(void **state)
{
    const char *root = aift_test_folder(), *chain = aift_test_folder();
    const char *cat = folder_of(root, "cat"), *dog = folder_of(root, "dog");
    for (int i = 0; i < 20; i++) {
        char name[8], next[16];
        snprintf(name, sizeof name, "%d", i);
        snprintf(next, sizeof next, "../%d", i + 1);
        const char *folder = folder_of(chain, name);
        put(folder, "1.jpg");
        if (i < 19)
            assert_int_equal(
                symlink(next, aift_test_join(folder, "a")) | symlink(next, aift_test_join(folder, "b")), 0);
    }
    const char *begin = aift_test_join(chain, "0");
    assert_int_equal(symlink(begin, aift_test_join(cat, "all")) | symlink(begin, aift_test_join(dog, "all")),
                     0);
    aift_dataset *data;
    aift_dataset_options skip = AIFT_DATASET_OPTIONS_INIT;
    skip.on_error = AIFT_ON_ERROR_SKIP;
    assert_fails(aift_dataset_load(context, root, NULL, &data), AIFT_E_IO,
                 "/b: the link leads to a folder that was read already for this label");
    assert_ok(aift_dataset_load(context, root, &skip, &data));
    assert_int_equal(aift_dataset_num_rows(data), 40);
    assert_int_equal(aift_dataset_num_skipped(data), 38);
    aift_dataset_release(data);
}

/* Whatever is passed over may have any name. */
static void names_of_others_do_not_matter(void **state)
{
    const char *root = photos();
    aift_dataset *data;
    put(root, "caf\xE9.txt");
    assert_ok(aift_dataset_load(context, root, NULL, &data));
    assert_int_equal(aift_dataset_num_rows(data), 4);
    aift_dataset_release(data);
}

static void from_media(void **state)
{
    static const unsigned char pixels[12] = {1, 2, 3};
    static const char *const labels[] = {"x", "y", "x"};
    aift_media items[] = {
        {.kind = AIFT_MEDIA_FILE, .path = "a.jpg"},
        {.kind = AIFT_MEDIA_BYTES, .data = "\0abc", .size = 4},
        {.kind = AIFT_MEDIA_PIXELS, .data = pixels, .size = 12, .height = 2, .width = 2, .channels = 3}};
    aift_dataset *data;
    assert_ok(aift_dataset_from_media(context, "image", items, labels, 3, &data));
    size_t size;
    assert_memory_equal(aift_dataset_value(data, 1, 0, &size), "\0abc", 4);
    assert_int_equal(size, 4);
    assert_value(data, 1, 1, "y");
    aift_dataset_release(data);
    items[2].width = 3;
    assert_fails(aift_dataset_from_media(context, "image", items, labels, 3, &data), AIFT_E_INVALID,
                 "row 3: size is 12");
    assert_null(data);
    assert_fails(aift_dataset_from_media(context, "picture", items, NULL, 3, &data), AIFT_E_INVALID,
                 "\"picture\"");
    assert_fails(aift_dataset_from_media(context, "image", items, NULL, 0, &data), AIFT_E_INVALID, "no row");
}

static void idx_pair(void **state)
{
    static const unsigned char images[16 + 2 * 6] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2,
                                                     0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7};
    static const unsigned char labels[8 + 2] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 0};
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "t10k-images-idx3-ubyte");
    const char *beside = aift_test_join(folder, "t10k-labels-idx1-ubyte");
    aift_dataset *data;
    aift_test_write(path, images, sizeof images);
    assert_fails(aift_dataset_load(context, path, NULL, &data), AIFT_E_IO, "t10k-labels-idx1-ubyte");
    aift_test_write(beside, labels, sizeof labels);
    assert_ok(aift_dataset_load(context, path, NULL, &data));
    assert_int_equal(aift_dataset_num_rows(data), 2);
    assert_value(data, 0, 1, "7");
    assert_value(data, 1, 1, "0");
    char place[600];
    aift_dataset_row_place(data, 1, place, sizeof place);
    assert_contains(place, "images-idx3-ubyte: row 2");
    aift_dataset_release(data);
    assert_fails(aift_dataset_load(context, beside, NULL, &data), AIFT_E_INVALID,
                 "give the file of the pictures");
    aift_test_write(beside, labels, sizeof labels - 1);
    assert_fails(aift_dataset_load(context, path, NULL, &data), AIFT_E_FORMAT, "labels-idx1");
    assert_null(data);
}

static void idx_pairs_that_are_none(void **state)
{
    static const struct {
        unsigned char images[24], labels[12];
        size_t n_images, n_labels;
        aift_status status;
        const char *message;
    } cases[] = {
        {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5},
         {0, 0, 8, 1, 0, 0, 0, 2, 7, 0},
         17,
         10,
         AIFT_E_SHAPE,
         "labels-idx1-ubyte: must hold one label for each of the 1 pictures of "},
        {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5},
         {0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 0},
         17,
         12,
         AIFT_E_SHAPE,
         "must hold one label for each"},
        {{0, 0, 8, 1, 0, 0, 0, 1, 5},
         {0, 0, 8, 1, 0, 0, 0, 1, 7},
         9,
         9,
         AIFT_E_SHAPE,
         "images-idx3-ubyte: has 1 dimensions: expected pictures, 3 or 4 with 1 or 3 channels"},
        {{0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6},
         {0, 0, 8, 1, 0, 0, 0, 1, 7},
         22,
         9,
         AIFT_E_SHAPE,
         "has 4 dimensions: expected pictures"},
        {{0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1},
         {0, 0, 8, 1, 0, 0, 0, 0},
         16,
         8,
         AIFT_E_FORMAT,
         "images-idx3-ubyte: holds no picture"},
        {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5},
         {0, 0, 12, 1, 0, 0, 0, 1, 0, 0, 0, 7},
         17,
         12,
         AIFT_E_UNSUPPORTED,
         "labels-idx1-ubyte: holds numbers of the kind I32: expected bytes"},
    };
    const char *folder = aift_test_folder(), *path = aift_test_join(folder, "images-idx3-ubyte");
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        aift_dataset *data;
        aift_test_write(path, cases[i].images, cases[i].n_images);
        aift_test_write(aift_test_join(folder, "labels-idx1-ubyte"), cases[i].labels, cases[i].n_labels);
        assert_fails(aift_dataset_load(context, path, NULL, &data), cases[i].status, cases[i].message);
        assert_null(data);
    }
}

static aift_status load_folder(aift_context *of, void *arg)
{
    aift_dataset *data;
    aift_status status = aift_dataset_load(of, arg, NULL, &data);
    if (status != AIFT_OK)
        assert_null(data);
    aift_dataset_release(data);
    return status;
}

static void survives_allocation_failure(void **state)
{
    aift_test_sweep(load_folder, (void *)(uintptr_t)photos());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(folder_per_label),
        CASE(files_alone_have_no_label),
        CASE(refuses),
        CASE(stops_or_skips),
        CASE(links_lead_anywhere_once),
        CASE(names_of_others_do_not_matter),
        CASE(idx_pair),
        CASE(idx_pairs_that_are_none),
        CASE(from_media),
        CASE(survives_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
