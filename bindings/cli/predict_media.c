/* aift predict for pictures and recordings: files, folders of files, and lists of them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "predict_media.h"
#include "progress.h"
#include "text.h"

enum { CHUNK = 256 };

int cli_print_predictions(const aift_predictions *predictions, FILE *to, size_t *failed)
{
    size_t n = aift_predictions_num_rows(predictions);
    for (size_t i = 0; i < n && cli_written(to); i++) {
        fprintf(to, "%s\n", aift_predictions_json(predictions, i));
        *failed += aift_predictions_error(predictions, i) != NULL;
    }
    return cli_written(to) ? CLI_OK : CLI_FAILED; /* closing the file says why */
}

static int predict_files(const aift_model *model, const aift_predict_options *options, char *const *files,
                         size_t n, FILE *to, size_t *failed)
{
    aift_media media[CHUNK] = {{.kind = AIFT_MEDIA_FILE}};
    aift_predictions *predictions;
    for (size_t i = 0; i < n; i++)
        media[i] = (aift_media){.kind = AIFT_MEDIA_FILE, .path = files[i]};
    aift_status status = aift_model_predict_media(model, media, n, options, &predictions);
    if (status == AIFT_E_CANCELLED)
        return CLI_INTERRUPTED;
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    int result = cli_print_predictions(predictions, to, failed);
    aift_predictions_release(predictions);
    return result;
}

/* A path beside another one. */
static char *beside(const char *path, const char *name)
{
    const char *end = strrchr(path, '/');
    char *out = NULL;
    if (!end || *name == '/')
        return strdup(name);
    return asprintf(&out, "%.*s/%s", (int)(end - path), path, name) < 0 ? NULL : out;
}

int cli_predict_list(const aift_model *model, const aift_predict_options *options, const char *list,
                     char **names, size_t n, FILE *to, size_t *failed)
{
    for (size_t i = 0; i < n; i++) {
        char *whole = beside(list, names[i]);
        if (!whole)
            return cli_failed("out of memory");
        free(names[i]);
        names[i] = whole;
    }
    return predict_files(model, options, names, n, to, failed);
}

/* Files that wait to be predicted together. */
typedef struct waiting {
    const aift_model *model;
    const aift_predict_options *options;
    FILE *to;
    char *files[CHUNK];
    size_t count, failed, done, total;
} waiting;

static int flush(waiting *w)
{
    int result =
        w->count ? predict_files(w->model, w->options, w->files, w->count, w->to, &w->failed) : CLI_OK;
    w->done += w->count;
    while (w->count)
        free(w->files[--w->count]);
    if (w->to != stdout && cli_progress_due((int64_t)w->done, (int64_t)w->total)) {
        char count[32];
        cli_parts parts = {.count = 0};
        cli_parts_add(&parts, "%s files", cli_text_count(count, (int64_t)w->done));
        cli_progress_show((int64_t)w->done, (int64_t)w->total, &parts);
    }
    return result;
}

static int add(waiting *w, char *path)
{
    if (!path)
        return cli_failed("out of memory");
    w->files[w->count++] = path;
    return w->count == CHUNK ? flush(w) : CLI_OK;
}

static int add_folder(waiting *w, aift_context *context, const char *path)
{
    aift_dataset *data;
    aift_dataset_options reading = AIFT_DATASET_OPTIONS_INIT;
    reading.on_error = w->options->on_error;
    aift_status status = aift_dataset_load(context, path, &reading, &data);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    int result = CLI_OK;
    size_t rows = aift_dataset_num_rows(data);
    w->total += rows;
    for (size_t i = 0; i < rows && result == CLI_OK; i++) {
        char *whole = NULL;
        if (asprintf(&whole, "%s/%s", path, aift_dataset_value(data, i, 0, NULL)) < 0)
            whole = NULL;
        result = add(w, whole);
    }
    for (size_t i = 0; i < aift_dataset_num_skipped(data) && aift_dataset_skipped(data, i); i++)
        cli_note("left out: %s", aift_dataset_skipped(data, i));
    w->failed += aift_dataset_num_skipped(data);
    aift_dataset_release(data);
    return result;
}

/* Such a file is a list of others: it would be refused as no picture. */
static bool is_list(const char *path)
{
    static const char *const endings[] = {".csv", ".jsonl", ".ndjson", ".csv.gz", ".jsonl.gz", ".ndjson.gz"};
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t m = strlen(endings[i]);
        if (n > m && strcmp(path + n - m, endings[i]) == 0)
            return true;
    }
    return false;
}

static int predict_paths(waiting *w, aift_context *context, char *const *paths, size_t n)
{
    int result = CLI_OK;
    for (size_t i = 0; i < n && result == CLI_OK; i++) {
        struct stat st;
        if (is_list(paths[i]))
            result = cli_failed("%s: a list of files is given with --data", paths[i]);
        else if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
            result = add_folder(w, context, paths[i]);
        else
            result = add(w, strdup(paths[i]));
    }
    return result == CLI_OK ? flush(w) : result;
}

int cli_predict_paths(aift_context *context, const aift_model *model, const aift_predict_options *options,
                      char *const *paths, size_t n, FILE *to)
{
    waiting *w = calloc(1, sizeof *w);
    if (!w)
        return cli_failed("out of memory");
    *w = (waiting){.model = model, .options = options, .to = to, .total = n};
    int result = predict_paths(w, context, paths, n);
    cli_progress_clear();
    if (result == CLI_OK && w->failed)
        cli_note("%zu of the files could not be read", w->failed);
    while (w->count)
        free(w->files[--w->count]);
    free(w);
    return result;
}
