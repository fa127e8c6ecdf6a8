import { postAuth } from './post-auth.ts'

const SIGN_OUT = '/api/auth/sign-out'

export async function signOut(): Promise<boolean> {
  try {
    return (await postAuth(SIGN_OUT, {})).ok
  } catch {
    return false
  }
}
