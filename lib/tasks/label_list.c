/* Labels out of cells. */
#include <string.h>

#include "codec/json.h"
#include "tasks/label_list.h"

bool aift__has_label_lists(const aift_dataset *dataset, size_t column)
{
    const char *first = aift_dataset_value(dataset, 0, column, NULL);
    return first && *first == '[';
}

static aift_status bad(const aift_dataset *dataset, size_t row, size_t column, const char *what)
{
    char place[256];
    aift_dataset_row_place(dataset, row, place, sizeof place);
    return aift__fail(AIFT_E_FORMAT, "%s: the label in column \"%s\" %s", place,
                      aift_dataset_column_name(dataset, column), what);
}

static aift_status each(const aift_dataset *dataset, size_t row, size_t column, const aift__json *list,
                        aift__label_fn fn, void *user)
{
    for (size_t i = 0; i < aift__json_size(list); i++) {
        size_t size = 0;
        const char *label = aift__json_text(aift__json_at(list, i), &size);
        if (!label || !size || strlen(label) != size)
            return bad(dataset, row, column, "must be a list of texts, none of them empty");
        AIFT__TRY(fn(user, label));
    }
    return AIFT_OK;
}

aift_status aift__row_labels(const aift_dataset *dataset, size_t row, size_t column, bool list,
                             aift__label_fn fn, void *user)
{
    size_t size = 0;
    const char *label = aift_dataset_value(dataset, row, column, &size);
    if (!label || !size)
        return bad(dataset, row, column, "is missing or empty");
    if (strlen(label) != size)
        return bad(dataset, row, column, "holds a NUL");
    if (!list || *label != '[')
        return fn(user, label);
    aift__json *tree;
    aift_status status = aift__json_parse(label, size, "label", &tree);
    if (status == AIFT_E_NOMEM)
        return status;
    if (status != AIFT_OK)
        return bad(dataset, row, column, "is no JSON array");
    status = each(dataset, row, column, tree, fn, user);
    aift__json_free(tree);
    return status;
}
