/* What the verbs on records of any kind share. */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "store_records.h"
#include "text.h"

char *cli_json_list(const char *const *parts, size_t n)
{
    char *text = NULL;
    size_t size, put = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cli_failed("out of memory"), NULL;
    fputc('[', stream);
    for (size_t i = 0; i < n; i++)
        if (parts[i])
            fprintf(stream, "%s%s", put++ ? "," : "", parts[i]);
    fputc(']', stream);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return cli_failed("out of memory"), NULL;
}

char *cli_json_quoted(const char *value)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cli_failed("out of memory"), NULL;
    cli_text_write_json(stream, value);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return cli_failed("out of memory"), NULL;
}

char *cli_json_file(const char *path)
{
    char *text = cli_read_text(path), *quoted = text ? cli_json_quoted(text) : NULL;
    free(text);
    return quoted;
}

int cli_record_get(const cli_store_args *args, aift_store *store, const char *id)
{
    aift_text *text;
    const aift_status status = aift_store_get(store, id, &text);
    return cli_answer(args, status, text, CLI_OK);
}

/* The changes PATH=VALUE as texts of a list, behind those of the file. */
static char *changes_of(const char *from, int argc, char **argv)
{
    char *parts[CLI_MAX_LIST + 1] = {NULL}, *list = NULL;
    const size_t n = (size_t)argc - 2;
    bool fine = true;
    if (from)
        fine = (parts[0] = cli_json_file(from)) != NULL;
    for (size_t i = 0; i < n && fine; i++)
        fine = (parts[i + 1] = cli_json_quoted(argv[i + 2])) != NULL;
    if (fine)
        list = cli_json_list((const char *const *)parts, n + 1);
    for (size_t i = 0; i <= n; i++)
        free(parts[i]);
    return list;
}

int cli_record_set(const cli_store_args *args, aift_store *store, const char *from, int64_t if_version,
                   int argc, char **argv)
{
    aift_text *text;
    if (argc < 3 && !from)
        return cli_usage("set: PATH=VALUE or --from FILE is missing");
    for (int i = 2; i < argc; i++)
        if (!strchr(argv[i], '=') || argv[i][0] == '=')
            return cli_usage("set: \"%s\" is not PATH=VALUE", argv[i]);
    char *changes = changes_of(from, argc, argv);
    if (!changes)
        return CLI_FAILED;
    const aift_status status = aift_store_set(store, argv[1], changes, if_version, &text);
    free(changes);
    return status == AIFT_OK ? cli_answer(args, status, text, CLI_OK)
                             : cli_failed_about(from, "the changes: ", status);
}

/* ---- files out ---- */

static int write_to(const char *path, const aift_text *text)
{
    cli_file file;
    int result = cli_file_open(&file, path);
    if (result != CLI_OK)
        return result;
    fwrite(aift_text_data(text), 1, aift_text_size(text), file.stream);
    return cli_file_close(&file, CLI_OK);
}

static int tell(const char *format, const char *path, size_t bytes)
{
    cli_json json;
    if (!cli_json_begin(&json))
        return CLI_FAILED;
    cli_json_text(&json, "format", format);
    cli_json_text(&json, "file", path);
    cli_json_number(&json, "bytes", (long long)bytes);
    char *line = cli_json_end(&json);
    if (!line)
        return CLI_FAILED;
    puts(line);
    free(line);
    return CLI_OK;
}

int cli_answer_file(const cli_store_args *args, aift_status status, aift_text *text, const char *format,
                    const char *path, int otherwise)
{
    const bool standard = !path || strcmp(path, "-") == 0;
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    if (!standard && cli_file_same(args->store, path)) {
        aift_text_release(text);
        return cli_failed_at(path, "it is the store: expected another file");
    }
    const size_t size = aift_text_size(text);
    int result = CLI_OK;
    if (standard)
        fwrite(aift_text_data(text), 1, size, stdout);
    else
        result = write_to(path, text);
    aift_text_release(text);
    if (result == CLI_OK && !standard && args->json)
        result = tell(format, path, size);
    return result == CLI_OK ? otherwise : result;
}
