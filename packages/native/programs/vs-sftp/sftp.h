/*
 * A server of SFTP version 3 on standard input and output, run inside a guest as its root: what may
 * be reached is the kernel's to say, so paths are not looked at. Source:
 * draft-ietf-secsh-filexfer-02 and OpenSSH's PROTOCOL for the extensions.
 */
#pragma once
#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define PACKET_MAX  (256u * 1024u) /* as OpenSSH's client sends and takes them */
#define DATA_MAX    (PACKET_MAX - 1024u)
#define HANDLES_MAX 128
#define PATH_SIZE   4096 /* PATH_MAX */

enum packet_type {
    SFTP_INIT = 1,
    SFTP_VERSION = 2,
    SFTP_OPEN = 3,
    SFTP_CLOSE = 4,
    SFTP_READ = 5,
    SFTP_WRITE = 6,
    SFTP_LSTAT = 7,
    SFTP_FSTAT = 8,
    SFTP_SETSTAT = 9,
    SFTP_FSETSTAT = 10,
    SFTP_OPENDIR = 11,
    SFTP_READDIR = 12,
    SFTP_REMOVE = 13,
    SFTP_MKDIR = 14,
    SFTP_RMDIR = 15,
    SFTP_REALPATH = 16,
    SFTP_STAT = 17,
    SFTP_RENAME = 18,
    SFTP_READLINK = 19,
    SFTP_SYMLINK = 20,
    SFTP_STATUS = 101,
    SFTP_HANDLE = 102,
    SFTP_DATA = 103,
    SFTP_NAME = 104,
    SFTP_ATTRS = 105,
    SFTP_EXTENDED = 200,
    SFTP_EXTENDED_REPLY = 201,
};

enum status {
    STATUS_OK = 0,
    STATUS_EOF = 1,
    STATUS_NO_SUCH_FILE = 2,
    STATUS_PERMISSION_DENIED = 3,
    STATUS_FAILURE = 4,
    STATUS_BAD_MESSAGE = 5,
    STATUS_UNSUPPORTED = 8,
};

/* What is left of a request. Once something did not fit, every further get gives nothing. */
struct request {
    const uint8_t *at, *end;
    bool is_bad;
};

struct attributes {
    uint32_t flags; /* ATTRIBUTE_* */
    uint64_t size;
    uint32_t uid, gid, permissions, atime, mtime;
};

#define ATTRIBUTE_SIZE        0x01u
#define ATTRIBUTE_UIDGID      0x02u
#define ATTRIBUTE_PERMISSIONS 0x04u
#define ATTRIBUTE_ACMODTIME   0x08u
#define ATTRIBUTE_EXTENDED    0x80000000u

/* packet.c */
uint8_t get_u8(struct request *request);
uint32_t get_u32(struct request *request);
uint64_t get_u64(struct request *request);
const uint8_t *get_bytes(struct request *request, uint32_t *ret_size);
/* False unless it is a path without NUL that fits. "" means ".". */
bool get_path(struct request *request, char ret_path[PATH_SIZE]);
void get_attributes(struct request *request, struct attributes *ret_attributes);

/* The one answer that is being written; it always has room for what its limits allow. */
void begin_answer(uint8_t type, uint32_t id);
void put_u32(uint32_t value);
void put_u64(uint64_t value);
void put_bytes(const void *bytes, size_t size);
void put_text(const char *text);
void put_attributes(const struct stat *status);
size_t answer_room(void);
/* Room for data that is read right into the answer, at most DATA_MAX; then how much it was. */
uint8_t *data_place(void);
void put_data_done(size_t size);
void patch_u32(size_t at, uint32_t value);
size_t answer_size(void);
/* Sends it. False when nobody reads any more. */
bool finish_answer(void);

/* 0 or -errno of an operation, as an answer. */
void answer_status(uint32_t id, enum status status, const char *message);
void answer_error(uint32_t id, int error);

/* handles.c: all return 0 or -errno. */
int handle_open_file(int fd, bool appends, uint32_t *ret_handle);
int handle_open_directory(DIR *directory, uint32_t *ret_handle);
int handle_file(struct request *request, int *ret_fd, bool *ret_appends);
int handle_directory(struct request *request, DIR **ret_directory);
/* Of either kind. */
int handle_any(struct request *request, int *ret_fd);
int handle_close(struct request *request);

/* Each answers one request. */
void do_open(uint32_t id, struct request *request);
void do_close(uint32_t id, struct request *request);
void do_read(uint32_t id, struct request *request);
void do_write(uint32_t id, struct request *request);
void do_fstat(uint32_t id, struct request *request);
void do_fsetstat(uint32_t id, struct request *request);
void do_lstat(uint32_t id, struct request *request);
void do_stat(uint32_t id, struct request *request);
void do_setstat(uint32_t id, struct request *request);
void do_lsetstat(uint32_t id, struct request *request);
void do_opendir(uint32_t id, struct request *request);
void do_readdir(uint32_t id, struct request *request);
void do_remove(uint32_t id, struct request *request);
void do_mkdir(uint32_t id, struct request *request);
void do_rmdir(uint32_t id, struct request *request);
void do_realpath(uint32_t id, struct request *request);
void do_rename(uint32_t id, struct request *request);
void do_readlink(uint32_t id, struct request *request);
void do_symlink(uint32_t id, struct request *request);
void do_extended(uint32_t id, struct request *request);
/* extended.c: what follows the version in the answer to INIT. */
void put_extensions(void);
