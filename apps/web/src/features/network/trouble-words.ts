import { t } from '@/language/t.ts'
import type { NetworkView } from '@/server/services/network/model.ts'

export type Trouble = { id: string; tone: 'bad' | 'warn' | 'info'; title: string; text: string }

type Seen = Pick<NetworkView, 'network' | 'state' | 'inStep' | 'host'>

/** What is wrong with a guest's network and what to do about it, the worst first. */
export function networkTroubles(seen: Seen): Trouble[] {
  return [frozen(seen), outOfStep(seen), blocked(seen), noAddress(seen)].filter((trouble) => trouble !== null)
}

function frozen({ state }: Seen): Trouble | null {
  if (!state || state.programsMissing === 0) return null
  const text = t(
    '{missing} of {all} packet programs were taken off the host by somebody. Nothing of the guest runs, so that nothing gets out under a wrong name. Restart it: starting puts them back. If it happens again, look which software on the host removes BPF programs.',
    { missing: state.programsMissing, all: state.programs },
  )
  const title = t('The guest is frozen: what holds it to its addresses is missing.')
  return { id: 'frozen', tone: 'bad', title, text }
}

function outOfStep({ inStep }: Seen): Trouble | null {
  if (inStep) return null
  const text = t('The panel tells it again every minute. If this stays, look whether the host answers.')
  return { id: 'outOfStep', tone: 'warn', title: t('The host does not have its addresses right yet.'), text }
}

function blocked({ network, host: { blocker } }: Seen): Trouble | null {
  if (network.mode !== 'private' || blocker === null) return null
  const text = `${t('Nothing reaches the guest from outside while {blocker} drops forwarded packets.', { blocker })} ${blockerAdvice(blocker)}`
  return {
    id: 'blocked',
    tone: 'bad',
    title: t('Another firewall of the host drops what is forwarded.'),
    text,
  }
}

function noAddress({ network }: Seen): Trouble | null {
  if (network.mode === 'none' || network.addresses.length > 0) return null
  const text = t('From the moment it gets one it can be reached.')
  return { id: 'noAddress', tone: 'info', title: t('It has no address yet.'), text }
}

/** Whose table drops what is forwarded, by its name, and what its own manual says to do. */
export function blockerAdvice(blocker: string): string {
  const name = blocker.toLowerCase()
  if (name.includes('docker'))
    return t('It is Docker’s: let its chain DOCKER-USER accept packets from and to the devices vs*.')
  if (name.includes('firewalld'))
    return t(
      'It is firewalld’s: put the devices vs* and the uplink into one zone that forwards, or add a policy that accepts.',
    )
  if (name.includes('ufw'))
    return t(
      'It is ufw’s: set DEFAULT_FORWARD_POLICY="ACCEPT" in /etc/default/ufw, or allow it with “ufw route allow”.',
    )
  return t('Let its forward chain accept packets from and to the devices vs*.')
}
