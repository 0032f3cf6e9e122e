/* A use case: read, asked for its fields, and written. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/stream.h"
#include "lifecycle/usecase.h"

enum { MAX_FILE = 16 << 20 };

static double number(const aift__json *object, const char *key)
{
    return aift__json_real(aift__json_get(object, key), NAN);
}

static const char *text(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static aift_status fill_kpis(aift_usecase *usecase)
{
    const aift__json *kpis = aift__json_get(usecase->record, "kpis");
    usecase->num_kpis = aift__json_size(kpis);
    usecase->kpis = aift__calloc(usecase->context, usecase->num_kpis, sizeof *usecase->kpis);
    if (!usecase->kpis)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < usecase->num_kpis; i++) {
        const aift__json *kpi = aift__json_at(kpis, i);
        usecase->kpis[i] = (aift_kpi){
            .struct_size = sizeof(aift_kpi),
            .name = text(kpi, "name"),
            .unit = text(kpi, "unit"),
            .baseline = number(kpi, "baseline"),
            .target = number(kpi, "target"),
            .direction = strcmp(text(kpi, "direction"), "lower") == 0 ? AIFT_KPI_LOWER : AIFT_KPI_HIGHER,
            .metric = text(kpi, "metric"),
            .review_date = text(kpi, "review_date"),
        };
    }
    return AIFT_OK;
}

static void destroy(aift_usecase *usecase)
{
    aift_context *context = usecase->context;
    aift__json_free(usecase->record);
    aift__free(context, usecase->kpis);
    aift__free(context, usecase->json);
    aift__free(context, usecase);
    aift_context_release(context);
}

aift_status aift__usecase_make(aift_context *context, const aift__json *record, const char *name,
                               aift_usecase **out)
{
    *out = NULL;
    aift_usecase *usecase = aift__calloc(context, 1, sizeof *usecase);
    if (!usecase)
        return AIFT_E_NOMEM;
    usecase->context = aift_context_retain(context);
    atomic_init(&usecase->references, 1);
    aift_status status = aift__usecase_record(context, record, name, &usecase->record);
    if (status == AIFT_OK)
        status = fill_kpis(usecase);
    if (status == AIFT_OK)
        status = aift__json_write(context, usecase->record, 0, &usecase->json);
    if (status == AIFT_OK)
        *out = usecase;
    else
        destroy(usecase);
    return status;
}

static aift_status read_stream(aift_context *context, aift__stream *stream, aift_usecase **out)
{
    aift__buf bytes;
    aift__json *record = NULL;
    aift__buf_init(&bytes, context, MAX_FILE + 1);
    aift_status status = aift__stream_read_all(stream, MAX_FILE, &bytes);
    if (status == AIFT_OK)
        status = aift__json_parse(bytes.data ? bytes.data : "", bytes.size, stream->name, &record);
    if (status == AIFT_OK)
        status = aift__usecase_make(context, record, stream->name, out);
    aift__json_free(record);
    aift__buf_finish(&bytes);
    aift__stream_close(stream);
    return status;
}

aift_status aift_usecase_load(aift_context *context, const char *path, aift_usecase **out)
{
    *out = NULL;
    aift__stream *stream = NULL;
    AIFT__TRY(aift__stream_open(context, path, &stream));
    return read_stream(context, stream, out);
}

aift_status aift_usecase_load_source(aift_context *context, const aift_source *source, aift_usecase **out)
{
    *out = NULL;
    aift__stream *stream = NULL;
    AIFT__TRY(aift__stream_open_source(context, source, &stream));
    return read_stream(context, stream, out);
}

aift_usecase *aift_usecase_retain(aift_usecase *usecase)
{
    atomic_fetch_add_explicit(&usecase->references, 1, memory_order_relaxed);
    return usecase;
}

void aift_usecase_release(aift_usecase *usecase)
{
    if (usecase && atomic_fetch_sub_explicit(&usecase->references, 1, memory_order_acq_rel) == 1)
        destroy(usecase);
}

const char *aift_usecase_field(const aift_usecase *usecase, const char *field)
{
    return aift__json_text(aift__json_path(usecase->record, field), NULL);
}

size_t aift_usecase_num_kpis(const aift_usecase *usecase)
{
    return usecase->num_kpis;
}

aift_status aift_usecase_kpi(const aift_usecase *usecase, size_t index, aift_kpi *kpi)
{
    size_t size = kpi->struct_size;
    if (size < sizeof size)
        return aift__fail(AIFT_E_INVALID, "aift_kpi.struct_size is %zu: set it to sizeof(aift_kpi)", size);
    memset((char *)kpi + sizeof size, 0, size - sizeof size);
    if (index >= usecase->num_kpis)
        return aift__fail(AIFT_E_RANGE, "KPI %zu: the use case has %zu", index, usecase->num_kpis);
    memcpy(kpi, &usecase->kpis[index], AIFT__MIN(size, sizeof *kpi));
    kpi->struct_size = size;
    return AIFT_OK;
}

const char *aift_usecase_json(const aift_usecase *usecase)
{
    return usecase->json;
}

aift_status aift_usecase_save(const aift_usecase *usecase, const char *path)
{
    char *indented = NULL;
    AIFT__TRY(aift__json_write(usecase->context, usecase->record, 2, &indented));
    size_t size = strlen(indented);
    indented[size] = '\n'; /* in the place of the NUL: a text file ends in a line end */
    aift_status status = aift__file_write_atomic(usecase->context, path, indented, size + 1);
    aift__free(usecase->context, indented);
    return status;
}
