/* Somebody else: the host, another guest, or somebody out in the world. */
#pragma once

/* Serves until it is killed. Each service is "tcp|udp|udp6,ADDRESS,PORT" (udp6: not for IPv4) or
 * "unix,NAME" (abstract). */
int stand(const char *name, int slowness, char **services);
