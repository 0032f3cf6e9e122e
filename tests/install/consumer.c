/* A program of somebody else: built against the installed library, it uses a little of it. */
#include <stdio.h>
#include <string.h>

#include <aift/aift.h>

static aift_status accuracy(aift_context *context, double *value)
{
    static const char *const labels[] = {"ham", "spam"};
    static const int32_t y_true[] = {0, 0, 1, 1}, y_pred[] = {0, 0, 1, 0};
    aift_metrics *metrics;
    aift_status status = aift_metrics_create(context, labels, 2, &metrics);
    if (status == AIFT_OK)
        status = aift_metrics_update(metrics, y_true, y_pred, NULL, 4);
    if (status == AIFT_OK)
        status = aift_metrics_value(metrics, "accuracy", value);
    aift_metrics_release(metrics);
    return status;
}

int main(void)
{
    aift_context *context = NULL;
    double value = 0;
    aift_status status = aift_context_create(NULL, &context);
    if (status == AIFT_OK)
        status = accuracy(context, &value);
    aift_context_release(context);
    printf("%s, accuracy %g: %s %s\n", aift_build_info(), value, aift_status_name(status), aift_last_error());
    if (strcmp(aift_version(), AIFT_VERSION_STRING) != 0) {
        fprintf(stderr, "the header is of %s, the library of %s\n", AIFT_VERSION_STRING, aift_version());
        return 1;
    }
    return status == AIFT_OK && value == 0.75 ? 0 : 1;
}
