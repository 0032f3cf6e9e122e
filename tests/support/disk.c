/* A disk in memory for SQLite that can lose its power. */
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "disk.h"

enum { FILES = 8, NAME = 600, SECTOR = 512, REGION = 1 << 15, REGIONS = 64 };

typedef struct bytes {
    unsigned char *data;
    int64_t size;
} bytes;

typedef struct node {
    char name[NAME];
    bool there, synced_there; /* now, and after a loss of power */
    bool fresh;               /* made, and not synced yet: SQLite syncs the folder with it */
    bytes now, synced;
} node;

typedef struct handle {
    sqlite3_file base;
    node *node;
    bool temporary;
} handle;

static node nodes[FILES];
static void *regions[REGIONS]; /* of the shared index of the write-ahead log */
static int left;               /* calls until the power goes; 0: it stays */
static bool off;
static sqlite3_vfs disk;

static bool goes_off(void)
{
    if (!off && left > 0 && --left == 0)
        off = true;
    return off;
}

static void resize(bytes *b, int64_t size)
{
    unsigned char *data = calloc(1, (size_t)size + 1);
    if (b->data)
        memcpy(data, b->data, (size_t)(size < b->size ? size : b->size));
    free(b->data);
    *b = (bytes){data, size};
}

static void copy(bytes *to, const bytes *from)
{
    resize(to, from->size);
    if (from->size)
        memcpy(to->data, from->data, (size_t)from->size);
}

static node *find(const char *name, bool make)
{
    node *empty = NULL;
    for (int i = 0; i < FILES; i++) {
        if (nodes[i].name[0] && name && strcmp(nodes[i].name, name) == 0)
            return &nodes[i];
        if (!nodes[i].name[0] && !empty)
            empty = &nodes[i];
    }
    if (make && empty)
        strncpy(empty->name, name ? name : "temporary", NAME - 1);
    return make ? empty : NULL;
}

/* ---- one file ---- */

static int file_close(sqlite3_file *file)
{
    node *n = ((handle *)file)->node;
    if (((handle *)file)->temporary) {
        free(n->now.data);
        *n = (node){.there = false};
    }
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    const node *n = ((handle *)file)->node;
    const int64_t there = n->now.size - at < 0 ? 0 : n->now.size - at < size ? n->now.size - at : size;
    if (there > 0)
        memcpy(to, n->now.data + at, (size_t)there);
    memset((char *)to + there, 0, (size_t)(size - there));
    return there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
    node *n = ((handle *)file)->node;
    if (goes_off())
        return SQLITE_IOERR_WRITE;
    if (at + size > n->now.size)
        resize(&n->now, at + size);
    memcpy(n->now.data + at, from, (size_t)size);
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (goes_off())
        return SQLITE_IOERR_TRUNCATE;
    resize(&((handle *)file)->node->now, size);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
    node *n = ((handle *)file)->node;
    (void)flags;
    if (goes_off())
        return SQLITE_IOERR_FSYNC;
    copy(&n->synced, &n->now);
    n->synced_there = true;
    for (int i = 0; n->fresh && i < FILES; i++)
        if (!nodes[i].there)
            nodes[i].synced_there = false;
    n->fresh = false;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = ((handle *)file)->node->now.size;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int lock)
{
    (void)file, (void)lock;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    (void)file, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int file_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    (void)file, (void)size;
    if (region < REGIONS && !regions[region] && extend)
        regions[region] = calloc(1, REGION);
    *out = region < REGIONS ? regions[region] : NULL;
    return region < REGIONS ? SQLITE_OK : SQLITE_IOERR_SHMMAP;
}

static int shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    (void)file, (void)offset, (void)n, (void)flags;
    return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *file)
{
    (void)file;
}

static int shm_unmap(sqlite3_file *file, int delete)
{
    (void)file;
    for (int i = 0; delete &&i < REGIONS; i++) {
        free(regions[i]);
        regions[i] = NULL;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    2,         file_close,  file_read,     file_write,   file_truncate, file_sync,   file_size,
    file_lock, file_lock,   file_reserved, file_control, file_sector,   file_traits, shm_map,
    shm_lock,  shm_barrier, shm_unmap,     NULL,         NULL};

/* ---- the disk ---- */

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    handle *h = (handle *)file;
    *h = (handle){.base.pMethods = NULL};
    node *n = find(name, true);
    (void)vfs;
    if (!n || (!n->there && name && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    if (!n->there) {
        resize(&n->now, 0);
        n->fresh = true;
    }
    n->there = true;
    *h = (handle){.base.pMethods = &methods, .node = n, .temporary = !name};
    if (out)
        *out = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int synced)
{
    node *n = find(name, false);
    (void)vfs;
    if (goes_off())
        return SQLITE_IOERR_DELETE;
    if (!n || !n->there)
        return SQLITE_IOERR_DELETE_NOENT;
    n->there = false;
    n->now.size = 0;
    if (synced)
        n->synced_there = false;
    return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    const node *n = find(name, false);
    (void)vfs, (void)flags;
    *out = n && n->there;
    return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    strncpy(out, name, (size_t)size);
    return SQLITE_OK;
}

void disk_begin(void)
{
    disk = *sqlite3_vfs_find("unix");
    disk.zName = "disk";
    disk.szOsFile = sizeof(handle);
    disk.xOpen = disk_open;
    disk.xDelete = disk_delete;
    disk.xAccess = disk_access;
    disk.xFullPathname = disk_path;
    sqlite3_vfs_register(&disk, 1);
}

void disk_end(void)
{
    shm_unmap(NULL, 1);
    for (int i = 0; i < FILES; i++) {
        free(nodes[i].now.data);
        free(nodes[i].synced.data);
        nodes[i] = (node){.there = false};
    }
    left = 0;
    off = false;
    sqlite3_vfs_unregister(&disk);
}

void disk_cut_power(int nth)
{
    left = nth;
    off = false;
}

bool disk_is_off(void)
{
    return off;
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* What was synced, and some of the sectors written since. */
static void lose(node *n, uint64_t *seed)
{
    if (!n->there && n->synced_there) /* deleted, and the folder not synced: it may be back */
        n->there = next(seed) % 2;
    else if (n->there && !n->synced_there)
        n->there = next(seed) % 2;
    if (n->now.size > n->synced.size && next(seed) % 2)
        resize(&n->synced, n->now.size);
    for (int64_t at = 0; at < n->now.size && at < n->synced.size; at += SECTOR) {
        const int64_t some = n->now.size - at < SECTOR ? n->now.size - at : SECTOR;
        const int64_t size = n->synced.size - at < some ? n->synced.size - at : some;
        if (next(seed) % 2)
            memcpy(n->synced.data + at, n->now.data + at, (size_t)size);
    }
    copy(&n->now, &n->synced);
    n->synced_there = n->there;
}

void disk_restart(uint64_t seed)
{
    shm_unmap(NULL, 1);
    for (int i = 0; i < FILES; i++)
        if (nodes[i].name[0])
            lose(&nodes[i], &seed);
    left = 0;
    off = false;
}
