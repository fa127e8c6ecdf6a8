export { type Addon, type AddonHandle, loadAddon } from './addon.ts'
export { BrokerClient, type BrokerReply, type RequestOptions } from './broker-client.ts'
export type { WireAddress } from './codec.ts'
export { watchExit } from './exit-watch.ts'
export {
  ATTACH_NEW,
  attachFrame,
  type ConsoleFrame,
  creditFrame,
  endInputFrame,
  FrameParser,
  hangupFrame,
  inputFrames,
  resizeFrame,
  signalFrame,
} from './frame.ts'
export { handConnection } from './hand-connection.ts'
export { NativeError } from './native-error.ts'
export {
  BULK_AT_ONCE,
  BULK_KIND,
  BULK_STATE,
  CGROUP_MODE,
  CONSOLE_MODE,
  CONTEXT_CAPABILITY,
  FEATURE,
  INIT_STYLE,
  LIMIT_KINDS,
  type OperationName,
  type ReplyOf,
  type RequestOf,
  START_FLAG,
  STOP_KIND,
} from './protocol.ts'
export {
  BACKEND,
  ENFORCEMENT,
  FILES_FLAG,
  FILES_KIND,
  PROBE_FLAG,
  STORAGE_FEATURE,
  TEMPLATE_METHOD,
} from './protocol-files.ts'
export {
  DIRECTION,
  HOST_NETWORK,
  NETWORK_FLAG,
  NETWORK_LINK,
  NETWORK_MODE,
  NETWORK_TIER,
  PROTOCOL,
  RULE_FLAG,
  VERDICT,
} from './protocol-network.ts'
