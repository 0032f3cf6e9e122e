/* Stores are made, opened, and written to in transactions. */
#include <string.h>

#include "base/options.h"
#include "lifecycle/store.h"

const char aift__store_zeros[AIFT__HEX] = "0000000000000000000000000000000000000000000000000000000000000000";

void aift_store_options_init(aift_store_options *options)
{
    AIFT__DEFAULTS(options, aift_store_options, AIFT_STORE_OPTIONS_INIT);
}

static aift_status read_options(const aift_store_options *given, aift_store_options *out)
{
    *out = (aift_store_options)AIFT_STORE_OPTIONS_INIT;
    if (given)
        AIFT__TRY(aift__options_read(out, sizeof *out, given, "aift_store_options"));
    AIFT__TRY(aift__options_reserved(out->reserved, "aift_store_options"));
    if (out->busy_timeout < 0)
        return aift__fail(AIFT_E_INVALID, "busy_timeout is %d: expected 0 or more milliseconds",
                          (int)out->busy_timeout);
    if (out->actor && (!*out->actor || strlen(out->actor) > AIFT__ID_MAX))
        return aift__fail(AIFT_E_INVALID, "actor has %zu bytes: expected 1 to %d", strlen(out->actor),
                          AIFT__ID_MAX);
    return AIFT_OK;
}

static void destroy(aift_store *store)
{
    aift_context *context = store->context;
    aift__sql_close(store->sql);
    aift__free(context, store->path);
    aift__free(context, store->actor);
    aift__store_forget_password(store);
    aift__free(context, store);
    aift_context_release(context);
}

static aift_status fill(aift_store *store, const char *path, const aift_store_options *options,
                        aift__sql_mode mode)
{
    store->path = aift__strdup(store->context, path);
    store->actor = options->actor ? aift__strdup(store->context, options->actor) : NULL;
    if (!store->path || (options->actor && !store->actor))
        return AIFT_E_NOMEM;
    AIFT__TRY(aift__sql_open(store->context, path, mode, options->busy_timeout, &store->sql));
    if (mode == AIFT__SQL_CREATE)
        AIFT__TRY(aift__store_make_tables(store->sql));
    else
        AIFT__TRY(aift__store_check_version(store->sql, path, options->migrate && mode == AIFT__SQL_WRITE));
    aift__sql_accept(store->sql);
    return aift__sql_own_tables(store->sql);
}

static aift_status make(aift_context *context, const char *path, const aift_store_options *options,
                        aift__sql_mode mode, aift_store **out)
{
    aift_store *store = aift__calloc(context, 1, sizeof *store);
    if (!store)
        return AIFT_E_NOMEM;
    store->context = aift_context_retain(context);
    atomic_init(&store->references, 1);
    const aift_status status = fill(store, path, options, mode);
    if (status == AIFT_OK)
        *out = store;
    else
        destroy(store);
    return status;
}

aift_status aift_store_create(aift_context *context, const char *path, const aift_store_options *options,
                              aift_store **out)
{
    aift_store_options own;
    *out = NULL;
    AIFT__TRY(read_options(options, &own));
    return make(context, path, &own, AIFT__SQL_CREATE, out);
}

aift_status aift_store_open(aift_context *context, const char *path, const aift_store_options *options,
                            aift_store **out)
{
    aift_store_options own;
    *out = NULL;
    AIFT__TRY(read_options(options, &own));
    return make(context, path, &own, own.read_only ? AIFT__SQL_READ : AIFT__SQL_WRITE, out);
}

aift_store *aift_store_retain(aift_store *store)
{
    atomic_fetch_add_explicit(&store->references, 1, memory_order_relaxed);
    return store;
}

void aift_store_release(aift_store *store)
{
    if (store && atomic_fetch_sub_explicit(&store->references, 1, memory_order_acq_rel) == 1)
        destroy(store);
}

aift_context *aift__store_context(const aift_store *store)
{
    return store->context;
}

/* ---- transactions ---- */

aift_status aift__store_begin(aift_store *store)
{
    store->actor_id[0] = 0;
    AIFT__TRY(aift__sql_begin(store->sql));
    aift_status status = aift__store_check_triggers(store->sql, store->path);
    if (status == AIFT_OK)
        status = aift__log_head(store, &store->head);
    if (status != AIFT_OK)
        aift__sql_rollback(store->sql);
    return status;
}

aift_status aift__store_commit(aift_store *store)
{
    return aift__sql_commit(store->sql);
}

void aift__store_rollback(aift_store *store)
{
    aift__sql_rollback(store->sql);
}

bool aift__store_is_lost(aift_status status)
{
    return status == AIFT_E_NOMEM || status == AIFT_E_IO || status == AIFT_E_BUSY ||
           status == AIFT_E_INTERNAL;
}
