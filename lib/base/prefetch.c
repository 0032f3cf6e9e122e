/* Reading ahead: one thread, a ring of what it has read, and who takes it. */
#include <pthread.h>
#include <string.h>

#include "base/context_struct.h"
#include "base/prefetch.h"

typedef enum file_state { WAITS, READING, READ, TAKEN } file_state;

typedef struct slot {
    size_t i;
    bool used;
    aift_status status;
    aift__file_bytes bytes;
    aift__error error; /* of a failure */
} slot;

struct aift__prefetch {
    aift_context *context;
    aift__prefetch_path_fn path;
    void *user;
    size_t n;
    unsigned char *states; /* by file */
    pthread_mutex_t lock;  /* guards all below, and the states */
    pthread_cond_t change;
    slot slots[AIFT__PREFETCH_FILES];
    size_t files, bytes; /* held */
    bool stop, running;
    pthread_t thread;
};

aift_status aift__media_read(aift_context *context, const char *path, aift__file_bytes *out)
{
    *out = (aift__file_bytes){0};
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(path, &kind));
    if (kind == AIFT__FILE_OTHER)
        return aift__fail(AIFT_E_IO, "%s: is a device or a pipe, not a file", path);
    return aift__file_read(context, path, AIFT__MEDIA_MOST, out);
}

static aift_status read_file(aift__prefetch *p, size_t i, aift__file_bytes *out)
{
    char *path;
    *out = (aift__file_bytes){0};
    AIFT__TRY(p->path(p->user, i, &path));
    if (!path)
        return AIFT_OK;
    aift_status status = aift__media_read(p->context, path, out);
    aift__free(p->context, path);
    return status;
}

static slot *free_slot(aift__prefetch *p)
{
    size_t i = 0;
    while (p->slots[i].used)
        i++;
    return &p->slots[i];
}

/* Reads one file with the lock given up meanwhile. */
static void read_ahead(aift__prefetch *p, size_t i)
{
    slot *s = free_slot(p);
    s->used = true;
    s->i = i;
    p->files++;
    p->states[i] = READING;
    pthread_mutex_unlock(&p->lock);
    s->status = read_file(p, i, &s->bytes);
    if (s->status != AIFT_OK)
        aift__error_keep(&s->error);
    pthread_mutex_lock(&p->lock);
    p->bytes += s->bytes.size;
    p->states[i] = READ;
    pthread_cond_broadcast(&p->change);
}

static void *run(void *arg)
{
    aift__prefetch *p = arg;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n && !p->stop;) {
        if (p->states[i] == TAKEN) {
            i++;
        } else if (p->files == AIFT__PREFETCH_FILES || p->bytes >= AIFT__PREFETCH_BYTES) {
            pthread_cond_wait(&p->change, &p->lock);
        } else {
            read_ahead(p, i);
            i++;
        }
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

aift_status aift__prefetch_start(aift_context *context, size_t n, aift__prefetch_path_fn path, void *user,
                                 aift__prefetch **out)
{
    *out = NULL;
    aift__prefetch *p = aift__calloc(context, 1, sizeof *p);
    if (!p)
        return AIFT_E_NOMEM;
    *p = (aift__prefetch){.context = context, .path = path, .user = user, .n = n};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->change, NULL);
    p->states = aift__calloc(context, n, 1);
    if (!p->states) {
        aift__prefetch_stop(p);
        return AIFT_E_NOMEM;
    }
    /* Without a thread every file is read by whoever takes it. */
    p->running = !aift__context_is_forked(context) && pthread_create(&p->thread, NULL, run, p) == 0;
    *out = p;
    return AIFT_OK;
}

static void stop(aift__prefetch *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->change);
    pthread_mutex_unlock(&p->lock);
    if (p->running)
        pthread_join(p->thread, NULL);
    for (size_t i = 0; i < AIFT__PREFETCH_FILES; i++)
        if (p->slots[i].used)
            aift__file_unmap(&p->slots[i].bytes);
    pthread_cond_destroy(&p->change);
    pthread_mutex_destroy(&p->lock);
}

void aift__prefetch_stop(aift__prefetch *p)
{
    if (!p)
        return;
    if (!aift__context_is_forked(p->context)) /* else the files that were held may be half read, and stay */
        stop(p);
    aift__free(p->context, p->states);
    aift__free(p->context, p);
}

static slot *find(aift__prefetch *p, size_t i)
{
    size_t at = 0;
    while (!p->slots[at].used || p->slots[at].i != i)
        at++;
    return &p->slots[at];
}

aift_status aift__prefetch_take(aift__prefetch *p, size_t i, aift__file_bytes *out)
{
    *out = (aift__file_bytes){0};
    if (aift__context_is_forked(p->context)) /* nobody reads ahead */
        return read_file(p, i, out);
    pthread_mutex_lock(&p->lock);
    while (p->states[i] == READING)
        pthread_cond_wait(&p->change, &p->lock);
    bool here = p->states[i] == READ;
    p->states[i] = TAKEN;
    aift_status status = AIFT_OK;
    if (here) {
        slot *s = find(p, i);
        status = s->status;
        *out = s->bytes;
        if (status != AIFT_OK)
            aift__error_set(&s->error);
        p->files--;
        p->bytes -= out->size;
        s->used = false;
        pthread_cond_broadcast(&p->change);
    }
    pthread_mutex_unlock(&p->lock);
    return here ? status : read_file(p, i, out);
}
