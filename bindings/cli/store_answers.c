/* JSON in and out of the commands on a store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store.h"
#include "text.h"

enum { MAX_FILE = 64 << 20, INDENT = 2 };

static void line(int depth)
{
    printf("\n%*s", INDENT * depth, "");
}

/* One line of JSON, indented for people. */
static void print_indented(const char *p)
{
    int depth = 0;
    for (bool text = false; *p; p++) {
        const bool opens = !text && (*p == '{' || *p == '['), closes = !text && (*p == '}' || *p == ']');
        if (closes && p[-1] != '{' && p[-1] != '[')
            line(depth - 1);
        depth += opens - closes;
        putchar(*p);
        if (text && *p == '\\' && p[1])
            putchar(*++p);
        else if (*p == '"')
            text = !text;
        else if ((opens && p[1] != '}' && p[1] != ']') || (!text && *p == ','))
            line(depth);
        else if (!text && *p == ':')
            putchar(' ');
    }
    putchar('\n');
}

int cli_answer(const cli_store_args *args, aift_status status, aift_text *text, int otherwise)
{
    if (status != AIFT_OK)
        return cli_failed_call("", status);
    if (args->json)
        puts(aift_text_data(text));
    else
        print_indented(aift_text_data(text));
    aift_text_release(text);
    return otherwise;
}

int cli_failed_about(const char *path, const char *what, aift_status status)
{
    const bool about = path && strncmp(aift_last_error(), what, strlen(what)) == 0;
    return about ? cli_failed_in(path, status) : cli_failed_call("", status);
}

char *cli_read_text(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *text = file ? malloc(MAX_FILE + 1) : NULL;
    size_t size = text ? fread(text, 1, MAX_FILE + 1, file) : 0;
    const bool failed = !file || ferror(file);
    const int error = errno;
    if (file && file != stdin)
        fclose(file);
    if (!failed && text && size <= MAX_FILE && !memchr(text, 0, size)) {
        text[size] = 0;
        return text;
    }
    if (failed)
        cli_failed_file("", path, error);
    else
        cli_failed("%s: %s", path,
                   !text             ? "out of memory"
                   : size > MAX_FILE ? "it has more than 64 MiB"
                                     : "it has a NUL: expected JSON");
    free(text);
    return NULL;
}

bool cli_json_begin(cli_json *json)
{
    *json = (cli_json){.text = NULL};
    json->stream = open_memstream(&json->text, &json->size);
    if (!json->stream)
        return cli_failed("out of memory"), false;
    fputc('{', json->stream);
    return true;
}

static void put_key(cli_json *json, const char *key)
{
    if (json->members++)
        fputc(',', json->stream);
    cli_text_write_json(json->stream, key);
    fputc(':', json->stream);
}

void cli_json_text(cli_json *json, const char *key, const char *value)
{
    if (!value)
        return;
    put_key(json, key);
    cli_text_write_json(json->stream, value);
}

void cli_json_number(cli_json *json, const char *key, long long value)
{
    put_key(json, key);
    fprintf(json->stream, "%lld", value);
}

void cli_json_flag(cli_json *json, const char *key, bool value)
{
    put_key(json, key);
    fputs(value ? "true" : "false", json->stream);
}

char *cli_json_end(cli_json *json)
{
    fputc('}', json->stream);
    if (fclose(json->stream) == 0)
        return json->text;
    free(json->text);
    cli_failed("out of memory");
    return NULL;
}
