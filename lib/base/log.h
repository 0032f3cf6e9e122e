/* Lines for the context's log sink. */
#ifndef AIFT_LIB_BASE_LOG_H
#define AIFT_LIB_BASE_LOG_H

#include "base/base.h"

/* Sends a line to the context's sink if the level is wanted. */
void aift__log(const aift_context *context, aift_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
