'use client'

import { useQuery } from '@tanstack/react-query'
import { t, translate } from '@/language/t.ts'
import { GUEST_SUBJECTS, HOST_SUBJECTS, isHostSubject } from '@/server/services/alert/constants.ts'
import { AlertSubject } from '@/server/services/alert/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { cx } from '@/ui/cx.ts'
import { Field, NumberField, SelectField, TextField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { INPUT_CLASS, SELECT_CLASS } from '@/ui/input-class.ts'
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
  const every = { value: EVERYWHERE, label: t('Every guest') }
  return (
    <>
      <TextField autoComplete="off" label={t('Name')} name="name" />
      <div className="grid gap-5 sm:grid-cols-2">
        <SubjectField hasHosts={hasHosts} />
        <SelectField
          label={t('Of')}
          name="guestId"
          options={ofHosts ? [{ value: EVERYWHERE, label: t('Every host') }] : [every, ...options]}
          placeholder={t('Choose')}
        />
      </div>
      <Marks />
      <ChecksField
        checks={[
          {
            ...{ value: 'email', label: t('E-mail to me'), disabled: !hasMail },
            ...(hasMail ? {} : { hint: t('This panel has no mail server; ask its administrator.') }),
          },
          { value: 'webhook', label: t('Web hook'), hint: t('A signed message to an address of yours.') },
        ]}
        label={t('Tell me by')}
        name="channels"
      />
      {channels.includes('webhook') && (
        <TextField
          autoComplete="off"
          hint={t('Its secret is shown once, when it is saved.')}
          label={t('Address of the web hook')}
          name="webhookUrl"
          placeholder="https://"
          type="url"
        />
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label={t('Quiet from')} name="quietFrom" type="time" />
        <TextField
          hint={t('In {timeZone}. Empty: never quiet.', { timeZone: String(form.values.timeZone) })}
          label={t('Quiet until')}
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
        {t(SUBJECT_LOOK[subject].label)}
      </option>
    ))
  return (
    <Field label={t('What')} name="subject">
      {(control) => (
        <select
          {...control}
          className={cx(INPUT_CLASS, SELECT_CLASS)}
          onChange={(event) => choose(AlertSubject.parse(event.target.value))}
          value={String(form.values.subject)}
        >
          {hasHosts ? (
            <>
              <optgroup label={t('Of guests')}>{options(GUEST_SUBJECTS)}</optgroup>
              <optgroup label={t('Of hosts')}>{options(HOST_SUBJECTS)}</optgroup>
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
  const its = SUBJECT_LOOK[values.subject as AlertSubject].unit
  const unit = its && translate(its)
  return (
    <div className="grid gap-5 sm:grid-cols-3">
      {unit !== null && (
        <>
          <NumberField label={t('Fires at')} min={0} name="threshold" step="any" unit={unit} />
          <NumberField label={t('Over below')} min={0} name="clearBelow" step="any" unit={unit} />
        </>
      )}
      <NumberField
        label={t('If it lasts')}
        max={1440}
        min={0}
        name="forMinutes"
        step="any"
        unit={t('minutes')}
      />
    </div>
  )
}
