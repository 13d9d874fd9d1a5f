type Draw = () => void

/** How charts get onto paper. */
export interface WindowPrint {
  /** Charts out of sight are drawn as well. */
  readonly isPrinting: boolean
  /** Draws when the window is about to be printed. Gives the function that forgets it. */
  beforePrint(draw: Draw): () => void
}

/**
 * Paper is white: while the window is printed it has the light theme, and every
 * chart is drawn, whether it was in sight or not. The browser takes the page as
 * it is when the event is over, so nothing of this may wait for a frame.
 */
function createWindowPrint(target: Window): WindowPrint {
  const draws = new Set<Draw>()
  let isPrinting = false
  let themeBefore: string | undefined

  target.addEventListener('beforeprint', () => {
    const { dataset } = target.document.documentElement
    isPrinting = true
    themeBefore = dataset['theme']
    dataset['theme'] = 'light'
    // Twice: the theme is read when the change of the attribute is announced, and that after this.
    queueMicrotask(() => queueMicrotask(() => draws.forEach((draw) => draw())))
  })
  target.addEventListener('afterprint', () => {
    isPrinting = false
    if (themeBefore !== undefined) target.document.documentElement.dataset['theme'] = themeBefore
  })

  return {
    get isPrinting() {
      return isPrinting
    },
    beforePrint(draw) {
      draws.add(draw)
      return () => draws.delete(draw)
    },
  }
}

export const windowPrint: WindowPrint = createWindowPrint(window)
