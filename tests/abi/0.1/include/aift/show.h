/* Seeing a data set: a page with a sample of its rows as a model gets them, so that a wrong pipeline is seen before an
 * hour of training.
 */
#ifndef AIFT_SHOW_H
#define AIFT_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "aift/dataset.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/model.h"
#include "aift/status.h"

/** Options of aift_dataset_show. */
typedef struct aift_show_options {
    size_t struct_size; /**< sizeof(aift_show_options) */
    int32_t num_rows;   /**< rows shown, 1 to 1000, drawn at random; default 24 */
    int32_t reserved;   /**< 0 */
    uint64_t seed;      /**< of the draw, and of augmentations; default 42 */
    const char
        *text_column AIFT_NULLABLE; /**< NULL: the model's, else "image", "audio" or "text"; default NULL */
    const char *label_column AIFT_NULLABLE; /**< NULL: the model's, else "label"; default NULL */
} aift_show_options;
/** The defaults of aift_show_options. */
#define AIFT_SHOW_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_show_options), 24, 0, 42, NULL, NULL                                                     \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_SHOW_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_show_options_init(aift_show_options *options AIFT_OUT);

/** Writes an HTML page that needs nothing beside itself: the number of rows, the labels with their counts, the sizes
 *  and lengths of the rows shown, what was left out, and a sample of rows: pictures, spectra and players, texts; with a model as
 *  evaluation and as training prepare them. A row that cannot be read is shown with the reason.
 *  @param model   NULL: the rows as they are.
 *  @param options NULL means the defaults.
 *  @param write   is given one file, "index.html".
 *  @return AIFT_OK, AIFT_E_NOT_FOUND (no such column), AIFT_E_RANGE, AIFT_E_IO (`write` refused), AIFT_E_NOMEM.
 *  Threads: safe. Since: 0.1 */
AIFT_API aift_status aift_dataset_show(const aift_dataset *dataset, const aift_model *model AIFT_NULLABLE,
                                       const aift_show_options *options AIFT_NULLABLE,
                                       aift_write_fn write AIFT_CALLBACK, void *user AIFT_NULLABLE);

AIFT_END_DECLS

#endif
