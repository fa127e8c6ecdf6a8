import { redirect } from 'next/navigation'

/** Where the page was before it grew. */
export default function Page() {
  redirect('/account')
}
