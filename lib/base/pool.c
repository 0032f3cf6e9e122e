/* A pool of workers that take pieces of one loop at a time.
 *
 * A worker looks for a new loop for some microseconds and then sleeps, so that the loops of a training step
 * follow each other without a wake-up and an idle process uses no processor. A caller never waits for a
 * worker that has not begun: it closes the loop, and a worker that comes late finds it closed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/context_struct.h"
#include "base/pool.h"

enum { SPINS = 4000 };

struct aift__pool {
    pthread_mutex_t user; /* held by the thread whose loop is run */
    pthread_mutex_t lock; /* guards sleeping and the condition */
    pthread_cond_t wake;
    atomic_uint loop;  /* counts loops; odd: open, even: closed */
    atomic_int inside; /* workers that take pieces */
    atomic_bool stop;
    atomic_int sleeping;
    atomic_llong next;
    int64_t n, grain;
    aift_range_fn fn;
    void *arg;
    int32_t workers;
    pthread_t threads[];
};

static void pause_a_little(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

static void take_pieces(struct aift__pool *pool)
{
    for (;;) {
        int64_t begin = atomic_fetch_add_explicit(&pool->next, pool->grain, memory_order_relaxed);
        if (begin >= pool->n)
            return;
        pool->fn(pool->arg, begin, AIFT__MIN(begin + pool->grain, pool->n));
    }
}

/* Waits for an open loop other than `seen`; returns its number, or 0 to end the thread. */
static unsigned wait_for_loop(struct aift__pool *pool, unsigned seen)
{
    for (int i = 0; i < SPINS; i++) {
        unsigned loop = atomic_load(&pool->loop);
        if ((loop & 1) && loop != seen)
            return loop;
        if (atomic_load(&pool->stop))
            return 0;
        pause_a_little();
    }
    unsigned loop;
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->sleeping, 1);
    for (;;) {
        loop = atomic_load(&pool->loop);
        if (((loop & 1) && loop != seen) || atomic_load(&pool->stop))
            break;
        pthread_cond_wait(&pool->wake, &pool->lock);
    }
    atomic_fetch_sub(&pool->sleeping, 1);
    pthread_mutex_unlock(&pool->lock);
    return atomic_load(&pool->stop) ? 0 : loop;
}

static void *worker(void *arg)
{
    struct aift__pool *pool = arg;
    unsigned seen = 0;
    for (;;) {
        unsigned loop = wait_for_loop(pool, seen);
        if (!loop)
            return NULL;
        seen = loop;
        atomic_fetch_add(&pool->inside, 1);
        if (atomic_load(&pool->loop) == loop) /* still open, and cannot end while we are inside */
            take_pieces(pool);
        atomic_fetch_sub(&pool->inside, 1);
    }
}

bool aift__pool_run(struct aift__pool *pool, int64_t n, int64_t grain, aift_range_fn fn, void *arg)
{
    if (pthread_mutex_trylock(&pool->user) != 0)
        return false;
    pool->n = n;
    pool->grain = grain;
    pool->fn = fn;
    pool->arg = arg;
    atomic_store(&pool->next, 0);
    atomic_fetch_add(&pool->loop, 1); /* open */
    if (atomic_load(&pool->sleeping) > 0) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->lock);
    }
    take_pieces(pool);
    atomic_fetch_add(&pool->loop, 1); /* closed */
    while (atomic_load(&pool->inside) > 0)
        pause_a_little();
    pthread_mutex_unlock(&pool->user);
    return true;
}

struct aift__pool *aift__pool_create(aift_context *context, int32_t num_threads)
{
    struct aift__pool *pool =
        aift__calloc(context, 1, sizeof *pool + (size_t)(num_threads - 1) * sizeof(pthread_t));
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->user, NULL);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    for (int32_t i = 0; i < num_threads - 1; i++) {
        int error = pthread_create(&pool->threads[i], NULL, worker, pool);
        if (error) {
            aift__fail(AIFT_E_NOMEM, "thread %d of %d could not be started: %s", (int)i + 2, (int)num_threads,
                       strerrordesc_np(error));
            aift__pool_destroy(context, pool);
            return NULL;
        }
        pool->workers++;
    }
    return pool;
}

static void stop_workers(struct aift__pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int32_t i = 0; i < pool->workers; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    pthread_mutex_destroy(&pool->user);
}

void aift__pool_destroy(aift_context *context, struct aift__pool *pool)
{
    if (pool && !aift__context_is_forked(context)) /* else there is nobody to stop */
        stop_workers(pool);
    aift__free(context, pool);
}
