/* What problems of each task are like: texts that a problem's vector is compared with. */
#ifndef AIFT_LIB_LIFECYCLE_CATEGORIES_H
#define AIFT_LIB_LIFECYCLE_CATEGORIES_H

enum { AIFT__CATEGORY_EXAMPLES = 6 };

typedef struct aift__category {
    const char *task; /* a template's name */
    const char *examples[AIFT__CATEGORY_EXAMPLES];
} aift__category;

/* All of them, in the order of the templates; ends in a task of NULL. */
extern const aift__category aift__categories[];

#endif
