'use client'

import { useQuery } from '@tanstack/react-query'
import { AlertSubject, GUEST_SUBJECTS, HOST_SUBJECTS, isHostSubject } from '@/server/services/alert/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { cx } from '@/ui/cx.ts'
import { Field, INPUT_CLASS, NumberField, SELECT_CLASS, SelectField, TextField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { EVERYWHERE } from './alert-form.ts'
import { SUBJECT_LOOK } from './alert-words.ts'

/** What is watched, when it fires, and how it is told. */
export function AlertFields({ hasMail, hasHosts }: { hasMail: boolean; hasHosts: boolean }) {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.names.queryOptions())
  const form = useForm()
  const options = (guests.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const channels = form.values.channels as string[]
  const ofHosts = isHostSubject(form.values.subject as AlertSubject)
  const every = { value: EVERYWHERE, label: 'Every guest' }
  return (
    <>
      <TextField autoComplete="off" label="Name" name="name" />
      <div className="grid gap-5 sm:grid-cols-2">
        <SubjectField hasHosts={hasHosts} />
        <SelectField
          label="Of"
          name="guestId"
          options={ofHosts ? [{ value: EVERYWHERE, label: 'Every host' }] : [every, ...options]}
          placeholder="Choose"
        />
      </div>
      <Marks />
      <ChecksField
        checks={[
          {
            ...{ value: 'email', label: 'E-mail to me', disabled: !hasMail },
            ...(hasMail ? {} : { hint: 'This panel has no mail server; ask its administrator.' }),
          },
          { value: 'webhook', label: 'Web hook', hint: 'A signed message to an address of yours.' },
        ]}
        label="Tell me by"
        name="channels"
      />
      {channels.includes('webhook') && (
        <TextField
          autoComplete="off"
          hint="Its secret is shown once, when it is saved."
          label="Address of the web hook"
          name="webhookUrl"
          placeholder="https://"
          type="url"
        />
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label="Quiet from" name="quietFrom" type="time" />
        <TextField
          hint={`In ${String(form.values.timeZone)}. Empty: never quiet.`}
          label="Quiet until"
          name="quietUntil"
          type="time"
        />
      </div>
    </>
  )
}

/** Another subject is measured otherwise, so it begins with its own marks. */
function SubjectField({ hasHosts }: { hasHosts: boolean }) {
  const form = useForm()
  const choose = (subject: AlertSubject) => {
    form.set('subject', subject)
    form.set('threshold', SUBJECT_LOOK[subject].threshold)
    form.set('clearBelow', SUBJECT_LOOK[subject].clearBelow)
    if (isHostSubject(subject)) form.set('guestId', EVERYWHERE)
  }
  const options = (subjects: readonly AlertSubject[]) =>
    subjects.map((subject) => (
      <option key={subject} value={subject}>
        {SUBJECT_LOOK[subject].label}
      </option>
    ))
  return (
    <Field label="What" name="subject">
      {(control) => (
        <select
          {...control}
          className={cx(INPUT_CLASS, SELECT_CLASS)}
          onChange={(event) => choose(AlertSubject.parse(event.target.value))}
          value={String(form.values.subject)}
        >
          {hasHosts ? (
            <>
              <optgroup label="Of guests">{options(GUEST_SUBJECTS)}</optgroup>
              <optgroup label="Of hosts">{options(HOST_SUBJECTS)}</optgroup>
            </>
          ) : (
            options(GUEST_SUBJECTS)
          )}
        </select>
      )}
    </Field>
  )
}

/** Two marks keep an alert from coming and going while a value trembles around one. */
function Marks() {
  const { values } = useForm()
  const { unit } = SUBJECT_LOOK[values.subject as AlertSubject]
  return (
    <div className="grid gap-5 sm:grid-cols-3">
      {unit !== null && (
        <>
          <NumberField label="Fires at" min={0} name="threshold" step="any" unit={unit} />
          <NumberField label="Over below" min={0} name="clearBelow" step="any" unit={unit} />
        </>
      )}
      <NumberField label="If it lasts" max={1440} min={0} name="forMinutes" step="any" unit="minutes" />
    </div>
  )
}
