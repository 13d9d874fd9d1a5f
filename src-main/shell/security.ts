import { shell, type App, type Session, type WebContents } from 'electron'
import { isAppUrl } from './origin.ts'

/** Pages of ours on the web that a link may open, in the system's browser. Nothing else leaves the window. */
const KNOWN_PAGES: readonly string[] = []

/** Refuses every permission, every device and every request that is not for our own page. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isOurs(details.url) }))
  session.on('will-download', (event, item) => {
    // What the page makes itself (a table as CSV) may be saved; nothing is fetched.
    if (!isOurs(item.getURL())) event.preventDefault()
  })
}

/** The same rules for whatever contents the application ever makes. */
export function hardenAllContents(app: Pick<App, 'on'>, knownPages: readonly string[] = KNOWN_PAGES): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, knownPages))
}

/** No navigation, no further window, no webview. */
function hardenContents(contents: WebContents, knownPages: readonly string[]): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isKnownPage(url, knownPages)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

function isKnownPage(address: string, knownPages: readonly string[]): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:' && knownPages.includes(address)
}

/** Our page, what it has made itself, and the developer tools. */
function isOurs(address: string): boolean {
  if (isAppUrl(address)) return true
  const scheme = URL.canParse(address) ? new URL(address).protocol : ''
  return scheme === 'blob:' || scheme === 'data:' || scheme === 'devtools:'
}
