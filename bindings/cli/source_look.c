/* aift source profile, scan, mask: what a table holds. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "progress.h"
#include "source.h"
#include "text.h"

static int progress(void *user, int64_t done, int64_t total)
{
    const double *start = user;
    if (cli_progress_due(done, total)) {
        char a[32], left[32];
        const double seconds = cli_seconds() - *start;
        cli_parts parts = {.count = 0};
        cli_parts_add(&parts, "%sB/s", cli_text_rate(a, seconds > 0 ? (double)done / seconds : 0));
        if (total > 0 && done > 0)
            cli_parts_add(&parts, "%s left",
                          cli_text_time(left, seconds * (double)(total - done) / (double)done));
        cli_progress_show(done, total, &parts);
    }
    return cli_interrupted();
}

/* ---- the table ---- */

typedef struct looking {
    aift_context *context;
    aift_store *store; /* NULL: --file */
    const char *id;
    aift_table table;
    aift_source standard; /* standard input */
    double start;
} looking;

static int64_t read_standard(void *user, void *buffer, size_t size)
{
    const size_t n = fread(buffer, 1, size, user);
    return n == 0 && ferror((FILE *)user) ? -1 : (int64_t)n;
}

/* What is read is not written over: it would be gone, and with `hash` nobody could tell what it was. */
static int check_outputs(const source_args *args)
{
    const struct {
        const char *option, *path;
    } outputs[] = {{"output", args->output}, {"findings", args->look.findings}, {"html", args->look.html}};
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++)
        if (args->look.file && outputs[i].path && cli_file_same(args->look.file, outputs[i].path))
            return cli_failed("--%s: %s: it is the file that is read: expected another", outputs[i].option,
                              outputs[i].path);
    return CLI_OK;
}

static void finish(looking *l)
{
    aift_store_release(l->store);
    aift_context_release(l->context);
}

int source_give_password(const source_look_args *look, aift_store *store)
{
    const char *password = look->password_env ? getenv(look->password_env) : NULL;
    if (!look->password_env)
        return CLI_OK;
    if (!password)
        return cli_usage("--password-env %s: there is no such variable", look->password_env);
    const aift_status status = aift_store_set_password(store, password);
    return status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
}

/* argv[0] is the verb, and behind it the id where there is one. CLI_OK, or it said why. */
static int begin(const source_args *args, cli_store_mode mode, int argc, char **argv, looking *l)
{
    *l = (looking){.table = AIFT_TABLE_INIT, .standard = AIFT_SOURCE_INIT, .start = cli_seconds()};
    l->id = argc > 1 ? argv[1] : NULL;
    if (!l->id == !args->look.file)
        return cli_usage("%s: one of ID and --file FILE is expected", argv[0]);
    if (!l->id && args->look.password_env)
        return cli_usage("%s: --password-env is for a source", argv[0]);
    if (l->id && args->look.query)
        return cli_usage("%s: --query is for --file: the query of a source is in its record", argv[0]);
    if (check_outputs(args) != CLI_OK)
        return CLI_FAILED;
    l->table.path = args->look.file;
    l->table.query = args->look.query;
    l->table.timeout = (int32_t)ceil(args->timeout);
    l->table.progress = progress;
    l->table.user = &l->start;
    if (args->look.file && strcmp(args->look.file, "-") == 0) {
        l->standard.name = "standard input";
        l->standard.read = read_standard;
        l->standard.user = stdin;
        l->table.path = NULL;
        l->table.source = &l->standard;
        l->table.format = AIFT_DATA_CSV;
    }
    l->context = cli_context(args->look.threads);
    if (!l->context)
        return CLI_FAILED;
    int result = cli_store_open(&args->of, l->id ? mode : CLI_STORE_NONE, l->context, &l->store);
    if (result == CLI_OK)
        result = source_give_password(&args->look, l->store);
    if (result == CLI_OK)
        cli_interrupt_catch("");
    else
        finish(l);
    return result;
}

/* The status of looking: CLI_OK, or it said why. */
static int ended(aift_status status)
{
    cli_progress_clear();
    if (status == AIFT_E_CANCELLED && cli_interrupted()) /* else its time was over */
        return CLI_INTERRUPTED;
    return status == AIFT_OK ? CLI_OK : cli_failed_call("", status);
}

static int write_bytes(void *user, const char *name, const void *data, size_t size)
{
    (void)name;
    return fwrite(data, 1, size, user) == size ? 0 : 1;
}

/* ---- profile ---- */

static int write_page(const source_args *args, aift_context *context, const char *name,
                      const aift_text *profile)
{
    aift_text *page;
    cli_file file;
    const aift_status status = aift_profile_page(context, name, aift_text_data(profile), &page);
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    int result = cli_file_open(&file, args->look.html);
    if (result == CLI_OK) {
        fwrite(aift_text_data(page), 1, aift_text_size(page), file.stream);
        result = cli_file_close(&file, CLI_OK);
    }
    aift_text_release(page);
    return result;
}

int source_profile(void *given, aift_context *none, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    aift_profile_options options = AIFT_PROFILE_OPTIONS_INIT;
    aift_text *text = NULL;
    looking l;
    (void)none, (void)store;
    int result = begin(args, CLI_STORE_WRITE, argc, argv, &l);
    if (result != CLI_OK)
        return result;
    options.bins = args->look.bins;
    options.top = args->look.top;
    result = ended(l.id ? aift_store_profile_source(l.store, l.id, &l.table, &options, &text)
                        : aift_table_profile(l.context, &l.table, &options, &text));
    if (result == CLI_OK && args->look.html)
        result = write_page(args, l.context, l.id ? l.id : args->look.file, text);
    if (result == CLI_OK)
        result = cli_answer(&args->of, AIFT_OK, text, CLI_OK);
    else
        aift_text_release(text);
    finish(&l);
    return result;
}

/* ---- scan ---- */

static int scan(const source_args *args, looking *l)
{
    aift_scan_options options = AIFT_SCAN_OPTIONS_INIT;
    cli_file file = {.stream = NULL};
    aift_text *text = NULL;
    int64_t findings = 0;
    int result = args->look.findings ? cli_file_open(&file, args->look.findings) : CLI_OK;
    if (result != CLI_OK)
        return result;
    options.entities = args->look.entities;
    options.threshold = args->look.threshold;
    options.show_values = args->look.show_values;
    options.write = file.stream ? write_bytes : NULL;
    options.user = file.stream;
    result = ended(l->id ? aift_store_scan_source(l->store, l->id, &l->table, &options, &findings, &text)
                         : aift_table_scan(l->context, &l->table, &options, &findings, &text));
    if (file.stream)
        result = cli_file_close(&file, result);
    if (result == CLI_OK)
        return cli_answer(&args->of, AIFT_OK, text,
                          findings > 0 && args->look.fail_on_pii ? CLI_PARTIAL : CLI_OK);
    aift_text_release(text);
    return result;
}

int source_scan(void *given, aift_context *none, aift_store *store, int argc, char **argv)
{
    looking l;
    (void)none, (void)store;
    int result = begin(given, CLI_STORE_WRITE, argc, argv, &l);
    if (result != CLI_OK)
        return result;
    result = scan(given, &l);
    finish(&l);
    return result;
}

/* ---- mask ---- */

enum { MOST_SALT = 4096, OPERATORS = 4096 };

/* The operators as the library has them: "replace,IBAN_CODE=hash". */
static int join_operators(const source_look_args *look, char out[OPERATORS])
{
    size_t n = (size_t)snprintf(out, OPERATORS, "%s", look->operator? look->operator: "replace");
    for (size_t i = 0; i < look->entity.count && n < OPERATORS; i++)
        n += (size_t)snprintf(out + n, OPERATORS - n, ",%s", look->entity.items[i]);
    return n < OPERATORS ? CLI_OK : cli_usage("mask: --entity: there are too many");
}

static int read_salt(const char *path, uint8_t salt[MOST_SALT + 1], size_t *size)
{
    *size = 0;
    FILE *file = path ? fopen(path, "rb") : NULL;
    if (path && !file)
        return cli_failed_file("", path, errno);
    if (!file)
        return CLI_OK;
    *size = fread(salt, 1, MOST_SALT + 1, file);
    const int error = !ferror(file) ? 0 : errno ? errno : EIO;
    fclose(file);
    if (error)
        return cli_failed_file("", path, error);
    return *size > MOST_SALT ? cli_failed("%s: it has more than 4096 bytes", path) : CLI_OK;
}

static int mask(const source_args *args, looking *l)
{
    uint8_t salt[MOST_SALT + 1];
    char operators[OPERATORS];
    aift_mask_options options = AIFT_MASK_OPTIONS_INIT;
    aift_text *text = NULL;
    cli_file file;
    int result = read_salt(args->look.salt_file, salt, &options.salt_size);
    if (result == CLI_OK)
        result = join_operators(&args->look, operators);
    if (result == CLI_OK)
        result = cli_file_open(&file, args->output);
    if (result != CLI_OK)
        return result;
    options.operators = operators;
    options.entities = args->look.entities;
    options.threshold = args->look.threshold;
    options.salt = args->look.salt_file ? salt : NULL;
    result = ended(
        l->id ? aift_store_mask_source(l->store, l->id, &l->table, &options, write_bytes, file.stream, &text)
              : aift_table_mask(l->context, &l->table, &options, write_bytes, file.stream, &text));
    result = cli_file_close(&file, result);
    if (result == CLI_OK)
        return cli_answer(&args->of, AIFT_OK, text, CLI_OK);
    aift_text_release(text);
    return result;
}

int source_mask(void *given, aift_context *none, aift_store *store, int argc, char **argv)
{
    const source_args *args = given;
    looking l;
    (void)none, (void)store;
    if (!args->output)
        return cli_usage("mask: --output FILE is missing");
    int result = begin(args, CLI_STORE_READ, argc, argv, &l);
    if (result != CLI_OK)
        return result;
    result = mask(args, &l);
    finish(&l);
    return result;
}
