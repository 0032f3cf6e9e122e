/* How a family of Hugging Face's processors writes what it does in preprocessor_config.json. Each family is one file and
 * one line in processors.def. It translates between its own keys and our list of transforms, JSON to JSON; what the
 * list means is not its business.
 */
#ifndef AIFT_LIB_TRANSFORMS_PROCESSOR_H
#define AIFT_LIB_TRANSFORMS_PROCESSOR_H

#include "codec/json.h"

typedef struct aift__processor {
    const char *const
        *classes;            /* the values of image_processor_type or feature_extractor_type; ended by NULL */
    const char *const *keys; /* all keys that it reads or writes; ended by NULL */
    /* Adds the transforms that the configuration means to an array. `class` is one of the classes. A key that is missing
     * has the default of the class. */
    aift_status (*read)(const aift__json *config, const char *class, aift__json *transforms);
    /* Puts the keys that mean these transforms into `config`, which has none of them. *said is false, and config is
     * whatever, if the family has no way to say it. */
    aift_status (*write)(const aift__json *transforms, const char *class, aift__json *config, bool *said);
} aift__processor;

/* All of processors.def, ended by NULL. */
extern const aift__processor *const aift__processors[];

/* NULL: no family has this class. */
const aift__processor *aift__processor_find(const char *class);

#endif
