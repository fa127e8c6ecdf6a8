import { msg, type Words } from '@/language/t.ts'

/** What the models of addresses and networks refuse with, in their English: it reaches forms and refusals as it is. */
export const CORE_SENTENCES: readonly Words[] = [
  msg('This is not an IPv4 or IPv6 address.'),
  msg('This is not an address with the length of its prefix.'),
  msg('This is not the name of a network device.'),
  msg('A guest cannot have this address.'),
  msg('Each address can be given once.'),
  msg('A guest has at most 3 name servers.'),
  msg('A guest without a network has no addresses.'),
  msg('A shared network needs an address.'),
  msg('Here an address is given without the length of a prefix.'),
  msg('Only a private network is joined by a bridge or a device.'),
  msg('A bridge or macvlan needs its device, and a routed network has none.'),
  msg('Only a private network has an MTU of its own.'),
  msg('The gateway of a routed network is the host.'),
  msg('There is at most one gateway of each family.'),
  msg('Only a routed private network can be hidden behind the host.'),
  msg('Here the host does not decide who speaks with whom.'),
  msg('This belongs to the shared network; a private one has the capability NET_RAW.'),
  msg('This belongs to the shared network.'),
  msg('The first port is at most the last one.'),
  msg('Only TCP and UDP have ports.'),
  msg('ICMP belongs to IPv4 addresses, and ICMPv6 to IPv6 addresses.'),
]
