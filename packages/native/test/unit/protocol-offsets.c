/* Prints the layout of the wire as JSON, for the test that holds the TypeScript codec against it.
 */
#include "failure.h"
#include "protocol.h"
#include <stdio.h>

#define SIZE(type) (void)printf("},\n  \"" #type "\": {\"sizeof\": %zu", sizeof(struct type))
#define MEMBER(type, name)                                                                         \
    (void)printf(", \"" #name "\": [%zu, %zu]", offsetof(struct type, name),                       \
                 sizeof(((struct type *)NULL)->name))

static void print_common(void)
{
    SIZE(vs_header);
    MEMBER(vs_header, magic);
    MEMBER(vs_header, operation);
    MEMBER(vs_header, request);
    MEMBER(vs_header, error);
    MEMBER(vs_header, size);
    MEMBER(vs_header, stage);
    SIZE(vs_empty);
    MEMBER(vs_empty, reserved);
    SIZE(vs_limit);
    MEMBER(vs_limit, memory_bytes);
    MEMBER(vs_limit, memory_high_bytes);
    MEMBER(vs_limit, swap_bytes);
    MEMBER(vs_limit, cpu_millicores);
    MEMBER(vs_limit, cpu_interval_us);
    MEMBER(vs_limit, cpu_burst_us);
    MEMBER(vs_limit, cpu_weight);
    MEMBER(vs_limit, processes);
    MEMBER(vs_limit, open_files);
    MEMBER(vs_limit, sockets);
    MEMBER(vs_limit, locked_memory_bytes);
    MEMBER(vs_limit, address_space_bytes);
    MEMBER(vs_limit, shared_memory_bytes);
    MEMBER(vs_limit, semaphores);
    MEMBER(vs_limit, message_queues);
    MEMBER(vs_limit, disk_read_bps);
    MEMBER(vs_limit, disk_write_bps);
    MEMBER(vs_limit, disk_read_iops);
    MEMBER(vs_limit, disk_write_iops);
    MEMBER(vs_limit, nice);
    MEMBER(vs_limit, io_priority);
    MEMBER(vs_limit, oom_bias);
    MEMBER(vs_limit, disk_bytes);
    MEMBER(vs_limit, disk_soft_bytes);
    MEMBER(vs_limit, inodes);
    MEMBER(vs_limit, inodes_soft);
    MEMBER(vs_limit, network_out_bits);
    MEMBER(vs_limit, network_in_bits);
    MEMBER(vs_limit, cpu_set);
    SIZE(vs_limit_use);
    MEMBER(vs_limit_use, current);
    MEMBER(vs_limit_use, peak);
    MEMBER(vs_limit_use, soft);
    MEMBER(vs_limit_use, hard);
    MEMBER(vs_limit_use, hits);
    SIZE(vs_hello_reply);
    MEMBER(vs_hello_reply, cgroup_mode);
    MEMBER(vs_hello_reply, features);
    MEMBER(vs_hello_reply, missing);
    MEMBER(vs_hello_reply, running);
    MEMBER(vs_hello_reply, cgroup_parent);
    MEMBER(vs_hello_reply, cgroup_mount);
    MEMBER(vs_hello_reply, limits_missing);
    MEMBER(vs_hello_reply, bcaps_grantable);
    MEMBER(vs_hello_reply, ccaps_grantable);
    SIZE(vs_failure);
    MEMBER(vs_failure, error);
    MEMBER(vs_failure, stage);
    SIZE(vs_frame);
    MEMBER(vs_frame, type);
    MEMBER(vs_frame, size);
}

static void print_guest(void)
{
    SIZE(vs_guest_name);
    MEMBER(vs_guest_name, name);
    SIZE(vs_guest_create);
    MEMBER(vs_guest_create, name);
    MEMBER(vs_guest_create, template_id);
    MEMBER(vs_guest_create, xid);
    MEMBER(vs_guest_create, backend);
    MEMBER(vs_guest_create, disk_bytes);
    MEMBER(vs_guest_create, disk_soft_bytes);
    MEMBER(vs_guest_create, inodes);
    MEMBER(vs_guest_create, inodes_soft);
    SIZE(vs_guest_start);
    MEMBER(vs_guest_start, name);
    MEMBER(vs_guest_start, template_id);
    MEMBER(vs_guest_start, hostname);
    MEMBER(vs_guest_start, xid);
    MEMBER(vs_guest_start, init_style);
    MEMBER(vs_guest_start, init_argc);
    MEMBER(vs_guest_start, flags);
    MEMBER(vs_guest_start, bcaps);
    MEMBER(vs_guest_start, ccaps);
    MEMBER(vs_guest_start, share_network);
    MEMBER(vs_guest_start, share_ipc);
    MEMBER(vs_guest_start, mounts);
    MEMBER(vs_guest_start, raw_target);
    MEMBER(vs_guest_start, network);
    MEMBER(vs_guest_start, limit);
    MEMBER(vs_guest_start, init_argv);
    SIZE(vs_mount);
    MEMBER(vs_mount, share);
    MEMBER(vs_mount, target);
    MEMBER(vs_mount, read_only);
    MEMBER(vs_mount, reserved);
    SIZE(vs_share_name);
    MEMBER(vs_share_name, share);
    SIZE(vs_guest_reply);
    MEMBER(vs_guest_reply, pid);
    MEMBER(vs_guest_reply, supervisor_pid);
    MEMBER(vs_guest_reply, pid_start);
    MEMBER(vs_guest_reply, supervisor_start);
    MEMBER(vs_guest_reply, started_at);
    SIZE(vs_guest_stop);
    MEMBER(vs_guest_stop, name);
    MEMBER(vs_guest_stop, kind);
    MEMBER(vs_guest_stop, reserved);
    SIZE(vs_guest_replace);
    MEMBER(vs_guest_replace, create);
    MEMBER(vs_guest_replace, away);
    MEMBER(vs_guest_replace, take);
    SIZE(vs_guest_freeze);
    MEMBER(vs_guest_freeze, name);
    MEMBER(vs_guest_freeze, frozen);
    MEMBER(vs_guest_freeze, reserved);
    SIZE(vs_limit_request);
    MEMBER(vs_limit_request, name);
    MEMBER(vs_limit_request, limit);
}

static void print_console_and_template(void)
{
    SIZE(vs_console_open);
    MEMBER(vs_console_open, name);
    MEMBER(vs_console_open, console);
    MEMBER(vs_console_open, columns);
    MEMBER(vs_console_open, rows);
    MEMBER(vs_console_open, idle_seconds);
    MEMBER(vs_console_open, argv);
    MEMBER(vs_console_open, mode);
    MEMBER(vs_console_open, reserved);
    MEMBER(vs_console_open, environment);
    MEMBER(vs_console_open, command);
    SIZE(vs_console_reply);
    MEMBER(vs_console_reply, pid);
    MEMBER(vs_console_reply, reserved);
    MEMBER(vs_console_reply, socket);
    SIZE(vs_template_build);
    MEMBER(vs_template_build, id);
    MEMBER(vs_template_build, suite);
    MEMBER(vs_template_build, source);
    MEMBER(vs_template_build, checksum);
    MEMBER(vs_template_build, xid);
    MEMBER(vs_template_build, method);
    MEMBER(vs_template_build, init_style);
    MEMBER(vs_template_build, reserved);
    SIZE(vs_template_name);
    MEMBER(vs_template_name, id);
}

static void print_files(void)
{
    SIZE(vs_files_start);
    MEMBER(vs_files_start, job);
    MEMBER(vs_files_start, guest);
    MEMBER(vs_files_start, source);
    MEMBER(vs_files_start, template_id);
    MEMBER(vs_files_start, kind);
    MEMBER(vs_files_start, backend);
    MEMBER(vs_files_start, xid);
    MEMBER(vs_files_start, flags);
    MEMBER(vs_files_start, disk_bytes);
    MEMBER(vs_files_start, disk_soft_bytes);
    MEMBER(vs_files_start, inodes);
    MEMBER(vs_files_start, inodes_soft);
    SIZE(vs_job_name);
    MEMBER(vs_job_name, job);
    SIZE(vs_storage_probe);
    MEMBER(vs_storage_probe, flags);
    MEMBER(vs_storage_probe, reserved);
    SIZE(vs_storage_reply);
    MEMBER(vs_storage_reply, filesystem);
    MEMBER(vs_storage_reply, features);
    MEMBER(vs_storage_reply, enforcement);
    MEMBER(vs_storage_reply, test_error);
    MEMBER(vs_storage_reply, backends);
    MEMBER(vs_storage_reply, tested_at);
    MEMBER(vs_storage_reply, bytes);
    MEMBER(vs_storage_reply, bytes_free);
    MEMBER(vs_storage_reply, inodes);
    MEMBER(vs_storage_reply, inodes_free);
    MEMBER(vs_storage_reply, pool_objects);
    MEMBER(vs_storage_reply, pool_bytes);
    MEMBER(vs_storage_reply, pool_counted_at);
    MEMBER(vs_storage_reply, test_stage);
    SIZE(vs_disk_use_reply);
    MEMBER(vs_disk_use_reply, measured_at);
    MEMBER(vs_disk_use_reply, duration_us);
    MEMBER(vs_disk_use_reply, guests);
    MEMBER(vs_disk_use_reply, enforcement);
}

static void print_network(void)
{
    SIZE(vs_network);
    MEMBER(vs_network, mode);
    MEMBER(vs_network, link);
    MEMBER(vs_network, mtu);
    MEMBER(vs_network, flags);
    MEMBER(vs_network, parent);
    MEMBER(vs_network, addresses);
    MEMBER(vs_network, gateways);
    MEMBER(vs_network, nameservers);
    SIZE(vs_network_request);
    MEMBER(vs_network_request, name);
    MEMBER(vs_network_request, network);
    SIZE(vs_network_state);
    MEMBER(vs_network_state, network);
    MEMBER(vs_network_state, device);
    MEMBER(vs_network_state, programs);
    MEMBER(vs_network_state, programs_missing);
    SIZE(vs_network_host);
    MEMBER(vs_network_host, tier);
    MEMBER(vs_network_host, flags);
    MEMBER(vs_network_host, tier_error);
    MEMBER(vs_network_host, uplink_mtu);
    MEMBER(vs_network_host, uplink);
    MEMBER(vs_network_host, blocker);
    MEMBER(vs_network_host, addresses);
    SIZE(vs_network_use_reply);
    MEMBER(vs_network_use_reply, measured_at);
    MEMBER(vs_network_use_reply, duration_us);
    MEMBER(vs_network_use_reply, guests);
}

static void print_firewall(void)
{
    SIZE(vs_rule);
    MEMBER(vs_rule, direction);
    MEMBER(vs_rule, verdict);
    MEMBER(vs_rule, protocol);
    MEMBER(vs_rule, flags);
    MEMBER(vs_rule, port_first);
    MEMBER(vs_rule, port_last);
    MEMBER(vs_rule, remote);
    SIZE(vs_forward);
    MEMBER(vs_forward, host);
    MEMBER(vs_forward, guest);
    MEMBER(vs_forward, protocol);
    MEMBER(vs_forward, host_port);
    MEMBER(vs_forward, guest_port);
    SIZE(vs_firewall);
    MEMBER(vs_firewall, name);
    MEMBER(vs_firewall, xid);
    MEMBER(vs_firewall, in);
    MEMBER(vs_firewall, out);
    MEMBER(vs_firewall, rules_count);
    MEMBER(vs_firewall, forwards_count);
    MEMBER(vs_firewall, addresses);
    MEMBER(vs_firewall, rules);
    MEMBER(vs_firewall, forwards);
    SIZE(vs_hits);
    MEMBER(vs_hits, packets);
    MEMBER(vs_hits, bytes);
    SIZE(vs_firewall_state);
    MEMBER(vs_firewall_state, rules_count);
    MEMBER(vs_firewall_state, in_force);
    MEMBER(vs_firewall_state, rules);
    MEMBER(vs_firewall_state, in);
    MEMBER(vs_firewall_state, out);
}

static void print_bulk(void)
{
    SIZE(vs_bulk_ask);
    MEMBER(vs_bulk_ask, kind);
    MEMBER(vs_bulk_ask, count);
    MEMBER(vs_bulk_ask, minutes);
    MEMBER(vs_bulk_ask, reserved);
    SIZE(vs_bulk_permit);
    MEMBER(vs_bulk_permit, id);
    MEMBER(vs_bulk_permit, kind);
    MEMBER(vs_bulk_permit, state);
    MEMBER(vs_bulk_permit, count);
    MEMBER(vs_bulk_permit, left);
    MEMBER(vs_bulk_permit, minutes);
    MEMBER(vs_bulk_permit, asked_at);
    MEMBER(vs_bulk_permit, confirmed_at);
    MEMBER(vs_bulk_permit, valid_from);
    MEMBER(vs_bulk_permit, expires_at);
    SIZE(vs_bulk_list);
    MEMBER(vs_bulk_list, permits);
    SIZE(vs_bulk_id);
    MEMBER(vs_bulk_id, id);
    MEMBER(vs_bulk_id, flags);
}

int main(void)
{
    (void)printf("{\n  \"magic\": {\"value\": %u", VS_MAGIC);
    print_common();
    print_guest();
    print_console_and_template();
    print_files();
    print_network();
    print_firewall();
    print_bulk();
    (void)printf("}\n}\n");
    return 0;
}
