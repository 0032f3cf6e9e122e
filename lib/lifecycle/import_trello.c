/* Trello: the JSON of a board, or the CSV of a workspace. What the board's JSON keeps apart from its cards (lists,
 * members, checklists, comments, custom fields) is put into them, by the CSV's names where it has them. */
#include <string.h>

#include "lifecycle/import_format.h"

static const aift__import_column columns[] = {
    {"Card Name", "title"},
    {"name", "title"},
    {"Card Description", "problem"},
    {"desc", "problem"},
    {"Members", "team"},
    {"Start Date", "timeline.start"},
    {"start", "timeline.start"},
    {"Due Date", "timeline.target"},
    {"due", "timeline.target"},
    {"Card URL", "links"},
    {"url", "links"},
    {NULL, NULL},
};

/* The board, and where its parts are by their ids. */
typedef struct board {
    aift__json *root, *cards;
    aift__map *by_id[4];
} board;

enum { CARDS, LISTS, MEMBERS, FIELDS };

static const char *text(const aift__json *object, const char *key)
{
    return aift__json_text(aift__json_get(object, key), NULL);
}

static aift_status index_list(aift_context *context, const aift__json *list, aift__map **out)
{
    *out = aift__map_create(context);
    aift_status status = *out ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < aift__json_size(list) && status == AIFT_OK; i++) {
        const char *id = text(aift__json_at(list, i), "id");
        if (id)
            status = aift__map_put(*out, id, strlen(id), (int64_t)i, NULL);
    }
    return status;
}

/* The element of a list of the board that has this id; NULL: none. */
static const aift__json *look(const board *b, int kind, const char *list, const char *id)
{
    int64_t i;
    if (!id || !aift__map_get(b->by_id[kind], id, strlen(id), &i))
        return NULL;
    return aift__json_at(aift__json_get(b->root, list), (size_t)i);
}

static aift__json *card_of(const board *b, const char *id)
{
    int64_t i;
    if (!id || !aift__map_get(b->by_id[CARDS], id, strlen(id), &i))
        return NULL;
    return aift__json_element(b->cards, (size_t)i);
}

/* The list `name` of a card, made if it is not there. */
static aift_status list_in(aift__json *card, const char *name, aift__json **out)
{
    *out = aift__json_member(card, name);
    if (aift__json_kind(*out) == AIFT__JSON_ARRAY)
        return AIFT_OK;
    *out = aift__json_new_array();
    return aift__json_set(card, name, *out);
}

static aift_status copy_member(aift__json *to, const char *name, const aift__json *value)
{
    aift__json *copy;
    if (!value)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, name, copy);
}

static aift_status add_members(const board *b, aift__json *card)
{
    const aift__json *ids = aift__json_get(card, "idMembers");
    aift__json *members;
    AIFT__TRY(list_in(card, "Members", &members));
    for (size_t i = 0; i < aift__json_size(ids); i++) {
        const char *id = aift__json_text(aift__json_at(ids, i), NULL);
        const char *name = text(look(b, MEMBERS, "members", id), "fullName");
        if (name || id)
            AIFT__TRY(aift__json_push(members, aift__json_new_string(name && *name ? name : id)));
    }
    return AIFT_OK;
}

/* The value of a custom field: an option's text, or the one member of `value`. */
static const aift__json *field_value(const aift__json *field, const aift__json *item)
{
    aift__json_item member;
    const char *option = text(item, "idValue");
    const aift__json *options = aift__json_get(field, "options");
    for (size_t i = 0; option && i < aift__json_size(options) && i < 10000; i++) {
        const char *id = text(aift__json_at(options, i), "id");
        if (id && strcmp(id, option) == 0)
            return aift__json_path(aift__json_at(options, i), "value.text");
    }
    return aift__json_first(aift__json_get(item, "value"), &member) ? member.value : NULL;
}

static aift_status add_fields(const board *b, aift__json *card)
{
    const aift__json *items = aift__json_get(card, "customFieldItems");
    for (size_t i = 0; i < aift__json_size(items); i++) {
        const aift__json *item = aift__json_at(items, i);
        const aift__json *field = look(b, FIELDS, "customFields", text(item, "idCustomField"));
        const char *name = text(field, "name");
        if (name && *name && !aift__json_get(card, name))
            AIFT__TRY(copy_member(card, name, field_value(field, item)));
    }
    return AIFT_OK;
}

static aift_status complete_card(const board *b, aift__json *card)
{
    if (aift__json_kind(card) != AIFT__JSON_OBJECT)
        return AIFT_OK; /* a bad row */
    AIFT__TRY(copy_member(card, "Card ID", aift__json_get(card, "id")));
    aift__json_remove(card, "id");
    AIFT__TRY(copy_member(card, "List Name",
                          aift__json_get(look(b, LISTS, "lists", text(card, "idList")), "name")));
    AIFT__TRY(copy_member(card, "Board Name", aift__json_get(b->root, "name")));
    AIFT__TRY(add_members(b, card));
    return add_fields(b, card);
}

static aift_status add_checklists(const board *b)
{
    const aift__json *lists = aift__json_get(b->root, "checklists");
    for (size_t i = 0; i < aift__json_size(lists); i++) {
        const aift__json *list = aift__json_at(lists, i), *items = aift__json_get(list, "checkItems");
        aift__json *card = card_of(b, text(list, "idCard")), *all, *made = NULL, *names;
        if (aift__json_kind(card) != AIFT__JSON_OBJECT)
            continue;
        AIFT__TRY(list_in(card, "Checklists", &all));
        made = aift__json_new_object();
        AIFT__TRY(aift__json_push(all, made));
        AIFT__TRY(copy_member(made, "name", aift__json_get(list, "name")));
        names = aift__json_new_array();
        AIFT__TRY(aift__json_set(made, "items", names));
        for (size_t k = 0; k < aift__json_size(items); k++) {
            aift__json *item = aift__json_new_object();
            AIFT__TRY(aift__json_push(names, item));
            AIFT__TRY(copy_member(item, "name", aift__json_get(aift__json_at(items, k), "name")));
            AIFT__TRY(copy_member(item, "state", aift__json_get(aift__json_at(items, k), "state")));
        }
    }
    return AIFT_OK;
}

static aift_status add_comments(const board *b)
{
    const aift__json *actions = aift__json_get(b->root, "actions");
    for (size_t i = 0; i < aift__json_size(actions); i++) {
        const aift__json *action = aift__json_at(actions, i);
        const char *type = text(action, "type");
        aift__json *card = card_of(b, aift__json_text(aift__json_path(action, "data.card.id"), NULL)), *all;
        if (!type || strcmp(type, "commentCard") != 0 || aift__json_kind(card) != AIFT__JSON_OBJECT)
            continue;
        AIFT__TRY(list_in(card, "Comments", &all));
        aift__json *made = aift__json_new_object();
        AIFT__TRY(aift__json_push(all, made));
        AIFT__TRY(copy_member(made, "date", aift__json_get(action, "date")));
        AIFT__TRY(copy_member(made, "text", aift__json_path(action, "data.text")));
    }
    return AIFT_OK;
}

static aift_status complete(const board *b)
{
    AIFT__TRY(add_checklists(b));
    AIFT__TRY(add_comments(b));
    for (size_t i = 0; i < aift__json_size(b->cards); i++)
        AIFT__TRY(complete_card(b, aift__json_element(b->cards, i)));
    return AIFT_OK;
}

static aift_status prepare(aift_context *context, aift__json *root)
{
    static const char *const lists[] = {"cards", "lists", "members", "customFields"};
    board b = {.root = root, .cards = aift__json_member(root, "cards")};
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < AIFT__COUNT(lists) && status == AIFT_OK; i++)
        status = index_list(context, aift__json_get(root, lists[i]), &b.by_id[i]);
    if (status == AIFT_OK && aift__json_kind(root) == AIFT__JSON_OBJECT)
        status = complete(&b);
    for (size_t i = 0; i < AIFT__COUNT(lists); i++)
        aift__map_destroy(b.by_id[i]);
    return status;
}

const aift__import_format aift__import_trello = {
    .name = "trello",
    .columns = columns,
    .key = "Card ID",
    .json = true,
    .csv = true,
    .items = "cards",
    .prepare = prepare,
};
