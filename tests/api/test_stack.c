/* What a thread's stack must hold: a picture model is trained, evaluated and used on a thread whose stack can be read
 * afterwards. docs/threading.md says 1 MB. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>

#include "support.h"

#include "aift/aift.h"

enum { STACK = 8 << 20, PROMISED = 1 << 20, CLEAN = 0xA5, ROWS = 4, SIDE = 120 };

/* Wide enough for lines that lie on the stack, and for products that copy there. */
static const char config[] =
    "{\"model_type\": \"efficientnet_lite\", \"variant\": \"lite0\", \"image_size\": 96}";
static const char transforms[] =
    "{\"transforms\": [{\"type\": \"resize\", \"size\": {\"height\": 96, \"width\": 96}},"
    " {\"type\": \"random_rotation\", \"degrees\": 10}, {\"type\": \"normalize\"}]}";

typedef struct work {
    aift_status status;
    char message[512];
} work;

static aift_status load(aift_context *context, aift_model **out)
{
    aift_source files[2] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.from_config = 1;
    files[0].name = "config.json";
    files[0].data = config;
    files[0].size = sizeof config - 1;
    files[1].name = "preprocessor_config.json";
    files[1].data = transforms;
    files[1].size = sizeof transforms - 1;
    return aift_model_load_sources(context, files, 2, &options, out);
}

static aift_status use(aift_model *model, const aift_media *items, const aift_dataset *data)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    aift_train_report *report = NULL;
    aift_predictions *predictions = NULL;
    options.num_train_epochs = 1;
    options.per_device_train_batch_size = ROWS;
    aift_status status = aift_train(model, data, data, &options, &report);
    if (status == AIFT_OK)
        status = aift_model_predict_media(model, items, ROWS, NULL, &predictions);
    aift_predictions_release(predictions);
    aift_train_report_release(report);
    return status;
}

static aift_status work_alone(void)
{
    static uint8_t pixels[ROWS][SIDE * SIDE * 3];
    static const char *const labels[ROWS] = {"dark", "light", "dark", "light"};
    aift_media items[ROWS];
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    aift_context *context = NULL;
    aift_model *model = NULL;
    aift_dataset *data = NULL;
    options.num_threads = 1;
    for (int i = 0; i < ROWS; i++) {
        memset(pixels[i], 50 + 40 * i, sizeof pixels[i]);
        items[i] = (aift_media){.kind = AIFT_MEDIA_PIXELS,
                                .height = SIDE,
                                .width = SIDE,
                                .channels = 3,
                                .data = pixels[i],
                                .size = sizeof pixels[i]};
    }
    aift_status status = aift_context_create(&options, &context);
    if (status == AIFT_OK)
        status = load(context, &model);
    if (status == AIFT_OK)
        status = aift_dataset_from_media(context, "image", items, labels, ROWS, &data);
    if (status == AIFT_OK)
        status = use(model, items, data);
    aift_dataset_release(data);
    aift_model_release(model);
    aift_context_release(context);
    return status;
}

static void *run(void *arg)
{
    work *w = arg;
    w->status = work_alone();
    snprintf(w->message, sizeof w->message, "%s", aift_last_error());
    return NULL;
}

static void one_megabyte_is_enough(void **state)
{
    work w = {AIFT_OK};
    pthread_t thread;
    pthread_attr_t attr;
    unsigned char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t clean = 0;
    assert_true(stack != MAP_FAILED);
    memset(stack, CLEAN, STACK);
    assert_int_equal(pthread_attr_init(&attr), 0);
    assert_int_equal(pthread_attr_setstack(&attr, stack, STACK), 0);
    assert_int_equal(pthread_create(&thread, &attr, run, &w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attr);
    while (clean < STACK && stack[clean] == CLEAN)
        clean++;
    munmap(stack, STACK);
    if (w.status == AIFT_E_UNSUPPORTED)
        skip_because("%s", w.message);
    if (w.status != AIFT_OK)
        fail_msg("%s: %s", aift_status_name(w.status), w.message);
    print_message("%zu kB of the stack were used\n", (STACK - clean) >> 10);
    assert_in_range(STACK - clean, 64 << 10, PROMISED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_megabyte_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
