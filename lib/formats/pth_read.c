/* The two formats of checkpoints: their pickles, and where their storages lie. */
#include <inttypes.h>
#include <string.h>

#include "formats/pth_file.h"
#include "formats/signature.h"
#include "formats/zip.h"

/* The older format begins with the pickle of an int of ten bytes, 0x1950A86A20F9469CFC6C: behind two bytes that tell the
 * protocol, and from protocol 4 on nine of a frame. */
static const char magic[] = "\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";

/* Where the magic ends; 0 if there is none. */
static size_t after_magic(const aift__pth_reader *r)
{
    static const size_t places[] = {2, 11};
    const size_t n = sizeof magic - 1;
    for (size_t i = 0; i < AIFT__COUNT(places); i++)
        if (r->size >= places[i] + n && r->bytes[0] == 0x80 && memcmp(r->bytes + places[i], magic, n) == 0)
            return places[i] + n;
    return 0;
}

/* ---- storages ---- */

/* ("storage", type, key, place, elements), and in the older format None behind it. */
static aift_status read_id(const aift__pth_reader *r, const aift__pickle_object *id, aift__pth_storage *out)
{
    const aift__pickle_value *item = id->items;
    if (id->n < 5 || !aift__pickle_is_text(&item[0], "storage") || item[1].kind != AIFT__PICKLE_GLOBAL ||
        item[1].global->role != AIFT__PICKLE_STORAGE_TYPE || item[2].kind != AIFT__PICKLE_TEXT ||
        item[4].kind != AIFT__PICKLE_INT)
        return aift__fail(AIFT_E_FORMAT, "a storage is not described as torch.save does it");
    if (id->n > 5 && item[5].kind != AIFT__PICKLE_NONE)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "a storage is part of another one; save the file again with a torch of today");
    size_t bytes;
    *out = (aift__pth_storage){item[2].text, item[2].size, item[1].global->dtype, item[4].integer, NULL};
    if (out->elements < 0 || !aift__dtype_bytes(out->dtype, out->elements, &bytes) || bytes > r->size)
        return aift__fail(AIFT_E_FORMAT, "a storage has %" PRId64 " elements, more than the file can hold",
                          out->elements);
    return AIFT_OK;
}

static aift_status add_storage(aift__pth_reader *r, const aift__pickle_object *object)
{
    aift__pth_storage storage;
    int64_t place;
    AIFT__TRY(
        read_id(r, aift__pickle_object_of(&r->pickle, &object->items[0], AIFT__PICKLE_TUPLE), &storage));
    if (aift__map_get(r->keys, storage.key, storage.key_size, &place)) {
        const aift__pth_storage *known = &r->storages[place];
        if (known->dtype != storage.dtype || known->elements != storage.elements)
            return aift__fail(AIFT_E_FORMAT, "one storage is described in two ways");
        return AIFT_OK;
    }
    AIFT__TRY(AIFT__RESERVE(r->context, r->storages, r->num_storages, r->storages_cap));
    AIFT__TRY(aift__map_put(r->keys, storage.key, storage.key_size, (int64_t)r->num_storages, NULL));
    r->storages[r->num_storages++] = storage;
    return AIFT_OK;
}

static aift_status add_storages(aift__pth_reader *r)
{
    r->keys = aift__map_create(r->context);
    if (!r->keys)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < r->pickle.num_objects; i++)
        if (r->pickle.objects[i].kind == AIFT__PICKLE_STORAGE)
            AIFT__TRY(add_storage(r, &r->pickle.objects[i]));
    return AIFT_OK;
}

const aift__pth_storage *aift__pth_storage_of(const aift__pth_reader *r, const aift__pickle_value *value)
{
    const aift__pickle_object *object = aift__pickle_object_of(&r->pickle, value, AIFT__PICKLE_STORAGE);
    int64_t place = -1;
    if (!object)
        return NULL;
    const aift__pickle_value *key = &r->pickle.objects[object->items[0].object].items[2];
    return aift__map_get(r->keys, key->text, key->size, &place) ? &r->storages[place] : NULL;
}

static aift_status check_found(const aift__pth_reader *r)
{
    for (size_t i = 0; i < r->num_storages; i++)
        if (!r->storages[i].data)
            return aift__fail(AIFT_E_FORMAT,
                              "is truncated or malformed: the bytes of storage %zu of %zu are missing", i + 1,
                              r->num_storages);
    return AIFT_OK;
}

/* ---- the older format: magic, protocol, system, object, keys, and for each key its elements and their bytes ---- */

static aift_status check_system(const aift__pth_reader *r, const aift__pickle_value *protocol,
                                const aift__pickle_value *system)
{
    enum { PROTOCOL = 1001 };
    if (protocol->kind != AIFT__PICKLE_INT || protocol->integer != PROTOCOL)
        return aift__fail(AIFT_E_UNSUPPORTED, "its protocol is not %d", PROTOCOL);
    const aift__pickle_object *dict = aift__pickle_object_of(&r->pickle, system, AIFT__PICKLE_DICT);
    for (size_t i = 0; dict && i < dict->n; i += 2)
        if (aift__pickle_is_text(&dict->items[i], "little_endian") && dict->items[i + 1].integer == 1)
            return AIFT_OK;
    return aift__fail(AIFT_E_UNSUPPORTED, "it does not say that it is little-endian");
}

static aift_status find_data(aift__pth_reader *r, const aift__pickle_value *key, size_t *at)
{
    int64_t place, elements;
    size_t bytes;
    if (key->kind != AIFT__PICKLE_TEXT || !aift__map_get(r->keys, key->text, key->size, &place))
        return aift__fail(AIFT_E_FORMAT, "it has bytes of a storage that no tensor uses");
    aift__pth_storage *storage = &r->storages[place];
    if (r->size - *at < sizeof elements)
        return AIFT_OK; /* truncated: check_found says so */
    memcpy(&elements, r->bytes + *at, sizeof elements);
    *at += sizeof elements;
    if (elements != storage->elements)
        return aift__fail(AIFT_E_FORMAT, "a storage has %" PRId64 " elements, but %" PRId64 " are described",
                          elements, storage->elements);
    aift__dtype_bytes(storage->dtype, elements, &bytes); /* read_id has seen that it fits */
    if (bytes > r->size - *at)
        return AIFT_OK;
    storage->data = r->bytes + *at;
    *at += bytes;
    return AIFT_OK;
}

static aift_status read_stream(aift__pth_reader *r)
{
    aift__pickle_value protocol, system, keys;
    aift__pickle *p = &r->pickle;
    aift__pickle_init(p, r->context, r->bytes, r->size);
    p->at = after_magic(r);
    AIFT__TRY(aift__pickle_load(p, &protocol));
    AIFT__TRY(aift__pickle_load(p, &system));
    AIFT__TRY(check_system(r, &protocol, &system));
    AIFT__TRY(aift__pickle_load(p, &r->root));
    AIFT__TRY(aift__pickle_load(p, &keys));
    const aift__pickle_object *list = aift__pickle_object_of(p, &keys, AIFT__PICKLE_LIST);
    if (!list)
        return aift__fail(AIFT_E_FORMAT, "its list of storages is %s", aift__pickle_kind_name(keys.kind));
    AIFT__TRY(add_storages(r));
    size_t at = p->at;
    for (size_t i = 0; i < list->n; i++)
        AIFT__TRY(find_data(r, &list->items[i], &at));
    return check_found(r);
}

/* ---- ZIP: <folder>/data.pkl, <folder>/data/<key>, <folder>/byteorder ---- */

static bool ends_with(const aift__zip_entry *entry, const char *ending)
{
    size_t n = strlen(ending);
    return entry->name_size >= n && memcmp(entry->name + entry->name_size - n, ending, n) == 0;
}

/* Whether an entry's name is folder + name; *rest is what follows. */
static bool begins_with(const aift__zip_entry *entry, const char *folder, size_t n, const char *name,
                        size_t *rest)
{
    size_t m = strlen(name);
    *rest = n + m;
    return entry->name_size >= n + m && memcmp(entry->name, folder, n) == 0 &&
           memcmp(entry->name + n, name, m) == 0;
}

static aift_status find_entries(aift__pth_reader *r, const aift__zip *zip, const char *folder, size_t n)
{
    for (size_t i = 0; i < zip->n; i++) {
        const aift__zip_entry *entry = &zip->entries[i];
        const unsigned char *data = NULL;
        size_t rest, bytes;
        int64_t place;
        if (begins_with(entry, folder, n, "byteorder", &rest)) {
            AIFT__TRY(aift__zip_bytes(zip, entry, &data));
            if (entry->size != 6 || memcmp(data, "little", 6) != 0)
                return aift__fail(AIFT_E_UNSUPPORTED, "it is not little-endian");
        }
        if (!begins_with(entry, folder, n, "data/", &rest) ||
            !aift__map_get(r->keys, entry->name + rest, entry->name_size - rest, &place))
            continue;
        aift__pth_storage *storage = &r->storages[place];
        aift__dtype_bytes(storage->dtype, storage->elements, &bytes);
        if (entry->size < bytes)
            return aift__fail(AIFT_E_FORMAT, "a storage has %" PRIu64 " bytes, but %zu are described",
                              entry->size, bytes);
        AIFT__TRY(aift__zip_bytes(zip, entry, &storage->data));
    }
    return check_found(r);
}

static aift_status read_archive(aift__pth_reader *r, const aift__zip *zip)
{
    const aift__zip_entry *pickle = NULL;
    const unsigned char *bytes = NULL;
    for (size_t i = 0; i < zip->n && !pickle; i++)
        if (ends_with(&zip->entries[i], "/data.pkl"))
            pickle = &zip->entries[i];
    if (!pickle)
        return aift__fail(AIFT_E_FORMAT, "is a ZIP archive without a data.pkl, so not one of torch.save");
    AIFT__TRY(aift__zip_bytes(zip, pickle, &bytes));
    aift__pickle_init(&r->pickle, r->context, bytes, (size_t)pickle->size);
    AIFT__TRY(aift__pickle_load(&r->pickle, &r->root));
    AIFT__TRY(add_storages(r));
    return find_entries(r, zip, pickle->name, pickle->name_size - strlen("data.pkl"));
}

static aift_status read_zip(aift__pth_reader *r)
{
    aift__zip zip;
    AIFT__TRY(aift__zip_open(r->context, r->bytes, r->size, &zip));
    aift_status status = read_archive(r, &zip);
    aift__zip_close(&zip);
    return status;
}

/* Any other pickle: what it would have run is said by its name. */
static aift_status refuse_pickle(aift__pth_reader *r)
{
    aift__pickle_value value;
    aift__pickle_init(&r->pickle, r->context, r->bytes, r->size);
    AIFT__TRY(aift__pickle_load(&r->pickle, &value));
    return aift__fail(AIFT_E_FORMAT, "is a pickle, but not one of torch.save");
}

aift_status aift__pth_read(aift__pth_reader *r)
{
    if (after_magic(r) > 0)
        return read_stream(r);
    if (r->size >= 4 && memcmp(r->bytes, "PK\3\4", 4) == 0)
        return read_zip(r);
    if (r->size > 0 && r->bytes[0] == 0x80)
        return refuse_pickle(r);
    return aift__fail_signature(r->bytes, r->size, "a checkpoint that torch.save wrote is expected");
}
