/* The tasks that a use case can be about: what each is, and the record that a new use case of it begins with. */
#ifndef AIFT_LIB_LIFECYCLE_TEMPLATES_H
#define AIFT_LIB_LIFECYCLE_TEMPLATES_H

#include "base/base.h"
#include "codec/json.h"

enum { AIFT__TEMPLATE_LINES = 5 };

/* A figure that use cases of the task are often held to; the target is for its owner to set. */
typedef struct aift__template_kpi {
    const char *name, *unit;
    const char *metric; /* a path into an evaluation's JSON */
    bool lower;         /* less is better */
} aift__template_kpi;

typedef struct aift__template {
    const char *name; /* Hugging Face's, where it has one */
    const char *title;
    const char *modality;
    const char *about; /* one paragraph: what is asked, of what, and by whom */
    /* The lists end in NULL. */
    const char *objectives[AIFT__TEMPLATE_LINES];
    const char *requirements[AIFT__TEMPLATE_LINES]; /* of data */
    const char *risks[AIFT__TEMPLATE_LINES];
    aift__template_kpi kpis[AIFT__TEMPLATE_LINES];
} aift__template;

/* All of them; ends in a name of NULL. */
extern const aift__template aift__templates[];

/* AIFT_E_NOT_FOUND, with the names that there are. */
aift_status aift__template_find(const char *name, const aift__template **out);

/* {name, title, modality, about, record}; `record` is what a new use case begins with, to be completed. */
aift_status aift__template_json(const aift__template *task, aift__json **out);
aift_status aift__template_record(const aift__template *task, aift__json **out);

#endif
