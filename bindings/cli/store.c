/* aift store: make a store, look at it, copy it, check it, and erase a person from it. */
#include <stdlib.h>
#include <string.h>

#include "store.h"

typedef struct store_args {
    cli_store_args of;
    const char *expect, *id, *after;
    int64_t limit;
} store_args;

static const cli_option options[] = {
    CLI_OPTIONS_STORE(store_args),
    {.name = "expect",
     .kind = CLI_TEXT,
     .offset = offsetof(store_args, expect),
     .value = "SEQ:HASH",
     .help = "verify: a head that was noted earlier, and must be in the log"},
    {.name = "id",
     .kind = CLI_TEXT,
     .offset = offsetof(store_args, id),
     .value = "ID",
     .help = "audit: rows of this record"},
    {.name = "limit",
     .kind = CLI_INT64,
     .offset = offsetof(store_args, limit),
     .value = "N",
     .range = {1, 2147483647, false},
     .help = "audit: at most so many rows"},
    {.name = "after",
     .kind = CLI_TEXT,
     .offset = offsetof(store_args, after),
     .value = "CURSOR",
     .help = "audit: rows behind that \"next\""},
    {.name = NULL},
};

static void defaults(void *args)
{
    *(store_args *)args = (store_args){.of.store = "aift.db", .limit = 50};
}

static int info(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const store_args *args = given;
    aift_text *text;
    (void)context, (void)argc, (void)argv;
    const aift_status status = aift_store_info(store, &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

static int backup(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const store_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    if (strcmp(argv[1], "-") == 0)
        return cli_usage("backup: a store is not written to standard output: expected a file");
    const aift_status status = aift_store_backup(store, argv[1], &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

static int verify(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const store_args *args = given;
    aift_text *text;
    int32_t ok;
    (void)context, (void)argc, (void)argv;
    const aift_status status = aift_store_verify(store, args->expect, &ok, &text);
    return cli_answer(&args->of, status, text, ok ? CLI_OK : CLI_PARTIAL);
}

static int erase(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    const store_args *args = given;
    aift_text *text;
    (void)context, (void)argc;
    const aift_status status = aift_store_erase(store, argv[1], &text);
    return cli_answer(&args->of, status, text, CLI_OK);
}

/* ---- the log, which may be longer than memory: page by page ---- */

enum { PAGE = 500 };

/* {"items":[ITEMS],"total":N,"next":CURSOR}: where ITEMS end. */
static const char *end_of_items(const char *page, size_t size)
{
    static const char end[] = "],\"total\":";
    for (const char *p = page + size - sizeof end; p > page; p--)
        if (strncmp(p, end, sizeof end - 1) == 0)
            return p;
    return page + size;
}

static aift_status read_page(aift_store *store, const store_args *args, const char *after, int64_t limit,
                             aift_text **out)
{
    cli_json json;
    *out = NULL;
    if (!cli_json_begin(&json))
        return AIFT_E_NOMEM;
    cli_json_text(&json, "id", args->id);
    cli_json_text(&json, "after", after);
    cli_json_number(&json, "limit", limit);
    char *query = cli_json_end(&json);
    if (!query)
        return AIFT_E_NOMEM;
    const aift_status status = aift_store_audit(store, query, out);
    free(query);
    return status;
}

static int audit(void *given, aift_context *context, aift_store *store, int argc, char **argv)
{
    static const char begin[] = "{\"items\":[";
    const store_args *args = given;
    char after[64] = "";
    int64_t left = args->limit;
    (void)context, (void)argc, (void)argv;
    snprintf(after, sizeof after, "%s", args->after ? args->after : "");
    for (bool first = true;; first = false) {
        aift_text *page;
        const int64_t limit = left < PAGE ? left : PAGE;
        const aift_status status = read_page(store, args, *after ? after : NULL, limit, &page);
        if (status != AIFT_OK)
            return cli_failed_call("", status);
        const char *data = aift_text_data(page), *end = end_of_items(data, aift_text_size(page));
        const char *next = strstr(end, "\"next\":\"");
        left -= limit;
        const bool more = next && left > 0;
        const char *items = data + sizeof begin - 1;
        printf("%s%.*s", first ? begin : items < end ? "," : "", (int)(end - items), items);
        if (!more)
            printf("%s\n", end);
        else
            snprintf(after, sizeof after, "%.*s", (int)strcspn(next + 8, "\""), next + 8);
        aift_text_release(page);
        if (!more || !cli_written(stdout))
            return CLI_OK;
    }
}

static const cli_verb verbs[] = {
    {"init", "", 0, 0, "", CLI_STORE_NEW, info},
    {"info", "", 0, 0, "", CLI_STORE_READ, info},
    {"migrate", "", 0, 0, "", CLI_STORE_MIGRATE, info},
    {"backup", "FILE", 1, 1, "", CLI_STORE_READ, backup},
    {"verify", "", 0, 0, "expect", CLI_STORE_READ, verify},
    {"audit", "", 0, 0, "id limit after", CLI_STORE_READ, audit},
    {"erase", "PERSON", 1, 1, "", CLI_STORE_WRITE, erase},
    {NULL},
};

static int run(void *args, int argc, char **argv)
{
    return cli_verb_run(verbs, options, args, argc, argv);
}

const cli_command cli_store = {
    .name = "store",
    .summary = "make, check and copy a store of use cases",
    .usage = "init | info | migrate | backup | verify | audit | erase",
    .about = "A store is one file that has the records of use cases and a log of all their changes.\n"
             "init makes one; migrate brings one of an older release to this one; backup copies it while "
             "others use it; "
             "audit prints the log.\n"
             "verify checks the log's chain, each record against the log, and the file; the exit status is 3 "
             "where "
             "something is wrong. With --expect it also finds that the log was cut or written anew.\n"
             "erase PERSON takes a person's name and e-mail address (PERSON is an id, an address or a name) "
             "out of "
             "all records and "
             "out of the log, whose chain stays valid.\n",
    .examples = "  aift store init\n"
                "  aift store verify --json\n"
                "  aift store erase anna@example.com --actor dpo@example.com\n",
    .options = options,
    .args_size = sizeof(store_args),
    .defaults = defaults,
    .run = run,
    .max_others = 2,
};
