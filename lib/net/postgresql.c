/* The rows of a query by libpq, which never waits: what it waits for is waited for here, until the deadline. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/ready.h"
#include "net/postgresql.h"
#include "net/pq.h"

enum {
    MAX_ROW = 1 << 25,
    MAX_WAIT = 200 /* milliseconds between looks at the clock */,
    MAX_SECONDS = 1000000,
    BOOLEAN = 16 /* the number of its type, the same in all databases */
};

typedef struct reader {
    const char *name; /* stands in messages: the location, then the stream's name */
    double deadline;
    aift__pq pq;
    PGconn *connection;
    aift__buf text; /* a row as CSV, of which `at` bytes were read */
    size_t at;
    bool ended;
} reader;

/* ---- failures ---- */

/* Of several lines the first. */
static aift_status fail_line(const reader *r, aift_status status, const char *what, const char *message)
{
    return aift__fail(status, "%s: %s%.*s", r->name, what, (int)strcspn(message, "\r\n"), message);
}

static aift_status fail_connection(const reader *r)
{
    const char *message = r->pq.errorMessage(r->connection);
    return fail_line(r, AIFT_E_IO, "", *message ? message : "the connection was lost");
}

static aift_status fail_late(const reader *r)
{
    return fail_line(r, AIFT_E_CANCELLED, "", "it took longer than it may");
}

static aift_status fail_write(const reader *r)
{
    return fail_line(r, AIFT_E_INVALID, "", "the query does more than read: expected one SELECT");
}

/* Messages of the class 42 name what stands in the query; others may have values of the table. */
static aift_status fail_query(const reader *r, const PGresult *result)
{
    const char *state = r->pq.resultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = r->pq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!state)
        return fail_connection(r);
    if (strcmp(state, "57014") == 0)
        return fail_late(r);
    if (strcmp(state, "25006") == 0)
        return fail_write(r);
    if (strncmp(state, "42", 2) == 0 && message)
        return fail_line(r, AIFT_E_INVALID, "the query: ", message);
    return aift__fail(AIFT_E_IO, "%s: the server ended the query with SQLSTATE %.5s", r->name, state);
}

/* ---- waiting ---- */

static aift_status wait(const reader *r, bool to_write)
{
    const double left = r->deadline - aift__clock_seconds();
    if (!(left > 0))
        return fail_late(r);
    aift__ready_wait(r->pq.socket(r->connection), to_write,
                     left * 1000 < MAX_WAIT ? (int)(left * 1000) + 1 : MAX_WAIT);
    return AIFT_OK;
}

/* Sends what is left to be sent; what the server says meanwhile is taken in, as it may not go on reading before. */
static aift_status send_all(const reader *r)
{
    for (int left; (left = r->pq.flush(r->connection)) != 0;) {
        if (left < 0 || !r->pq.consumeInput(r->connection))
            return fail_connection(r);
        AIFT__TRY(wait(r, true));
    }
    return AIFT_OK;
}

/* The next result, or NULL where there are no more; cleared by the caller. */
static aift_status next_result(const reader *r, PGresult **out)
{
    *out = NULL;
    while (r->pq.isBusy(r->connection)) {
        AIFT__TRY(wait(r, false));
        if (!r->pq.consumeInput(r->connection))
            return fail_connection(r);
    }
    if (aift__clock_seconds() > r->deadline)
        return fail_late(r);
    *out = r->pq.getResult(r->connection);
    return AIFT_OK;
}

/* ---- CSV ---- */

static aift_status put_field(aift__buf *to, const char *value, size_t size)
{
    AIFT__TRY(aift__buf_add(to, "\"", 1));
    while (size > 0) {
        const char *quote = memchr(value, '"', size);
        const size_t n = quote ? (size_t)(quote - value) + 1 : size;
        AIFT__TRY(aift__buf_add(to, value, n));
        if (quote)
            AIFT__TRY(aift__buf_add(to, "\"", 1));
        value += n;
        size -= n;
    }
    return aift__buf_add(to, "\"", 1);
}

static aift_status put_names(reader *r, const PGresult *result)
{
    const int n = r->pq.nfields(result);
    for (int i = 0; i < n; i++) {
        const char *name = r->pq.fname(result, i);
        AIFT__TRY(i > 0 ? aift__buf_add(&r->text, ",", 1) : AIFT_OK);
        AIFT__TRY(put_field(&r->text, name, strlen(name)));
    }
    return aift__buf_add(&r->text, "\n", 1);
}

/* A null is an empty field. */
static aift_status put_row(reader *r, const PGresult *result)
{
    const int n = r->pq.nfields(result);
    for (int i = 0; i < n; i++) {
        const char *value = r->pq.getvalue(result, 0, i);
        size_t size = (size_t)r->pq.getlength(result, 0, i);
        AIFT__TRY(i > 0 ? aift__buf_add(&r->text, ",", 1) : AIFT_OK);
        if (r->pq.ftype(result, i) == BOOLEAN && size == 1) {
            value = *value == 't' ? "true" : "false";
            size = strlen(value);
        }
        AIFT__TRY(put_field(&r->text, value, r->pq.getisnull(result, 0, i) ? 0 : size));
    }
    return aift__buf_add(&r->text, "\n", 1);
}

static aift_status take_row(reader *r, const PGresult *result)
{
    const ExecStatusType status = r->pq.resultStatus(result);
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK)
        return status == PGRES_FATAL_ERROR ? fail_query(r, result) : fail_write(r);
    return r->pq.ntuples(result) > 0 ? put_row(r, result) : AIFT_OK;
}

static aift_status read_rows(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    reader *r = *(reader **)stream->state;
    while (r->at == r->text.size && !r->ended) {
        PGresult *result;
        aift__buf_clear(&r->text);
        r->at = 0;
        AIFT__TRY(next_result(r, &result));
        const aift_status status = result ? take_row(r, result) : AIFT_OK;
        r->ended = !result;
        r->pq.clear(result);
        AIFT__TRY(status);
    }
    *n = AIFT__MIN(size, r->text.size - r->at);
    memcpy(buffer, r->text.size ? r->text.data + r->at : "", *n);
    r->at += *n;
    return AIFT_OK;
}

static void end(aift_context *context, reader *r)
{
    if (r->connection)
        r->pq.finish(r->connection);
    aift__buf_finish(&r->text);
    aift__free(context, r);
}

static void close_rows(aift__stream *stream)
{
    end(stream->context, *(reader **)stream->state);
}

static const aift__stream_class postgresql_class = {read_rows, close_rows};

/* ---- connecting ---- */

static void be_silent(void *user, const PGresult *result) {}

/* libpq's own message could repeat a part of the string. */
static aift_status check_location(const reader *r)
{
    char *reason = NULL;
    bool has_password = false;
    PQconninfoOption *options = r->pq.conninfoParse(r->name, &reason);
    r->pq.freemem(reason);
    if (!options)
        return aift__fail(AIFT_E_INVALID, "location is no connection string: expected such as service=NAME");
    for (const PQconninfoOption *option = options; option->keyword; option++)
        has_password |= option->val && strcmp(option->keyword, "password") == 0;
    r->pq.conninfoFree(options);
    return has_password ? aift__fail(AIFT_E_INVALID, "location has a password: expected none in it")
                        : AIFT_OK;
}

static aift_status connect(reader *r, const char *password)
{
    /* of two with one name the later counts; NULL is as if it were not there */
    const char *const keys[] = {"dbname", "password", "client_encoding", "application_name", NULL};
    const char *const values[] = {r->name, password, "UTF8", "aift", NULL};
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    r->connection = r->pq.connectStartParams(keys, values, 1);
    if (!r->connection)
        return aift__fail_nomem(0);
    r->pq.setNoticeReceiver(r->connection, be_silent, NULL);
    if (r->pq.status(r->connection) == CONNECTION_BAD)
        return fail_connection(r);
    while (state != PGRES_POLLING_OK) {
        AIFT__TRY(wait(r, state == PGRES_POLLING_WRITING));
        state = r->pq.connectPoll(r->connection);
        if (state == PGRES_POLLING_FAILED)
            return fail_connection(r);
    }
    return r->pq.setnonblocking(r->connection, 1) == 0 ? AIFT_OK : fail_connection(r);
}

/* ---- asking ---- */

/* What was sent must be done; `columns`: their names are taken from its last result. */
static aift_status finish_command(reader *r, int sent, bool columns)
{
    PGresult *result;
    AIFT__TRY(sent ? send_all(r) : fail_connection(r));
    for (;;) {
        AIFT__TRY(next_result(r, &result));
        if (!result)
            return AIFT_OK;
        aift_status status = r->pq.resultStatus(result) == PGRES_COMMAND_OK ? AIFT_OK : fail_query(r, result);
        if (status == AIFT_OK && columns)
            status = r->pq.nfields(result) > 0 ? put_names(r, result) : fail_write(r);
        r->pq.clear(result);
        AIFT__TRY(status);
    }
}

/* Texts as they are in any CSV, whatever the database is set to. */
static aift_status begin_reading(reader *r)
{
    static const char begin[] =
        "BEGIN READ ONLY; SET LOCAL statement_timeout = %ld; SET LOCAL DateStyle = 'ISO'; "
        "SET LOCAL TimeZone = 'UTC'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = 1";
    char text[sizeof begin + 20];
    const double left = r->deadline - aift__clock_seconds();
    snprintf(text, sizeof text, begin, left > 0 ? (long)(AIFT__MIN(left, MAX_SECONDS) * 1000) + 1 : 1);
    return finish_command(r, r->pq.sendQuery(r->connection, text), false);
}

static aift_status ask(reader *r, const aift__postgresql_query *query)
{
    AIFT__TRY(aift__pq_load(&r->pq));
    AIFT__TRY(check_location(r));
    AIFT__TRY(connect(r, query->password));
    AIFT__TRY(begin_reading(r));
    /* Prepared first: that takes one statement alone, and tells whether it gives columns before it is run. */
    AIFT__TRY(finish_command(r, r->pq.sendPrepare(r->connection, "", query->text, 0, NULL), false));
    AIFT__TRY(finish_command(r, r->pq.sendDescribePrepared(r->connection, ""), true));
    if (!r->pq.sendQueryPrepared(r->connection, "", 0, NULL, NULL, NULL, 0) ||
        !r->pq.setSingleRowMode(r->connection))
        return fail_connection(r);
    return send_all(r);
}

aift_status aift__postgresql_open(aift_context *context, const aift__postgresql_query *query,
                                  aift__stream **out)
{
    *out = NULL;
    reader *r = aift__calloc(context, 1, sizeof *r);
    if (!r)
        return AIFT_E_NOMEM;
    r->name = query->location;
    r->deadline = query->deadline;
    aift__buf_init(&r->text, context, MAX_ROW);
    aift_status status = ask(r, query);
    if (status == AIFT_OK)
        status = aift__stream_create(context, query->location, &postgresql_class, sizeof r, out);
    if (status != AIFT_OK) {
        end(context, r);
        return status;
    }
    *(reader **)(*out)->state = r;
    r->name = (*out)->name;
    return AIFT_OK;
}
