import type { Db } from '@vserver/db'
import { createAdmin, createCustomer, createReseller, type SeededTenant } from '@vserver/db/seed'
import type { Person } from '../stack/panel-api.ts'

const GIB = 1024 ** 3
const PASSWORD = 'three quiet words'

/** Who they are; the guests belong to the customers in turn. */
export const PEOPLE = {
  reseller: { name: 'Northwind Hosting', email: 'day@northwind.example', password: PASSWORD },
  bakery: { name: 'Lindgren Bakery', email: 'day@lindgren.example', password: PASSWORD },
  books: { name: 'Harbour Books', email: 'day@harbour.example', password: PASSWORD },
  admin: { name: 'Ada Admin', email: 'ada.day@northwind.example', password: PASSWORD },
} satisfies Record<string, Person & { name: string }>

export type Tenants = { reseller: SeededTenant; customers: SeededTenant[] }

export async function createPeople(db: Db): Promise<Tenants> {
  const allowances = { guests: 20, memoryBytes: 4 * GIB, cpuMillicores: 4000 }
  const reseller = await createReseller(db, { ...PEOPLE.reseller, allowances })
  const customers: SeededTenant[] = []
  for (const customer of [PEOPLE.bakery, PEOPLE.books])
    customers.push(await createCustomer(db, { ...customer, resellerId: reseller.accountId }))
  await createAdmin(db, PEOPLE.admin)
  return { reseller, customers }
}
