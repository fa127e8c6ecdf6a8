import type { ContextCapability } from '@vserver/core/context/model'
import { msg, t, type Words } from '@/language/t.ts'
import { GONE } from '@/server/services/runtime/constants.ts'
import type { Capabilities, RuntimeChange, RuntimeView } from '@/server/services/runtime/model.ts'
import { exactly, isFlag, isNumber, isText, listOf, orNull, someOf } from '@/ui/shape.ts'
import { INIT_STYLE_WORDS } from './init-style-words.ts'

type Look = { label: Words; hint: Words }

export const CONTEXT_CAPABILITY_WORDS = {
  hostname: { label: msg('Change its host name'), hint: msg('hostname and domainname inside the guest.') },
  rlimit: {
    label: msg('Raise limits of its processes'),
    hint: msg('Up to those of the guest, never beyond.'),
  },
  rawIcmp: { label: msg('Raw ICMP'), hint: msg('ping and traceroute programs that open raw sockets.') },
  mount: { label: msg('Mount'), hint: msg('tmpfs and binds, without set-user-id programs and devices.') },
  oomAdjust: {
    label: msg('Protect its own processes'),
    hint: msg('Choose which of them go first when memory is short.'),
  },
  tun: { label: msg('A tunnel device'), hint: msg('One /dev/net/tun of its own, for VPNs.') },
  quota: {
    label: msg('Quotas for its own users'),
    hint: msg('quota, setquota and repquota inside; needs a file system of its own (backend image).'),
  },
} as const satisfies Record<ContextCapability, Look>

/** The lines of the card. */
export function runtimeLines(view: RuntimeView): { label: string; value: string }[] {
  const { add, remove } = view.capabilities
  const changes = [...add.map((name) => `+${name}`), ...remove.map((name) => `−${name}`)]
  return [
    { label: 'Init', value: t(INIT_STYLE_WORDS[view.initStyle]) },
    { label: t('Time to stop'), value: `${view.stopSeconds} s` },
    { label: t('Boot'), value: bootWords(view) },
    { label: t('Network'), value: spaceWords(view, view.spaces.network) },
    { label: 'IPC', value: spaceWords(view, view.spaces.ipc) },
    { label: t('Shared areas'), value: view.mounts.map(mountWords).join(', ') || t('none') },
    { label: t('Raw directory'), value: view.rawDirectory ?? t('none') },
    {
      label: t('May also'),
      value:
        view.contextCapabilities.map((name) => t(CONTEXT_CAPABILITY_WORDS[name].label)).join(', ') ||
        t('nothing'),
    },
    { label: t('Capabilities'), value: changes.join(', ') || t('usual') },
  ]
}

function bootWords({ boot, siblings }: RuntimeView): string {
  const after = boot.dependsOn.map((id) => nameOf(siblings, id))
  const { mark, order } = boot
  return after.length > 0
    ? t('mark {mark}, order {order}, after {guests}', { mark, order, guests: after.join(', ') })
    : t('mark {mark}, order {order}', { mark, order })
}

function spaceWords({ siblings }: RuntimeView, id: string | null): string {
  return id === null ? t('its own') : t('that of {name}', { name: nameOf(siblings, id) })
}

function nameOf(siblings: RuntimeView['siblings'], id: string): string {
  if (id === GONE) return t('a guest that is gone')
  return siblings.find((one) => one.id === id)?.name ?? id
}

function mountWords({ share, target, readOnly }: RuntimeView['mounts'][number]): string {
  return readOnly
    ? t('{share} at {target} (read only)', { share, target })
    : t('{share} at {target}', { share, target })
}

const isCapabilities = exactly({ add: listOf(isText), remove: listOf(isText) })
const isRuntimeChange = someOf({
  stopSeconds: isNumber,
  boot: exactly({ mark: isText, order: isNumber, dependsOn: listOf(isText) }),
  spaces: exactly({ network: orNull(isText), ipc: orNull(isText) }),
  mounts: listOf(exactly({ share: isText, target: isText, readOnly: isFlag })),
  rawDirectory: orNull(isText),
  contextCapabilities: listOf(isText),
})

/** The detail of an audit row, or null when it is about something else. */
export function runtimeDetailWords(detail: unknown): string | null {
  if (isCapabilities(detail)) {
    const { add, remove } = detail as Capabilities
    return [...add.map((name) => `+${name}`), ...remove.map((name) => `−${name}`)].join(', ') || t('usual')
  }
  return isRuntimeChange(detail) ? changedWords(detail as RuntimeChange) : null
}

function changedWords(change: RuntimeChange): string {
  const { stopSeconds, boot, mounts, spaces, contextCapabilities, rawDirectory } = change
  const parts = [
    stopSeconds !== undefined && t('time to stop {seconds} s', { seconds: stopSeconds }),
    boot && t('boot mark {mark}, order {order}', { mark: boot.mark, order: boot.order }),
    spaces &&
      t('network {network}, IPC {ipc}', {
        network: sharedWords(spaces.network),
        ipc: sharedWords(spaces.ipc),
      }),
    mounts && t('shared areas {areas}', { areas: mounts.map(mountWords).join(', ') || t('none') }),
    rawDirectory !== undefined && t('raw directory {path}', { path: rawDirectory ?? t('none') }),
    contextCapabilities && t('may also {what}', { what: contextCapabilities.join(', ') || t('nothing') }),
  ]
  return parts.filter(Boolean).join('; ')
}

function sharedWords(id: string | null): string {
  return id ? t('shared') : t('its own')
}
