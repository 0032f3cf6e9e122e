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

/* A member of the object: null where nothing is known. */
static void print_member(const char *name, const char *from, const char *to)
{
    printf(",\"%s\":", name);
    char value[MAX_MESSAGE];
    snprintf(value, sizeof value, "%.*s", from && to > from ? (int)(to - from) : 0, from ? from : "");
    if (*value)
        cli_text_write_json(stdout, value);
    else
        printf("null");
}

/* Where the name of a field begins that is said to be VALUE, which begins at `is`; NULL in a sentence ("it is ..."). */
static const char *field_before(const char *text, const char *is)
{
    const char *field = text;
    for (const char *p = text; p < is; p++)
        if (p > text + 1 && p[-1] == ' ' && p[-2] == ':')
            field = p;
    const size_t size = (size_t)(is - field);
    const bool pronoun =
        (size == 2 && memcmp(field, "it", 2) == 0) || (size == 5 && memcmp(field, "there", 5) == 0);
    return pronoun || *field == '"' || memchr(field, ' ', size) ? NULL : field;
}

/* Where a value ends: behind its quotation marks, or where the message says what was expected. */
static const char *value_end(const char *value, const char *end)
{
    const char *more = *value == '"' ? strstr(value, "\": ") : NULL;
    return more && more < end ? more + 1 : end;
}

/* The parts of a message "FILE: line N: FIELD is VALUE: expected WHAT"; "--option: " before them is no file. */
static void print_parts(const char *text)
{
    if (strncmp(text, "--", 2) == 0 && strstr(text, ": "))
        text = strstr(text, ": ") + 2;
    const char *expected = strstr(text, ": expected "), *end = expected ? expected : text + strlen(text);
    const char *is = strstr(text, " is "), *line = strstr(text, "line "), *colon = strstr(text, ": ");
    const char *field = is && is < end ? field_before(text, is) : NULL;
    const bool file = colon && !memchr(text, ' ', (size_t)(colon - text)) && (!field || colon < field);
    print_member("file", file ? text : NULL, colon);
    if (line && strtol(line + 5, NULL, 10) > 0)
        printf(",\"line\":%ld", strtol(line + 5, NULL, 10));
    else
        printf(",\"line\":null");
    print_member("field", field, is);
    print_member("value", field ? is + 4 : NULL, field ? value_end(is + 4, end) : NULL);
    print_member("expected", expected ? expected + 11 : NULL, text + strlen(text));
}

static int failed(const char *code, const char *text)
{
    if (json) {
        printf("{\"error\":{\"code\":\"%s\",\"message\":", code);
        cli_text_write_json(stdout, text);
        print_parts(text);
        printf("}}\n");
    }
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
    return failed("AIFT_E_INVALID", text);
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
    return failed(aift_status_name(status), text);
}

int cli_failed_call(const char *place, aift_status status)
{
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s%s", place, aift_last_error());
    return cli_failed_with(status, text);
}

int cli_failed_file(const char *place, const char *path, int error)
{
    char text[MAX_MESSAGE];
    snprintf(text, sizeof text, "%s%s: %s", place, path, strerror(error));
    const bool out_of = error == ENOMEM || error == EMFILE || error == ENFILE;
    return cli_failed_with(out_of ? AIFT_E_NOMEM : AIFT_E_IO, text);
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
