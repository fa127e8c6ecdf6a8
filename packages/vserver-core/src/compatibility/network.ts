import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer, include/uapi/vserver/network.h; util-vserver, naddress and nattribute. */
export const NETWORK_ROWS: Section = {
  id: 'network',
  title: 'Network flags, capabilities and addresses',
  features: [
    {
      name: 'NXF_INFO_PRIVATE',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Root of the host can always enter the network namespace of its processes.',
    },
    {
      name: 'NXF_SINGLE_IP',
      mechanism: 'cgroup BPF, bind4 and bind6',
      fit: 'planned',
      reason: 'Belongs to the shared network mode; a private network has no need of it.',
    },
    {
      name: 'NXF_LBACK_REMAP',
      mechanism: 'network namespace',
      fit: 'better',
      reason: 'The loopback is its own and needs no rewritten addresses.',
      tests: [TITLES.ownLoopback],
    },
    {
      name: 'NXF_LBACK_ALLOW',
      mechanism: 'network namespace',
      fit: 'impossible',
      reason: 'A private network never reaches the loopback of the host; the shared mode will not offer it.',
    },
    {
      name: 'NXF_HIDE_NETIF',
      mechanism: 'network namespace',
      fit: 'better',
      reason: 'The interfaces are not hidden but absent, in every interface of the kernel.',
      tests: [TITLES.ownNetwork],
    },
    {
      name: 'NXF_HIDE_LBACK',
      mechanism: 'network namespace',
      fit: 'better',
      reason: 'Its loopback address is the usual one, so that there is nothing to hide.',
      tests: [TITLES.ownLoopback],
    },
    {
      name: 'NXF_STATE_SETUP, NXF_STATE_ADMIN',
      ours: ['guest.state'],
      mechanism: 'supervisor',
      fit: 'same',
      reason: 'The network is made before the first process and never changed by it without NET_ADMIN.',
      tests: [TITLES.failedStart],
    },
    {
      name: 'NXF_SC_HELPER',
      mechanism: 'supervisor',
      fit: 'planned',
      reason: 'See the helper actions netup and netdown.',
    },
    {
      name: 'NXF_PERSISTENT',
      mechanism: 'none',
      fit: 'partial',
      reason: 'Addresses will be kept in the record; the namespace itself ends with the guest.',
    },
    {
      name: 'NXC_TUN_CREATE',
      ours: ['contextCapability.tun'],
      mechanism: 'TUNSETOWNER in the network namespace',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'NXC_RAW_ICMP',
      ours: ['contextCapability.rawIcmp'],
      mechanism: 'seccomp notification, ping_group_range',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'NXC_MULTICAST',
      mechanism: 'network namespace',
      fit: 'planned',
      reason: 'Comes with the addresses.',
    },
    {
      name: 'ncontext (nid)',
      ours: ['guest.xid', 'options.spaces'],
      mechanism: 'network namespace',
      fit: 'partial',
      reason: 'A guest has its own network or that of another guest; the number is always its xid.',
    },
    {
      name: 'Addresses: ADDR, MASK, RANGE, ANY',
      mechanism: 'routed veth with /32 and /128 addresses',
      fit: 'planned',
      reason: 'Comes with the networks; until then a guest has its loopback only.',
    },
    {
      name: 'Modifiers: BCAST, LBACK',
      mechanism: 'network namespace',
      fit: 'planned',
      reason: 'Comes with the networks.',
    },
    {
      name: 'IPv6 addresses',
      mechanism: 'routed veth with /128 addresses',
      fit: 'planned',
      reason: 'Comes with the networks.',
    },
    {
      name: 'Shared stack (chbind)',
      mechanism: 'cgroup BPF, sk_lookup',
      fit: 'planned',
      kernel: '6.0',
      reason: 'Comes as the shared network mode, an explicit choice.',
    },
    {
      name: 'Abstract unix sockets by nid',
      mechanism: 'network namespace',
      fit: 'same',
      reason: 'They belong to the network namespace.',
      tests: [TITLES.ownNetwork],
    },
  ],
}
