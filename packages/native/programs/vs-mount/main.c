/* Shows root of the host the files of a stopped guest, at a directory of the host. */
#include "cleanup.h"
#include "mount.h"
#include "parse.h"
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static const char HELP[] =
    "Usage: vs-mount [--instance NAME | --run DIR] [--write] GUEST DIR\n"
    "       vs-mount [--instance NAME | --run DIR] --unmount DIR\n"
    "\n"
    "Mounts the files of a stopped guest at DIR as the guest has them, to look at them, to\n"
    "mend them or to back them up. Owners are numbered as in the guest, from 0 to 65535;\n"
    "set-user-id programs, device nodes and programs do not work. Until it is unmounted\n"
    "the guest cannot be started. The broker writes down who mounts what.\n"
    "\n"
    "  --write          lets the files be changed; else nothing on the disk is\n"
    "  --unmount        ends it\n"
    "  --instance NAME  which installation (vserver)\n"
    "  --run DIR        its run-time files (/run/NAME)\n"
    "  --help           this text\n";

static _Noreturn void refuse(const char *why)
{
    (void)fprintf(stderr, "vs-mount: %s. See --help.\n", why);
    exit(2);
}

static void take_run(struct call *call, int option)
{
    bool is_instance = option == 'i';
    int r = is_instance ? vs_parse_instance(optarg) : vs_parse_directory(optarg);
    if (r < 0)
        refuse(is_instance ? "--instance needs the name of an installation"
                           : "--run needs an absolute path");
    (void)snprintf(call->run, sizeof(call->run), "%s%s", is_instance ? "/run/" : "", optarg);
}

static void take_names(struct call *call, char **names, int count, bool ends)
{
    if (count != (ends ? 1 : 2))
        refuse(ends ? "which directory?" : "a guest and a directory are needed");
    call->directory = names[count - 1];
    if (!ends) {
        size_t length = strlen(names[0]);
        if (length < sizeof(call->guest))
            memcpy(call->guest, names[0], length);
        if (vs_parse_name(call->guest) < 0)
            refuse("this is not the name of a guest");
    }
    if (ends && call->may_write)
        refuse("--write and --unmount exclude each other");
}

static void parse_arguments(struct call *call, int argc, char **argv)
{
    static const struct option OPTIONS[] = {
        {"instance", required_argument, NULL, 'i'}, {"run", required_argument, NULL, 'r'},
        {"write", no_argument, NULL, 'w'},          {"unmount", no_argument, NULL, 'u'},
        {"help", no_argument, NULL, 'h'},           {0},
    };
    bool ends = false;
    for (int option; (option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0;) {
        if (option == 'h') {
            (void)fputs(HELP, stdout);
            exit(0);
        } else if (option == 'i' || option == 'r') {
            take_run(call, option);
        } else if (option == 'w') {
            call->may_write = true;
        } else if (option == 'u') {
            ends = true;
        } else {
            refuse("there is no such option");
        }
    }
    take_names(call, argv + optind, argc - optind, ends);
}

static const char *explain(int error, const char *stage)
{
    if (!strcmp(stage, "connect"))
        return "no broker answers";
    if (!strcmp(stage, "name") && error == -ENOENT)
        return "there is no such guest";
    if (!strcmp(stage, "running") && error == -EBUSY)
        return "the guest runs, or something is done with its files; stop it first";
    if (!strcmp(stage, "running") && error == -ETXTBSY)
        return "its files are mounted already";
    if (error == -ENOLINK)
        return "the guest is archived; unarchive it first";
    return strerror(-error);
}

static int fail(const struct call *call, const char *stage, int error)
{
    (void)fprintf(stderr, "vs-mount: %s: %s.\n", call->guest[0] ? call->guest : call->directory,
                  explain(error, stage));
    return 1;
}

static int attach(const struct call *call)
{
    struct vs_guest_attach request = {.flags = call->may_write ? VS_ATTACH_WRITE : 0,
                                      .pid = getpid()};
    char stage[VS_STAGE_SIZE];
    cleanup_fd int mount = -1;
    /* Before the guest is locked: a mistyped directory is the usual mistake. */
    cleanup_fd int target = open(call->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target < 0) {
        (void)fprintf(stderr, "vs-mount: %s: %s.\n", call->directory, strerror(errno));
        return 1;
    }
    memcpy(request.name, call->guest, sizeof(request.name));
    int r = ask_broker(call->run, &request, stage, &mount);
    if (r < 0)
        return fail(call, stage, r);
    if (move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return fail(call, "mount", -errno);
    (void)printf("%s  mounted at %s, %s\n", call->guest, call->directory,
                 call->may_write ? "to be changed" : "read-only");
    return 0;
}

static int detach(const struct call *call)
{
    struct vs_guest_attach request = {.flags = VS_ATTACH_END, .pid = getpid()};
    char stage[VS_STAGE_SIZE];
    cleanup_fd int none = -1;
    if (find_guest(call->directory, call->run, request.name) < 0) {
        (void)fprintf(stderr, "vs-mount: no guest's files are mounted at %s.\n", call->directory);
        return 1;
    }
    if (umount2(call->directory, UMOUNT_NOFOLLOW) < 0) {
        (void)fprintf(stderr, "vs-mount: %s: %s.\n", call->directory,
                      errno == EBUSY ? "somebody still uses it" : strerror(errno));
        return 1;
    }
    int r = ask_broker(call->run, &request, stage, &none);
    if (r < 0)
        return fail(call, stage, r);
    (void)printf("%s  unmounted\n", request.name);
    return 0;
}

int main(int argc, char **argv)
{
    struct call call = {.run = "/run/vserver"};
    parse_arguments(&call, argc, argv);
    return call.guest[0] ? attach(&call) : detach(&call);
}
