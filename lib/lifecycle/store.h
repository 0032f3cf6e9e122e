/* The inside of a store: the file, who acts, and the log's end while a transaction is open. */
#ifndef AIFT_LIB_LIFECYCLE_STORE_H
#define AIFT_LIB_LIFECYCLE_STORE_H

#include <stdatomic.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "lifecycle/records.h"
#include "lifecycle/schema.h"
#include "store/sql.h"

enum { AIFT__HEX = 65, AIFT__SALT = 33, AIFT__ID_MAX = 100, AIFT__ID_CAP = 128, AIFT__STORE_VERSION = 3 };

extern const char aift__store_zeros[AIFT__HEX]; /* what the first row of the log follows */

typedef struct aift__head {
    int64_t seq; /* 0: the log is empty */
    char hash[AIFT__HEX];
} aift__head;

struct aift_store {
    aift_context *context;
    aift__sql *sql;
    char *path;
    char *actor;                 /* as it was given; NULL: nobody in particular */
    char *password;              /* that sources of postgresql are opened with; NULL: none was given */
    char actor_id[AIFT__ID_CAP]; /* of the transaction; "" until it is needed */
    aift__head head;             /* within a transaction */
    atomic_size_t references;
};

/* Overwrites and frees it (source_calls.c). */
void aift__store_forget_password(aift_store *store);

/* ---- tables (store_tables.c) ---- */
aift_status aift__store_make_tables(aift__sql *sql);
aift_status aift__store_check_version(aift__sql *sql, const char *path, bool migrate);
/* A guard of the log that is not there (its name), or NULL. */
aift_status aift__store_missing_guard(aift__sql *sql, const char **name);
/* AIFT_E_FORMAT where there are triggers that no store has: they would be run by what is written, and could go on for ever. */
aift_status aift__store_check_triggers(aift__sql *sql, const char *path);

/* ---- the log (store_log.c) ---- */
aift_status aift__log_head(aift_store *store, aift__head *out);
/* Adds a row; `before` and `after` are canonical JSON or NULL. */
aift_status aift__log_add(aift_store *store, const char *action, const char *id, const char *before,
                          const char *after);
/* sha256(salt + text) in hex. */
void aift__log_digest(const char *salt, const char *text, char hex[AIFT__HEX]);
/* What a row's hash is, from its columns; the digests may be NULL. */
aift_status aift__log_hash(aift_context *context, int64_t seq, const char *at, const char *actor,
                           const char *action, const char *id, const char *before_digest,
                           const char *after_digest, const char *prev, char hex[AIFT__HEX]);

/* ---- persons (people.c) ---- */
/* The id of who acts; makes the person where there is none yet. */
aift_status aift__people_actor(aift_store *store);
/* A record with ids in the place of names, and back. Persons are made as they are met. */
aift_status aift__people_hide(aift_store *store, const aift__record_kind *kind, const aift__json *record,
                              aift__json **out);
aift_status aift__people_show(aift_store *store, const aift__record_kind *kind, const aift__json *stored,
                              aift__json **out);

/* ---- rows of records (record_rows.c) ---- */
typedef struct aift__record_row {
    int64_t n; /* 0: there is none */
    const aift__record_kind *kind;
    char id[AIFT__ID_CAP];
    char *body;         /* canonical JSON */
    aift__json *stored; /* the same */
} aift__record_row;

aift_status aift__record_row_read(aift_store *store, const char *id,
                                  aift__record_row *out); /* AIFT_E_NOT_FOUND */
/* The same of a row of "n, kind, id, body". */
aift_status aift__record_row_take(aift_store *store, const aift__sql_rows *rows, aift__record_row *out);
void aift__record_row_free(aift_store *store, aift__record_row *row);
/* Writes a record with what is found from it (columns, words, keys). `old`: NULL for a new one. */
aift_status aift__record_row_write(aift_store *store, const aift__record_kind *kind, const char *id,
                                   const char *body, const aift__json *stored, const aift__record_row *old);

/* The words and keys of a record: sorted, each once, a NUL behind each. */
aift_status aift__record_words(aift_context *context, const aift__record_kind *kind, const aift__json *stored,
                               aift__buf *out);
aift_status aift__record_keys(aift_context *context, const aift__record_kind *kind, const aift__json *stored,
                              aift__buf *out);
/* The words of a text, in its order, a NUL behind each. */
aift_status aift__record_split(const char *text, size_t size, aift__buf *out);
/* The number that an id ends in, if it is the kind's prefix and a number; else 0. */
int64_t aift__record_number(const aift__record_kind *kind, const char *id);

/* ---- changes (record_paths.c) ---- */
/* A copy of the record with the value at the path; null removes. */
aift_status aift__record_put(const aift__json *record, const aift__record_kind *kind, const char *path,
                             const aift__json *value, aift__json **out);

/* AIFT_E_STATE unless the record has that version; 0: any. */
aift_status aift__record_expect(const aift__record_row *row, int64_t version);

/* AIFT_E_STATE where it was removed. */
aift_status aift__record_in_use(const aift__record_row *row);
/* AIFT_E_FORMAT where a use case depends on itself; through others only if `circles` (rows of a file come one by one).
 * `old`: the record as it is, or NULL. */
aift_status aift__record_check_waits(aift_store *store, const char *id, const aift__json *record,
                                     const aift__json *old, bool circles);

/* The id and the first state of a new record. */
aift_status aift__record_begin(aift_store *store, const aift__record_kind *kind, aift__json *checked,
                               bool keep_state, char id[AIFT__ID_CAP]);

/* Makes of the record what is shown; `hidden` is what it keeps out of sight. */
aift_status aift__record_replace(aift_store *store, const aift__record_row *row, const aift__json *shown,
                                 const aift__json *hidden, const char *action, bool *changed);

/* Moves a use case; *from is the state that it had. */
aift_status aift__record_move(aift_store *store, const char *id, const char *state, const char *reason,
                              int64_t if_version, const char **from);

/* Takes a record out of use, of a kind that has that. */
aift_status aift__record_remove(aift_store *store, const char *id, int64_t if_version, aift__json **out);

/* Stores `stored` (with ids of persons) as the record's next version and adds the log's row. */
aift_status aift__record_store(aift_store *store, const aift__record_kind *kind, const char *id,
                               const aift__json *stored, const aift__record_row *old, const char *action);

/* ---- what callers give (store_given.c) ---- */
/* A record: an object, or a list of objects and names of templates, of which the later ones' fields count. */
aift_status aift__given_record(aift_context *context, const char *text, aift__json **out);
/* Changes: an object of paths and values, or a list of such and of texts "PATH=VALUE". */
aift_status aift__given_changes(aift_context *context, const char *text, aift__json **out);

/* ---- answers (store_calls.c) ---- */
aift_status aift__answer(aift_context *context, const aift__json *value, aift_text **out);
/* Answers with a value, which is freed; `status` is that of making it. */
aift_status aift__answer_with(aift_store *store, aift_status status, aift__json *value, aift_text **out);
/* The same at the end of a change, which is committed; after a failure it is undone. */
aift_status aift__answer_committed(aift_store *store, aift_status status, aift__json *value, aift_text **out);
aift_status aift__put_head(aift__json *to, const aift__head *head);

#endif
