const KEY = 'scopedeck.reloadedAt'
/** A second failure within this time is not an update but a broken page. */
const AGAIN_MS = 30_000

/**
 * After an update of the console an open page asks for parts that are gone:
 * load it anew then, but never in a circle, and not while the console is away,
 * because then there would be no page at all.
 */
export function reloadAfterUpdate(target: Window): void {
  target.addEventListener('vite:preloadError', () => {
    const last = Number(target.sessionStorage.getItem(KEY) ?? 0)
    if (Date.now() - last < AGAIN_MS) return
    void target.fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      () => {
        target.sessionStorage.setItem(KEY, String(Date.now()))
        target.location.reload()
      },
      () => undefined,
    )
  })
}
