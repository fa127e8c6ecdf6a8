/* DATA/network/firewall/NAME: what the table is made from again after the host's or our own start.
 */
#pragma once
#include "firewall-text.h"
#include "layout.h"

/* The directory, locked against everybody else until it is closed; made when it is not there and
 * make says so. Descriptor, or -errno. */
int vs_firewall_records_open(const struct vs_layout_record *layout, bool make);
/* Without the lock: whether a guest has one now. */
bool vs_firewall_record_is_there(const struct vs_layout_record *layout, const char *name);
/* 0 or -errno: ENOENT when there is none, EBADMSG when it is not one of ours. */
int vs_firewall_record_read(int records, const char *name, struct vs_firewall_record *ret_record);
/* durable: survives a power cut from its return on. 0 or -errno. */
int vs_firewall_record_write(int records, const struct vs_firewall_record *record, bool durable);
int vs_firewall_record_remove(int records, const char *name);

/* Returns 0, or -errno to end the walk with. */
typedef int vs_firewall_visit(const struct vs_firewall_record *record, void *argument);
/* Calls visit for every record that can be read. 0 or -errno. */
int vs_firewall_records_each(int records, vs_firewall_visit *visit, void *argument);
