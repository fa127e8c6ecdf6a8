/* The one root program that touches the kernel for the agent. */
#include "broker.h"
#include "bulk.h"
#include "ccaps.h"
#include "cleanup.h"
#include "event.h"
#include "features.h"
#include "file.h"
#include "firewalls.h"
#include "harden.h"
#include "kernel.h"
#include "limit.h"
#include "network-restore.h"
#include "network-sweep.h"
#include "options.h"
#include "proc.h"
#include "socket.h"
#include "storage-mount.h"
#include "storage.h"
#include "template-state.h"
#include "uplink-watch.h"
#include "urgency.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

static int fail(const char *what, int error)
{
    (void)fprintf(stderr, "vs-broker: %s: %s.\n", what, strerror(-error));
    return error;
}

static int make_directory(const char *parent, const char *name, mode_t mode, gid_t gid)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", parent, name);
    int r = vs_make_directories(path, mode);
    if (r == 0 && (lchown(path, 0, gid) < 0 || chmod(path, mode) < 0))
        r = -errno;
    return r < 0 ? fail(path, r) : 0;
}

static int make_layout(const struct vs_layout_record *layout)
{
    static const char *const RUN[] = {"guests", "consoles", "templates", "files"};
    static const char *const DATA[] = {"storage",       "storage/templates", "storage/guests",
                                       "storage/bin",   "network",           "network/addresses",
                                       "network/guests"};
    int r = make_directory(layout->run, ".", 0755, 0);
    for (int i = 0; r == 0 && i < 3; i++)
        r = make_directory(layout->run, RUN[i], 0750, layout->agent_gid);
    if (r == 0)
        r = make_directory(layout->run, "xids", 0700, 0);
    for (size_t i = 0; r == 0 && i < sizeof(DATA) / sizeof(DATA[0]); i++)
        r = make_directory(layout->data, DATA[i], 0700, 0);
    /* Archives that templates can be made from: put there by the agent, or by hand. */
    return r < 0 ? r : make_directory(layout->data, "imports", 0770, layout->agent_gid);
}

static int secure_storage(const struct broker *broker)
{
    int r = broker->mounts_storage ? mount_storage(&broker->layout) : 0;
    return r < 0 ? fail("the mount of the storage", r) : 0;
}

static int lock_instance(struct broker *broker)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/broker.lock", broker->layout.run);
    broker->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (broker->lock_fd < 0)
        return fail(path, -errno);
    if (flock(broker->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    (void)fprintf(stderr, "vs-broker: another broker already serves %s.\n", broker->layout.run);
    return -EBUSY;
}

static int find_kernel(struct broker *broker)
{
    struct vs_layout_record *layout = &broker->layout;
    char path[320];
    int r = vs_cgroup_detect(&layout->cgroup);
    if (r < 0)
        return fail("the cpu, memory and pids controllers and a cgroup2 mount are needed", r);
    r = vs_cgroup_prepare(&layout->cgroup, layout->group);
    if (r < 0)
        return fail("the cgroup of this instance cannot be made", r);
    (void)snprintf(path, sizeof(path), "%s/%s", layout->cgroup.unified, layout->group);
    layout->features = detect_features(path);
    broker->limits_missing = vs_limit_missing(&layout->cgroup, layout->group, layout->data);
    broker->ccaps = grantable_ccaps(layout);
    broker->missing = needed_features() & ~layout->features;
    if (broker->missing)
        (void)fprintf(stderr, "vs-broker: guests cannot start, this kernel lacks %s.\n",
                      feature_name(broker->missing));
    return 0;
}

static int open_signals(struct broker *broker)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
        return -errno;
    (void)signal(SIGPIPE, SIG_IGN);
    broker->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return broker->signal_fd < 0 ? -errno : 0;
}

static int open_socket(struct broker *broker)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/broker.sock", broker->layout.run);
    int r = vs_socket_listen(path, SOCK_SEQPACKET, 0, broker->layout.agent_gid, 0660,
                             &broker->listen_fd);
    if (r < 0)
        return fail(path, r);
    (void)snprintf(path, sizeof(path), "%s/bulk.sock", broker->layout.run);
    r = vs_socket_listen(path, SOCK_SEQPACKET, 0, 0, 0600, &broker->root_listen_fd);
    return r < 0 ? fail(path, r) : 0;
}

static int open_permits(struct broker *broker)
{
    int r = make_directory(broker->layout.run, "bulk", 0700, 0);
    return r < 0 ? r : bulk_open(broker);
}

static int open_events(struct broker *broker)
{
    broker->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (broker->epoll_fd < 0)
        return fail("epoll", -errno);
    int r = open_signals(broker);
    r = r < 0 ? r : event_add(broker, broker->signal_fd, EVENT_SIGNAL, 0);
    r = r < 0 ? r : event_add(broker, broker->listen_fd, EVENT_LISTEN, LISTEN_AGENT);
    r = r < 0 ? r : event_add(broker, broker->root_listen_fd, EVENT_LISTEN, LISTEN_ROOT);
    if (r == 0 && broker->proc_pidfd >= 0)
        r = event_add(broker, broker->proc_pidfd, EVENT_PROC, 0);
    return r < 0 ? fail("events", r) : 0;
}

static void mark_free(struct broker *broker)
{
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        broker->connections[i].fd = -1;
    for (int i = 0; i < JOBS_MAX; i++)
        broker->jobs[i].report_fd = broker->jobs[i].pidfd = -1;
    for (int i = 0; i < PARKED_MAX; i++)
        broker->pool.parked[i].report_fd = broker->pool.parked[i].pidfd = -1;
}

int main(int argc, char **argv)
{
    static struct broker broker;
    mark_free(&broker);
    parse_options(&broker, argc, argv);
    (void)umask(022);
    if (geteuid() != 0) {
        (void)fputs("vs-broker: must be started by root.\n", stderr);
        return 1;
    }
    if (chdir("/") < 0 || make_layout(&broker.layout) < 0 || lock_instance(&broker) < 0 ||
        secure_storage(&broker) < 0 || find_kernel(&broker) < 0 || open_permits(&broker) < 0)
        return 1;
    /* Before the socket is there: whoever finds it looks for templates next. */
    int r = vs_template_publish(&broker.layout);
    if (r < 0)
        (void)fail("the state of the templates", r); /* not fatal: guests can still be served */
    r = storage_test_at_start(&broker.layout);
    if (r < 0)
        (void)fail("the self-test of the storage", r);
    struct vs_failure failure = {0};
    r = vs_network_tidy(&broker.layout, &failure);
    if (r < 0)
        (void)fail("the settings of the host's network", r);
    r = firewall_open(&broker);
    if (r < 0)
        (void)fail("the firewall of the guests", r);
    network_sweep_soon(&broker);
    for (int i = 0; i < 2; i++)
        rates_init(&broker.user_rates[i], USER_SHARES, monotonic_ms());
    proc_open(&broker);
    if (open_socket(&broker) < 0 || open_events(&broker) < 0)
        return 1;
    r = uplink_watch_open(&broker);
    if (r < 0)
        (void)fail("the watch over the uplink", r);
    r = vs_harden_tree();
    if (r < 0)
        return fail("giving up what it never needs", r), 1;
    vs_set_urgent(true);
    event_loop(&broker);
    proc_close(&broker);
    return 0;
}
