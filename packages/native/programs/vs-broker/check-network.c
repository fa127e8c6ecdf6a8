#include "check.h"
#include "parse-network.h"
#include "parse.h"

int check_network_set(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_network_request *set = request;
    const char *field = "";
    (void)vs_fail(ret_failure, "name", vs_parse_name(set->name));
    int r = vs_parse_network(&set->network, &field);
    (void)vs_fail(ret_failure, field, r);
    return ret_failure->error;
}

int check_firewall_set(const void *request, struct vs_failure *ret_failure)
{
    const char *field = "reserved";
    int r = vs_parse_firewall(request, &field);
    return vs_fail(ret_failure, field, r);
}
