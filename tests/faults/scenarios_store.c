/* Scenarios of the store. */
#include <stdio.h>
#include <unistd.h>

#include "faults.h"

static const char record[] =
    "{\"title\": \"Sorting mail\", \"owner\": {\"name\": \"Ada\", \"email\": \"ada@example.com\"}}";

/* A store in memory with one use case. The acts are small ones, as each is done again for every allocation that it makes. */
static aift_status prepare_record(things *given)
{
    aift_store_options options;
    aift_text *text = NULL;
    aift_store_options_init(&options);
    options.actor = "eve@example.com";
    TRY(aift_store_create(given->context, ":memory:", &options, &given->store));
    const aift_status status = aift_store_add(given->store, "usecase", record, &text);
    aift_text_release(text);
    return status;
}

static aift_status make(const things *given, things *made)
{
    TRY(GIVES(made->store, aift_store_create(given->context, ":memory:", NULL, &made->store)));
    aift_store_release(aift_store_retain(made->store));
    ANSWERS("2020-12", aift_store_schema(given->context, "usecase", &made->text));
    return AIFT_OK;
}

static aift_status add(const things *given, things *made)
{
    ANSWERS("\"id\":\"UC-2\"", aift_store_add(given->store, "usecase", record, &made->text));
    return AIFT_OK;
}

static aift_status set(const things *given, things *made)
{
    ANSWERS("\"people\":2", aift_store_set(given->store, "UC-1",
                                           "[\"people=2\", {\"problem\": \"Ada does\"}]", 1, &made->text));
    return AIFT_OK;
}

static aift_status move(const things *given, things *made)
{
    ANSWERS("\"to\":\"submitted\"",
            aift_store_move(given->store, "UC-1", "submitted", "why", 0, &made->text));
    return AIFT_OK;
}

static aift_status ask(const things *given, things *made)
{
    ANSWERS("\"name\":\"Ada\"", aift_store_get(given->store, "UC-1", &made->text));
    ANSWERS("\"total\":1", aift_store_list(given->store, "usecase",
                                           "{\"search\": \"mail\", \"sort\": \"title\"}", &made->text));
    ANSWERS("\"total\":1", aift_store_audit(given->store, "{\"id\": \"UC-1\"}", &made->text));
    ANSWERS("\"usecase\":1", aift_store_info(given->store, &made->text));
    return AIFT_OK;
}

static aift_status verify(const things *given, things *made)
{
    int32_t ok;
    ANSWERS("\"first_bad\":null", COUNTS(ok, aift_store_verify(given->store, NULL, &ok, &made->text)));
    return AIFT_OK;
}

static aift_status erase(const things *given, things *made)
{
    ANSWERS("\"rows\":0",
            aift_store_erase(given->store, "P-1", &made->text)); /* who is done by half is known by it */
    return AIFT_OK;
}

/* ---- other tools' files ---- */

static aift_source file_of(const char *name, const char *text)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = name;
    source.data = text;
    source.size = strlen(text);
    return source;
}

static aift_status import_sheet(const things *given, things *made)
{
    const aift_source issues =
        file_of("issues.csv", "Summary,Issue key,Labels,Labels\nSort mail,AI-1,a,b\n,AI-2,,\n");
    aift_import_options options;
    int64_t rejected;
    aift_import_options_init(&options);
    options.format = "jira";
    options.map = "{\"Issue key\": \"extra.key\"}";
    ANSWERS("\"created\":1",
            COUNTS(rejected, aift_store_import(given->store, &issues, &options, &rejected, &made->text)));
    return AIFT_OK;
}

static aift_status import_board(const things *given, things *made)
{
    const aift_source board = file_of("board.json", "{\"cards\":[{\"id\":\"c\",\"name\":\"Forecast\"}]}");
    aift_import_options options = AIFT_IMPORT_OPTIONS_INIT;
    int64_t rejected;
    options.format = "trello";
    ANSWERS("\"created\":1",
            COUNTS(rejected, aift_store_import(given->store, &board, &options, &rejected, &made->text)));
    return AIFT_OK;
}

static aift_status survey(const things *given, things *made)
{
    const aift_source said =
        file_of("survey.csv", "stakeholder,date,channel,pain point\nAda,2026-01-02,survey,slow\n");
    int64_t rejected;
    ANSWERS("\"count\":1",
            COUNTS(rejected, aift_store_survey(given->store, "UC-1", &said, &rejected, &made->text)));
    return AIFT_OK;
}

static aift_status export_records(const things *given, things *made)
{
    static const char *const formats[] = {"json", "jira", "csv", "cyclonedx"};
    static const char *const ids[] = {"UC-1"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        ANSWERS("Sorting mail", aift_store_export(given->store, formats[i], i ? ids : NULL, 1, &made->text));
    return AIFT_OK;
}

static aift_status export_documents(const things *given, things *made)
{
    static const char *const formats[] = {"markdown", "confluence", "html"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        ANSWERS("Sorting mail", aift_store_export(given->store, formats[i], NULL, 0, &made->text));
    ANSWERS("text-generation", aift_store_template(given->context, NULL, &made->text));
    return AIFT_OK;
}

/* ---- the portfolio ---- */

static aift_status prepare_portfolio(things *given)
{
    aift_text *text = NULL;
    TRY(aift_store_create(given->context, ":memory:", NULL, &given->store));
    const aift_status status =
        aift_store_add(given->store, "usecase",
                       "{\"title\": \"Sort mail\", \"people\": 1, \"scores\": {\"reach\": 9, \"impact\": 1, "
                       "\"confidence\": 1, \"effort\": 1, \"criteria\": {\"gain\": 2}}}",
                       &text);
    aift_text_release(text);
    TRY(status);
    TRY(aift_store_add(given->store, "usecase",
                       "{\"title\": \"Forecast\", \"depends_on\": [\"UC-1\"], "
                       "\"scores\": {\"criteria\": {\"gain\": 1}}}",
                       &text));
    aift_text_release(text);
    return AIFT_OK;
}

static aift_status rank(const things *given, things *made)
{
    static const char *const formats[] = {"json", "csv", "html"};
    aift_rank_options options;
    aift_rank_options_init(&options);
    options.weights = "name,weight,cost\ngain,1,\n";
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        options.format = formats[i];
        ANSWERS("Sort mail", aift_portfolio_rank(given->store, &options, &made->text));
        options.weights = i ? NULL : "{\"gain\": {\"weight\": 1}}";
    }
    return AIFT_OK;
}

static aift_status roadmap(const things *given, things *made)
{
    static const char *const formats[] = {"json", "mermaid", "svg", "html", "csv"};
    aift_roadmap_options options;
    int64_t left_out;
    aift_roadmap_options_init(&options);
    options.start = "2027-01-04";
    options.capacity = 1;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        options.format = formats[i];
        ANSWERS("Sort mail",
                COUNTS(left_out, aift_portfolio_roadmap(given->store, &options, &left_out, &made->text)));
    }
    return AIFT_OK;
}

/* ---- in a file ---- */

static const char *path_of(const char *name, int which)
{
    static char paths[2][600];
    snprintf(paths[which], sizeof paths[which], "%s/%s", faults_files.out, name);
    return paths[which];
}

static void remove_store(const char *path)
{
    char beside[700];
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        snprintf(beside, sizeof beside, "%s%s", path, endings[i]);
        unlink(beside);
    }
}

static aift_status prepare(things *given)
{
    aift_store *store;
    aift_text *text = NULL;
    const char *path = path_of("store.db", 0);
    remove_store(path);
    TRY(aift_store_create(given->context, path, NULL, &store));
    const aift_status status = aift_store_add(store, "usecase", record, &text);
    aift_text_release(text);
    aift_store_release(store);
    return status;
}

static aift_status in_a_file(const things *given, things *made)
{
    TRY(GIVES(made->store, aift_store_open(given->context, path_of("store.db", 0), NULL, &made->store)));
    ANSWERS("\"people\":2", aift_store_set(made->store, "UC-1", "{\"people\": 2}", 0, &made->text));
    ANSWERS("\"people\":3", aift_store_set(made->store, "UC-1", "{\"people\": 3}", 0, &made->text));
    return AIFT_OK;
}

/* Before or after each of the changes, with a log that says so. */
static bool old_or_new_is_there(const things *given, bool done)
{
    aift_store *store;
    aift_text *text;
    int32_t ok = 0;
    if (aift_store_open(given->context, path_of("store.db", 0), NULL, &store) != AIFT_OK)
        return false;
    const aift_status status = aift_store_verify(store, NULL, &ok, &text);
    aift_text_release(text);
    aift_store_release(store);
    return status == AIFT_OK && ok;
}

static aift_status prepare_backup(things *given)
{
    remove_store(path_of("copy.db", 1));
    return prepare(given);
}

static aift_status backup(const things *given, things *made)
{
    remove_store(path_of("copy.db", 1));
    TRY(GIVES(made->store, aift_store_open(given->context, path_of("store.db", 0), NULL, &made->store)));
    ANSWERS("\"seq\":1", aift_store_backup(made->store, path_of("copy.db", 1), &made->text));
    return AIFT_OK;
}

const scenario scenarios_store[] = {
    {"store made", make},
    {"record added", add, .prepare = prepare_record},
    {"record changed", set, .prepare = prepare_record},
    {"record moved", move, .prepare = prepare_record},
    {"store asked", ask, .prepare = prepare_record},
    {"store verified", verify, .prepare = prepare_record},
    {"person erased", erase, .prepare = prepare_record},
    {"issues of another tool", import_sheet, .prepare = prepare_record},
    {"board of another tool", import_board, .prepare = prepare_record},
    {"survey", survey, .prepare = prepare_record},
    {"records for other tools", export_records, .prepare = prepare_record},
    {"documents", export_documents, .prepare = prepare_record},
    {"portfolio ranked", rank, .prepare = prepare_portfolio},
    {"portfolio in time", roadmap, .prepare = prepare_portfolio},
    {"store in a file", in_a_file, .prepare = prepare, .check = old_or_new_is_there},
    {"store copied", backup, .prepare = prepare_backup, .check = old_or_new_is_there},
    {NULL},
};
