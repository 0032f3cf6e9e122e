/* Scenarios of validation and sign-offs. */
#include <stdio.h>
#include <unistd.h>

#include "faults.h"

static const char record[] = "{\"title\": \"Sorting mail\", \"finance\": {\"rate\": 0.1, \"cash_flows\": "
                             "[-10, 6, {\"min\": 1, \"mode\": 6, "
                             "\"max\": 7}]}, \"risks\": [{\"text\": \"lost\", \"likelihood\": 2, \"impact\": "
                             "3}], \"goals\": {\"growth\": 4}}";

/* What is told of an answer is what no clock, no salt and no memory is in. */
static void tell_answer(things *made, const char *part)
{
    HOLDS(strstr(aift_text_data(made->text), part) != NULL);
    tell(made, part);
    aift_text_release(made->text);
    made->text = NULL;
}

#define ANSWERS(part, call)                                                                                  \
    do {                                                                                                     \
        TRY(GIVES(made->text, call));                                                                        \
        tell_answer(made, part);                                                                             \
    } while (0)

static aift_status begin(const things *given, things *made)
{
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    ANSWERS("\"id\":\"UC-1\"", aift_store_add(made->store, "usecase", record, &made->text));
    return AIFT_OK;
}

static aift_status decided(const things *given, things *made)
{
    aift_validate_options options;
    int32_t viable;
    aift_validate_options_init(&options);
    options.gates = "{\"rows\": 1, \"goals\": {\"growth\": 2}}";
    options.draws = 10;
    TRY(begin(given, made));
    ANSWERS("\"usecase_version\":1",
            aift_store_signoff(
                made->store, "UC-1",
                "{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"rows\", \"comment\": \"c\"}", 1,
                &made->text));
    ANSWERS("\"waiver\":\"SO-1\"", COUNTS(viable, aift_store_validate(made->store, "UC-1", NULL, NULL,
                                                                      &options, &viable, &made->text)));
    ANSWERS("To be redefined", aift_store_report(made->store, "UC-1", "html", &made->text));
    ANSWERS("not measured", aift_store_report(made->store, "UC-1", "markdown", &made->text));
    return AIFT_OK;
}

/* ---- on data ---- */

static const char *notebook(void)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/baseline.ipynb", faults_files.out);
    return path;
}

static aift_status prepare(things *given)
{
    static const char *const columns[] = {"text", "label"};
    static const char *const values[] = {"rain", "dark",  "pay",  "light", "the sun", "dark",
                                         "bill", "light", "wind", "dark",  "please",  "light"};
    unlink(notebook());
    TRY(aift_dataset_from_rows(given->context, columns, 2, values, 6, &given->data));
    return load_model(given->context, faults_files.bert, &given->model);
}

static aift_status measured(const things *given, things *made)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    int32_t viable;
    options.notebook = notebook();
    options.data_path = faults_files.csv;
    options.model_path = faults_files.bert;
    TRY(begin(given, made));
    ANSWERS("\"name\":\"baseline\"",
            COUNTS(viable, aift_store_validate(made->store, "UC-1", given->data, given->model, &options,
                                               &viable, &made->text)));
    return AIFT_OK;
}

/* The notebook is there as a whole, or not at all. */
static bool notebook_is_whole(const things *given, bool done)
{
    char text[1 << 16];
    FILE *file = fopen(notebook(), "rb");
    if (!file)
        return !done;
    const size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = 0;
    return strstr(text, "\"nbformat_minor\"") != NULL;
}

const scenario scenarios_validate[] = {
    {"decisions", decided},
    {"validation on data", measured, .prepare = prepare, .check = notebook_is_whole},
    {NULL},
};
