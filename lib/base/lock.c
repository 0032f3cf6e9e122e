/* Locks are the system's mutexes; the four calls cannot fail for a default one that is used as it should be. */
#include "base/lock.h"

void aift__lock_init(aift__lock *lock)
{
    pthread_mutex_init(&lock->mutex, NULL);
}

void aift__lock_finish(aift__lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
}

void aift__lock_take(aift__lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void aift__lock_give(aift__lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}
