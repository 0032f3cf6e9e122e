/* Callers of other versions: every function that takes an options struct is called with smaller structs, as an older
 * program has them, and with larger ones, as a newer program has. What is walked over is generated from
 * bindings/api.json: a function that is new there and has no call_..._...() here does not compile.
 *
 * What an older caller does not have means all bits zero: a struct cut short gives the status and message that the
 * whole struct with zeros in the same place gives, whatever lies behind it. */
#include "support.h"

#include "aift/aift.h"

#include "option_structs.h"

static aift_context *context;
static aift_dataset *data;
static aift_model *model, *pictures;
static const char *folder, *file, *store;

static const char csv[] = "text,label\nrain,Weather\n\"pay, please\",bills\nlate trains,travel\n";
static const char kpis[] = "{\"title\": \"t\", \"problem\": \"p\", \"task\": \"text-classification\", "
                           "\"owner\": {\"name\": \"n\", \"email\": \"e@example.com\"}, \"kpis\": ["
                           "{\"name\": \"right\", \"direction\": \"higher\", \"metric\": \"accuracy\"}]}";
static const char network[] =
    "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, "
    "\"hidden_sizes\": [4], \"depths\": 1, \"id2label\": {\"0\": \"a\", \"1\": \"b\"}}";
static const char prepared[] = "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8}, "
                               "{\"type\": \"normalize\", \"image_mean\": [0.5], \"image_std\": [0.5]}]}";

static aift_status ignore(aift_status status, void *made, void (*release)(void *))
{
    assert_true((status == AIFT_OK) == (made != NULL));
    if (made)
        release(made);
    return status;
}

/* A call with the struct in question; what it makes is released, and its status is the result. */
#define CALL(function, parameter, struct_type, object, ...)                                                  \
    static void release_##function##_##parameter(void *made)                                                 \
    {                                                                                                        \
        object##_release(made);                                                                              \
    }                                                                                                        \
    static aift_status call_##function##_##parameter(const struct_type *given)                               \
    {                                                                                                        \
        object *made = NULL;                                                                                 \
        aift_status status = function(__VA_ARGS__, &made);                                                   \
        return ignore(status, made, release_##function##_##parameter);                                       \
    }

static const char *const texts[] = {"rain"};
static aift_store *records;
static int64_t count;
static int32_t viable;
static const char package[] =
    "{\"name\": \"rows\", \"resources\": [{\"name\": \"rows\", \"path\": \"rows.csv\"}]}",
                  wish[] = "title\nA\n",
                  said[] = "stakeholder,date,channel,text\nAda,2026-01-02,survey,slow\n";
static const aift_source wishes = {sizeof wishes, "wishes.csv", wish, sizeof wish - 1, NULL, NULL};
static const uint8_t pixels[192];
static const aift_media picture = {AIFT_MEDIA_PIXELS, 8, 8, 3, NULL, pixels, sizeof pixels};
static const aift_source source = {sizeof source, "rows.csv", csv, sizeof csv - 1, NULL, NULL};
static const aift_table table = {sizeof table, NULL, &source, NULL, AIFT_DATA_AUTO, 0, NULL, NULL};

static int swallow(void *user, const char *name, const void *bytes, size_t size)
{
    return 0;
}

CALL(aift_context_create, options, aift_context_options, aift_context, given)
CALL(aift_reader_open, options, aift_dataset_options, aift_reader, context, file, given)
CALL(aift_reader_open_source, source, aift_source, aift_reader, context, given, NULL)
CALL(aift_reader_open_source, options, aift_dataset_options, aift_reader, context, &source, given)
CALL(aift_dataset_load, options, aift_dataset_options, aift_dataset, context, file, given)
CALL(aift_dataset_load_source, source, aift_source, aift_dataset, context, given, NULL)
CALL(aift_dataset_load_source, options, aift_dataset_options, aift_dataset, context, &source, given)
CALL(aift_tokenizer_load_source, source, aift_source, aift_tokenizer, context, given)
CALL(aift_usecase_load_source, source, aift_source, aift_usecase, context, given)
CALL(aift_tokenizer_encode, options, aift_encode_options, aift_encoding, aift_model_tokenizer(model), "rain",
     4, given)
CALL(aift_model_load, options, aift_model_options, aift_model, context, aift_test_path("golden/tiny-bert"),
     given)
CALL(aift_model_predict, options, aift_predict_options, aift_predictions, model, texts, NULL, 1, given)
CALL(aift_embed, options, aift_predict_options, aift_tensor, model, texts, NULL, 1, given)
CALL(aift_model_predict_media, options, aift_predict_options, aift_predictions, pictures, &picture, 1, given)
CALL(aift_model_evaluate, options, aift_predict_options, aift_evaluation, model, data, given)
CALL(aift_plan_create, options, aift_train_options, aift_plan, model, data, NULL, given, NULL)
CALL(aift_plan_create, plan_options, aift_plan_options, aift_plan, model, data, NULL, NULL, given)
CALL(aift_train, options, aift_train_options, aift_train_report, model, data, NULL, given)
CALL(aift_store_create, options, aift_store_options, aift_store, context, ":memory:", given)
CALL(aift_store_open, options, aift_store_options, aift_store, context, store, given)
CALL(aift_store_import, source, aift_source, aift_text, records, given, NULL, &count)
CALL(aift_store_import, options, aift_import_options, aift_text, records, &wishes, given, &count)
CALL(aift_store_import_source, source, aift_source, aift_text, records, given, "frictionless")
CALL(aift_portfolio_rank, options, aift_rank_options, aift_text, records, given)
CALL(aift_portfolio_roadmap, options, aift_roadmap_options, aift_text, records, given, &count)
CALL(aift_store_survey, source, aift_source, aift_text, records, "UC-1", given, &count)
CALL(aift_table_profile, table, aift_table, aift_text, context, given, NULL)
CALL(aift_table_profile, options, aift_profile_options, aift_text, context, &table, given)
CALL(aift_table_scan, table, aift_table, aift_text, context, given, NULL, &count)
CALL(aift_table_scan, options, aift_scan_options, aift_text, context, &table, given, &count)
CALL(aift_table_mask, table, aift_table, aift_text, context, given, NULL, swallow, NULL)
CALL(aift_table_mask, options, aift_mask_options, aift_text, context, &table, given, swallow, NULL)
CALL(aift_store_profile_source, table, aift_table, aift_text, records, "DS-1", given, NULL)
CALL(aift_store_profile_source, options, aift_profile_options, aift_text, records, "DS-1", NULL, given)
CALL(aift_store_scan_source, table, aift_table, aift_text, records, "DS-1", given, NULL, &count)
CALL(aift_store_scan_source, options, aift_scan_options, aift_text, records, "DS-1", NULL, given, &count)
CALL(aift_store_mask_source, table, aift_table, aift_text, records, "DS-1", given, NULL, swallow, NULL)
CALL(aift_store_mask_source, options, aift_mask_options, aift_text, records, "DS-1", NULL, given, swallow,
     NULL)
CALL(aift_store_validate, options, aift_validate_options, aift_text, records, "UC-1", NULL, NULL, given,
     &viable)
CALL(aift_trainer_create, options, aift_train_options, aift_trainer, model, data, given)

static aift_status load_network(const aift_source *files, size_t num_files, const aift_model_options *given)
{
    aift_model *made = NULL;
    aift_status status = aift_model_load_sources(context, files, num_files, given, &made);
    assert_true((status == AIFT_OK) == (made != NULL));
    aift_model_release(made);
    return status;
}

/* An array has elements of the caller's size: the second one stands behind the first as the caller has it. */
static aift_status call_aift_model_load_sources_files(const aift_source *given)
{
    const aift_model_options from_config = {sizeof from_config, .from_config = 1, .seed = 42};
    _Alignas(aift_source) unsigned char array[1024];
    size_t size = given->struct_size;
    if (size % _Alignof(aift_source) || size < sizeof size || 2 * size > sizeof array)
        return load_network(given, 1, &from_config);
    memcpy(array, given, size);
    memcpy(array + size, given, size);
    const aift_source second = {size, "preprocessor_config.json", prepared, sizeof prepared - 1, NULL, NULL};
    size_t known = size < offsetof(aift_source, read) ? size : offsetof(aift_source, read);
    memcpy(array + size, &second, known);
    return load_network((const aift_source *)array, 2, &from_config);
}

static aift_status call_aift_model_load_sources_options(const aift_model_options *given)
{
    const aift_source files[] = {
        {sizeof *files, "config.json", network, sizeof network - 1, NULL, NULL},
        {sizeof *files, "preprocessor_config.json", prepared, sizeof prepared - 1, NULL, NULL},
    };
    return load_network(files, 2, given);
}

static aift_status call_aift_model_save_options(const aift_save_options *given)
{
    static int saved;
    char name[32];
    snprintf(name, sizeof name, "model-%d", saved++);
    return aift_model_save(pictures, aift_test_join(folder, name), given);
}

static aift_status call_aift_model_check_save_options(const aift_save_options *given)
{
    return aift_model_check_save(pictures, aift_test_join(folder, "model"), given);
}

static int take(void *user, const char *name, const void *bytes, size_t size)
{
    return 0;
}

static aift_status call_aift_dataset_show_options(const aift_show_options *given)
{
    return aift_dataset_show(data, NULL, given, take, NULL);
}

static aift_status call_aift_train_check_options(const aift_train_options *given)
{
    int64_t steps, parameters, trainable;
    return aift_train_check(model, 3, given, &steps, &parameters, &trainable);
}

/* A source that the function reads to its end. */
static aift_source source_for(const char *function)
{
    aift_source made = source;
    if (strstr(function, "model"))
        made.name = "config.json", made.data = network, made.size = sizeof network - 1;
    if (strstr(function, "usecase"))
        made.name = "usecase.json", made.data = kpis, made.size = sizeof kpis - 1;
    if (strstr(function, "store_import"))
        made = wishes;
    if (strstr(function, "import_source"))
        made.data = package, made.size = sizeof package - 1;
    if (strstr(function, "store_survey"))
        made.data = said, made.size = sizeof said - 1;
    if (strstr(function, "tokenizer"))
        made.data = aift_test_read(aift_test_path("golden/tiny-bert/tokenizer.json"), &made.size);
    return made;
}

typedef struct taker {
    const char *function, *name; /* of the struct */
    aift_status (*call)(const void *given);
    size_t size, reserved; /* bytes; where the field `reserved` is, or 0 */
    const size_t *fields;  /* where each begins */
    size_t num_fields;
    unsigned char given[1024]; /* what the call succeeds with, zeros behind it */
} taker;

/* Calls with the first `size` bytes; behind them lies `filler`. */
static aift_status cut(const taker *t, size_t struct_size, size_t size, int filler, char message[1024])
{
    _Alignas(max_align_t) unsigned char block[1024];
    memset(block, filler, sizeof block);
    memcpy(block, t->given, size);
    memcpy(block, &struct_size, sizeof struct_size);
    aift_status status = t->call(block);
    snprintf(message, 1024, "%s", status == AIFT_OK ? "" : aift_last_error());
    return status;
}

static void older_callers(const taker *t)
{
    char want[1024], got[1024];
    for (size_t i = 1; i < t->num_fields; i++) {
        aift_status zeros = cut(t, t->size, t->fields[i], 0, want);
        aift_status status = cut(t, t->fields[i], t->fields[i], 0xA5, got);
        /* A source without a name cannot stand in an array: there is no function that takes one. */
        if (i == 1 && strcmp(t->function, "aift_model_load_sources") == 0 &&
            strcmp(t->name, "aift_source") == 0) {
            assert_int_equal(status, AIFT_E_INVALID);
            continue;
        }
        if (status != zeros || strcmp(want, got) != 0)
            fail_msg("%s, %s cut at byte %zu: %s (%s); with zeros %s (%s)", t->function, t->name,
                     t->fields[i], aift_status_name(status), got, aift_status_name(zeros), want);
    }
}

static void newer_callers(taker *t)
{
    char message[1024], part[128];
    const size_t more = 24, bytes[] = {t->size, t->size + more - 1};
    if (cut(t, t->size + more, t->size, 0, message) != AIFT_OK)
        fail_msg("%s, %s with zeros behind it: %s", t->function, t->name, message);
    for (size_t i = 0; i < 2; i++) {
        t->given[bytes[i]] = 1;
        snprintf(part, sizeof part, "%s: byte %zu is set", t->name, bytes[i]);
        aift_status status = cut(t, t->size + more, t->size + more, 0, message);
        if (status != AIFT_E_INVALID || !strstr(message, part) || !strstr(message, "older than the header"))
            fail_msg("%s, %s with byte %zu set: %s (%s)", t->function, t->name, bytes[i],
                     aift_status_name(status), message);
        t->given[bytes[i]] = 0;
    }
}

static void refused(taker *t)
{
    static const size_t sizes[] = {0, 7, 65544, SIZE_MAX};
    char message[1024];
    for (size_t i = 0; i < 4; i++)
        if (cut(t, sizes[i], t->size, 0, message) != AIFT_E_INVALID || !strstr(message, "struct_size is"))
            fail_msg("%s, %s of size %zu: %s", t->function, t->name, sizes[i], message);
    if (!t->reserved)
        return;
    t->given[t->reserved] = 1;
    if (cut(t, t->size, t->size, 0, message) != AIFT_E_INVALID || !strstr(message, "reserved is 1"))
        fail_msg("%s, %s with reserved set: %s", t->function, t->name, message);
}

#define TEST(function, parameter, type)                                                                      \
    static aift_status any_##function##_##parameter(const void *given)                                       \
    {                                                                                                        \
        return call_##function##_##parameter(given);                                                         \
    }                                                                                                        \
    static void test_##function##_##parameter(void **state)                                                  \
    {                                                                                                        \
        static const size_t fields[] = {type##_FIELDS};                                                      \
        taker t = {#function,       #type,  any_##function##_##parameter,  sizeof(type),                     \
                   type##_RESERVED, fields, sizeof fields / sizeof *fields};                                 \
        type made;                                                                                           \
        init_##type(&made, #function);                                                                       \
        memcpy(t.given, &made, sizeof made);                                                                 \
        char message[1024];                                                                                  \
        if (cut(&t, t.size, t.size, 0, message) != AIFT_OK)                                                  \
            fail_msg("%s: %s", #function, message);                                                          \
        older_callers(&t);                                                                                   \
        newer_callers(&t);                                                                                   \
        refused(&t);                                                                                         \
    }

#define INIT(type)                                                                                           \
    static void init_##type(type *made, const char *function)                                                \
    {                                                                                                        \
        type##_init(made);                                                                                   \
    }
INIT(aift_context_options)
INIT(aift_dataset_options)
INIT(aift_encode_options)
INIT(aift_save_options)
INIT(aift_predict_options)
INIT(aift_import_options)
INIT(aift_plan_options)
INIT(aift_rank_options)
INIT(aift_show_options)
INIT(aift_profile_options)
INIT(aift_scan_options)
INIT(aift_mask_options)
INIT(aift_store_options)
INIT(aift_train_options)
INIT(aift_validate_options)

static void init_aift_roadmap_options(aift_roadmap_options *made, const char *function)
{
    aift_roadmap_options_init(made);
    made->start = "2027-01-04";
    made->capacity = 1;
}

static void init_aift_model_options(aift_model_options *made, const char *function)
{
    aift_model_options_init(made);
    made->from_config = strstr(function, "sources") != NULL; /* there is no file with weights */
}

static void init_aift_table(aift_table *made, const char *function)
{
    *made = table;
    if (strstr(function, "store_")) /* the place is the record's */
        made->source = NULL;
}

static void init_aift_source(aift_source *made, const char *function)
{
    *made = source_for(function);
}

ALL_TAKERS(TEST)

/* An output that the caller says the size of: no more than that is written. */
static void a_kpi_of_another_size(void **state)
{
    const aift_source from = source_for("usecase");
    aift_usecase *usecase;
    assert_ok(aift_usecase_load_source(context, &from, &usecase));
    aift_kpi whole = {.struct_size = sizeof whole};
    assert_ok(aift_usecase_kpi(usecase, 0, &whole));
    for (size_t size = offsetof(aift_kpi, name); size < sizeof whole + 64; size += 8) {
        _Alignas(aift_kpi) unsigned char block[256];
        memset(block, 0xA5, sizeof block);
        memcpy(block, &size, sizeof size);
        assert_ok(aift_usecase_kpi(usecase, 0, (aift_kpi *)block));
        size_t known = size < sizeof whole ? size : sizeof whole;
        assert_memory_equal(block + sizeof size, (char *)&whole + sizeof size, known - sizeof size);
        for (size_t i = known; i < sizeof block; i++)
            assert_int_equal(block[i], i < size ? 0 : 0xA5);
    }
    aift_usecase_release(usecase);
}

static aift_status make_store(void)
{
    aift_store *made;
    const aift_status status = aift_store_create(context, store, NULL, &made);
    aift_store_release(made);
    return status;
}

static int add_record(const char *kind, const char *fields)
{
    aift_text *text = NULL;
    if (aift_store_add(records, kind, fields, &text))
        return -1;
    aift_text_release(text);
    return 0;
}

static int make_records(void)
{
    char rows[1200];
    snprintf(rows, sizeof rows, "{\"name\": \"n\", \"kind\": \"file\", \"location\": \"%s\"}", file);
    return aift_store_create(context, ":memory:", NULL, &records) ||
           add_record("usecase", "{\"title\": \"t\"}") || add_record("source", rows);
}

static int make_all(void **state)
{
    const aift_model_options from_config = {sizeof from_config, .from_config = 1, .seed = 42};
    const aift_source files[] = {
        {sizeof *files, "config.json", network, sizeof network - 1, NULL, NULL},
        {sizeof *files, "preprocessor_config.json", prepared, sizeof prepared - 1, NULL, NULL},
    };
    folder = aift_test_folder();
    file = aift_test_join(folder, "rows.csv");
    aift_test_write(file, csv, sizeof csv - 1);
    store = aift_test_join(folder, "store.db");
    return aift_context_create(NULL, &context) || aift_dataset_load(context, file, NULL, &data) ||
           aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &model) ||
           aift_model_load_sources(context, files, 2, &from_config, &pictures) || make_store() ||
           make_records();
}

static int release_all(void **state)
{
    aift_store_release(records);
    aift_model_release(pictures);
    aift_model_release(model);
    aift_dataset_release(data);
    aift_context_release(context);
    return 0;
}

int main(void)
{
#define LINE(function, parameter, type) cmocka_unit_test(test_##function##_##parameter),
    const struct CMUnitTest tests[] = {ALL_TAKERS(LINE) cmocka_unit_test(a_kpi_of_another_size)};
    return cmocka_run_group_tests(tests, make_all, release_all);
}
