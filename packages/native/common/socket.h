/* SOCK_SEQPACKET messages with at most one descriptor attached. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

/*
 * Binds a listening Unix socket (type SOCK_SEQPACKET or SOCK_STREAM) that only uid/gid may connect
 * to. The path is replaced when it exists. 0 or -errno.
 */
int vs_socket_listen(const char *path, int type, uid_t uid, gid_t gid, mode_t mode, int *ret_fd);
/* One message from several parts; fd -1 = nothing attached. 0 or -errno. */
int vs_socket_send(int socket, const struct iovec *parts, size_t count, int fd);
/* Bytes received, 0 at the end, or -errno. A longer message gives EMSGSIZE; *ret_fd is -1 or an fd.
 */
ssize_t vs_socket_receive(int socket, void *ret_data, size_t size, int *ret_fd);
int vs_socket_peer(int socket, pid_t *ret_pid, uid_t *ret_uid);
