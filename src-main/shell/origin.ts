/** Where the page lives. A scheme of its own: no port that others could reach, no file access. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'console'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_URL = `${APP_ORIGIN}/`

/**
 * Whether an address is one of our page. `URL.origin` is "null" for schemes
 * that Node does not know, so its parts are compared.
 */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return protocol === `${APP_SCHEME}:` && host === APP_HOST
}
