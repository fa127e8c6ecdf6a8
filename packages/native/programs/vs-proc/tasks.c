#include "tasks.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <linux/cgroupstats.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define WALK_MAX 512 /* threads looked at one by one; of more, these stand for all on v2 */

struct question {
    struct nlmsghdr header;
    struct genlmsghdr generic;
    struct nlattr attribute;
    char value[16];
};

static int ask(int fd, uint16_t family, uint8_t command, uint16_t attribute, const void *value,
               size_t size, char *ret_answer, size_t room)
{
    struct question question = {
        .header = {.nlmsg_len =
                       (uint32_t)(NLMSG_LENGTH(GENL_HDRLEN) + NLA_ALIGN(NLA_HDRLEN + size)),
                   .nlmsg_type = family,
                   .nlmsg_flags = NLM_F_REQUEST},
        .generic = {.cmd = command, .version = 1},
        .attribute = {.nla_len = (uint16_t)(NLA_HDRLEN + size), .nla_type = attribute},
    };
    memcpy(question.value, value, size);
    if (send(fd, &question, question.header.nlmsg_len, 0) < 0)
        return -errno;
    ssize_t n = recv(fd, ret_answer, room, 0);
    struct nlmsghdr header;
    if (n < (ssize_t)sizeof(header))
        return n < 0 ? -errno : -EPROTO;
    memcpy(&header, ret_answer, sizeof(header));
    return header.nlmsg_type == NLMSG_ERROR ? -EOPNOTSUPP : (int)n;
}

/* The bytes of the answer's attribute. Source: netlink(7), struct nlattr. */
static int find(const char *answer, int length, uint16_t type, void *ret_value, size_t size)
{
    for (int at = NLMSG_LENGTH(GENL_HDRLEN); at + NLA_HDRLEN <= length;) {
        struct nlattr attribute;
        memcpy(&attribute, answer + at, sizeof(attribute));
        if (attribute.nla_len < NLA_HDRLEN || at + attribute.nla_len > length)
            return -EPROTO;
        if (attribute.nla_type == type && attribute.nla_len >= NLA_HDRLEN + size) {
            memcpy(ret_value, answer + at + NLA_HDRLEN, size);
            return 0;
        }
        at += NLA_ALIGN(attribute.nla_len);
    }
    return -ENOENT;
}

void tasks_open(struct task_question *ret_question)
{
    char answer[4096];
    *ret_question = (struct task_question){.fd = -1};
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    if (fd < 0)
        return;
    int n = ask(fd, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME,
                sizeof(TASKSTATS_GENL_NAME), answer, sizeof(answer));
    if (n < 0 || find(answer, n, CTRL_ATTR_FAMILY_ID, &ret_question->family, 2) < 0)
        return;
    ret_question->fd = vs_steal_fd(&fd);
}

static int count_by_question(const struct task_question *question, int group,
                             struct tasks *ret_tasks)
{
    char answer[1024];
    struct cgroupstats found;
    uint32_t fd = (uint32_t)group;
    int n = ask(question->fd, question->family, CGROUPSTATS_CMD_GET, CGROUPSTATS_CMD_ATTR_FD, &fd,
                sizeof(fd), answer, sizeof(answer));
    int r = n < 0 ? n : find(answer, n, CGROUPSTATS_TYPE_CGROUP_STATS, &found, sizeof(found));
    if (r < 0)
        return r;
    ret_tasks->running = (uint32_t)found.nr_running;
    ret_tasks->blocked = (uint32_t)(found.nr_uninterruptible + found.nr_io_wait);
    return 0;
}

struct walk {
    struct tasks found;
    uint32_t looked;
    pid_t newest;
};

/* The state follows the ')' that ends the name. Source: proc(5). */
static int visit(pid_t thread, void *argument)
{
    struct walk *walk = argument;
    char path[32], text[128];
    walk->found.threads++;
    if (thread > walk->newest)
        walk->newest = thread;
    if (walk->looked == WALK_MAX)
        return 0;
    walk->looked++;
    (void)snprintf(path, sizeof(path), "/proc/%d/stat", thread);
    if (vs_file_read(AT_FDCWD, path, text, sizeof(text)) < 0)
        return 0;
    const char *name_end = strrchr(text, ')');
    walk->found.running += name_end && !strncmp(name_end, ") R", 3);
    walk->found.blocked += name_end && !strncmp(name_end, ") D", 3);
    return 0;
}

static int newest(pid_t thread, void *argument)
{
    pid_t *found = argument;
    *found = thread > *found ? thread : *found;
    return 1; /* counted */
}

/* "NSpid: 12345 17": the last one is the guest's own. Source: proc(5). */
static uint32_t pid_in_guest(pid_t pid)
{
    char path[32], text[2048];
    (void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
    if (pid <= 0 || vs_file_read(AT_FDCWD, path, text, sizeof(text)) < 0)
        return 0;
    const char *line = strstr(text, "\nNSpid:");
    const char *end = line ? strchr(line + 1, '\n') : NULL;
    while (end && end > line && end[-1] >= '0' && end[-1] <= '9')
        end--;
    return end ? (uint32_t)strtoul(end, NULL, 10) : 0;
}

static int count_by_walk(const struct guests *guests, const struct guest *guest,
                         struct tasks *ret_tasks)
{
    struct walk walk = {0};
    int r = vs_cgroup_each_thread(&guests->layout->cgroup, guest->group, visit, &walk);
    if (r < 0)
        return r;
    *ret_tasks = walk.found;
    if (walk.looked < walk.found.threads) {
        uint64_t all = walk.found.threads;
        ret_tasks->running = (uint32_t)(walk.found.running * all / walk.looked);
        ret_tasks->blocked = (uint32_t)(walk.found.blocked * all / walk.looked);
    }
    ret_tasks->last_pid = pid_in_guest(walk.newest);
    return 0;
}

static bool is_small(int group)
{
    uint64_t threads;
    return vs_file_read_u64(group, "pids.current", &threads) == 0 && threads <= WALK_MAX;
}

/*
 * One by one, since the question leaves out tasks whose wait can be killed or frozen as well
 * (kernel/cgroup/cgroup-v1.c, cgroupstats_build()); a guest with very many is worth that.
 */
int tasks_count(const struct task_question *question, const struct guests *guests,
                const struct guest *guest, struct tasks *ret_tasks)
{
    pid_t last = 0;
    *ret_tasks = (struct tasks){0};
    cleanup_fd int group = guest_group(guests, guest, VS_CONTROLLER_PIDS);
    if (group < 0)
        return group;
    if (question->fd < 0 || guests->layout->cgroup.mode == VS_CGROUP_V2 || is_small(group))
        return count_by_walk(guests, guest, ret_tasks);
    cleanup_fd int dir = openat(group, ".", O_RDONLY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    if (count_by_question(question, dir, ret_tasks) < 0)
        return count_by_walk(guests, guest, ret_tasks);
    int threads = vs_cgroup_each_thread(&guests->layout->cgroup, guest->group, newest, &last);
    ret_tasks->threads = threads > 0 ? (uint32_t)threads : ret_tasks->threads;
    ret_tasks->last_pid = pid_in_guest(last);
    return 0;
}
