/* A lock. What it guards, and what is done while it is held, stands where it is. */
#ifndef AIFT_LIB_BASE_LOCK_H
#define AIFT_LIB_BASE_LOCK_H

#include <pthread.h>

typedef struct aift__lock {
    pthread_mutex_t mutex;
} aift__lock;

void aift__lock_init(aift__lock *lock);
void aift__lock_finish(aift__lock *lock);
void aift__lock_take(aift__lock *lock);
void aift__lock_give(aift__lock *lock);

#endif
