const KEY = 'scopedeck.reloadedAt'
/** A second failure within this time is not an update but a broken page. */
const AGAIN_MS = 30_000

/**
 * After an update of the console an open page asks for parts that are gone:
 * load it anew then, but never in a circle, and not because the console is
 * away, when there would be no page at all.
 */
export function reloadAfterUpdate(target: Window): void {
  target.addEventListener('vite:preloadError', () => {
    const last = Number(target.sessionStorage.getItem(KEY) ?? 0)
    if (Date.now() - last < AGAIN_MS) return
    void isOutdated(target).then((outdated) => {
      if (!outdated) return
      target.sessionStorage.setItem(KEY, String(Date.now()))
      target.location.reload()
    })
  })
}

/** A part that was cut off by a change of the network is there a moment later. */
const BLANK_MS = 500

/**
 * The first page could not be loaded: a laptop has just changed its network, and
 * the browser gave up what was under way. It would not ask for these parts again
 * by itself, and there is nothing on the screen to lose: load anew, as soon as the
 * console answers, and not more often than twice a minute when that is no help.
 */
export function reloadBlank(target: Window): void {
  const last = Number(target.sessionStorage.getItem(KEY) ?? 0)
  const waitMs = Date.now() - last < AGAIN_MS ? AGAIN_MS : BLANK_MS
  target.setTimeout(() => {
    void target.fetch('/', { cache: 'no-store' }).then(
      () => {
        target.sessionStorage.setItem(KEY, String(Date.now()))
        target.location.reload()
      },
      () => reloadBlank(target),
    )
  }, waitMs)
}

/** Why a page was not loaded anew. */
export type LoadedAnew = 'away' | 'unauthorized'

/**
 * Loads the page anew where it stands, but only when there is one to be had: a
 * browser would put an error of its own in its place. Gives why it did not.
 */
export async function loadAnew(target: Window): Promise<LoadedAnew | null> {
  try {
    const answer = await target.fetch('/', { cache: 'no-store' })
    if (!answer.ok) return answer.status === 401 ? 'unauthorized' : 'away'
  } catch {
    return 'away'
  }
  target.location.reload()
  return null
}

/** Whether the console serves a page with another script than the one that runs here. */
async function isOutdated({ document, fetch }: Window): Promise<boolean> {
  const script = document.querySelector('script[type="module"]')?.getAttribute('src')
  if (script === null || script === undefined) return false
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    return answer.ok && !(await answer.text()).includes(script)
  } catch {
    return false
  }
}
