/* The context's log. */
#include <stdarg.h>
#include <stdio.h>

#include "base/context_struct.h"
#include "base/log.h"

void aift__log(const aift_context *context, aift_log_level level, const char *format, ...)
{
    if (!context->log || level > context->log_level)
        return;
    char line[AIFT__ERROR_CAP];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    context->log(context->log_user, level, line);
}
