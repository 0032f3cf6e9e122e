/* Scenarios of validation and sign-offs. */
#include <stdio.h>
#include <unistd.h>

#include "faults.h"

static const char record[] = "{\"title\": \"Sorting mail\", \"finance\": {\"rate\": 0.1, \"cash_flows\": "
                             "[-10, 6, {\"min\": 1, \"mode\": 6, "
                             "\"max\": 7}]}, \"risks\": [{\"text\": \"lost\", \"likelihood\": 2, \"impact\": "
                             "3}], \"goals\": {\"growth\": 4}}";

/* A store in memory with one use case. The acts are small ones, as each is done again for every allocation that it makes. */
static aift_status prepare_record(things *given)
{
    aift_text *text = NULL;
    TRY(aift_store_create(given->context, ":memory:", NULL, &given->store));
    const aift_status status = aift_store_add(given->store, "usecase", record, &text);
    aift_text_release(text);
    return status;
}

static aift_status sign(const things *given, things *made)
{
    ANSWERS("\"usecase_version\":1",
            aift_store_signoff(
                given->store, "UC-1",
                "{\"role\": \"r\", \"decision\": \"waive\", \"gate\": \"rows\", \"comment\": \"c\"}", 1,
                &made->text));
    return AIFT_OK;
}

static aift_status validate_record(aift_store *store, aift_text **out)
{
    aift_validate_options options;
    int32_t viable;
    aift_validate_options_init(&options);
    options.gates = "{\"rows\": 1, \"goals\": {\"growth\": 2}}";
    options.draws = 10;
    return COUNTS(viable, aift_store_validate(store, "UC-1", NULL, NULL, &options, &viable, out));
}

static aift_status validate(const things *given, things *made)
{
    ANSWERS("\"verdict\":\"redefine\"", validate_record(given->store, &made->text));
    return AIFT_OK;
}

static aift_status prepare_report(things *given)
{
    aift_text *text = NULL;
    TRY(prepare_record(given));
    const aift_status status = validate_record(given->store, &text);
    aift_text_release(text);
    return status;
}

static aift_status report_as(const things *given, things *made, const char *format)
{
    ANSWERS("not measured", aift_store_report(given->store, "UC-1", format, &made->text));
    return AIFT_OK;
}

static aift_status report(const things *given, things *made)
{
    return report_as(given, made, "markdown");
}

static aift_status report_page(const things *given, things *made)
{
    return report_as(given, made, "html");
}

/* ---- on data ---- */

static const char *notebook(void)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/baseline.ipynb", faults_files.out);
    return path;
}

static aift_status prepare_source(things *given)
{
    char source[600];
    aift_text *text = NULL;
    TRY(prepare_record(given));
    snprintf(source, sizeof source, "{\"name\": \"mails\", \"kind\": \"file\", \"location\": \"%s\"}",
             faults_files.csv);
    aift_status status = aift_store_add(given->store, "source", source, &text);
    aift_text_release(text);
    TRY(status);
    status = aift_store_set(given->store, "UC-1",
                            "{\"requirements\": [{\"name\": \"mails\", \"sources\": [\"DS-1\"]}]}", 0, &text);
    aift_text_release(text);
    return status;
}

static aift_status on_source(const things *given, things *made)
{
    aift_validate_options options = AIFT_VALIDATE_OPTIONS_INIT;
    int32_t viable;
    options.source = "DS-1";
    options.draws = 10;
    ANSWERS("\"source\":\"DS-1\"", COUNTS(viable, aift_store_validate(given->store, "UC-1", NULL, NULL,
                                                                      &options, &viable, &made->text)));
    return AIFT_OK;
}

static aift_status prepare(things *given)
{
    static const char *const columns[] = {"text", "label"};
    static const char *const values[] = {"rain", "dark",  "pay",  "light", "the sun", "dark",
                                         "bill", "light", "wind", "dark",  "please",  "light"};
    unlink(notebook());
    TRY(prepare_record(given));
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
    options.draws = 10;
    ANSWERS("\"name\":\"baseline\"",
            COUNTS(viable, aift_store_validate(given->store, "UC-1", given->data, given->model, &options,
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
    {"decision signed", sign, .prepare = prepare_record},
    {"validation", validate, .prepare = prepare_record},
    {"validation reported", report, .prepare = prepare_report},
    {"validation as a page", report_page, .prepare = prepare_report},
    {"validation on a source", on_source, .prepare = prepare_source},
    {"validation on data", measured, .prepare = prepare, .check = notebook_is_whole},
    {NULL},
};
