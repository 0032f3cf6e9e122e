/* Messages: one line on stderr, and the end of stdout. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "progress.h"
#include "text.h"

enum { MAX_MESSAGE = 2048 };

static const char *command = "";
static bool json;

void cli_begin(const char *name)
{
    command = name;
}

void cli_json_wanted(void)
{
    json = true;
}

static void vsay(const char *label, const char *format, va_list args)
{
    char text[MAX_MESSAGE];
    vsnprintf(text, sizeof text, format, args);
    cli_text_one_line(text);
    cli_progress_clear();
    fprintf(stderr, "aift%s%s: %s%s\n", *command ? " " : "", command, label, text);
}

int cli_usage(const char *format, ...)
{
    char text[MAX_MESSAGE], more[64];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(more, sizeof more, "aift help%s%s", *command ? " " : "", command);
    cli_text_one_line(text);
    fprintf(stderr, "aift%s%s: %s (see: %s)\n", *command ? " " : "", command, text, more);
    return CLI_USAGE;
}

typedef struct parts {
    const char *file, *line, *field, *value, *expected;
} parts;

static void print_member(const char *name, const char *value)
{
    printf(",\"%s\":", name);
    if (value && *value)
        cli_text_write_json(stdout, value);
    else
        printf("null");
}

static int failed(const char *code, const char *text, const parts *p)
{
    if (!json)
        return CLI_FAILED;
    printf("{\"error\":{\"code\":\"%s\",\"message\":", code);
    cli_text_write_json(stdout, text);
    print_member("file", p->file);
    printf(",\"line\":%s", p->line && *p->line ? p->line : "null");
    print_member("field", p->field);
    print_member("value", p->value);
    print_member("expected", p->expected);
    printf("}}\n");
    return CLI_FAILED;
}

int cli_failed(const char *format, ...)
{
    va_list args, again;
    char text[MAX_MESSAGE];
    va_start(args, format);
    va_copy(again, args);
    vsnprintf(text, sizeof text, format, again);
    va_end(again);
    vsay("", format, args);
    va_end(args);
    return failed("AIFT_E_INVALID", text, &(parts){.file = NULL});
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsay("", format, args);
    va_end(args);
}

int cli_failed_with(aift_status status, const char *text)
{
    say("%s", text);
    return failed(aift_status_name(status), text, &(parts){.file = NULL});
}

/* The last call of the library failed: what it knows of it; `file` is of the command. */
static int failed_call(const char *file, aift_status status, const char *text)
{
    const parts p = {.file = file ? file : aift_last_error_part(AIFT_ERROR_PLACE),
                     .line = aift_last_error_part(AIFT_ERROR_LINE),
                     .field = aift_last_error_part(AIFT_ERROR_FIELD),
                     .value = aift_last_error_part(AIFT_ERROR_VALUE),
                     .expected = aift_last_error_part(AIFT_ERROR_EXPECTED)};
    say("%s", text);
    return failed(aift_status_name(status), text, &p);
}

int cli_failed_call(const char *place, aift_status status)
{
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s%s", place, aift_last_error());
    return failed_call(NULL, status, text);
}

int cli_failed_in(const char *path, aift_status status)
{
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s: %s", path, aift_last_error());
    return failed_call(path, status, text);
}

int cli_failed_at(const char *path, const char *what)
{
    say("%s: %s", path, what);
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s: %s", path, what);
    return failed(aift_status_name(AIFT_E_INVALID), text, &(parts){.file = path});
}

int cli_failed_file(const char *place, const char *path, int error)
{
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s%s: %s", place, path, strerror(error));
    const bool out_of = error == ENOMEM || error == EMFILE || error == ENFILE;
    say("%s", text);
    return failed(aift_status_name(out_of ? AIFT_E_NOMEM : AIFT_E_IO), text, &(parts){.file = path});
}

void cli_note(const char *format, ...)
{
    char text[MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cli_text_one_line(text);
    cli_progress_clear();
    fprintf(stderr, "%s\n", text);
}

/* Called from any thread. */
static void log_line(void *user, aift_log_level level, const char *message)
{
    (void)user;
    say("%s%s", level <= AIFT_LOG_WARNING ? "warning: " : "", message);
}

aift_context *cli_context(int32_t threads)
{
    aift_context_options options = AIFT_CONTEXT_OPTIONS_INIT;
    options.num_threads = threads;
    options.log = log_line;
    aift_context *context;
    aift_status status = aift_context_create(&options, &context);
    if (status != AIFT_OK)
        cli_failed_call("", status);
    return context;
}

static int write_error;

bool cli_written(FILE *stream)
{
    if (!ferror(stream))
        return true;
    if (!write_error)
        write_error = errno ? errno : EIO;
    return false;
}

int cli_write_error(void)
{
    return write_error;
}

int cli_end(int result)
{
    errno = 0;
    fflush(stdout);
    if (cli_written(stdout)) {
        if (fclose(stdout) == 0)
            return result;
        write_error = errno;
    }
    if (write_error != EPIPE) /* else whoever read it has seen enough */
        say("standard output: %s", strerror(write_error));
    return result == CLI_OK ? CLI_FAILED : result;
}
